"""Task 2.4: forward computes what NumPy computes, and backward is its transpose, or the slope measured from outside.

Each test calls forward first, with a fresh ctx, so that backward finds what forward has saved. What moves, repeats or
adds up elements is a matrix of zeros and ones, F. Then backward multiplies by the transpose of F, and for all a and d
the sum of d * F(a) equals the sum of backward(d) * a.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.autograd.engine import Node
from tinytorch.tensors.array import Array, array
from tinytorch.tensors.check import gradgradcheck
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.dtypes import float64
from tinytorch.tensors.functions.index import Gather
from tinytorch.tensors.functions.matmul import MatMul
from tinytorch.tensors.functions.reduce import AMax, LogSoftmax, Sum
from tinytorch.tensors.functions.shape import Expand, Permute, Pick, Reshape

from .strategies import Box, boxes, measured, repeats, shapes_of_size, shown, sides, subset


def call(function, *inputs, **parameters) -> tuple[Node, np.ndarray]:
    """The ctx and the result of one call of forward."""
    ctx = Node(function, ())
    result = function.forward(ctx, *inputs, **parameters)
    assert ctx.saved_values, "forward keeps what backward will need: ctx.save_for_backward(...)"
    return ctx, result.numpy()


def gradients(ctx: Node, d: Any) -> list[np.ndarray]:
    """What backward gives: a tuple with one gradient for each input, or the only one bare."""
    answer = ctx.function.backward(ctx, d if isinstance(d, Array) else array(d))
    each = answer if isinstance(answer, tuple) else (answer,)
    kinds = [type(one).__name__ for one in each]
    assert kinds == ["Array"] * len(kinds), "backward gives an Array for each input"
    return [one.numpy() for one in each]


def back(ctx: Node, d: Any) -> np.ndarray:
    """What backward gives for the only input."""
    (only,) = gradients(ctx, d)
    return only


def numbers(*values) -> Array:
    """An Array of float64."""
    return array(np.array(values, np.float64))


def gradient(shape) -> np.ndarray:
    """A gradient to send back: 1.0, 1.5, 2.0, ..., every number another one."""
    return (1.0 + 0.5 * np.arange(np.prod(shape, dtype=int))).reshape(shape)


def both_ways(function, a: Array, **parameters) -> tuple[float, float]:
    """The sum of d * F(a), and the sum of backward(d) * a."""
    ctx, result = call(function, a, **parameters)
    d = gradient(result.shape)
    d_a = back(ctx, d)
    assert d_a.shape == a.shape
    return (d * result).sum(), (d_a * a.numpy()).sum()


# --- Permute


@pytest.mark.task("2.4", "Permute.forward")
@given(box=boxes(), data=st.data())
def test_permute_forward(box: Box, data):
    """Permute.forward is NumPy's transpose."""
    order = tuple(data.draw(st.permutations(range(box.expected.ndim))))
    assert shown(call(Permute, box.array(), order=order)[1]) == shown(box.expected.transpose(order))


@pytest.mark.task("2.4", "Permute.backward")
def test_permute_backward_puts_axes_back():
    """(2, 3, 4) in the order (2, 0, 1) is (4, 2, 3); a gradient of that shape comes back as (2, 3, 4)."""
    ctx, _ = call(Permute, array(np.zeros((2, 3, 4))), order=(2, 0, 1))
    d = gradient((4, 2, 3))
    assert shown(back(ctx, d)) == shown(d.transpose(1, 2, 0))


@pytest.mark.task("2.4", "Permute.backward")
@given(box=boxes(), data=st.data())
def test_permute_backward_is_the_transpose(box: Box, data):
    """Permute.backward is the transpose of Permute.forward."""
    forth, and_back = both_ways(Permute, box.array(), order=tuple(data.draw(st.permutations(range(box.expected.ndim)))))
    assert forth == pytest.approx(and_back)


# --- Reshape


@pytest.mark.task("2.4", "Reshape.forward")
@given(box=boxes(), data=st.data())
def test_reshape_forward(box: Box, data):
    """Reshape.forward is NumPy's reshape."""
    shape = data.draw(shapes_of_size(box.expected.size))
    assert shown(call(Reshape, box.array(), shape=shape)[1]) == shown(box.expected.reshape(shape))


@pytest.mark.task("2.4", "Reshape.backward")
def test_reshape_backward_has_the_old_shape():
    """A gradient of shape (6,) comes back as (2, 3), its numbers in the same order."""
    ctx, _ = call(Reshape, array(np.zeros((2, 3))), shape=(6,))
    assert shown(back(ctx, gradient((6,)))) == shown(gradient((2, 3)))


@pytest.mark.task("2.4", "Reshape.backward")
@given(box=boxes(), data=st.data())
def test_reshape_backward_is_the_transpose(box: Box, data):
    """Reshape.backward is the transpose of Reshape.forward."""
    forth, and_back = both_ways(Reshape, box.array(), shape=data.draw(shapes_of_size(box.expected.size)))
    assert forth == pytest.approx(and_back)


# --- Expand


@pytest.mark.task("2.4", "Expand.backward")
def test_expand_backward_adds_up_the_copies():
    """(2, 1) was repeated to (2, 3): each element gets the sum of the three gradients that arrive at its copies."""
    ctx, _ = call(Expand, array(np.zeros((2, 1))), shape=(2, 3))
    d = numbers([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    assert back(ctx, d).tolist() == [[6.0], [15.0]]


@pytest.mark.task("2.4", "Expand.backward")
def test_expand_backward_of_a_new_axis():
    """(3,) was repeated to (2, 3): the axis in front goes, and its two gradients per element are added."""
    ctx, _ = call(Expand, array(np.zeros(3)), shape=(2, 3))
    d = numbers([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    assert back(ctx, d).tolist() == [5.0, 7.0, 9.0]


@pytest.mark.task("2.4", "Expand.backward")
def test_expand_backward_along_several_axes():
    """(1, 3, 1) was repeated to (5, 2, 3, 4): each element stood in 5 times 2 times 4 places."""
    ctx, _ = call(Expand, array(np.zeros((1, 3, 1))), shape=(5, 2, 3, 4))
    assert back(ctx, np.ones((5, 2, 3, 4))).tolist() == [[[40.0], [40.0], [40.0]]]


@pytest.mark.task("2.4", "Expand.backward")
def test_expand_can_be_differentiated_twice():
    """Backward is made of what Arrays and Tensors share, so that gradients have gradients."""
    assert gradgradcheck(
        lambda x: Expand.apply(x * x, shape=(2, 3)), tensor([[1.0], [2.0]], float64, requires_grad=True)
    )


@pytest.mark.task("2.4", "Expand.backward")
@given(shapes=repeats(), data=st.data())
def test_expand_backward_is_the_transpose(shapes, data):
    """Expand.backward is the transpose of Expand.forward: the transpose of a repeat is a sum."""
    small, large = shapes
    forth, and_back = both_ways(Expand, data.draw(boxes(st.just(small))).array(), shape=large)
    assert forth == pytest.approx(and_back)


# --- Pick


def every_other(layout):
    """The view x[:, ::2] of a box with 3 columns."""
    return layout.slice(1, 0, 2, 2)


@pytest.mark.task("2.4", "Pick.forward")
@given(box=boxes(st.tuples(sides, st.just(3))))
def test_pick_forward(box: Box):
    """Pick.forward leaves the elements that the view leaves, on the same memory."""
    _, result = call(Pick, box.array(), view=every_other)
    assert shown(result) == shown(box.expected[:, ::2])
    assert result.size == 0 or np.shares_memory(result, box.numbers)


@pytest.mark.task("2.4", "Pick.backward")
def test_pick_backward_leaves_zeros():
    """x[:, ::2] picked columns 0 and 2: the gradient is there, and column 1 gets zeros."""
    ctx, _ = call(Pick, array(np.ones((2, 3))), view=every_other)
    d = numbers([1.0, 2.0], [3.0, 4.0])
    assert back(ctx, d).tolist() == [[1.0, 0.0, 2.0], [3.0, 0.0, 4.0]]


@pytest.mark.task("2.4", "Pick.backward")
@given(box=boxes(st.tuples(sides, st.just(3))))
def test_pick_backward_is_the_transpose(box: Box):
    """Pick.backward is the transpose of Pick.forward, however the box lies in memory."""
    forth, and_back = both_ways(Pick, box.array(), view=every_other)
    assert forth == pytest.approx(and_back)


# --- Sum


@pytest.mark.task("2.4", "Sum.forward")
@given(box=boxes(), keepdim=st.booleans(), data=st.data())
def test_sum_forward(box: Box, keepdim, data):
    """Sum.forward is NumPy's sum; with keepdim the axes stay, 1 long."""
    axes = data.draw(subset(box.expected.ndim))
    _, result = call(Sum, box.array(), axes=axes, keepdim=keepdim)
    expected = box.expected.sum(axes, keepdims=keepdim)
    assert result.shape == expected.shape
    assert result == pytest.approx(expected)


@pytest.mark.task("2.4", "Sum.backward")
@pytest.mark.parametrize("keepdim", [False, True])
def test_sum_backward_repeats(keepdim):
    """The rows of a (2, 3) were added up: each element of a row gets the gradient of the row's sum."""
    ctx, result = call(Sum, array(np.zeros((2, 3))), axes=(1,), keepdim=keepdim)
    d = np.array([10.0, 20.0]).reshape(result.shape)
    assert back(ctx, d).tolist() == [[10.0, 10.0, 10.0], [20.0, 20.0, 20.0]]


@pytest.mark.task("2.4", "Sum.backward")
@given(box=boxes(), keepdim=st.booleans(), data=st.data())
def test_sum_backward_is_the_transpose(box: Box, keepdim, data):
    """Sum.backward is the transpose of Sum.forward: the transpose of a sum is a repeat."""
    forth, and_back = both_ways(Sum, box.array(), axes=data.draw(subset(box.expected.ndim)), keepdim=keepdim)
    assert forth == pytest.approx(and_back)


# --- AMax

small = st.integers(-2, 1).map(float)  # few enough that several are the largest
matrices = st.lists(st.lists(small, min_size=3, max_size=3), min_size=1, max_size=3).map(lambda rows: np.array(rows))


@pytest.mark.task("2.4", "AMax.forward")
@given(a=matrices, axes=st.sampled_from([(0,), (1,), (0, 1)]), keepdim=st.booleans())
def test_amax_forward(a, axes, keepdim):
    """AMax.forward is NumPy's max."""
    assert shown(call(AMax, array(a), axes=axes, keepdim=keepdim)[1]) == shown(a.max(axes, keepdims=keepdim))


@pytest.mark.task("2.4", "AMax.backward")
def test_amax_backward_rewards_the_winners():
    """5 alone is the largest of its row and gets all; two 3s share evenly; the others get nothing."""
    ctx, _ = call(AMax, numbers([1.0, 5.0, 2.0], [3.0, 0.0, 3.0]), axes=(1,), keepdim=False)
    assert back(ctx, numbers(10.0, 20.0)).tolist() == [[0.0, 10.0, 0.0], [10.0, 0.0, 10.0]]


@pytest.mark.task("2.4", "AMax.backward")
@given(a=matrices, axes=st.sampled_from([(0,), (1,), (0, 1)]), keepdim=st.booleans())
def test_amax_backward_hands_on_all_it_gets(a, axes, keepdim):
    """Along the axes the gradients add up to the gradient of the largest, and only the largest have any."""
    ctx, result = call(AMax, array(a), axes=axes, keepdim=keepdim)
    d = gradient(result.shape)
    d_a = back(ctx, d)
    assert d_a.sum(axes, keepdims=keepdim) == pytest.approx(d)
    assert shown(d_a != 0.0) == shown(a == a.max(axes, keepdims=True))


@pytest.mark.task("2.4", "AMax.backward")
def test_amax_backward_keeps_the_kind_of_number():
    """The gradient of float32 numbers is float32."""
    ctx, _ = call(AMax, array(np.float32([1.0, 2.0])), axes=(0,), keepdim=False)
    assert back(ctx, np.float32(1.0).reshape(())).dtype == np.float32


# --- LogSoftmax


@pytest.mark.task("2.4", "LogSoftmax.forward")
def test_log_softmax_of_three_scores():
    """Scores 0, ln 2 and ln 5 are probabilities 1/8, 2/8 and 5/8."""
    _, result = call(LogSoftmax, numbers(0.0, np.log(2.0), np.log(5.0)), axis=0)
    assert np.exp(result) == pytest.approx([0.125, 0.25, 0.625])


@pytest.mark.task("2.4", "LogSoftmax.forward")
def test_log_softmax_of_scores_far_apart():
    """Scores 0 and 1000: the logarithms are -1000 and 0, though the first probability is too small for a float."""
    _, result = call(LogSoftmax, numbers([0.0, 1000.0], [0.0, 0.0]), axis=1)
    assert result == pytest.approx(np.array([[-1000.0, 0.0], [-np.log(2.0), -np.log(2.0)]]))


@pytest.mark.task("2.4", "LogSoftmax.forward")
@given(a=matrices, axis=st.sampled_from([0, 1]), shift=st.sampled_from([0.0, -1e5, 1e5]))
def test_log_softmax_is_calm(a, axis, shift):
    """ln(e^a / sum of e^a); adding 100000 to all scores changes nothing, and nothing overflows."""
    powers = np.exp(a)
    expected = np.log(powers / powers.sum(axis, keepdims=True))
    assert call(LogSoftmax, array(a + shift), axis=axis)[1] == pytest.approx(expected)


@pytest.mark.task("2.4", "LogSoftmax.backward")
@given(a=matrices, axis=st.sampled_from([0, 1]))
def test_log_softmax_backward(a, axis):
    """LogSoftmax.backward passes on the slopes that one can measure from outside."""
    ctx, _ = call(LogSoftmax, array(a), axis=axis)
    d = gradient(a.shape)
    slopes = measured(lambda x: x - np.log(np.exp(x).sum(axis, keepdims=True)), a, d)
    assert back(ctx, d) == pytest.approx(slopes, abs=1e-6)


@pytest.mark.task("2.4", "LogSoftmax.backward")
def test_log_softmax_can_be_differentiated_twice():
    """Forward saves nothing that depends on the scores but its result, so that gradients have gradients."""
    scores = tensor([[1.0, 2.0, 0.5], [0.0, 3.0, 1.0]], float64, requires_grad=True)
    assert gradgradcheck(lambda x: LogSoftmax.apply(x, axis=1), scores)


# --- MatMul


def matrices_in_front(data, *shape: int) -> Box:
    """A matrix, or several with an axis in front."""
    return data.draw(boxes(st.just(shape)))


@pytest.mark.task("2.4", "MatMul.forward")
@given(data=st.data(), n=sides, k=sides, m=sides, front=st.sampled_from([(), (2,)]))
def test_matmul_forward(data, n, k, m, front):
    """MatMul.forward is NumPy's @, for one pair of matrices and for several."""
    a, b = matrices_in_front(data, *front, n, k), matrices_in_front(data, *front, k, m)
    assert call(MatMul, a.array(), b.array())[1] == pytest.approx(a.expected @ b.expected)


@pytest.mark.task("2.4", "MatMul.backward")
def test_matmul_backward_of_a_row_and_a_column():
    """(1 2) (3 / 4) = 11: the gradient by each number is d = 10 times the number that it met."""
    ctx, _ = call(MatMul, numbers([1.0, 2.0]), numbers([3.0], [4.0]))
    d_a, d_b = gradients(ctx, numbers([10.0]))
    assert d_a.tolist() == [[30.0, 40.0]]
    assert d_b.tolist() == [[10.0], [20.0]]


@pytest.mark.task("2.4", "MatMul.backward")
@given(data=st.data(), n=sides, k=sides, m=sides, front=st.sampled_from([(), (2,)]))
def test_matmul_backward(data, n, k, m, front):
    """By a and by b: the slopes that one can measure from outside. Their shapes are those of a and b."""
    a, b = matrices_in_front(data, *front, n, k), matrices_in_front(data, *front, k, m)
    ctx, result = call(MatMul, a.array(), b.array())
    d = gradient(result.shape)
    d_a, d_b = gradients(ctx, d)
    assert d_a == pytest.approx(measured(lambda x: x @ b.expected, a.expected, d), abs=1e-4)
    assert d_b == pytest.approx(measured(lambda x: a.expected @ x, b.expected, d), abs=1e-4)


@pytest.mark.task("2.4", "MatMul.backward")
def test_matmul_can_be_differentiated_twice():
    """Forward saves its inputs and no other array, so that gradients have gradients."""
    a = tensor([[1.0, 2.0], [3.0, 4.0]], float64, requires_grad=True)
    b = tensor([[5.0], [6.0]], float64, requires_grad=True)
    assert gradgradcheck(MatMul.apply, a, b)


# --- Gather


@pytest.mark.task("2.4", "Gather.forward")
@pytest.mark.parametrize("rows", [1, [0, 1], [[2, 0], [1, 1]]], ids=str)
def test_gather_forward_of_rows_in_any_box(rows):
    """The result has the shape of the rows, and behind it that of one row."""
    table = np.arange(6.0).reshape(3, 2)
    rows = np.array(rows, np.int64)
    assert shown(call(Gather, array(table), rows=array(rows))[1]) == shown(table[rows])


@pytest.mark.task("2.4", "Gather.forward")
@given(box=boxes(st.tuples(st.integers(1, 4), sides)), data=st.data())
def test_gather_forward(box: Box, data):
    """Gather.forward is a[rows]."""
    rows = np.array(data.draw(st.lists(st.integers(0, len(box.expected) - 1), max_size=5)), np.int64)
    assert shown(call(Gather, box.array(), rows=array(rows))[1]) == shown(box.expected[rows])


@pytest.mark.task("2.4", "Gather.backward")
def test_gather_backward_adds_up_what_was_looked_up_twice():
    """Rows 2, 0, 2 of three: row 2 gets two gradients, row 0 one, row 1 none."""
    ctx, _ = call(Gather, array(np.zeros((3, 2))), rows=array(np.array([2, 0, 2])))
    d = numbers([1.0, 2.0], [3.0, 4.0], [5.0, 6.0])
    assert back(ctx, d).tolist() == [[3.0, 4.0], [0.0, 0.0], [6.0, 8.0]]


@pytest.mark.task("2.4", "Gather.backward")
@given(box=boxes(st.tuples(st.integers(1, 4), sides)), data=st.data())
def test_gather_backward_is_the_transpose(box: Box, data):
    """Gather.backward is the transpose of Gather.forward: the transpose of a gather is a scatter."""
    rows = np.array(data.draw(st.lists(st.integers(0, len(box.expected) - 1), max_size=5)), np.int64)
    forth, and_back = both_ways(Gather, box.array(), rows=array(rows))
    assert forth == pytest.approx(and_back)
