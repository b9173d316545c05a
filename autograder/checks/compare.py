"""Compare plain values: `close(1e-9)(expected, got)` is None, or a Difference that says in our words what is wrong.

The order of judgement is fixed: kind of value, dtype, shape, finiteness, places of NaN, tolerance (`<=`). A Difference
never repeats what the student's code chose: of a result it names the kind, the dtype, and a shape made of our sides.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["wrong", "shape", "not_finite"]
EXCEPTIONS = frozenset(
    name for name, cls in vars(builtins).items() if isinstance(cls, type) and issubclass(cls, BaseException)
)


@dataclass(frozen=True)
class Difference:
    """Why a result is not accepted: the kind of failure and one sentence."""

    kind: Kind
    detail: str


Comparison = Callable[[Any, Any], Difference | None]


def exact(*, strict: bool = False) -> Comparison:
    """Equal values; True, 1 and 1.0 count as one another unless `strict`."""
    return _Compare(0.0, 0.0, strict)


def close(atol: float = 0.0, rtol: float = 0.0, *, strict: bool = False) -> Comparison:
    """Numbers within atol + rtol * |expected|; all else exactly equal."""
    return _Compare(atol, rtol, strict)


def same_error() -> Comparison:
    """For `tt.catch`: both went through, or both raised the same kind of exception; messages are not compared."""
    return _error_difference


@dataclass(frozen=True)
class _Compare:
    atol: float
    rtol: float
    strict: bool

    def __call__(self, expected: Any, got: Any) -> Difference | None:
        found = list(self._walk(expected, got, ""))
        return min(found, key=lambda step: step[0])[1] if found else None

    def _walk(self, expected: Any, got: Any, place: str) -> Iterator[tuple[int, Difference]]:
        """Every difference with its rank in the order of judgement."""
        if _kind(expected, self.strict) != _kind(got, self.strict):
            yield 0, Difference("wrong", f"expected {_noun(expected)}, got {_noun(got)}{place}")
        elif isinstance(expected, np.ndarray):
            yield from self._arrays(expected, got, place)
        elif isinstance(expected, list):
            if len(expected) != len(got):
                yield (
                    2,
                    Difference(
                        "shape", f"expected a list of length {len(expected)}, got {_other_length(expected, got)}{place}"
                    ),
                )
            else:
                for index, (left, right) in enumerate(zip(expected, got, strict=True)):
                    yield from self._walk(left, right, f" in item {index}{place}")
        elif isinstance(expected, dict):
            yield from self._dicts(expected, got, place)
        elif isinstance(expected, bool | int | float):
            yield from self._numbers(expected, got, place)
        elif expected != got:
            yield 5, Difference("wrong", f"expected another text{place}")

    def _dicts(self, expected: dict[str, Any], got: dict[str, Any], place: str) -> Iterator[tuple[int, Difference]]:
        if expected.keys() != got.keys():
            yield 0, Difference("wrong", f"expected the entries {', '.join(sorted(expected))}, got others{place}")
            return
        for key, value in expected.items():
            yield from self._walk(value, got[key], f" in entry {key}{place}")

    def _numbers(self, expected: float, got: float, place: str) -> Iterator[tuple[int, Difference]]:
        whole = isinstance(expected, int) and isinstance(got, int)  # they may be too large for a float
        if whole or (math.isfinite(expected) and math.isfinite(got)):  # as _floats does it, and 20 times faster
            if expected != got and not abs(expected - got) <= self.atol + self.rtol * abs(expected):
                yield 5, Difference("wrong", f"expected another number{place}")
            return
        yield from self._arrays(np.float64(expected), np.float64(got), place)

    def _arrays(self, expected: Any, got: Any, place: str) -> Iterator[tuple[int, Difference]]:
        if expected.dtype != got.dtype:
            yield 1, Difference("shape", f"expected dtype {expected.dtype}, got {got.dtype}{place}")
        elif expected.shape != got.shape:
            yield (
                2,
                Difference(
                    "shape", f"expected shape {expected.shape}, got {_other_shape(expected.shape, got.shape)}{place}"
                ),
            )
        elif expected.dtype.kind not in "fc":
            if not np.all(_whole_within(expected, got, self.atol, self.rtol)):
                yield 5, Difference("wrong", f"expected other values{place}")
        else:
            yield from self._floats(expected, got, place)

    def _floats(self, expected: Any, got: Any, place: str) -> Iterator[tuple[int, Difference]]:
        finite = np.isfinite(expected)
        word = "a number" if np.ndim(expected) == 0 else "numbers"
        if np.any(finite & ~np.isfinite(got)):
            yield 3, Difference("not_finite", f"expected {word}, got {_not_finite(got[finite])}{place}")
        elif np.any(np.isnan(got) & ~np.isnan(expected)):
            yield 3, Difference("not_finite", f"expected infinity, got nan{place}")
        elif np.any(np.isnan(expected) & ~np.isnan(got)):
            yield 4, Difference("wrong", f"expected nan, got a number{place}")
        elif np.any(~finite & ~np.isnan(expected) & (expected != got)):
            yield 5, Difference("wrong", f"expected infinity, got something else{place}")
        elif not np.all(_within(expected, got, self.atol, self.rtol) | ~finite):
            yield (
                5,
                Difference("wrong", f"expected {'another number' if word == 'a number' else 'other numbers'}{place}"),
            )


def _within(expected: Any, got: Any, atol: float, rtol: float) -> Any:
    with np.errstate(all="ignore"):
        return (expected == got) | (np.abs(expected - got) <= atol + rtol * np.abs(expected))


def _whole_within(expected: Any, got: Any, atol: float, rtol: float) -> Any:
    if atol == rtol == 0.0:  # float64 would take 2**53 and 2**53 + 1 for one number
        return expected == got
    return _within(expected.astype(np.float64), got.astype(np.float64), atol, rtol)


def _error_difference(expected: Any, got: Any) -> Difference | None:
    want, have = _error_kind(expected), _error_kind(got)
    if want == have:
        return None
    return Difference("wrong", f"expected {_raised(want)}, got {_raised(have)}")


def _error_kind(caught: Any) -> str | None:
    if caught is None:
        return None
    if isinstance(caught, list) and len(caught) == 2 and isinstance(caught[0], str):
        return caught[0]
    return "nothing"


def _raised(kind: str | None) -> str:
    """The kind by name where it is one of Python's own; no other name may reach a report."""
    return "no exception" if kind is None else kind if kind in EXCEPTIONS else "something else"


def _kind(value: Any, strict: bool) -> str:
    if isinstance(value, bool | int | float):
        return type(value).__name__ if strict else "number"
    return "opaque" if _is_opaque(value) else type(value).__name__


def _is_opaque(value: Any) -> bool:
    """Whether the worker put this in the place of an object; by identity, for an array's == is no bool."""
    return isinstance(value, dict) and len(value) == 1 and value.get("opaque") is True


def _noun(value: Any) -> str:
    """What a value is, in words that hold nothing but its kind: a size that the code chose could spell out a text."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype}"
    if isinstance(value, dict):
        return "an object that is no plain value" if _is_opaque(value) else "a dict"
    return {bool: "a bool", int: "a whole number", float: "a number", str: "a text", bytes: "bytes"}[type(value)]


def _other_length(expected: list[Any], got: list[Any]) -> str:
    return "an empty one" if not got else "a longer one" if len(got) > len(expected) else "a shorter one"


def _other_shape(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    """The shape itself where its sides are ours, or 0 or 1; else how it differs."""
    if len(got) <= len(expected) + 1 and {*got} <= {*expected, 0, 1}:
        return str(got)
    if len(got) != len(expected):
        return f"{'more' if len(got) > len(expected) else 'fewer'} axes"
    return "as many axes of other sizes"


def _not_finite(values: Any) -> str:
    return "nan" if np.any(np.isnan(values)) else "infinity" if math.isinf(np.max(np.abs(values))) else "no number"
