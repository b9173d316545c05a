"""The benchmark `train`: a network 784-256-10 on 128 images a step, by everybody's layers, optimizers and loaders.

tinytorch and PyTorch run one text, written as a reader of PyTorch's manual would; by NumPy the derivatives are worked
out by hand. The two "best" contestants keep freed memory in the process, and PyTorch's leaves out what costs it time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.bench.arena import Benchmark, Entry, Row

PROGRAMS = Path(__file__).parent / "contestants"
DEVICES = ("numpy", "cpu")
OURS = tuple(f"{name} on {device}" for name in ("yours", "reference") for device in DEVICES)
STEPS = "steps"  # the group of the rows whose time is that of a step
IMAGES = 60_000
CHECKED = 20  # steps from the same weights, whose losses must be everybody's
PEERS = {
    "micrograd": "it computes with single numbers, of which one step here multiplies millions",
    "MiniTorch and MLSys's TinyTorch": "they are repositories to fill in and no packages to install",
}
RATES = {"SGD": 0.1, "Adam": 0.001}


def entries(root: Path) -> list[Entry]:
    """The student's package and the reference where it is, each on two devices, and the libraries to compare with."""
    packages = [("yours", root)] + ([("reference", root / "solutions")] if (root / "solutions").is_dir() else [])
    libraries = [("NumPy", PROGRAMS / "train_numpy.py"), ("PyTorch", PROGRAMS / "train_torch.py")]
    return [
        *(
            Entry(f"{name} on {device}", PROGRAMS / "train_tinytorch.py", package, {"device": device})
            for name, package in packages
            for device in DEVICES
        ),
        *(
            Entry(name + suffix, program, options={"best": bool(suffix)})
            for name, program in libraries
            for suffix in ("", " best")
        ),
        *(Entry(name, PROGRAMS / "train_peers.py", options={"why": why}) for name, why in PEERS.items()),
    ]


def rows() -> list[Row]:
    """A step on a batch that is there, a step of a whole epoch with the loader, and a process's first."""
    return [
        *(Row(f"{name} step", problem("batch", name, steps=100), STEPS) for name in RATES),
        *(Row(f"{name} step, over an epoch with its loader", epoch(name, IMAGES), STEPS) for name in RATES),
        Row(
            "first step of a fresh process, by Adam",
            problem("first", "Adam"),
            "start",
            only=(*OURS, "NumPy best", "PyTorch"),  # to load NumPy or PyTorch takes as long for both of its contestants
        ),
    ]


def problem(work: str, optimizer: str, **more: Any) -> dict[str, Any]:
    """What a contestant is told."""
    network = {"layers": [784, 256, 10], "batch": 128, "images": 128, "optimizer": optimizer, "rate": RATES[optimizer]}
    return {"work": work, **network, "checked": CHECKED, **more}


def epoch(optimizer: str, images: int) -> dict[str, Any]:
    """An epoch of so many images in random order; its time is divided by its steps, of which the last may be short."""
    whole = problem("epoch", optimizer, images=images)
    return {**whole, "chain": -(-images // whole["batch"])}


BENCHMARK = Benchmark(
    title="a network 784-256-10 in float32, 128 images a step",
    against=("NumPy best", "PyTorch", "PyTorch best"),
    rows=rows,
    entries=entries,
    rounds=8,
    patience=1.5,
    tolerance=1e-4,
    note="From the same weights, everybody's first losses are NumPy's to 1e-4; loss: the last of these. MB: the most"
    " that a process of its own held while it trained, beside what it held before, libraries loaded and compiled."
    " faults: pages that the system gave to the process, a step. loader %: the share of an epoch that is spent on"
    " waiting for the next batch. The time of a fresh process begins with the start of Python; compiled kernels are in"
    " their cache. whole MB: the most that it held at all. new MB, new kB: by how much more the process, and its"
    " tensors, held at most in a second epoch than in the first.",
)
