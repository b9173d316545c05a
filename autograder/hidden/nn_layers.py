"""Hidden checks of Task 4.2, first part: the weighted sums of a layer, and its parameters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.hidden.nn_tools import (
    SINGLE,
    SUMS,
    Drawn,
    Rng,
    drawn,
    leaf,
    listed,
    numbers,
    read,
    recording,
    seeds,
    values,
)

FRONTS = ((3,), (1,), (2, 3), (), (2, 1, 3), (4,))  # the axes in front of the features

# --- Affine


def sums(rng: Rng, front: tuple[int, ...], dtype: str = "float64") -> Drawn:
    """Inputs, weight and bias of three different sides, and a gradient by the result."""
    inputs, outputs = rng.permutation([2, 3, 4, 5])[:2].tolist()
    shapes = {"x": (*front, inputs), "weight": (outputs, inputs), "bias": (outputs,), "d_output": (*front, outputs)}
    return {name: numbers(rng, *shape, dtype=dtype) for name, shape in shapes.items()}


matrices, any_rank = drawn(sums, front=st.sampled_from([(3,), (1,), (4,)])), drawn(sums, front=st.sampled_from(FRONTS))
several_axes = drawn(sums, front=st.sampled_from([(2, 3), (), (2, 1, 3), (3, 2)]))


def applied(tt: Any, case: Drawn, wanted: tuple[str, ...] = ("x", "weight", "bias")) -> tuple[list[Any], Any]:
    """The three leaves, and what Affine makes of them; gradients flow to those that are wanted."""
    recording(tt)
    leaves = [leaf(tt, case[name], name in wanted) for name in ("x", "weight", "bias")]
    return leaves, tt.nn.functional.affine.Affine.apply(*leaves)


def gradients(tt: Any, case: Drawn, *wanted: str) -> list[Any]:
    """The gradients that arrive at the wanted leaves."""
    leaves, y = applied(tt, case, wanted)
    y.backward(leaf(tt, case["d_output"], False))
    order = ("x", "weight", "bias")
    return values([leaves[order.index(name)].grad for name in wanted])


@check("Affine.forward", compare=SUMS, examples=10, case=matrices)
def rows_are_weighted_sums(tt: Any, case: Drawn) -> Any:
    """Each row of the result is x W^T + b, with a weight (outputs, inputs)."""
    return read(applied(tt, case)[1])


@check("Affine.forward", compare=SUMS, examples=10, case=several_axes)
def any_axes_stand_in_front(tt: Any, case: Drawn) -> Any:
    """However many axes stand in front of the inputs, or none, they stand in front of the outputs."""
    return read(applied(tt, case)[1])


@check("Affine.forward", compare=SINGLE, examples=6, case=drawn(sums, front=st.just((2, 3)), dtype=st.just("float32")))
def weighted_sums_of_views(tt: Any, case: Drawn) -> Any:
    """Inputs and weights may be transposed views; float32 stays float32."""
    recording(tt)
    x, weight, bias = leaf(tt, case["x"]).transpose(0, 1), leaf(tt, case["weight"].T).transpose(0, 1), case["bias"]
    return read(tt.nn.functional.affine.Affine.apply(x, weight, leaf(tt, bias)))


@check("Affine.backward", compare=SUMS, examples=8, case=matrices)
def gradient_by_the_inputs(tt: Any, case: Drawn) -> Any:
    """By the inputs the gradient is dY W."""
    return gradients(tt, case, "x")


@check("Affine.backward", compare=SUMS, examples=8, case=matrices)
def gradient_by_the_weight(tt: Any, case: Drawn) -> Any:
    """By the weight the gradient is dY^T X, in the shape of the weight."""
    return gradients(tt, case, "weight")


@check("Affine.backward", compare=SUMS, examples=8, case=matrices)
def gradient_by_the_bias(tt: Any, case: Drawn) -> Any:
    """By the bias the gradient is the sum of dY over all rows."""
    return gradients(tt, case, "bias")


@check("Affine.backward", compare=SUMS, examples=12, case=several_axes)
def gradients_under_any_axes(tt: Any, case: Drawn) -> Any:
    """However many axes stand in front, each gradient has the shape of its input."""
    return gradients(tt, case, "x", "weight", "bias")


@check("Affine.backward", compare=SUMS, examples=6, case=any_rank)
def gradients_have_gradients(tt: Any, case: Drawn) -> Any:
    """The gradients can be differentiated once more."""
    leaves, y = applied(tt, case)
    (y * y).backward(leaf(tt, case["d_output"], False), create_graph=True)
    (leaves[0].grad.square().sum() + leaves[1].grad.square().sum() + leaves[2].grad.square().sum()).backward()
    return values([each.grad for each in leaves])


# --- Linear.__init__

sides_ = st.sampled_from([[3, 2], [2, 5], [1, 4], [4, 1], [3, 3]])


@check("Linear.__init__", examples=8, sides=sides_, bias=st.booleans(), also=[{"sides": [3, 2], "bias": True}])
def a_layer_has_its_parameters(tt: Any, sides: list[int], bias: bool) -> Any:
    """A weight (out_features, in_features) and a bias (out_features,), or None without, that require gradients."""
    layer = tt.nn.layers.Linear(*sides, bias=bias)
    state = listed(tt, lambda key: [key, layer.state_dict()[key].shape], layer.state_dict())
    kind = tt.nn.parameter.Parameter
    found = [
        [tt.builtin.isinstance(x, kind), x.requires_grad, x.is_leaf] for x in [layer.weight, layer.bias][: 1 + bias]
    ]
    return [layer.in_features, layer.out_features, state, found, None if bias else layer.bias]


@check("Linear.__init__", examples=6, sides=sides_, bias=st.booleans())
def a_layer_says_what_it_is(tt: Any, sides: list[int], bias: bool) -> Any:
    """The layer is shown with its numbers of features, and says whether it has a bias."""
    return tt.builtin.repr(tt.nn.layers.Linear(*sides, bias))


def uniform_below(outputs: Any, case: Drawn) -> str | None:
    """The law of [weight, bias, weight of another layer] for a layer with many features."""
    reach = 1.0 / math.sqrt(case["inputs"])
    for name, x in zip(("weight", "bias"), outputs, strict=False):
        if not np.all(np.abs(x) <= reach * (1.0 + 1e-6)):
            return f"a number in the {name} is further from 0 than 1 / sqrt(in_features)"
        if not np.max(np.abs(x)) > 0.8 * reach:
            return f"the numbers in the {name} are not even over [-r, r) with r = 1 / sqrt(in_features)"
    return "two layers begin with the same numbers" if np.array_equal(outputs[0], outputs[2]) else None


@law_check("Linear.__init__", law=uniform_below, examples=4, inputs=st.sampled_from([100, 40, 64]), seed=seeds)
def a_layer_begins_with_small_numbers(tt: Any, inputs: int, seed: int) -> Any:
    """Weight and bias begin even over [-r, r) with r = 1 / sqrt(in_features), each layer with numbers of its own."""
    tt.tensors.random.manual_seed(seed)
    first, second = (tt.nn.layers.Linear(inputs, 60) for _ in range(2))
    return values([first.weight, first.bias, second.weight])


@check("Linear.__init__", examples=6, sides=sides_, kind=st.sampled_from(["float64", "float32"]))
def layers_share_no_memory(tt: Any, sides: list[int], kind: str) -> Any:
    """Two layers of the same size have memory of their own, and the dtype that was asked for."""
    dtype = getattr(tt.tensors.dtypes, kind)
    first, second = (tt.nn.layers.Linear(*sides, dtype=dtype) for _ in range(2))
    for x, number in ((first.weight, 1.0), (first.bias, 2.0), (second.weight, 3.0), (second.bias, 4.0)):
        tt.nn.init.constant_(x, number)
    return values([first.weight, first.bias, second.weight, second.bias])


@check("Linear.__init__", compare=SUMS, examples=6, case=any_rank, bias=st.booleans())
def a_layer_computes_and_learns(tt: Any, case: Drawn, bias: bool) -> Any:
    """With other numbers in its parameters the layer gives x W^T + b, and gradients flow to what it is made of."""
    recording(tt)
    outputs, inputs = case["weight"].shape
    layer = tt.nn.layers.Linear(inputs, outputs, bias, dtype=tt.tensors.dtypes.float64)
    for name in ("weight", "bias")[: 1 + bias]:
        getattr(layer, name).data = leaf(tt, case[name], False)
    x = leaf(tt, case["x"])
    y = layer(x)
    y.backward(leaf(tt, case["d_output"], False))
    return values([y, x.grad, layer.weight.grad, *([layer.bias.grad] if bias else [])])
