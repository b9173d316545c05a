"""Hidden checks of Task 1.5, a network of Scalars, and of the optional Task 1.6, forward mode."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close
from autograder.checks import strategies as draw
from autograder.hidden.autograd_recording import leaf, recording

SUMS = close(atol=1e-9, rtol=1e-9)  # sums of products, in any order

Point = list[float]
shapes = st.sampled_from([[2, 1], [2, 3, 1], [2, 2, 3, 1], [3, 4, 1], [1, 2, 2, 1]])
seeds = st.integers(0, 10_000)
offsets = st.floats(0.05, 0.4)


def network(tt: Any, sizes: list[int], seed: int, offset: float) -> tuple[Any, list[Any]]:
    """A network, and its parameters found by walking its layers; no bias is 0, as they are at the start."""
    model = tt.autograd.mlp.MLP(sizes, seed=seed)
    parameters = []
    for depth, (inputs, outputs) in enumerate(pairwise(sizes)):
        for unit in range(outputs):
            neuron = model.layers[depth][unit]
            neuron.bias.data = offset * (unit + 1) * (-1) ** (unit + depth)
            parameters += [neuron.weights[i] for i in range(inputs)] + [neuron.bias]
    return model, parameters


@check("Neuron.__call__", compare=SUMS, weights=draw.float_tuples(3), bias=draw.small_floats, xs=draw.float_tuples(3))
def neuron_is_a_weighted_sum(tt: Any, weights: Point, bias: float, xs: Point) -> Any:
    """A neuron's result is x1 w1 + x2 w2 + ... + b, for inputs that are Scalars and for plain numbers."""
    recording(tt)
    neuron = tt.autograd.mlp.MLP([3, 1]).layers[0][0]
    for i, weight in enumerate(weights):
        neuron.weights[i].data = weight
    neuron.bias.data = bias
    return [neuron(xs).data, neuron([leaf(tt, x) for x in xs]).data]


@check("Neuron.__call__", compare=SUMS, examples=20, xs=draw.float_tuples(3), seed=seeds)
def neuron_passes_gradients_on(tt: Any, xs: Point, seed: int) -> Any:
    """The gradient of a neuron's result by a weight is its input, by an input its weight, by the bias 1."""
    recording(tt)
    neuron, inputs = tt.autograd.mlp.MLP([3, 1], seed=seed).layers[0][0], [leaf(tt, x) for x in xs]
    neuron(inputs).backward()
    return [[neuron.weights[i].grad, inputs[i].grad] for i in range(3)] + [neuron.bias.grad]


@check("MLP.__call__", compare=SUMS, sizes=shapes, seed=seeds, offset=offsets, xs=draw.float_tuples(3))
def mlp_gives_the_score(tt: Any, sizes: list[int], seed: int, offset: float, xs: Point) -> Any:
    """A network applies ReLU after every layer but the last, and gives the last neuron's result."""
    recording(tt)
    model, _ = network(tt, sizes, seed, offset)
    return model(xs[: sizes[0]]).data


@check("MLP.__call__", compare=SUMS, examples=20, sizes=shapes, seed=seeds, offset=offsets)
def mlp_passes_gradients_on(tt: Any, sizes: list[int], seed: int, offset: float) -> Any:
    """Gradients flow through a network back to its inputs."""
    recording(tt)
    model, _ = network(tt, sizes, seed, offset)
    inputs = [leaf(tt, 0.37 * (i + 1)) for i in range(sizes[0])]
    score = model(inputs)
    for x in inputs:
        score = score + 0.0 * x  # so that every input has a gradient, also where no ReLU lets one through
    score.backward()
    return [x.grad for x in inputs]


@check("MLP.parameters", examples=20, sizes=shapes, seed=seeds, offset=offsets)
def parameters_in_their_order(tt: Any, sizes: list[int], seed: int, offset: float) -> Any:
    """parameters() lists every weight and bias: layer by layer, neuron by neuron, the bias after the weights."""
    model, own = network(tt, sizes, seed, offset)
    found = model.parameters()
    return [tt.builtin.len(found), [found[i].data for i in range(len(own))]]


@check("MLP.parameters", examples=5, sizes=shapes, seed=seeds)
def parameters_are_the_networks_own(tt: Any, sizes: list[int], seed: int) -> Any:
    """parameters() gives the network's own Scalars, not copies: to move one is to change the network."""
    model, own = network(tt, sizes, seed, 0.1)
    found = model.parameters()
    return [tt.builtin.id(found[i]) == tt.builtin.id(parameter) for i, parameter in enumerate(own)]


@check("hinge_loss", compare=SUMS, score=draw.small_floats, label=st.sampled_from([1.0, -1.0]))
def hinge_loss_is_its_formula(tt: Any, score: float, label: float) -> Any:
    """hinge_loss(score, label) is max(0, 1 - label * score)."""
    recording(tt)
    return tt.autograd.mlp.hinge_loss(leaf(tt, score), label).data


@check("hinge_loss", compare=SUMS, gap=draw.off_the_kink, label=st.sampled_from([1.0, -1.0]))
def hinge_loss_has_a_gradient(tt: Any, gap: float, label: float) -> Any:
    """The gradient of the hinge loss by the score is -label where the loss is positive, and else 0."""
    recording(tt)
    score = leaf(tt, label * (1.0 + gap))
    loss = tt.autograd.mlp.hinge_loss(score, label) + 0.0 * score
    loss.backward()
    return score.grad


Data = tuple[list[Point], list[float]]


def labelled(count: int) -> Any:
    """`count` points of the plane with a label each, as [points, labels]."""
    plane = st.lists(draw.unit_floats, min_size=2, max_size=2)
    signs = st.lists(st.sampled_from([1.0, -1.0]), min_size=count, max_size=count)
    return st.tuples(st.lists(plane, min_size=count, max_size=count), signs)


data = st.integers(1, 4).flatmap(labelled)
small_networks = st.sampled_from([[2, 1], [2, 3, 1], [2, 2, 2, 1]])


@check("training_step", compare=SUMS, examples=20, seconds=4.0, sizes=small_networks, seed=seeds, data=data)
def training_step_moves_downhill(tt: Any, sizes: list[int], seed: int, data: Data) -> Any:
    """training_step moves every parameter by -learning_rate times its gradient of mean loss plus decay."""
    recording(tt)
    model, own = network(tt, sizes, seed, 0.15)
    tt.autograd.mlp.training_step(model, *data, 0.3, decay=0.05)
    return [parameter.data for parameter in own]


@check("training_step", compare=SUMS, examples=20, seconds=4.0, sizes=small_networks, seed=seeds, data=data)
def training_step_returns_the_loss_before(tt: Any, sizes: list[int], seed: int, data: Data) -> Any:
    """training_step returns the loss as it was before the step, decay included, as a plain number."""
    recording(tt)
    model, _ = network(tt, sizes, seed, 0.15)
    return tt.autograd.mlp.training_step(model, *data, 0.3, decay=0.05)


@check("training_step", compare=SUMS, examples=10, seconds=4.0, sizes=small_networks, seed=seeds, data=data)
def training_steps_follow_one_another(tt: Any, sizes: list[int], seed: int, data: Data) -> Any:
    """Old gradients are forgotten before each step; decay is 1e-4 unless it is given."""
    recording(tt)
    model, own = network(tt, sizes, seed, 0.15)
    own[0].grad = 1000.0
    losses = [tt.autograd.mlp.training_step(model, *data, rate) for rate in (0.2, 0.1, 0.05)]
    return [losses, [parameter.data for parameter in own]]


@check("training_step", compare=SUMS, examples=4, seconds=4.0, sizes=small_networks, seed=seeds)
def training_leaves_no_history(tt: Any, sizes: list[int], seed: int) -> Any:
    """After a step the parameters are leaves that require a gradient, and calls are recorded as before."""
    mode = recording(tt).engine.Mode
    model, own = network(tt, sizes, seed, 0.15)
    tt.autograd.mlp.training_step(model, [[0.5, -0.5]], [1.0], 0.1)
    node = tt.autograd.engine.Node
    states = [[p.requires_grad, tt.builtin.isinstance(p.node, node), p.data] for p in own]
    on = mode.recording
    mode.recording = True
    return [states, on]


# --- Forward mode


def dual(tt: Any, value: float, tangent: float) -> Any:
    """A value that moves at the rate `tangent`."""
    return tt.autograd.forward_mode.Dual(value, tangent)


RATES: dict[str, Any] = {"a": draw.small_floats, "da": draw.small_floats}


@check("Dual.__mul__", compare=SUMS, b=draw.small_floats, db=draw.small_floats, **RATES)
def dual_product_rule(tt: Any, a: float, da: float, b: float, db: float) -> Any:
    """The product of two Duals has the value ab and the tangent a'b + ab'."""
    product = dual(tt, a, da) * dual(tt, b, db)
    return [product.value, product.tangent]


@check("Dual.pointwise", compare=SUMS, **RATES)
def dual_of_a_function(tt: Any, a: float, da: float) -> Any:
    """A float function of a Dual has its value there, and its slope times the tangent."""
    operators = tt.scalars.operators
    results = [getattr(operators, name)(dual(tt, a, da)) for name in ("tanh", "sigmoid", "relu", "exp")]
    return [[each.value, each.tangent] for each in results]


@check("jvp", compare=SUMS, values=draw.float_tuples(2), direction=draw.float_tuples(2))
def jvp_is_the_slope_along_a_direction(tt: Any, values: Point, direction: Point) -> Any:
    """jvp(f, values, direction) is f there and its derivative along the direction."""
    return tt.autograd.forward_mode.jvp(lambda x, y: x * y + tt.scalars.operators.tanh(x) * y, values, direction)
