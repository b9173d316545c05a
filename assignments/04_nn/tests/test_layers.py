"""Task 4.2: weighted sums with their way back, a layer around them, dropout and layer norm."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.autograd.engine import Node
from tinytorch.nn.functional.affine import Affine
from tinytorch.nn.functional.dropout import dropout
from tinytorch.nn.functional.normalization import layer_norm
from tinytorch.nn.layers import Linear
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.array import array
from tinytorch.tensors.check import gradcheck, gradgradcheck
from tinytorch.tensors.creation import ones, tensor, zeros
from tinytorch.tensors.dtypes import float32, float64
from tinytorch.tensors.random import manual_seed

from .strategies import boxes, fronts, measured, numbers, shown


def call(x: Any, weight: Any, bias: Any, *, learns: bool = True) -> tuple[Node, Any]:
    """The ctx and the result of one call of Affine.forward; x requires a gradient if it `learns`."""
    inputs = tuple(
        tensor(np.asarray(values, np.float64), requires_grad=wanted)
        for values, wanted in ((x, learns), (weight, True), (bias, True))
    )
    ctx = Node(Affine, inputs)
    return ctx, Affine.forward(ctx, *(one.value for one in inputs))


def back(ctx: Node, d: Any) -> list[Any]:
    """What Affine.backward gives, an Array for each of x, weight and bias."""
    answer = list(Affine.backward(ctx, array(np.asarray(d, np.float64))))
    kinds = [type(one).__name__ for one in answer]
    assert kinds == ["Array"] * 3, "backward gives an Array for each of x, weight and bias"
    return answer


# --- Affine.forward


@pytest.mark.task("4.2", "Affine.forward")
def test_affine_is_a_weighted_sum_for_each_row():
    """Two rows (1 2) and (3 4), one output with weights (1 10) and bias 0.5: 21.5 and 43.5."""
    _, y = call([[1.0, 2.0], [3.0, 4.0]], [[1.0, 10.0]], [0.5])
    assert shown(y) == ((2, 1), [[21.5], [43.5]])


@pytest.mark.task("4.2", "Affine.forward")
def test_each_row_of_the_weight_makes_one_output():
    """The weight is (outputs, inputs): its rows (1 0), (0 1), (1 1) pick the first, the second, and add both."""
    _, y = call([[5.0, 7.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [0.0, 0.0, 100.0])
    assert shown(y) == ((1, 3), [[5.0, 7.0, 112.0]])


@pytest.mark.task("4.2", "Affine.forward")
@given(data=st.data(), front=fronts)
def test_affine_is_numpys(data, front):
    """x @ W.T + b, with as many axes in front as there are."""
    x, weight, bias = (data.draw(boxes(*shape)) for shape in ((*front, 3), (2, 3), (2,)))
    assert shown(call(x, weight, bias)[1]) == shown(x @ weight.T + bias)


@pytest.mark.task("4.2", "Affine.forward")
def test_affine_saves_what_backward_needs():
    """x and the weight, as they came: an array that was computed from them would spoil gradients of gradients."""
    ctx, _ = call([[1.0, 2.0]], [[3.0, 4.0]], [0.0])
    saved = [shown(one) for one in ctx.saved_values]
    for needed in (((1, 2), [[1.0, 2.0]]), ((1, 2), [[3.0, 4.0]])):
        assert needed in saved


# --- Affine.backward


@pytest.mark.task("4.2", "Affine.backward")
def test_affine_backward_of_one_row():
    """y = 3 x0 + 4 x1 + b at (1 2), and d = 10 arrives: by x 10 times (3 4), by the weight 10 times (1 2), by b 10."""
    ctx, _ = call([[1.0, 2.0]], [[3.0, 4.0]], [0.0])
    by_x, by_weight, by_bias = back(ctx, [[10.0]])
    assert shown(by_x) == ((1, 2), [[30.0, 40.0]])
    assert shown(by_weight) == ((1, 2), [[10.0, 20.0]])
    assert shown(by_bias) == ((1,), [10.0])


@pytest.mark.task("4.2", "Affine.backward")
def test_affine_backward_adds_up_all_rows():
    """Rows 1 and 2 share the weight and the bias, so their gradients are sums; by x each row has its own."""
    ctx, _ = call([[1.0], [2.0]], [[3.0]], [0.0])
    by_x, by_weight, by_bias = back(ctx, [[10.0], [100.0]])
    assert shown(by_x) == ((2, 1), [[30.0], [300.0]])
    assert shown(by_weight) == ((1, 1), [[10.0 * 1.0 + 100.0 * 2.0]])
    assert shown(by_bias) == ((1,), [110.0])


@pytest.mark.task("4.2", "Affine.backward")
@given(data=st.data(), front=fronts)
def test_affine_backward_has_the_shapes_of_the_inputs(data, front):
    """By x: D W under the axes of x. By the weight: D^T X of all rows. By the bias: the sum of D over all rows."""
    shapes = ((*front, 3), (2, 3), (2,), (*front, 2))
    x, weight, bias, d = (data.draw(boxes(*shape)) for shape in shapes)
    ctx, _ = call(x, weight, bias)
    by_x, by_weight, by_bias = back(ctx, d)
    assert shown(by_x) == shown(d @ weight)
    assert shown(by_weight) == shown(d.reshape(-1, 2).T @ x.reshape(-1, 3))
    assert shown(by_bias) == shown(d.reshape(-1, 2).sum(0))


@pytest.mark.task("4.2", "Affine.backward")
def test_affine_backward_is_the_measured_slope():
    """The slopes that one measures from outside, for a box with two axes in front."""
    x, weight, bias = np.arange(12.0).reshape(2, 3, 2), np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([1.0, 2.0])
    d = 1.0 + np.arange(12.0).reshape(2, 3, 2)
    ctx, _ = call(x, weight, bias)
    by_x, by_weight, by_bias = (numbers(one) for one in back(ctx, d))
    assert by_x == pytest.approx(measured(lambda moved: moved @ weight.T + bias, x, d))
    assert by_weight == pytest.approx(measured(lambda moved: x @ moved.T + bias, weight, d))
    assert by_bias == pytest.approx(measured(lambda moved: x @ weight.T + moved, bias, d))


@pytest.mark.task("4.2", "Affine.backward")
def test_affine_backward_spares_what_nobody_wants():
    """Data that requires no gradient gets None in its place; weight and bias get theirs."""
    ctx, _ = call([[1.0, 2.0]], [[3.0, 4.0]], [0.0], learns=False)
    by_x, by_weight, by_bias = Affine.backward(ctx, array(np.array([[10.0]])))
    assert by_x is None
    assert [shown(by_weight), shown(by_bias)] == [((1, 2), [[10.0, 20.0]]), ((1,), [10.0])]


@pytest.mark.task("4.2", "Affine.backward")
def test_affine_can_be_differentiated_twice():
    """Backward is made of what Arrays and Tensors share, so that gradients have gradients."""
    x = tensor([[1.0, 2.0]], float64, requires_grad=True)
    weight = tensor([[3.0, 4.0], [5.0, 6.0]], float64, requires_grad=True)
    bias = tensor([0.5, 1.5], float64, requires_grad=True)
    assert gradgradcheck(Affine.apply, x, weight, bias)


# --- Linear.__init__


@pytest.mark.task("4.2", "Linear.__init__")
def test_linear_has_a_weight_and_a_bias():
    """Linear(3, 2) takes 3 numbers and gives 2: a weight (2, 3) and a bias (2,), both found by parameters()."""
    layer = Linear(3, 2)
    assert {path: p.shape for path, p in layer.named_parameters()} == {"weight": (2, 3), "bias": (2,)}
    assert [type(p) for p in (layer.weight, layer.bias)] == [Parameter, Parameter]
    assert layer(ones(4, 3)).shape == (4, 2)


@pytest.mark.task("4.2", "Linear.__init__")
def test_linear_without_a_bias():
    """bias=False: there is None in its place, and (0 0 0) gives (0 0)."""
    layer = Linear(3, 2, bias=False)
    assert layer.bias is None
    assert [path for path, _ in layer.named_parameters()] == ["weight"]
    assert layer(zeros(1, 3)).tolist() == [[0.0, 0.0]]


@pytest.mark.task("4.2", "Linear.__init__")
def test_linear_begins_with_small_random_numbers():
    """Even over [-r, r) with r = 1 / sqrt(inputs), here 0.1, for weight and bias; no two layers begin alike."""
    manual_seed(0)
    first, second = Linear(100, 50), Linear(100, 50)
    for p in (first.weight, first.bias):
        assert 0.08 < np.abs(numbers(p)).max() <= 0.1
    assert numbers(first.weight).std() == pytest.approx(0.1 / np.sqrt(3.0), rel=0.05)
    assert first.weight.tolist() != second.weight.tolist()


@pytest.mark.task("4.2", "Linear.__init__")
def test_linear_is_of_the_kind_that_is_asked_for():
    """float32 unless told otherwise; dtype=float64 holds for both."""
    assert [p.dtype for p in Linear(2, 1).parameters()] == [float32, float32]
    assert [p.dtype for p in Linear(2, 1, dtype=float64).parameters()] == [float64, float64]


@pytest.mark.task("4.2", "Linear.__init__")
def test_linear_says_what_it_is():
    """repr shows its sizes, which are attributes, too."""
    layer = Linear(3, 2, bias=False)
    assert (layer.in_features, layer.out_features) == (3, 2)
    assert repr(layer) == "Linear(in_features=3, out_features=2, bias=False)"


@pytest.mark.task("4.2", "Linear.__init__")
def test_a_gradient_reaches_weight_and_bias():
    """Both are leaves that learn: three rows of ones add up to 3 by the bias, and to 3 by every weight."""
    layer = Linear(2, 1)
    layer(ones(3, 2)).sum().backward()
    assert layer.bias.grad.tolist() == [3.0]
    assert layer.weight.grad.tolist() == [[3.0, 3.0]]


# --- dropout


@pytest.mark.task("4.2", "dropout")
def test_dropout_outside_training_does_nothing():
    """The input itself: without training, and with p = 0."""
    x = tensor([1.0, 2.0, 3.0])
    assert dropout(x, 0.5, training=False) is x
    assert dropout(x, 0.0) is x


@pytest.mark.task("4.2", "dropout")
def test_what_stays_is_scaled():
    """With p = 0.75 each number becomes 0, or 4 times as large."""
    manual_seed(0)
    x = np.arange(1.0, 101.0)
    result = numbers(dropout(tensor(x), 0.75))
    assert set((result / x).tolist()) == {0.0, 4.0}


@pytest.mark.task("4.2", "dropout")
@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_a_share_p_becomes_zero(p):
    """Of 10,000 ones about 10,000 p are 0 afterwards, and the mean stays about 1."""
    manual_seed(0)
    result = numbers(dropout(ones(100, 100), p))
    assert (result == 0.0).mean() == pytest.approx(p, abs=0.03)
    assert result.mean() == pytest.approx(1.0, abs=0.15)


@pytest.mark.task("4.2", "dropout")
def test_dropout_with_p_1_leaves_nothing():
    """All become 0, and none nan."""
    assert dropout(tensor([1.0, -2.0]), 1.0).tolist() == [0.0, 0.0]


@pytest.mark.task("4.2", "dropout")
def test_dropout_is_by_chance_and_number_by_number():
    """Two calls leave out different numbers, and neither whole rows nor whole columns."""
    manual_seed(0)
    first, second = (numbers(dropout(ones(20, 20))) > 0.0 for _ in range(2))
    assert (first != second).any()
    for axis in (0, 1):
        assert (first.any(axis) & ~first.all(axis)).all()


@pytest.mark.task("4.2", "dropout")
def test_gradients_pass_where_numbers_passed():
    """By the input: 0 where the number was left out, and 1 / (1 - p) = 2 elsewhere. float32 stays float32."""
    manual_seed(0)
    x = ones(50, requires_grad=True)
    result = dropout(x, 0.5)
    result.sum().backward()
    assert x.grad.tolist() == result.tolist()
    assert result.dtype is float32


# --- layer_norm


def normal(x: np.ndarray, axes: tuple[int, ...], eps: float) -> np.ndarray:
    """What NumPy makes of it: mean 0 and variance 1 along the axes."""
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + eps)


@pytest.mark.task("4.2", "layer_norm")
def test_layer_norm_of_two_numbers():
    """(1 5) has mean 3 and variance 4, so it becomes (-1 1); and so does (10 30), by itself."""
    result = layer_norm(tensor([[1.0, 5.0], [10.0, 30.0]]), (2,), eps=0.0)
    assert numbers(result) == pytest.approx(np.array([[-1.0, 1.0], [-1.0, 1.0]]))


@pytest.mark.task("4.2", "layer_norm")
def test_layer_norm_with_weight_and_bias():
    """(-1 1) times (2 10) plus (100 200) is (98 210); either may be missing."""
    x, weight, bias = tensor([[1.0, 5.0]]), tensor([2.0, 10.0]), tensor([100.0, 200.0])
    for some, expected in (((weight, bias), [98.0, 210.0]), ((weight,), [-2.0, 10.0]), ((None, bias), [99.0, 201.0])):
        assert numbers(layer_norm(x, (2,), *some, eps=0.0)) == pytest.approx(np.array([expected]))


@pytest.mark.task("4.2", "layer_norm")
def test_layer_norm_of_equal_numbers():
    """A row of 7s has variance 0. Only eps keeps it from 0 / 0: the result is 0."""
    assert layer_norm(tensor([[7.0, 7.0, 7.0]]), (3,)).tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.task("4.2", "layer_norm")
def test_eps_is_inside_the_root():
    """(-1 1) has variance 1, and with eps = 3 it is divided by sqrt(1 + 3) = 2."""
    result = layer_norm(tensor([[-1.0, 1.0]]), (2,), eps=3.0)
    assert numbers(result) == pytest.approx(np.array([[-0.5, 0.5]]))


@pytest.mark.task("4.2", "layer_norm")
@given(x=boxes(2, 2, 3), weight=boxes(2, 3), bias=boxes(2, 3), rank=st.sampled_from([1, 2]))
def test_layer_norm_is_numpys(x, weight, bias, rank):
    """Over the last axis, or over the last two; the variance divides by n, as NumPy's does."""
    weight, bias = (some if rank == 2 else some[0] for some in (weight, bias))
    result = layer_norm(tensor(x), weight.shape, tensor(weight), tensor(bias))
    expected = normal(x, (-1,) if rank == 1 else (-2, -1), 1e-5) * weight + bias
    assert numbers(result) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.task("4.2", "layer_norm")
def test_layer_norm_can_learn():
    """The slopes that it passes on by input, weight and bias are those that one measures."""
    x = tensor([[1.0, 2.0, 4.0], [0.0, -1.0, 3.0]], float64, requires_grad=True)
    weight, bias = (tensor(row, float64, requires_grad=True) for row in ([1.0, 2.0, 0.5], [0.0, 1.0, -1.0]))
    assert gradcheck(lambda *inputs: layer_norm(inputs[0], (3,), *inputs[1:]), x, weight, bias)
