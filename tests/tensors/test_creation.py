"""New tensors: shapes, kinds, shared memory, and random numbers that a seed repeats."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tinytorch.tensors.layout import LayoutError

import tinytorch as tt

SIZES: list[tuple[Any, ...]] = [(), (0,), (3,), (2, 0, 3), (2, 3), ((2, 3),), ([4, 1],)]
MAKERS: dict[str, Callable[..., Any]] = {
    name: getattr(tt, name) for name in ("zeros", "ones", "empty", "rand", "randn")
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_size_is_given_as_numbers_a_tuple_or_a_list(name: str, size: tuple[Any, ...]) -> None:
    """zeros(2, 3), zeros((2, 3)) and zeros([2, 3]) are float32 of shape (2, 3), and a dtype may be asked for."""
    shape = tuple(size[0]) if size and not isinstance(size[0], int) else size
    made = MAKERS[name](*size)
    assert (made.shape, made.dtype) == (shape, tt.float32)
    assert MAKERS[name](*size, dtype=tt.float64).dtype == tt.float64
    assert MAKERS[name](*size, requires_grad=True).requires_grad


@pytest.mark.parametrize("name", MAKERS)
def test_a_negative_side_is_refused(name: str) -> None:
    """A shape has sides of 0 or more."""
    with pytest.raises(LayoutError, match="0 or more"):
        MAKERS[name](2, -1)


def test_empty_is_a_method_of_the_class_as_well() -> None:
    """Tensor.empty(2, 0, 3) has no elements."""
    assert tt.Tensor.empty(2, 0, 3).shape == (2, 0, 3)
    assert tt.Tensor.empty(2, 0, 3).numel() == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda lib: lib.arange(5),
        lambda lib: lib.arange(2, 7),
        lambda lib: lib.arange(7, 2, -2),
        lambda lib: lib.arange(0.0, 1.0, 0.1),
        lambda lib: lib.arange(3, dtype=lib.float64),
        lambda lib: lib.arange(0),
        lambda lib: lib.linspace(0, 1, 5),
        lambda lib: lib.linspace(3.0, -1.0, 7),
        lambda lib: lib.eye(3),
        lambda lib: lib.eye(2, 4),
        lambda lib: lib.full((2, 3), 7),
        lambda lib: lib.full((2,), 0.5),
        lambda lib: lib.full((), True),
        lambda lib: lib.full_like(lib.ones(2, 2), 3),
        lambda lib: lib.zeros_like(lib.tensor([1, 2])),
        lambda lib: lib.ones_like(lib.tensor([True])),
        lambda lib: lib.tensor([[1, 2], [3, 4]]),
        lambda lib: lib.tensor([1, 2.5]),
        lambda lib: lib.tensor([True, False]),
        lambda lib: lib.tensor([True, 2]),
        lambda lib: lib.tensor(3),
        lambda lib: lib.tensor([]),
        lambda lib: lib.tensor([[], []]),
        lambda lib: lib.tensor(np.arange(3)),
        lambda lib: lib.tensor(np.ones(3)),
        lambda lib: lib.tensor([1, 2], dtype=lib.float32),
        lambda lib: lib.as_tensor([1.0]),
        lambda lib: lib.from_numpy(np.ones((2, 3)).T),
    ],
)
def test_numbers_and_kind_are_those_of_pytorch(call: Callable[[Any], Any]) -> None:
    """What creates from a rule or from numbers gives PyTorch's numbers, shape and dtype."""
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    ours, theirs = call(tt).numpy(), call(torch).numpy()
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def test_arange_says_when_it_never_gets_there() -> None:
    """From 0 up to 5 in steps of -1 is a mistake, and so is a step of 0."""
    for bounds in ((0, 5, -1), (0, 5, 0)):
        with pytest.raises(LayoutError, match="never gets"):
            tt.arange(*bounds)


def test_tensor_copies_and_from_numpy_shares() -> None:
    """A write to the array shows in from_numpy's tensor, also through strides, and not in tensor's."""
    numbers = np.zeros((2, 3), np.float32)
    copied, shared, turned = tt.tensor(numbers), tt.from_numpy(numbers), tt.from_numpy(numbers.T)
    numbers[0, 1] = 5.0
    assert copied[0, 1].item() == 0.0
    assert shared[0, 1].item() == turned[1, 0].item() == 5.0
    turned += 1.0
    assert numbers[0, 1] == 6.0


def test_as_tensor_keeps_what_fits() -> None:
    """A Tensor is handed back as it is, an array of a kind we have is shared, anything else is copied."""
    t, numbers = tt.ones(2), np.zeros(2)
    assert tt.as_tensor(t) is t
    assert np.shares_memory(tt.as_tensor(numbers).numpy(), numbers)
    assert tt.as_tensor(numbers, dtype=tt.float32).dtype == tt.float32


def test_from_numpy_refuses_what_it_would_have_to_copy() -> None:
    """int16 cannot be shared, and a list has no memory to share."""
    with pytest.raises(TypeError, match="use tensor"):
        tt.from_numpy(np.zeros(2, np.int16))
    with pytest.raises(TypeError, match="use tensor"):
        tt.from_numpy([1.0])


@pytest.mark.parametrize("numbers", [np.arange(3.0)[::-1], np.ones((2, 3))[:, ::-1], np.ones(9, "f4,f8")["f1"]])
def test_steps_that_a_tensor_cannot_take_over_foreign_memory_are_not_copied_without_a_word(numbers: Any) -> None:
    """Backwards, or by broken elements; tensor and as_tensor copy."""
    with pytest.raises(LayoutError, match=r"strides of \(.* use tensor"):
        tt.from_numpy(numbers)
    assert tt.as_tensor(numbers).tolist() == tt.tensor(numbers).tolist() == numbers.tolist()


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("size", [(2.5,), ("a",), ((2, 1.0),)], ids=str)
def test_a_side_that_is_no_whole_number_is_refused(name: str, size: Any) -> None:
    """Not rounded."""
    with pytest.raises(TypeError, match="whole numbers"):
        MAKERS[name](*size)


# --- Random numbers


def test_a_seed_repeats_the_numbers() -> None:
    """manual_seed starts the default generator anew; a generator of one's own is apart from it."""
    tt.manual_seed(3)
    first = tt.randn(4).tolist()
    mine = tt.Generator(7)
    tt.randn(5, generator=mine)
    second = tt.randn(4).tolist()
    tt.manual_seed(3)
    assert tt.randn(4).tolist() == first
    assert tt.randn(4).tolist() == second
    assert first != second


def test_a_generator_goes_back_to_a_state_that_was_kept() -> None:
    """set_state(get_state()) repeats what came after."""
    generator = tt.Generator(1)
    tt.rand(3, generator=generator)
    state = generator.get_state()
    then = tt.rand(3, generator=generator).tolist()
    tt.rand(100, generator=generator)
    generator.set_state(state)
    assert tt.rand(3, generator=generator).tolist() == then


@pytest.mark.parametrize(
    ("draw", "mean", "variance", "fourth"),
    [
        (lambda n, g: tt.randn(n, generator=g), 0.0, 1.0, 3.0),
        (lambda n, g: tt.rand(n, generator=g), 0.5, 1 / 12, 1 / 80),
        (lambda n, g: tt.normal(2.0, 3.0, (n,), generator=g), 2.0, 9.0, 3.0 * 81.0),
        (lambda n, g: tt.randint(0, 2, (n,), generator=g), 0.5, 0.25, 0.0625),
        (lambda n, g: tt.bernoulli(tt.full((n,), 0.3), generator=g), 0.3, 0.21, 0.0777),
    ],
    ids=["randn", "rand", "normal", "randint", "bernoulli"],
)
def test_mean_and_variance_are_within_five_sigma(draw: Any, mean: float, variance: float, fourth: float) -> None:
    """With n = 40,000 the mean varies by sqrt(variance / n), the variance by sqrt((fourth moment - variance^2) / n)."""
    n = 40_000
    x = draw(n, tt.Generator(11)).numpy().astype(np.float64)
    assert abs(x.mean() - mean) < 5 * math.sqrt(variance / n)
    assert abs(((x - mean) ** 2).mean() - variance) < 5 * math.sqrt(max(fourth - variance**2, 1e-12) / n) + 1e-9


def test_randperm_is_a_permutation_and_randint_stays_inside() -> None:
    """Every number once; from low, below high."""
    assert sorted(tt.randperm(50).tolist()) == list(range(50))
    drawn = tt.randint(-3, 4, (1000,))
    assert drawn.dtype == tt.int64
    assert set(drawn.tolist()) == set(range(-3, 4))


def test_multinomial_draws_in_the_ratio_of_the_weights() -> None:
    """A weight of 0 is never drawn; without replacement nothing is drawn twice."""
    drawn = tt.multinomial(tt.tensor([0.0, 1.0, 3.0]), 4000, replacement=True, generator=tt.Generator(5))
    share = (drawn == 2).sum().item() / 4000
    assert 0 not in drawn.tolist()
    assert abs(share - 0.75) < 5 * math.sqrt(0.75 * 0.25 / 4000)
    assert sorted(tt.multinomial(tt.ones(2, 5), 5)[1].tolist()) == [0, 1, 2, 3, 4]
