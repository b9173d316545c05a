"""Tensors of random numbers, from a generator that a seed repeats.

manual_seed(0)                       the generator that is used unless another is given
randn(2, 3), rand(2, 3)              normal with mean 0 and variance 1; even between 0 and 1
randn(2, 3, generator=Generator(7))  from one's own
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tinytorch.tensors.arguments import check_number, check_whole, said
from tinytorch.tensors.creation import Size, as_shape, made
from tinytorch.tensors.dtypes import DType, DTypeError, as_dtype, int64, is_float
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.tensor import Tensor


class Generator:
    """A source of random numbers: the same seed gives the same numbers on every machine.

    NumPy's PCG64. `state` can be read, kept, and set again.
    """

    def __init__(self, seed: int = 0) -> None:
        self.manual_seed(seed)

    def manual_seed(self, seed: int) -> Self:
        """Start anew from this seed, a whole number; a negative one stands for itself plus 2^64."""
        whole = check_whole("manual_seed", seed=seed)
        self.source = np.random.Generator(np.random.PCG64(whole if whole >= 0 else whole % 2**64))
        return self

    def get_state(self) -> dict[str, Any]:
        """Where the generator is."""
        return dict(self.source.bit_generator.state)

    def set_state(self, state: dict[str, Any]) -> None:
        """Go back to where it was."""
        try:
            self.source.bit_generator.state = state
        except (TypeError, ValueError, KeyError):
            raise ValueError(f"set_state wants what get_state() of a Generator gave, got {said(state)}") from None


DEFAULT = Generator(0)


def manual_seed(seed: int) -> Generator:
    """Start the default generator anew: what follows is repeatable."""
    return DEFAULT.manual_seed(seed)


def source_of(generator: Generator | None) -> np.random.Generator:
    """What draws the numbers: the default generator, unless one is given."""
    if generator is None:
        return DEFAULT.source
    if not isinstance(generator, Generator):
        raise TypeError(f"generator wants a Generator or None, got {said(generator)}: make one, as in Generator(0)")
    return generator.source


def float_kind(name: str, dtype: Any) -> DType:
    """float32 or float64. Raises DTypeError for another kind of number: random whole ones are `randint`'s."""
    kind = as_dtype(dtype)
    if not is_float(kind):
        raise DTypeError(f"{name} draws float32 or float64, got {kind}: use randint, or .to() afterwards")
    return kind


def rand(
    *size: Size,
    generator: Generator | None = None,
    dtype: Any = None,
    device: str | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Even over [0, 1)."""
    kind = float_kind("rand", dtype)
    return made(source_of(generator).random(as_shape(size), dtype=kind.type), device, requires_grad)


def randn(
    *size: Size,
    generator: Generator | None = None,
    dtype: Any = None,
    device: str | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Normal, with mean 0 and variance 1."""
    kind = float_kind("randn", dtype)
    return made(source_of(generator).standard_normal(as_shape(size), dtype=kind.type), device, requires_grad)


def randint(*bounds: Any, generator: Generator | None = None, device: str | None = None) -> Tensor:
    """randint(high, size), randint(low, high, size): whole numbers from low (0), below high."""
    if len(bounds) not in (2, 3):
        raise TypeError(f"randint wants (high, size) or (low, high, size), got {len(bounds)} arguments")
    low, high, size = (0, *bounds) if len(bounds) == 2 else bounds
    check_whole("randint", low=low, high=high)
    if low >= high:
        raise ValueError(f"randint wants low below high, got {low} and {high}")
    return made(source_of(generator).integers(low, high, as_shape((size,)), dtype=int64), device)


def randperm(n: int, generator: Generator | None = None, device: str | None = None) -> Tensor:
    """0, 1, ..., n - 1 in random order."""
    if check_whole("randperm", n=n) < 0:
        raise ValueError(f"randperm wants n of 0 or more, got {n}")
    return made(source_of(generator).permutation(n).astype(int64), device)


def normal(
    mean: float, std: float, size: Size, generator: Generator | None = None, device: str | None = None
) -> Tensor:
    """Normal, with this mean and standard deviation."""
    check_number("normal", mean=mean, std=std)
    if not std >= 0:
        raise ValueError(f"normal wants a std of 0 or more, got {std}")
    numbers = source_of(generator).normal(mean, std, as_shape((size,)))
    return made(numbers.astype(as_dtype(None)), device)


def bernoulli(chances: Tensor, generator: Generator | None = None) -> Tensor:
    """1 with the given chance for each element, else 0."""
    check_tensor("bernoulli", chances)
    drawn = source_of(generator).random(chances.shape) < chances.detach().numpy()
    return made(drawn.astype(chances.dtype), chances.device)


def multinomial(
    weights: Tensor, num_samples: int, replacement: bool = False, generator: Generator | None = None
) -> Tensor:
    """Indices drawn with chances in the ratio of the weights, along the last axis."""
    check_tensor("multinomial", weights)
    table = weights.detach().numpy().astype(np.float64)
    if table.ndim not in (1, 2) or not (np.isfinite(table) & (table >= 0)).all() or not table.sum(-1).all():
        raise ValueError(
            "multinomial wants weights (n,) or (rows, n), finite, of 0 or more, and in no row all 0, got "
            f"{table.tolist() if table.size < 9 else f'shape {table.shape}'}"
        )
    rows = table.reshape(-1, table.shape[-1])
    most = min((np.count_nonzero(row) for row in rows), default=table.shape[-1])
    num_samples = check_whole("multinomial", num_samples=num_samples)
    if num_samples < 1 or (most < num_samples and not replacement):
        raise ValueError(
            f"multinomial wants num_samples from 1 to {most}, for so many weights are above 0, got {num_samples}: "
            "or draw with replacement=True"
        )
    source = source_of(generator)
    drawn = [source.choice(len(row), num_samples, replacement, row / row.sum()) for row in rows]
    return made(np.array(drawn, int64).reshape(*table.shape[:-1], num_samples), weights.device)


def rand_like(like: Tensor, generator: Generator | None = None) -> Tensor:
    """Even over [0, 1), in the shape, kind and place of another tensor."""
    check_tensor("rand_like", like)
    return rand(like.shape, generator=generator, dtype=like.dtype, device=like.device)


def randn_like(like: Tensor, generator: Generator | None = None) -> Tensor:
    """Normal, in the shape, kind and place of another tensor."""
    check_tensor("randn_like", like)
    return randn(like.shape, generator=generator, dtype=like.dtype, device=like.device)
