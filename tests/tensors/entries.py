"""What an entry of a table is: an operation, the inputs to try it on, and what may be expected of it.

Each `table_<family>.py` is a list `OPS` of entries, listed in `tables.py`; `test_oracle.py` judges them all. Examples:

    Op("logsumexp", lambda lib, x: lib.logsumexp(x, dim=-1), [floats(3, 4), floats(2, 1), fixed([[math.inf, 1.0]])])
    Op("where", lambda lib, c, x, y: lib.where(c, x, y), [(mask(3, 4), floats(3, 4), floats(4)), ...], numpy=np.where)
    Op("add of shapes that do not fit", lambda lib, x, y: x + y, [(floats(2, 3), floats(2))], raises=LayoutError)

`call(lib, *tensors)` runs as it stands with lib = tinytorch and lib = torch; it may give a tensor, several, or plain
values. Every case is drawn once, from the entry's name, and run as float64 and float32, in each layout of LAYOUTS.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

# --- What an input is


@dataclass(frozen=True)
class Spec:
    """An input to be drawn: `draw(rng)` gives float64 numbers that follow the run's dtype, or whole numbers, or bools.

    repeats  whether equal elements are harmless: else no layout with stride 0 is tried
    """

    draw: Callable[[np.random.Generator], np.ndarray]
    repeats: bool = True


def between(low: float, high: float, *shape: int) -> Spec:
    """Numbers of [low, high)."""
    return Spec(lambda rng: rng.uniform(low, high, shape))


def floats(*shape: int) -> Spec:
    """Numbers of both signs."""
    return between(-2.0, 2.0, *shape)


def positive(*shape: int) -> Spec:
    """Numbers above 0, and not near it: for roots, logarithms and divisors."""
    return between(0.3, 2.5, *shape)


def away(*shape: int) -> Spec:
    """Numbers of both signs, none near 0: for functions with a corner or a pole there."""
    return Spec(lambda rng: rng.uniform(0.3, 2.0, shape) * rng.choice([-1.0, 1.0], shape))


def distinct(*shape: int) -> Spec:
    """Numbers of both signs, no two of them near each other: for what depends on their order."""

    def draw(rng: np.random.Generator) -> np.ndarray:
        size = int(np.prod(shape))
        return (rng.permutation(size).reshape(shape) - 0.45 * size) * 0.25

    return Spec(draw, repeats=False)


def whole(low: int, high: int, *shape: int) -> Spec:
    """Whole numbers of low..high-1, int64 in every run: labels and indices."""
    return Spec(lambda rng: rng.integers(low, high, shape))


def mask(*shape: int) -> Spec:
    """Bools, in every run."""
    return Spec(lambda rng: rng.random(shape) < 0.5)


def fixed(numbers: Any) -> Spec:
    """These numbers, nested lists or an array; floats follow the run's dtype."""
    return Spec(lambda rng: np.array(numbers), repeats=False)


Case = Spec | tuple[Spec, ...]


# --- What an entry is


@dataclass(frozen=True)
class Op:
    """One operation, and what may be expected of it.

    inputs     cases: a Spec, or a tuple of them, one per tensor. Draw sizes 0 and 1 where the operation allows them
    gradient   False: no gradient flows, and the result must not require one
    second     True: gradients of gradients agree with finite differences. False: asking for one is a GradientError.
               None: not judged, for the `reason` given
    dtypes     the kinds of number that float specs are drawn as. Where PyTorch refuses one, so must we; not the first
    tolerance  a factor on TOLERANCE, where rounding is larger for a reason that a comment gives
    numpy      numpy(*arrays) = the same with NumPy, if it has it: judged against that, too
    raises     both libraries must refuse the inputs, and we with this kind of error
    says       words that the error's text must contain
    differs    the reason why we deliberately do not do as PyTorch does; then `numpy` or `raises` says what we do
    view       True: the result lies on the memory of the first input, in both libraries; False: in neither
    """

    name: str
    call: Callable[..., Any]
    inputs: Sequence[Case]
    gradient: bool = True
    second: bool | None = True
    reason: str = ""
    dtypes: Sequence[str] = ("float64", "float32")
    tolerance: float = 1.0
    numpy: Callable[..., Any] | None = None
    raises: type[Exception] | None = None
    says: Sequence[str] = ()
    differs: str = ""
    view: bool | None = None

    @cached_property
    def drawn(self) -> list[list[tuple[Spec, np.ndarray]]]:
        """The cases with their numbers, the same in every test run."""
        rng = np.random.default_rng(zlib.crc32(self.name.encode()))
        cases = [case if isinstance(case, tuple) else (case,) for case in self.inputs]
        return [[(spec, spec.draw(rng)) for spec in case] for case in cases]

    def __str__(self) -> str:
        return self.name


def as_kind(numbers: np.ndarray, dtype: str) -> np.ndarray:
    """Drawn floats as numbers of the run's dtype; no 0 appears that was not there. Whole numbers and bools stay."""
    if numbers.dtype.kind != "f":
        return numbers
    if dtype == "int64":
        return (np.sign(numbers) * np.ceil(np.abs(numbers) * 2.0)).astype(np.int64)
    return numbers * 7.0 % 2.0 > 1.0 if dtype == "bool" else numbers.astype(dtype)
