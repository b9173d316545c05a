"""Laws of x[key], for keys that nobody wrote by hand: PyTorch and NumPy are asked what each of them means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tinytorch.autograd.engine import GradientError, no_grad
from tinytorch.tensors.functions.reduce import Sum
from tinytorch.tensors.indexing import diagonal, parse, parts, view_of, windows
from tinytorch.tensors.layout import Layout, LayoutError
from tinytorch.tensors.methods.join import cat
from tinytorch.tensors.tensor import Tensor

try:
    import torch
except ImportError:
    torch = None

shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


@st.composite
def slices(draw: Any, steps: tuple[int, ...] = (1, 2, 3, -1, -2)) -> slice:
    end = st.none() | st.integers(-6, 6)
    return slice(draw(end), draw(end), draw(st.none() | st.sampled_from(steps)))


@st.composite
def rows(draw: Any, side: int, shape: tuple[int, ...]) -> np.ndarray:
    size = int(np.prod(shape))
    numbers = draw(st.lists(st.integers(-side, side - 1), min_size=size, max_size=size)) if side else []
    return np.array(numbers, np.int64).reshape(shape if side else (0,))


@st.composite
def keys(draw: Any, shape: tuple[int, ...], arrays: bool, backwards: bool = True) -> tuple[Any, ...]:
    """A key for this shape: for each axis a number, a slice or an array; with None, ... and masks in between."""
    looked_up = draw(st.sampled_from([(), (1,), (3,), (2, 1)]))
    items: list[Any] = []
    for side in shape[: draw(st.integers(0, len(shape)))]:
        kinds = ["slice", *(["number"] * bool(side)), *(["rows", "rows", "mask"] if arrays else [])]
        kind = draw(st.sampled_from(kinds))
        if kind == "slice":
            items.append(draw(slices() if backwards else slices((1, 2, 3))))
        elif kind == "number":
            items.append(draw(st.integers(-side, side - 1)))
        elif kind == "rows":
            items.append(draw(rows(side, looked_up or (2,))))
        else:
            items.append(np.array(draw(st.lists(st.booleans(), min_size=side, max_size=side)), bool))
        if draw(st.integers(0, 5)) == 0:
            items.append(None)
    return (*items, ...) if draw(st.booleans()) else tuple(items)


@st.composite
def arrays_and_keys(draw: Any, arrays: bool, backwards: bool = True) -> tuple[np.ndarray, tuple[Any, ...]]:
    shape = draw(shapes)
    return np.arange(np.prod(shape), dtype=np.float64).reshape(shape), draw(keys(shape, arrays, backwards))


def looks_up(key: tuple[Any, ...]) -> int:
    return sum(isinstance(item, np.ndarray) for item in key)


@given(arrays_and_keys(arrays=False))
def test_numbers_slices_none_and_dots_pick_what_numpy_picks_without_a_copy(drawn: Any) -> None:
    x, key = drawn
    ours = Tensor(x, dtype=np.float64)
    picked = ours[key]
    assert picked.shape == x[key].shape
    assert np.array_equal(picked.numpy(), x[key])
    assert picked.value.buffer is ours.value.buffer


@given(arrays_and_keys(arrays=False))
def test_a_view_of_a_layout_has_numpys_strides(drawn: Any) -> None:
    x, key = drawn
    layout = view_of(Layout.contiguous(x.shape), parse(key, x.shape).steps)
    right = x[key]
    assert layout.shape == right.shape
    for side, stride, of_numpy in zip(layout.shape, layout.strides, right.strides, strict=True):
        assert side <= 1 or 0 in layout.shape or stride == of_numpy // x.itemsize


@given(arrays_and_keys(arrays=True, backwards=False))
@pytest.mark.skipif(torch is None, reason="PyTorch, the judge, is not installed")
def test_every_key_picks_what_pytorch_picks_and_the_gradient_goes_where_its_goes(drawn: Any) -> None:
    x, key = drawn
    theirs = torch.tensor(x, requires_grad=True)
    ours = Tensor(x, requires_grad=True, dtype=np.float64)
    try:
        right = theirs[tuple(torch.tensor(item) if isinstance(item, np.ndarray) else item for item in key)]
    except IndexError:
        with pytest.raises(IndexError):
            ours[key]
        return
    picked = ours[key]
    assert picked.shape == tuple(right.shape)
    assert np.array_equal(picked.detach().numpy(), right.detach().numpy())
    weights = np.arange(1.0, right.numel() + 1).reshape(picked.shape)
    right.backward(torch.tensor(weights))
    picked.backward(Tensor(weights, dtype=np.float64))
    assert np.allclose(ours.grad.numpy(), theirs.grad.numpy())


@given(arrays_and_keys(arrays=True))
def test_keys_with_arrays_pick_what_numpy_picks(drawn: Any) -> None:
    x, key = drawn
    numbers = any(isinstance(item, int) for item in key)
    assume(not (numbers and looks_up(key)))  # NumPy lets a number count as an array; PyTorch and we do not
    try:
        right = x[key]
    except IndexError:
        with pytest.raises(IndexError):
            Tensor(x, dtype=np.float64)[key]
        return
    assert np.array_equal(Tensor(x, dtype=np.float64)[key].numpy(), right)
    assert Tensor(x, dtype=np.float64)[key].shape == right.shape


@given(arrays_and_keys(arrays=True), st.booleans())
def test_writing_to_a_key_does_what_numpy_does(drawn: Any, broadcast: bool) -> None:
    x, key = drawn
    assume(not (any(isinstance(item, int) for item in key) and looks_up(key)))
    right = x.copy()
    try:
        shape = right[key].shape
    except IndexError:
        return
    new = -np.arange(1.0, 1 + np.prod(shape[-1:] if broadcast else shape)).reshape(shape[-1:] if broadcast else shape)
    twice = len(np.unique(x[key])) < x[key].size
    new = np.full_like(new, -7.0) if twice else new  # where an element is written twice, which number wins is open
    right[key] = new
    ours = Tensor(x, dtype=np.float64)
    ours[key] = Tensor(new, dtype=np.float64)
    assert np.array_equal(ours.numpy(), right)


@given(st.integers(0, 4), st.integers(0, 4), st.integers(-5, 5))
def test_a_diagonal_is_numpys(rows: int, columns: int, offset: int) -> None:
    x = np.arange(2.0 * rows * columns).reshape(rows, 2, columns)
    view = diagonal(offset, 0, 2)(Layout.contiguous(x.shape))
    wanted = x.diagonal(offset, 0, 2)
    assert view.shape == wanted.shape
    assert [x.reshape(-1)[p] for p in view.positions()] == wanted.reshape(-1).tolist()


@given(st.integers(1, 7), st.integers(1, 4), st.integers(1, 4))
def test_windows_begin_every_step_and_never_reach_beyond_the_end(side: int, size: int, step: int) -> None:
    assume(size <= side)
    view = windows(0, size, step)(Layout.contiguous((side, 2)))
    starts = range(0, side - size + 1, step)
    wanted = [[[2 * (start + k) + column for k in range(size)] for column in range(2)] for start in starts]
    assert list(view.positions()) == np.reshape(wanted, -1).tolist()
    assert view.shape == (len(starts), 2, size)


def test_parts_of_several_axes_are_cut_one_after_the_other() -> None:
    layout = Layout.contiguous((3, 5))
    assert parts((0, 2, 3, -1), (1, 1, 2, 3))(layout) == layout.slice(0, 2, 3, -1).slice(1, 1, 2, 3)


def test_a_view_of_a_view_of_a_view_reads_the_right_elements() -> None:
    x = np.arange(120.0).reshape(4, 5, 6)
    ours = Tensor(x)[1:, ::-2].permute((2, 0, 1))[::2, None, 1][..., ::-1]
    assert np.array_equal(ours.numpy(), x[1:, ::-2].transpose(2, 0, 1)[::2, None, 1][..., ::-1])


# --- Writing


def test_what_is_written_through_a_view_shows_in_the_whole_and_the_other_way() -> None:
    x = Tensor(np.zeros((3, 4)))
    for view in (x[1], x[:, ::2], x.T, x.view(2, 6), x.diagonal(), x[::-1], x.expand(2, 3, 4)[0], x.detach(), x.data):
        before = x.numpy().sum()
        view[0] = view.numpy()[0] + 1.0
        assert x.numpy().sum() > before
    x.fill_(5.0)
    assert (view.numpy() == 5.0).all()


def test_what_looks_up_or_copies_has_memory_of_its_own() -> None:
    x = Tensor(np.zeros((3, 4)))
    for copy in (x[[0, 1]], x[x == 0], x.clone(), x.flip(0), x.T.reshape(12), x.T.contiguous(), x.index_select(0, [1])):
        copy.fill_(7.0)
    assert (x.numpy() == 0.0).all()


@pytest.mark.parametrize("key", [0, slice(1, None), [0, 1], (Ellipsis, 1)])
def test_a_write_after_an_operation_that_saved_the_numbers_makes_its_backward_fail(key: Any) -> None:
    x = Tensor(np.ones((3, 2)))
    y = Tensor(np.ones((3, 2)), requires_grad=True)
    loss = Sum.apply(x * y, axes=(0, 1), keepdim=False)
    x[key] = 2.0
    with pytest.raises(GradientError, match="Mul"):
        loss.backward()


def test_a_parameter_is_written_to_under_no_grad() -> None:
    x = Tensor(np.ones((3, 2)), requires_grad=True)
    with no_grad():
        x[0] = 5.0
        x.add_(x)
        x[[1, 1]] = x[0]
    assert x.is_leaf
    assert x.detach().numpy().tolist() == [[10.0, 10.0], [10.0, 10.0], [2.0, 2.0]]


def test_a_tensor_is_written_onto_itself_without_confusion() -> None:
    x = Tensor(np.arange(5.0))
    x[1:] = x[:-1]
    assert x.tolist() == [0.0, 0.0, 1.0, 2.0, 3.0]
    x[...] = x[::-1]
    assert x.tolist() == [3.0, 2.0, 1.0, 0.0, 0.0]


def test_a_real_number_written_among_whole_ones_is_cut_off() -> None:
    x = Tensor([1, 2, 3], dtype=int)
    x[0] = 2.9
    x[[1]] = Tensor([-1.5])
    assert x.tolist() == [2, -1, 3]


def test_an_index_that_is_changed_later_does_not_change_the_gradient() -> None:
    index = np.array([0, 2])
    x = Tensor(np.ones(3), requires_grad=True)
    for looked_up in (x[index], x[Tensor(index, dtype=int)], x.index_select(0, index)):
        index[:] = [1, 1]
        looked_up.backward(Tensor([1.0, 1.0]))
        index[:] = [0, 2]
    assert x.grad.tolist() == [3.0, 0.0, 3.0]


# --- Looking up


def test_a_row_that_is_looked_up_thrice_gets_three_gradients() -> None:
    table = Tensor(np.zeros((4, 2)), requires_grad=True)
    looked_up = table[np.array([[1, 1], [3, 1]])]
    looked_up.backward(Tensor(np.ones((2, 2, 2))))
    assert table.grad.tolist() == [[0.0, 0.0], [3.0, 3.0], [0.0, 0.0], [1.0, 1.0]]


@given(shapes.filter(bool), st.data())
def test_gather_and_scatter_add_are_transposes(shape: tuple[int, ...], data: Any) -> None:
    dim = data.draw(st.integers(0, len(shape) - 1))
    assume(shape[dim] > 0)
    wide = tuple(data.draw(st.integers(0, 5 if k == dim else side)) for k, side in enumerate(shape))
    index = np.random.default_rng(0).integers(0, shape[dim], wide)
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal(shape), rng.standard_normal(wide)
    up = Tensor(x, dtype=np.float64).gather(dim, index).numpy()
    down = Tensor(np.zeros(shape), dtype=np.float64).scatter_add(dim, index, Tensor(y, dtype=np.float64)).numpy()
    assert np.isclose((up * y).sum(), (x * down).sum())


def test_of_several_that_scatter_to_one_place_the_last_stays_and_gets_the_gradient() -> None:
    source = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    result = Tensor(np.zeros(2)).scatter(0, [1, 1, 1], source)
    assert result.tolist() == [0.0, 3.0]
    result.backward(Tensor([1.0, 1.0]))
    assert source.grad.tolist() == [0.0, 0.0, 1.0]


def test_dilate_and_undilate_undo_each_other() -> None:
    x = Tensor(np.arange(1.0, 7.0).reshape(2, 3))
    assert x.dilate(2).tolist() == [[1.0, 0.0, 2.0, 0.0, 3.0, 0.0], [4.0, 0.0, 5.0, 0.0, 6.0, 0.0]]
    assert x.dilate(3, 2).undilate(3, 2).tolist() == x.tolist()
    assert x.dilate(3, 2).shape == (6, 6)
    with pytest.raises(LayoutError, match="factor"):
        x.dilate(0)


def test_names_of_products_and_parts_stand_in_their_errors() -> None:
    x = Tensor(np.zeros((2, 3)))
    with pytest.raises(LayoutError, match=r"^matmul wants .* got \(2, 3\) and \(2, 3\)$"):
        x @ x
    with pytest.raises(LayoutError, match=r"^cat: shapes \(2, 3\) and \(3, 2\) differ"):
        cat((x, x.T))
