"""What Numba made of each loop of a kernel, told in words: which pranges became parallel, and why others did not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import prange
from tinytorch.kernels import parallel
from tinytorch.kernels.cpu import matmul, pointwise, reduce, rows

from tinytorch.scalars.operators import add, relu

A = np.zeros(6, np.float32)
M = np.zeros((3, 4), np.float32)
ROWS = np.zeros(3, np.int64)
BOX = (1, 1, 2, 3)


def left(out: Any, a: Any) -> None:
    for i in prange(out.size):
        if a[i] > 3.0:
            break
        out[i] = a[i]


def returned(out: Any, a: Any) -> None:
    for i in prange(out.size):
        for _ in range(3):
            if a[i] > 3.0:
                return
        out[i] = a[i]


def inner_break(out: Any, a: Any) -> None:
    for i in prange(out.size):
        for k in range(3):
            if k > a[i]:
                break
            out[i] += 1.0


def stepped(out: Any, a: Any) -> None:
    for i in prange(0, out.size, 2):
        out[i] = a[i]


def nested(out: Any, a: Any) -> None:
    for i in prange(a.shape[0]):
        for k in prange(a.shape[1]):
            out[i, k] = a[i, k]


def after_another(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a[i]
    for k in prange(out.size):
        out[k] += 1.0


def by_range(out: Any, a: Any) -> None:
    for i in range(out.size):
        out[i] = a[i]


def by_while(out: Any, a: Any) -> None:
    i = 0
    while i < out.size:
        out[i] = a[i]
        i += 1


def copy(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a[i]


def helped(out: Any, a: Any) -> None:
    for _ in range(2):
        copy(out, a)


def unknown(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a.nothing


def summed(out: Any, a: Any) -> None:
    total = 0.0
    for i in prange(a.size):
        total += a[i]
    out[0] = total


def colliding(out: Any, a: Any) -> None:
    for i in prange(a.size):
        out[0] += a[i]


@pytest.mark.parametrize(
    ("kernel", "arguments", "expected"),
    [
        (copy, (A, A), ["prange parallel"]),
        (summed, (A, A), ["prange parallel"]),
        (colliding, (A, A), ["prange parallel"]),  # Numba believes you: cpu/watch.py does not
        (left, (A, A), ["prange serial"]),
        (returned, (A, A), ["prange serial", "range plain"]),
        (inner_break, (A, A), ["prange parallel", "range plain"]),
        (stepped, (A, A), ["prange refused"]),
        (nested, (M, M), ["prange parallel", "prange nested"]),
        (after_another, (A, A), ["prange parallel", "prange parallel"]),
        (by_range, (A, A), ["range plain"]),
        (by_while, (A, A), ["while plain"]),
        (helped, (A, A), ["prange serial", "range plain"]),
        (unknown, (A, A), ["prange refused"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_loop_has_its_verdict(
    kernel: Callable[..., None], arguments: tuple[Any, ...], expected: list[str]
) -> None:
    found = parallel.loops(kernel, *arguments)
    assert [f"{loop['kind']} {loop['verdict']}" for loop in found] == expected


@pytest.mark.parametrize("kernel", [left, stepped, helped, unknown, by_range])
def test_the_reason_is_one_sentence_that_names_the_line_of_the_loop(kernel: Callable[..., None]) -> None:
    for loop in parallel.loops(kernel, A, A):
        assert loop["why"].startswith(f"the loop in line {loop['line']}: ")
        assert "\n" not in loop["why"] and "\x1b" not in loop["why"]


def test_the_line_is_the_line_of_the_file() -> None:
    (loop,) = parallel.loops(copy, A, A)
    assert "in prange(" in Path(__file__).read_text(encoding="utf-8").split("\n")[loop["line"] - 1]


@pytest.mark.parametrize(
    ("kernel", "reason"),
    [
        (left, "can be left before its end"),
        (stepped, "counts by ones"),
        (helped, "only the kernel itself is made parallel"),
        (unknown, "Unknown attribute 'nothing'"),
        (by_range, "it is no prange"),
    ],
)
def test_the_reason_says_why(kernel: Callable[..., None], reason: str) -> None:
    assert any(reason in loop["why"] for loop in parallel.loops(kernel, A, A))


@pytest.mark.parametrize(
    ("kernel", "arguments", "f"),
    [
        (pointwise.map_flat, (A, A), relu),
        (pointwise.zip_flat, (A, A, A), add),
        (pointwise.map_strided, (A, A, BOX, BOX, 0), relu),
        (pointwise.zip_strided, (A, BOX, A, BOX, 0, A, BOX, 0), add),
        (reduce.reduce_strided, (0.0, A, A, BOX, BOX, BOX, BOX, 0), add),
        (rows.gather_rows, (M, M, ROWS), None),
        (rows.scatter_rows, (M, M, ROWS, 2), None),
        (matmul.matmul_rows, (M, M, M), None),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_prange_of_the_reference_is_parallel(
    kernel: Callable[..., None], arguments: tuple[Any, ...], f: Any
) -> None:
    found = [loop for loop in parallel.loops(kernel, *arguments, f=f) if loop["kind"] == "prange"]
    assert [loop["verdict"] for loop in found] == ["parallel"]


def uncompilable(i: int) -> int:
    places: Any = ()
    for _ in range(i):
        places = places + (i,)  # noqa: RUF005
    return len(places)


def placed(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a[uncompilable(i)]


def test_loops_of_what_cannot_be_compiled_are_refused_be_they_prange_or_not() -> None:
    assert [loop["verdict"] for loop in parallel.loops(uncompilable, 3)] == ["refused"]


def handed_on(f: Any, out: Any, a: Any) -> None:
    result = 0.0
    for i in prange(out.size):
        for k in range(a.size):
            result = f(result, a[k])
        out[i] = result


def test_a_variable_that_turns_hand_on_to_each_other_is_refused_in_words() -> None:
    """Numba says so with a ValueError, which is none of its own errors."""
    verdicts = [(loop["kind"], loop["verdict"]) for loop in parallel.loops(handed_on, A, A, f=add)]
    assert verdicts == [("prange", "refused"), ("range", "refused")]


def test_a_hollow_function_is_not_looked_into() -> None:
    """A kernel can be judged without what it calls."""
    assert [loop["verdict"] for loop in parallel.loops(placed, A, A)] == ["refused"]
    assert [loop["verdict"] for loop in parallel.loops(placed, A, A, hollow=["uncompilable"])] == ["parallel"]


def test_no_machine_code_is_made_of_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiler stops before its last part, which would take twice the time."""
    from numba.parfors import parfor_lowering

    monkeypatch.setattr(parfor_lowering, "_lower_parfor_parallel", None)
    assert [loop["verdict"] for loop in parallel.loops(copy, A, A)] == ["parallel"]


def test_everything_said_is_plain_data() -> None:
    (loop,) = parallel.loops(copy, A, A)
    assert {key: type(value) for key, value in loop.items()} == {"line": int, "kind": str, "verdict": str, "why": str}
    assert re.fullmatch(r"the loop in line \d+: its turns are shared out among the threads", loop["why"])
