"""What the training benchmark does, for any library: batches and weights that everybody starts from, and the rows.

A library is a `Library`: how it holds arrays, what one step of its optimizer is, and how it makes batches. Figures that
only a fresh process can tell (its memory, its first step) are found by the contestant's own program, called once more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from loop import Step, compete, reason
from train_memory import MEGA, Faults, forget_peak, most_resident, resident

PERIOD = 100_003  # a prime: numbers that are drawn; larger arrays repeat them, which is sooner done
TINY = {"layers": [6, 5, 4], "batch": 3, "images": 3}
FEW = 10  # full batches in an epoch whose memory is looked at

Problem = dict[str, Any]
Told = Callable[[], dict[str, Any]]
Learn = Callable[[Any, Any], float]


class Library:
    """What a library does its own way."""

    def batch(self, images: np.ndarray, labels: np.ndarray) -> tuple[Any, Any]:
        """Both as the library wants them, where it wants them."""
        raise NotImplementedError

    def learner(self, problem: Problem, parameters: list[np.ndarray]) -> Learn:
        """A network with these weights, and the function that makes one step of the optimizer and tells the loss."""
        raise NotImplementedError

    def loader(self, images: Any, labels: Any, size: int, shuffle: bool) -> Iterable[tuple[Any, Any]]:
        """The batches of an epoch, as often as it is iterated over."""
        raise NotImplementedError

    def forget_most(self) -> None:
        """The most that tensors held is from here on what they hold now."""

    def most_held(self) -> float | None:
        """The most bytes that tensors held since then, if the library counts them."""
        return None


def numbers(problem: Problem) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Images (N, I), labels (N,), and the parameters of two layers: w1 (I, H), b1 (H,), w2 (H, O), b2 (O,)."""
    draw = np.random.default_rng(1337)
    size, hidden, classes = problem["layers"]
    images = np.resize(draw.standard_normal(PERIOD, dtype=np.float32), (problem["images"], size))
    labels = draw.integers(0, classes, problem["images"])
    parameters = []
    for rows, columns in ((size, hidden), (hidden, classes)):
        parameters.append(draw.standard_normal((rows, columns), dtype=np.float32) / np.float32(np.sqrt(rows)))
        parameters.append(np.zeros(columns, dtype=np.float32))
    return images, labels, parameters


def outcome(losses: list[float], figures: dict[str, float | None]) -> dict[str, Any]:
    """The losses, to be compared, and the figures that are known, to be shown."""
    known = {name: figure for name, figure in figures.items() if figure is not None}
    return {"values": [[[len(losses)], losses]], "figures": known}


def on_a_batch(library: Library, problem: Problem) -> Step:
    """Step after step on one batch."""
    memory = alone("memory", problem)["MB"]
    images, labels, parameters = numbers(problem)
    batch, learn = library.batch(images, labels), library.learner(problem, parameters)
    losses = [learn(*batch) for _ in range(problem["checked"])]
    faults = Faults()

    def told() -> dict[str, Any]:
        return outcome(losses, {"loss": losses[-1], "MB": memory, "faults": faults.each()})

    def step() -> Told:
        learn(*batch)
        faults.steps += 1
        return told

    return step


def over_an_epoch(library: Library, problem: Problem) -> Step:
    """Epoch after epoch in random order, after a few steps in the order of the images, whose losses are compared."""
    images, labels, parameters = numbers(problem)
    size, whole = problem["batch"], library.batch(images, labels)
    learn = library.learner(problem, parameters)
    losses = [learn(*batch) for batch in islice(library.loader(*whole, size, False), problem["checked"])]
    loader = library.loader(*whole, size, True)
    faults = Faults()

    def step() -> Told:
        share = epoch(loader, learn)
        faults.steps += problem["chain"]
        return lambda: outcome(losses, {"loader %": 100.0 * share, "faults": faults.each()})

    return step


def epoch(loader: Iterable[tuple[Any, Any]], learn: Learn) -> float:
    """A step for each batch; the share of the time that it takes to have them."""
    start, waited = time.perf_counter(), 0.0
    asked, batches = start, iter(loader)
    while (batch := next(batches, None)) is not None:
        waited += time.perf_counter() - asked
        learn(*batch)
        asked = time.perf_counter()
    end = time.perf_counter()
    return (waited + end - asked) / (end - start)


def from_nothing(library: Library, problem: Problem) -> Step:
    """The start of Python, imports, the network, and its first step."""
    growth = alone("epochs", {**problem, "images": FEW * problem["batch"] + problem["batch"] // 2})

    def step() -> Told:
        start = time.perf_counter()
        found = alone("first", problem)
        seconds = found["at"] - start
        figures = {"import s": seconds - found["step"], "whole MB": found["MB"], **growth}
        return lambda: {**outcome([found["loss"]], figures), "seconds": seconds}

    return step


ROWS: dict[str, Callable[[Library, Problem], Step]] = {
    "batch": on_a_batch,
    "epoch": over_an_epoch,
    "first": from_nothing,
}


# --- What a fresh process does


def alone(what: str, problem: Problem) -> dict[str, Any]:
    """What a process of its own found, the contestant's program with two arguments."""
    done = subprocess.run(
        [sys.executable, "-s", "-P", sys.argv[0], what, json.dumps(problem)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    lines = done.stdout.splitlines() or ['{"absent": "its process ended"}']
    answer: dict[str, Any] = json.loads(lines[-1])
    if "absent" in answer:
        raise NotImplementedError(answer["absent"])
    return answer


def first(library: Library, problem: Problem) -> dict[str, Any]:
    """The loss of the first step, and the seconds that came after the imports. The clock is that of all processes."""
    start = time.perf_counter()
    images, labels, parameters = numbers(problem)
    loss = library.learner(problem, parameters)(*library.batch(images, labels))
    end = time.perf_counter()
    return {"loss": loss, "at": end, "step": end - start, "MB": most_resident() / MEGA}


def memory(library: Library, problem: Problem) -> dict[str, float]:
    """The most that training held, in a process that has trained a tiny network: libraries and kernels are loaded."""
    on_batch(library, {**problem, **TINY}, 1)
    before = resident()
    on_batch(library, problem, problem["checked"])
    return {"MB": (most_resident() - before) / MEGA}


def on_batch(library: Library, problem: Problem, steps: int) -> None:
    """So many steps on one batch."""
    images, labels, parameters = numbers(problem)
    batch, learn = library.batch(images, labels), library.learner(problem, parameters)
    for _ in range(steps):
        learn(*batch)


def epochs(library: Library, problem: Problem) -> dict[str, float | None]:
    """By how much more the process, and its tensors, held at most in the second epoch than in the first."""
    images, labels, parameters = numbers(problem)
    learn = library.learner(problem, parameters)
    loader = library.loader(*library.batch(images, labels), problem["batch"], True)
    peaks, most = [], []
    for _ in range(2):
        forget_peak()
        library.forget_most()
        epoch(loader, learn)
        peaks.append(most_resident())
        most.append(library.most_held())
    tensors = None if most[0] is None else (most[1] - most[0]) / 1e3
    return {"new MB": (peaks[1] - peaks[0]) / MEGA, "new kB": tensors}


FRESH: dict[str, Callable[[Library, Problem], dict[str, Any]]] = {"first": first, "memory": memory, "epochs": epochs}


def main(open_library: Callable[[Problem], Library]) -> None:
    """Take part with the library that a problem asks for; with two arguments, do what only a fresh process can."""
    if len(sys.argv) == 1:
        compete(lambda problem: ROWS[problem["work"]](open_library(problem), problem), lambda told: told())
        return
    what, problem = sys.argv[1], json.loads(sys.argv[2])
    try:
        found = FRESH[what](open_library(problem), problem)
    except Exception as error:
        found = {"absent": reason(error)}
    print(json.dumps(found))
