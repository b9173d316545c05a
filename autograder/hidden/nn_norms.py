"""Hidden checks of Task 4.2, third part: layer norm."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close
from autograder.hidden.nn_tools import (
    SUMS,
    Drawn,
    Rng,
    constant,
    drawn,
    leaf,
    numbers,
    read,
    recording,
    values,
)

ROUNDED = close(atol=1e-4, rtol=1e-4)  # of float32, where a mean is subtracted from numbers that are larger
ROWS = st.sampled_from([((3,), (4,)), ((2, 3), (5,)), ((), (4,)), ((2,), (3, 2)), ((3, 1), (2, 2, 2))])


def normed(rng: Rng, axes: Any, shift: float = 0.0, scale: float = 1.0, dtype: str = "float64") -> Drawn:
    """Rows of numbers, a weight and a bias of the shape of one, and a gradient by the result."""
    front, row = axes
    shapes = {"x": (*front, *row), "weight": row, "bias": row, "d_output": (*front, *row)}
    case: Drawn = {name: numbers(rng, *shape, dtype=dtype) for name, shape in shapes.items()}
    case["x"] = (scale * case["x"] + shift).astype(dtype)
    return {**case, "row": list(row), "eps": 1e-5}


any_rows = drawn(normed, axes=ROWS)
last_axis = drawn(normed, axes=st.sampled_from([((3,), (4,)), ((2, 3), (5,)), ((), (4,)), ((4,), (2,))]))


def normal(tt: Any, case: Drawn, weight: bool = True, bias: bool = True, requires_grad: bool = False) -> list[Any]:
    """What layer_norm is given (x, weight, bias), and what it makes of it."""
    recording(tt)
    used = {"x": True, "weight": weight, "bias": bias}
    given = [leaf(tt, case[name], requires_grad) if use else None for name, use in used.items()]
    row = tuple(case["row"])
    y = tt.nn.functional.normalization.layer_norm(given[0], row, given[1], given[2], case["eps"])
    return [*given, y]


@check("layer_norm", compare=SUMS, examples=10, case=last_axis)
def rows_get_mean_0_and_variance_1(tt: Any, case: Drawn) -> Any:
    """Without weight and bias each row becomes (x - mean) / sqrt(variance + eps); its variance divides by n."""
    return read(normal(tt, case, weight=False, bias=False)[-1])


@check("layer_norm", compare=SUMS, examples=8, case=any_rows)
def a_row_may_have_several_axes(tt: Any, case: Drawn) -> Any:
    """The mean and the variance are those over all axes of a row together, however many it has."""
    return read(normal(tt, case, weight=False, bias=False)[-1])


@check("layer_norm", compare=SUMS, examples=10, case=any_rows, weight=st.booleans(), bias=st.booleans())
def weight_and_bias_come_after(tt: Any, case: Drawn, weight: bool, bias: bool) -> Any:
    """The normal numbers are multiplied by the weight, then the bias is added; either may be None."""
    return read(normal(tt, case, weight, bias)[-1])


@check(
    "layer_norm",
    compare=SUMS,
    examples=8,
    case=drawn(normed, axes=ROWS, scale=st.sampled_from([1e-2, 0.0, 1.0])),
    eps=st.sampled_from([1e-3, 0.5, 1e-5, 2.0]),
)
def eps_is_added_to_the_variance(tt: Any, case: Drawn, eps: float) -> Any:
    """eps is added to the variance, under the root: rows of nearly equal numbers stay small, equal ones become 0."""
    return read(normal(tt, {**case, "eps": eps})[-1])


@check("layer_norm", compare=SUMS, examples=8, case=any_rows)
def layer_norm_passes_gradients_on(tt: Any, case: Drawn) -> Any:
    """Gradients flow to the input, through its mean and variance too, to the weight and to the bias."""
    *given, y = normal(tt, case, requires_grad=True)
    y.backward(constant(tt, case["d_output"]))
    return values([each.grad for each in given])


@check(
    "layer_norm",
    compare=ROUNDED,
    examples=6,
    case=drawn(normed, axes=ROWS, shift=st.sampled_from([0.0, 8.0, -16.0]), dtype=st.just("float32")),
)
def layer_norm_in_float32(tt: Any, case: Drawn) -> Any:
    """Numbers far from 0 are as normal as others, and float32 stays float32; the input is not changed."""
    x, *_, y = normal(tt, case)
    return values([y, x])
