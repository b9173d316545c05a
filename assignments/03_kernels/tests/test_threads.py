"""Tasks 3.1 and 3.2, compiled: the same numbers, every prange shared out among threads, and no two turns in a race."""

from typing import Any, NamedTuple

import numpy as np
import pytest
from tinytorch.kernels.cpu.matmul import matmul_rows, matmul_tiled
from tinytorch.kernels.cpu.pointwise import map_strided, zip_flat, zip_strided
from tinytorch.kernels.cpu.reduce import reduce_strided
from tinytorch.kernels.cpu.rows import gather_rows, scatter_rows
from tinytorch.kernels.cpu.watch import writes
from tinytorch.kernels.parallel import loops

from .strategies import compiled, filled, with_out


def double(x):
    return 2.0 * x


def minus(x, y):
    return 3.0 * x - y


def add(x, y):
    return x + y


class Call(NamedTuple):
    """A kernel with arguments: the size of out, and the others, f the first of them; and what is in out before."""

    kernel: Any
    size: Any
    args: tuple[Any, ...]
    before: float = np.nan

    def __repr__(self) -> str:
        said = [getattr(x, "__name__", None) or (x.tolist() if isinstance(x, np.ndarray) else x) for x in self.args]
        return f"{self.kernel.__name__}({', '.join(map(str, said))}) into an out of {self.size}"


TABLE, ROW = np.arange(12.0).reshape(3, 4), np.arange(12.0)
HELPERS = ["position", "pack", "tile"]  # what the kernels call is compiled with them once, in the test before
CHOSEN = np.array([2, 0, 2, 1])
FOUR = (1, 1, 3, 4)  # shapes and strides of four axes, as the backend gives them

CALLS = {
    "zip_flat": ("3.1", Call(zip_flat, 12, (minus, ROW, ROW[::-1].copy()))),
    "map_strided": ("3.1", Call(map_strided, 12, (double, ROW, FOUR, (0, 0, 1, 3), 0))),
    "zip_strided": ("3.1", Call(zip_strided, 12, (minus, FOUR, ROW, (0, 0, 4, 1), 0, ROW, (0, 0, 0, 1), 4))),
    "reduce_strided": (
        "3.1",
        Call(reduce_strided, 4, (add, 0.0, ROW, (1, 1, 1, 4), (0, 0, 0, 1), (1, 1, 1, 3), (0, 0, 0, 4), 0)),
    ),
    "gather_rows": ("3.1", Call(gather_rows, (4, 4), (TABLE, CHOSEN))),
    "scatter_rows": ("3.1", Call(scatter_rows, (3, 4), (np.ones((4, 4)), CHOSEN, 2), 0.0)),
    "matmul_rows": ("3.2", Call(matmul_rows, (3, 3), (TABLE, TABLE.T.copy()))),
    "matmul_tiled": ("3.2", Call(matmul_tiled, (3, 3), (TABLE, TABLE.T.copy()))),
}


def as_python(call: Call):
    """What the kernel makes as plain Python."""
    return filled(call.kernel, call.size, *call.args, before=call.before)


each_kernel = pytest.mark.parametrize(
    "call", [pytest.param(call, marks=pytest.mark.task(task, name), id=name) for name, (task, call) in CALLS.items()]
)


@each_kernel
def test_compiled_it_makes_the_same_numbers(call: Call):
    """What works as Python may use what the compiler does not know."""
    expected = as_python(call)
    assert compiled(call.kernel, call.size, *call.args, before=call.before) == expected


@each_kernel
def test_its_prange_is_shared_out_among_threads(call: Call):
    """Numba says of each loop what has become of it: there is a prange, and every prange is parallel."""
    as_python(call)
    f, *args = call.args if callable(call.args[0]) else (None, *call.args)
    found = loops(call.kernel, *with_out(tuple(args), call.size), f=f, dtype="float64", hollow=HELPERS)
    pranges = [loop for loop in found if loop["kind"] == "prange"]
    assert pranges, "there is no prange in it"
    assert [loop["why"] for loop in pranges if loop["verdict"] not in ("parallel", "fused")] == []


@each_kernel
def test_no_two_turns_of_its_prange_get_in_each_others_way(call: Call):
    """No number is written by one turn and read or written by another, and the turns may come in any order."""
    as_python(call)
    report = writes(call.kernel, *with_out(call.args, call.size, call.before))
    assert [sentence for *_, sentence in report.faults] == []
