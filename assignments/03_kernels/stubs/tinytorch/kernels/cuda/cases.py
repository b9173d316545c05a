# Made from solutions/tinytorch/kernels/cuda/cases.py by `autograder build`.
"""Small fixed cases for every kernel that a student writes for CUDA, with the right results: `CASES["block_sum"]`.

At most 4 blocks of 32 threads and 64 elements. The first case of a kernel is the one that `tt viz kernel` draws. Tests
and the judge run them all, in the block runner or under the sanitizer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from tinytorch.kernels.cuda import matmul, pointwise, reduce, rows, softmax
from tinytorch.kernels.cuda.language import Size
from tinytorch.kernels.cuda.report import Report
from tinytorch.kernels.cuda.runner import CONSTANTS, Kernel, run
from tinytorch.kernels.cuda.sanitizer import sanitize
from tinytorch.scalars import operators

SMALL = MappingProxyType({"THREADS": 8, "TILE": 2})  # so few threads that a picture can show each
FLOAT = np.float32


@dataclass(frozen=True)
class Case:
    """A kernel, how it is launched, and what `out` must hold then. `before` is what it holds at first, NaN if None."""

    about: str
    kernel: Kernel
    grid: Size
    block: Size
    arguments: Mapping[str, Any]  # without out
    expected: Any
    before: Any = None
    constants: Mapping[str, int] = field(default_factory=lambda: CONSTANTS)

    def inputs(self) -> dict[str, Any]:
        """The arguments by name, in the kernel's order, every array a fresh copy."""
        out = np.full_like(self.expected, math.nan) if self.before is None else self.before
        given = {**self.arguments, "out": out}
        names = self.kernel.__code__.co_varnames[: self.kernel.__code__.co_argcount]
        return {name: given[name].copy() if isinstance(given[name], np.ndarray) else given[name] for name in names}

    def run(self) -> Any:
        """What the kernel makes of it."""
        inputs = self.inputs()
        run(self.kernel, self.grid, self.block, *inputs.values(), constants=self.constants)
        return inputs["out"]

    def sanitize(self) -> tuple[Report, Any]:
        """The same under the sanitizer: the report, and what the kernel made."""
        inputs = self.inputs()
        outputs = ["out"] if self.before is None else []
        report = sanitize(
            *(self.kernel, self.grid, self.block), *inputs.values(), outputs=outputs, constants=self.constants
        )
        return report, inputs["out"]


def numbers(*shape: int) -> Any:
    """Small numbers of both signs, all different, with an exact sum: 0, -1, 2, -3, ..., each a quarter."""
    count = np.arange(math.prod(shape))
    return (np.where(count % 2, -count, count) / 4).astype(FLOAT).reshape(shape)


def flat(view: Any) -> tuple[Any, tuple[int, ...], int]:
    """The row of numbers that a view of `numbers(...)` reads, its strides and its offset, counted in numbers."""
    base = view if view.base is None else view.base
    first = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    return base.ravel(), tuple(stride // view.itemsize for stride in view.strides), first // view.itemsize


def map_cases() -> tuple[Case, ...]:
    a = numbers(12)
    box = numbers(3, 5)
    plain = {"f": operators.neg, "a": a, "shape": (12,), "strides": (1,), "offset": 0}
    turned = {"f": operators.relu, "a": box.ravel(), "shape": (5, 3), "strides": (1, 5), "offset": 0}
    part = {"f": operators.neg, "a": numbers(64), "shape": (2, 3, 4), "strides": (24, -4, 1), "offset": 20}
    return (
        Case("12 numbers by 2 blocks of 8 threads", pointwise.map_kernel, 2, 8, plain, -a),
        Case("a transposed table", pointwise.map_kernel, 1, 32, turned, np.maximum(box, 0).T.ravel()),
        Case(
            "a part of a box, turned round along one axis",
            *(pointwise.map_kernel, 2, 32, part, -numbers(64)[:48].reshape(2, 6, 4)[:, 5:2:-1].ravel()),
        ),
        Case("one number", pointwise.map_kernel, 1, 32, {**plain, "a": a[3:4], "shape": (1,)}, -a[3:4]),
    )


def zip_cases() -> tuple[Case, ...]:
    a, b = numbers(3, 5), numbers(5) + 1
    same = {"f": operators.add, "shape": (12,), "a": numbers(12), "a_strides": (1,), "a_offset": 0}
    same |= {"b": numbers(12) + 1, "b_strides": (1,), "b_offset": 0}
    wide = {"f": operators.mul, "shape": (3, 5), "a": a.ravel(), "a_strides": (5, 1), "a_offset": 0}
    wide |= {"b": b, "b_strides": (0, 1), "b_offset": 0}
    turned = {"f": operators.sub, "shape": (5, 2), "a": a.ravel(), "a_strides": (1, 5), "a_offset": 5}
    turned |= {"b": b, "b_strides": (1, 0), "b_offset": 0}
    return (
        Case("two rows of 12 numbers", pointwise.zip_kernel, 2, 8, same, numbers(12) + numbers(12) + 1),
        Case("a table and a row, repeated by stride 0", pointwise.zip_kernel, 1, 32, wide, (a * b).ravel()),
        Case(
            "a transposed part and a repeated column",
            *(pointwise.zip_kernel, 3, 4, turned, (a[1:].T - b[:, None]).ravel()),
        ),
    )


def block_sum_cases() -> tuple[Case, ...]:
    def case(about: str, size: int, constants: Mapping[str, int]) -> Case:
        threads = constants["THREADS"]
        a = numbers(size)
        sums = np.array([a[i : i + threads].sum() for i in range(0, size, threads)], FLOAT)
        return Case(about, reduce.block_sum, len(sums), threads, {"a": a}, sums, constants=constants)

    return (
        case("12 numbers by 2 blocks of 8 threads", 12, SMALL),
        case("two full blocks", 64, CONSTANTS),
        case("a full block and one number", 33, CONSTANTS),
        case("fewer numbers than threads", 5, CONSTANTS),
    )


def reduce_cases() -> tuple[Case, ...]:
    def case(about: str, a: Any, axis: int, f: Any, start: float, expected: Any, constants: Any = CONSTANTS) -> Case:
        (base, steps, offset), kept = flat(a), [k for k in range(a.ndim) if k != axis]
        layout: dict[str, Any] = {
            "kept_shape": tuple(a.shape[k] for k in kept),
            "kept_strides": tuple(steps[k] for k in kept),
        }
        layout |= {"gone_shape": (a.shape[axis],), "gone_strides": (steps[axis],), "offset": offset}
        given = {"f": f, "start": start, "a": base, "count": a.shape[axis], **layout}
        grid, block = expected.size, constants["THREADS"]
        return Case(about, reduce.reduce_kernel, grid, block, given, expected.ravel(), constants=constants)

    two, part, long = numbers(2, 20), numbers(4, 5)[1:, 2:], numbers(1, 64)
    return (
        case("the sums of 2 rows of 20, by 8 threads each", two, 1, operators.add, 0.0, two.sum(1), SMALL),
        case("the sums of 3 columns of a part", part, 0, operators.add, 0.0, part.sum(0)),
        case("the largest of 64", long, 1, operators.max, -math.inf, long.max(1)),
        case("products, one number for each", numbers(3, 1) + 1, 1, operators.mul, 1.0, (numbers(3, 1) + 1).ravel()),
        case("64 numbers by 2 threads", long, 1, operators.add, 0.0, long.sum(1), {"THREADS": 2, "TILE": 2}),
    )


def gather_cases() -> tuple[Case, ...]:
    a, chosen = numbers(4, 3), np.array([2, 0, 2, 3, 1])
    given = {"a": a.ravel(), "rows": chosen, "width": 3}
    return (Case("5 rows of 4, one of them twice", rows.gather_kernel, 2, 8, given, a[chosen].ravel()),)


def scatter_cases() -> tuple[Case, ...]:
    def case(about: str, grid: int, block: int, chosen: Any, count: int, width: int) -> Case:
        a = numbers(len(chosen), width) + 1
        sums = np.zeros((count, width), FLOAT)
        np.add.at(sums, chosen, a)
        given = {"a": a.ravel(), "rows": chosen, "width": width}
        return Case(about, rows.scatter_kernel, grid, block, given, sums.ravel(), np.zeros(count * width, FLOAT))

    return (
        case("5 rows to 4, two of them to the same", 2, 8, np.array([2, 0, 2, 3, 1]), 4, 3),
        case("all rows to one", 2, 32, np.zeros(13, int), 2, 4),
    )


def softmax_cases() -> tuple[Case, ...]:
    def case(about: str, a: Any, constants: Mapping[str, int] = CONSTANTS) -> Case:
        powers = np.exp(a - a.max(1, keepdims=True))
        expected = (powers / powers.sum(1, keepdims=True)).ravel()
        given = {"a": a.ravel(), "width": a.shape[1]}
        return Case(about, softmax.softmax_kernel, len(a), constants["THREADS"], given, expected, constants=constants)

    return (
        case("2 rows of 12, by 8 threads each", numbers(2, 12), SMALL),
        case("rows shorter than a block", numbers(3, 5)),
        case("a row longer than a block", numbers(1, 50)),
        case("numbers whose powers are too large", numbers(1, 6) + 1000),
        case("one column", numbers(2, 1)),
    )


def block_matmul_cases() -> tuple[Case, ...]:
    def case(about: str, side: int) -> Case:
        a, b = numbers(side, side), numbers(side, side) + 1
        return Case(about, matmul.block_matmul, 1, (4, 4), {"a": a, "b": b}, a @ b)

    return (case("3 x 3 by a block of 4 x 4 threads", 3), case("4 x 4, the whole block", 4), case("1 x 1", 1))


def matmul_cases() -> tuple[Case, ...]:
    def case(about: str, a: Any, b: Any, constants: Mapping[str, int] = CONSTANTS) -> Case:
        (count, n, depth), m, tile = a.shape, b.shape[2], constants["TILE"]
        given = {"n": n, "depth": depth, "m": m}
        for name, x in (("a", a), ("b", b)):
            base, steps, offset = flat(x)
            given |= {name: base, f"{name}_strides": steps, f"{name}_offset": offset}
        grid = math.ceil(m / tile), math.ceil(n / tile), count
        return Case(about, matmul.matmul_kernel, grid, (tile, tile), given, (a @ b).ravel(), constants=constants)

    left, right = numbers(1, 3, 4), numbers(1, 4, 3) + 1
    return (
        case("3 x 4 by 4 x 3, in tiles of 2 x 2", left, right, SMALL),
        case("inner axis longer than a tile, no side a multiple of it", numbers(1, 3, 6), numbers(1, 6, 5)),
        case("two matrices and one, repeated by stride 0", numbers(2, 3, 2), np.broadcast_to(numbers(2, 3), (2, 2, 3))),
        case("both transposed", numbers(1, 5, 3).swapaxes(1, 2), numbers(1, 4, 5).swapaxes(1, 2)),
        case("parts of larger matrices", numbers(1, 4, 6)[:, 1:, 2:], numbers(1, 5, 4)[:, 1:, :3]),
        case("1 x 1 of 1 x 9", numbers(1, 1, 9), numbers(1, 9, 1)),
    )


CASES: Mapping[str, Callable[[], tuple[Case, ...]]] = {
    "map_kernel": map_cases,
    "zip_kernel": zip_cases,
    "block_sum": block_sum_cases,
    "reduce_kernel": reduce_cases,
    "gather_kernel": gather_cases,
    "scatter_kernel": scatter_cases,
    "softmax_kernel": softmax_cases,
    "block_matmul": block_matmul_cases,
    "matmul_kernel": matmul_cases,
}
