"""Plain data from a student's objects: what is exactly plain passes, and no method of theirs runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from autograder.sandbox import wire
from autograder.sandbox.plain import OPAQUE, Budget, failure, plain


def of(value: Any) -> Any:
    return plain(value, Budget())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (0.5, 0.5),
        ("text", "text"),
        ((1, [2, (3,)]), [1, [2, [3]]]),
        ({"a": (1,)}, {"a": [1]}),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (np.int64(3), 3),
        (2**63, OPAQUE),
        ("x" * 4097, OPAQUE),
        ("\ud800", OPAQUE),
        (b"bytes", OPAQUE),
        (1j, OPAQUE),
        ({1}, OPAQUE),
        ({1: 2}, OPAQUE),
        (len, OPAQUE),
        ([len, 1], [OPAQUE, 1]),
        (np.zeros(1).view(np.recarray), OPAQUE),
        (np.zeros(1, ">f8"), OPAQUE),
        (np.array([None]), OPAQUE),
        (np.complex128(1), OPAQUE),
    ],
    ids=repr,
)
def test_exactly_plain_values_pass_and_all_others_are_opaque(value: Any, expected: Any) -> None:
    result = of(value)
    assert type(result) is type(expected)
    assert result == expected


@pytest.mark.parametrize(
    "scalar", [np.float32(1.5), np.int8(-3), np.uint64(7), np.float16(0.5)], ids=lambda x: x.dtype.name
)
def test_other_numpy_scalars_keep_their_dtype_as_arrays_without_axes(scalar: np.generic) -> None:
    result = of(scalar)
    assert type(result) is np.ndarray
    assert (result.shape, result.dtype, result.item()) == ((), scalar.dtype, scalar.item())


def test_an_array_is_taken_as_it_is_now() -> None:
    array = np.zeros(2)
    taken = of(array)
    array[:] = 9
    assert taken.tolist() == [0.0, 0.0]


METHODS = """
    __eq__ __hash__ __float__ __int__ __index__ __bool__ __len__ __iter__ __getattribute__ __repr__ __str__ __array__
    __reduce__ __getitem__ __contains__
"""


def hostile_kinds() -> list[type]:
    """Classes whose every method says that it has been called."""

    def caught(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a method of the student's has run")

    traps = dict.fromkeys(METHODS.split(), caught)
    meta = type("Meta", (type,), {**traps, "__mro__": property(caught), "__instancecheck__": caught})
    return [meta(f"Hostile{base.__name__}", (base,), traps) for base in (object, int, float, str, list, dict, tuple)]


def test_no_method_of_a_student_runs() -> None:
    for kind in hostile_kinds():
        assert of(type.__call__(kind)) == OPAQUE


def test_a_list_inside_itself_ends() -> None:
    loop: list[Any] = []
    loop.extend([loop, loop])
    wire.encode(of(loop))


def test_what_is_plain_can_be_sent() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    many = [np.zeros(1 << 20) for _ in range(9)]
    for value in (deep, many, list(range(2_000_000)), "x" * 4096, [["y" * 4096] * 5000]):
        wire.encode({"results": [["ok", of(value)]]})


class Own(ZeroDivisionError):
    pass


class OwnMeta(type):
    def __hash__(cls) -> int:
        raise AssertionError("a method of the student's has run")

    __mro__ = property(lambda cls: 1 / 0)


class Sly(KeyError, metaclass=OwnMeta):
    def __getattribute__(self, name: str) -> Any:
        raise AssertionError("a method of the student's has run")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError("x"), ("ValueError", None)),
        (Own(), ("ZeroDivisionError", None)),
        (SystemExit(0), ("SystemExit", None)),
        (NotImplementedError("Need to implement for Task 1.2"), ("NotImplementedError", "1.2")),
        (NotImplementedError("Need to implement for Task 1.2 "), ("NotImplementedError", None)),
        (NotImplementedError("Need to implement for Task 1.2", 3), ("NotImplementedError", None)),
        (ValueError("Need to implement for Task 1.2"), ("ValueError", None)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_is_named_by_pythons_own_exception(error: BaseException, expected: tuple[str, str | None]) -> None:
    assert failure(error) == expected


def test_naming_a_failure_runs_no_method_of_a_student() -> None:
    assert failure(Sly()) == ("KeyError", None)


def test_nan_passes() -> None:
    assert math.isnan(of(math.nan))
