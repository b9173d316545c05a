"""The benchmark `tensors`: what small operations cost, how fast large ones are, and a training step.

Every row is one small program, written once for tinytorch and PyTorch; NumPy evaluates the bare expression and has no
way back. The two "best" contestants keep freed memory in the process, and PyTorch's trains with its fused pieces.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.bench.arena import Benchmark, Entry, Row

PROGRAMS = Path(__file__).parent / "contestants"
SLICE = 0.02  # seconds that are timed at once: far more than the clock's resolution
CHAIN = {"chain": 20}
SMALL, PLAIN, PRODUCT, REDUCTION, INDEX = (
    "one of a chain of 20",
    "elementwise",
    "matrix product",
    "reduction",
    "broadcast and index",
)
OPERATIONS: tuple[tuple[str, str, str, list[list[int]], dict[str, int]], ...] = (
    (SMALL, "add 1", "add", [[1], [1]], CHAIN),
    (SMALL, "mul 1", "mul", [[1], [1]], CHAIN),
    (SMALL, "add 1000", "add", [[1000], [1000]], CHAIN),
    (SMALL, "mul 1000", "mul", [[1000], [1000]], CHAIN),
    (PLAIN, "add 1e5", "add", [[10**5], [10**5]], {}),
    (PLAIN, "mul 1e5", "mul", [[10**5], [10**5]], {}),
    (PLAIN, "exp 1e5", "exp", [[10**5]], {}),
    (PLAIN, "relu 1e5", "relu", [[10**5]], {}),
    (PLAIN, "add 1e7", "add", [[10**7], [10**7]], {}),
    (PLAIN, "mul 1e7", "mul", [[10**7], [10**7]], {}),
    (PLAIN, "exp 1e7", "exp", [[10**7]], {}),
    (PLAIN, "relu 1e7", "relu", [[10**7]], {}),
    (PRODUCT, "matmul 64", "matmul", [[64, 64], [64, 64]], {}),
    (PRODUCT, "matmul 256", "matmul", [[256, 256], [256, 256]], {}),
    (PRODUCT, "matmul 1024", "matmul", [[1024, 1024], [1024, 1024]], {}),
    (PRODUCT, "matmul 32x64x64", "matmul", [[32, 64, 64], [32, 64, 64]], {}),
    (REDUCTION, "sum axis 0", "sum 0", [[1000, 1000]], {}),
    (REDUCTION, "sum axis 1", "sum 1", [[1000, 1000]], {}),
    (REDUCTION, "sum of all", "sum", [[1000, 1000]], {}),
    (REDUCTION, "softmax 1024x64", "softmax", [[1024, 64]], {}),
    (INDEX, "add a row", "add", [[1024, 1024], [1024]], {}),
    (INDEX, "gather 4096 rows", "rows", [[10_000, 64]], {"take": 4096}),
    (INDEX, "add two slices", "slice", [[1000, 1000]], {}),
    (INDEX, "boolean mask", "mask", [[1000, 1000]], {}),
)


def entries(root: Path) -> list[Entry]:
    """The student's package, the reference where it is, and the libraries to compare with."""
    packages = [("yours", root)] + ([("reference", root / "solutions")] if (root / "solutions").is_dir() else [])
    libraries = [("NumPy", PROGRAMS / "tensors_numpy.py"), ("PyTorch", PROGRAMS / "tensors_torch.py")]
    return [
        *(Entry(name, PROGRAMS / "tensors_tinytorch.py", package) for name, package in packages),
        *(
            Entry(name + suffix, program, options={"best": bool(suffix)})
            for name, program in libraries
            for suffix in ("", " best")
        ),
    ]


def rows() -> list[Row]:
    """Every row of the table; each operation forward, and forward with the way back."""
    return [
        *(
            Row(name + suffix, {"work": work, "shapes": shapes, "slice": SLICE, "backward": backward, **more}, group)
            for group, name, work, shapes, more in OPERATIONS
            for suffix, backward in (("", False), (" + backward", True))
        ),
        training(),
    ]


def training() -> Row:
    """A network of 784-256-10 on 128 images at a time; everybody takes the same number of steps, so losses compare."""
    problem: dict[str, Any] = {"work": "training", "layers": [784, 256, 10], "batch": 128, "rate": 0.1, "steps": 20}
    return Row("training step of a network 784-256-10, batch 128", problem)


BENCHMARK = Benchmark(
    title="float32 operations, recorded: forward, and with the way back",
    against=("NumPy", "NumPy best", "PyTorch", "PyTorch best"),
    rows=rows,
    entries=entries,
    rounds=4,
    processes=2,  # where arrays come to lie, and which pages are kept, differs from process to process
    patience=1.0,
    note="NumPy and PyTorch at their best keep freed memory in the process (glibc's mallopt), and PyTorch trains with"
    " its fused pieces. NumPy records nothing.",
)
