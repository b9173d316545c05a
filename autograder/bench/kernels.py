"""The benchmark `kernels`: compiled loops by themselves, fused ones, and the operations of the backend that calls them.

Everybody is given the arrays to read, and the array to write where it takes one, and keeps freed memory. Beside the
ratios stands how much a row moves or computes, as a share of what a copy and a matrix product reach in the same run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.bench.arena import Amount, Benchmark, Entry, Row

PROGRAMS = Path(__file__).parent / "contestants"
SLICE = 0.01  # seconds that are timed at once
OURS = ("yours", "reference")
MACHINE = "the machine"
SIZES = {"1e3": 10**3, "1e5": 10**5, "1e7": 10**7}
SIDES = {"1e3": 32, "1e5": 316, "1e7": 3162}  # of square matrices with so many numbers
WIDTH = 64  # numbers in a row that is taken or added
FLOAT = 4  # bytes


def entries(root: Path) -> list[Entry]:
    """The student's package, the reference where it is, and the libraries to compare with."""
    packages = [("yours", root)] + ([("reference", root / "solutions")] if (root / "solutions").is_dir() else [])
    return [
        *(Entry(name, PROGRAMS / "kernels_tinytorch.py", package) for name, package in packages),
        Entry("NumPy", PROGRAMS / "kernels_numpy.py"),
        Entry("PyTorch", PROGRAMS / "kernels_torch.py"),
    ]


def rows() -> list[Row]:
    """Every row of the table."""
    return [
        *machine(),
        *elementwise(),
        *strided(),
        *reductions(),
        *by_number(),
        *products(),
        *fused(),
        *operations(),
        *starts(),
        *gpu(),
    ]


def row(group: str, name: str, work: str, shapes: list[list[int]], amount: Amount, **more: Any) -> Row:
    """A row in which everybody takes part."""
    return Row(name, {"work": work, "shapes": shapes, "slice": SLICE, **more}, group, amount=amount)


def moved(numbers: float) -> Amount:
    """So many float32 are read or written."""
    return Amount(FLOAT * numbers)


def multiplied(n: int) -> Amount:
    """What a product of two square matrices takes: n^3 products, and as many sums."""
    return Amount(2.0 * n**3, "products")


def machine() -> list[Row]:
    """What the limits are measured by: a copy, a sum of two arrays, and NumPy's matrix product."""
    n = 10**7
    kinds = (
        ("copy", [[n]], Amount(2.0 * FLOAT * n, measured_by=("NumPy",))),
        ("triad", [[n], [n]], Amount(3.0 * FLOAT * n, measured_by=("NumPy",))),
        ("product", [[1024, 1024]] * 2, Amount(2.0 * 1024**3, "products", measured_by=("NumPy",))),
    )
    return [
        Row(
            f"the machine's {name}",
            {"work": name, "shapes": shapes, "slice": SLICE},
            MACHINE,
            only=("NumPy",),
            amount=amount,
        )
        for name, shapes, amount in kinds
    ]


def elementwise() -> list[Row]:
    """map_flat and zip_flat, with several float functions built in."""
    functions = {"add": 2, "mul": 2, "relu": 1, "exp": 1, "tanh": 1, "sigmoid": 1, "gelu_tanh": 1, "gelu": 1}
    return [
        row("elementwise", f"{f} {size}", "flat", [[n]] * arrays, moved((arrays + 1) * n), f=f)
        for f, arrays in functions.items()
        for size, n in SIZES.items()
    ]


def strided() -> list[Row]:
    """map_strided along columns, and zip_strided with a row that is repeated."""
    n = 1024
    return [
        row("any strides", "relu of a transpose", "transposed", [[2 * n, 2 * n]], moved(8 * n * n), f="relu"),
        row("any strides", "add a row 1024x1024", "beside a row", [[n, n], [n]], moved(2 * n * n + n), f="add"),
    ]


def reductions() -> list[Row]:
    """reduce_strided along either axis of a square matrix, and along both."""
    axes = (("sum axis 0", "add", 0), ("sum axis 1", "add", 1), ("sum of all", "add", None))
    return [
        row("reduction", f"{name}, {size}", "reduced", [[n, n]], moved(n * n), f=f, axis=axis)
        for name, f, axis in (*axes, ("max axis 1", "maximum", 1))
        for size, n in SIDES.items()
    ]


def by_number() -> list[Row]:
    """gather_rows from a table of 10,000 rows, and scatter_rows to one of 1000."""
    taken = [(size, max(1, n // WIDTH)) for size, n in SIZES.items()]
    return [
        *(
            row(
                "rows by number",
                f"gather_rows, {size}",
                "gathered",
                [[10_000, WIDTH]],
                moved(2 * n * WIDTH),
                whole=[n, 10_000],
            )
            for size, n in taken
        ),
        *(
            row(
                "rows by number",
                f"scatter_rows, {size}",
                "scattered",
                [[n, WIDTH]],
                moved((n + 1000) * WIDTH),
                whole=[n, 1000],
            )
            for size, n in taken
        ),
    ]


def products() -> list[Row]:
    """Both matrix products, against the libraries'."""
    return [
        row("matrix product", f"{kernel} {n}", kernel, [[n, n], [n, n]], multiplied(n))
        for kernel in ("matmul_rows", "matmul_tiled")
        for n in (64, 256, 1024)
    ]


def fused() -> list[Row]:
    """Kernels that do in one pass what is composed of several: forward, and back."""
    group = "fused"
    found = []
    for n, m in ((128, 10), (1024, 64), (2048, 1024)):
        size, whole = f"{n}x{m}", {"whole": [n, m]}
        found += [
            row(group, f"softmax {size}", "softmax", [[n, m]], moved(2 * n * m)),
            row(group, f"softmax back {size}", "softmax back", [[n, m]] * 2, moved(3 * n * m)),
            row(group, f"log_softmax {size}", "log_softmax", [[n, m]], moved(2 * n * m)),
            row(group, f"cross entropy {size}", "cross entropy", [[n, m]], moved(2 * n * m), **whole),
        ]
    for n, m in ((1024, 64), (2048, 768)):
        size, weights = f"{n}x{m}", [[m], [m]]
        found += [
            row(group, f"layer norm {size}", "layer norm", [[n, m], *weights], moved(2 * n * m)),
            row(group, f"layer norm back {size}", "layer norm back", [[n, m], *weights, [n, m]], moved(3 * n * m)),
        ]
    n, m = 1024, 256
    found += [
        row(group, f"gelu back {size}", "flat", [[count]] * 2, moved(3 * count), f="gelu_back")
        for size, count in SIZES.items()
    ]
    return [
        *found,
        row(group, f"bias, gelu {n}x{m}", "bias", [[n, m], [m]], moved(2 * n * m)),
        row(group, f"bias, gelu back {n}x{m}", "bias back", [[n, m], [m], [n, m]], moved(3 * n * m)),
        row(group, "Adam 1e5", "adam", [[10**5]] * 2, moved(7 * 10**5)),
        row(group, "embedding 8192x128", "embedding", [[50_000, 128]], moved(2 * 2**20), whole=[8192, 50_000]),
        row(group, "embedding back 8192x128", "embedding back", [[8192, 128]], moved(1.2e6), whole=[8192, 1000]),
        *convolutions(),
    ]


def convolutions() -> list[Row]:
    """Patches and one matrix product: images (N, C, H, W), weights (F, C, K, K), a border of K // 2 zeros."""
    found = []
    for images, weights in (([32, 1, 28, 28], [6, 1, 5, 5]), ([32, 3, 32, 32], [16, 3, 3, 3])):
        count, channels, high, wide = images
        filters, side = weights[0], weights[-1]
        amount = 2.0 * count * high * wide * filters * channels * side * side
        size = "x".join(map(str, images))
        back = [images, weights, [count, filters, high, wide]]
        found += [
            row("fused", f"conv {size}", "convolution", [images, weights], Amount(amount, "products")),
            row("fused", f"conv back {size}", "convolution back", back, Amount(2.0 * amount, "products")),
        ]
    return found


def operations() -> list[Row]:
    """Tensors on "cpu" that record nothing; every operation makes a new array."""
    group = "operations on device cpu"
    by_size = (("x + y", "add", 2), ("x.exp()", "exp", 1), ("x.gelu()", "gelu", 1))
    return [
        *(
            row(group, f"{name} {size}", "operation", [[n]] * arrays, moved((arrays + 1) * n), f=f)
            for name, f, arrays in by_size
            for size, n in SIZES.items()
        ),
        *(
            row(group, f"{name} 1e7", "operation", [[3162, 3162]], moved(10**7), f=f)
            for name, f in (("x.sum()", "sum"), ("x.sum(0)", "sum 0"), ("x.sum(1)", "sum 1"), ("x.max(1)", "amax 1"))
        ),
        *(
            row(group, f"x.{f}(1) {size}", "operation", [[n, m]], moved(2 * n * m), f=f)
            for f in ("softmax", "log_softmax")
            for size, n, m in (("65k", 1024, 64), ("2M", 2048, 1024))
        ),
        *(row(group, f"x @ y {n}", "operation", [[n, n], [n, n]], multiplied(n), f="matmul") for n in (64, 256, 1024)),
    ]


def starts() -> list[Row]:
    """First calls in fresh processes; a matrix product and a kernel by turns, where two sets of threads may fight."""
    first, turns = "first calls of a process", "BLAS and kernel by turns"
    kinds = (("Numba, and a first one", "start"), ("slowest, cache full", "full"), ("slowest, cache empty", "empty"))
    kind = {"work": "turns", "apart": False, "threads": 2}
    return [
        *(Row(name, {"work": "first call", "of": of}, first, only=OURS) for name, of in kinds),
        Row("on one thread", {**kind, "threads": 1}, turns, only=OURS),
        Row("on two threads", kind, turns, only=OURS, beside="on one thread"),
        Row("on two, not by turns", {**kind, "apart": True}, turns, only=OURS, beside="on one thread"),
    ]


def gpu() -> list[Row]:
    """Elementwise, reduction and product on a GPU, beside a copy there and PyTorch's product."""
    n, side, memory, there = 10**8, 4096, "GPU memory", (*OURS, "PyTorch")
    kinds = (
        ("GPU copy 1e8", "copy", [[n]], Amount(2.0 * FLOAT * n, memory, there)),
        ("GPU add 1e8", "add", [[n], [n]], Amount(3.0 * FLOAT * n, memory)),
        ("GPU exp 1e8", "exp", [[n]], Amount(2.0 * FLOAT * n, memory)),
        ("GPU sum 1e8", "sum", [[n]], Amount(1.0 * FLOAT * n, memory)),
        ("GPU matmul 4096", "matmul", [[side, side]] * 2, Amount(2.0 * side**3, "GPU products", ("PyTorch",))),
    )
    problem = {"work": "gpu", "slice": SLICE, "chain": 10}
    return [
        Row(name, {**problem, "f": f, "shapes": shapes}, "on a GPU", only=there, amount=amount)
        for name, f, shapes, amount in kinds
    ]


BENCHMARK = Benchmark(
    title="float32 kernels: given arrays to read and an array to write",
    against=("NumPy", "PyTorch", "reference"),
    rows=rows,
    entries=entries,
    rounds=5,
    patience=0.5,
    note="Everybody keeps freed memory in the process (glibc's mallopt) and writes into an array that is there, where"
    " there is a way to say so. Rates are of the bytes or operations that a row needs at least; more than the memory's"
    " whole rate means that the numbers stayed in the caches. First calls are the slowest of three kernels, once Numba"
    " runs; turns are so many times as fast as on one thread.",
)
