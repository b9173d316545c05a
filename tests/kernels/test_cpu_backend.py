"""Every way through the backend "cpu" gives what NumPy gives: in a row, under strides, with numbers, in place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.kernels import threads
from tinytorch.kernels.compiler import Compiled
from tinytorch.kernels.cpu import backend as module
from tinytorch.tensors import elementary
from tinytorch.tensors.array import Array, array
from tinytorch.tensors.backend import Buffer, backend, plain
from tinytorch.tensors.layout import Layout

from tests.tensors.strategies import layout_of, views
from tinytorch.scalars import operators

CPU, NUMPY = backend("cpu"), backend("numpy")
ADD, MUL, LT, NEG = (plain(f) for f in (operators.add, operators.mul, operators.lt, operators.neg))
MAXIMUM, WHERE, RELU_BACK = (plain(f) for f in (elementary.maximum, elementary.where, operators.relu_back))


def halved(x: float, y: float) -> float:
    """No two of these may change places."""
    return 0.5 * x - y


each_dtype = pytest.mark.parametrize("dtype", ["float32", pytest.param("float64", marks=pytest.mark.slow)])


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kernels that were run, by name, in the order in which they were."""
    names: list[str] = []
    call = Compiled.__call__

    def noted(self: Compiled, work: int, *args: Any) -> Any:
        names.append(self.kernel.function.__name__)
        return call(self, work, *args)

    monkeypatch.setattr(Compiled, "__call__", noted)
    return names


@pytest.fixture
def strided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strided kernels run however few elements there are."""
    monkeypatch.setattr(module, "FEW", 0)


def numbers_of(view: np.ndarray, dtype: str) -> np.ndarray:
    """Numbers of both signs, some of them equal, in a row long enough for the view."""
    return ((np.arange(view.max(initial=0) + 1) * 7) % 23 - 11).astype(dtype)


def placed(view: np.ndarray, dtype: str, device: Any) -> Array:
    """An array on the device that lies in memory as this view of 0, 1, 2, ... does."""
    return Array(Buffer(device.from_numpy(numbers_of(view, dtype))), layout_of(view), device)


def same(ours: np.ndarray, theirs: np.ndarray) -> None:
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    assert ours.flags.c_contiguous
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def agree(view: np.ndarray, dtype: str, call: Callable[[Any, Array], np.ndarray]) -> None:
    """Both backends give the same from an array that lies in this way."""
    same(call(CPU, placed(view, dtype, CPU)), call(NUMPY, placed(view, dtype, NUMPY)))


# --- Element by element


@pytest.mark.parametrize("few", [0, module.FEW])
@each_dtype
@settings(max_examples=60)
@given(view=views())
def test_map_and_zip_are_numpys_in_every_layout(few: int, view: np.ndarray, dtype: str) -> None:
    """Where few elements are copied into a row, and where none are."""

    def other(x: Array) -> Array:
        return array(np.linspace(-3.0, 3.0, view.size).reshape(view.shape).astype(dtype), x.backend.name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", few)
        agree(view, dtype, lambda on, x: on.map(NEG, x))
        agree(view, dtype, lambda on, x: on.zip(LT, x, other(x)))
        agree(view, dtype, lambda on, x: on.zip(MUL, other(x), x))
        agree(view, dtype, lambda on, x: on.zip(MUL, x, x))


def row(*numbers: float, device: str = "cpu", dtype: str = "float32") -> Array:
    return array(np.array(numbers, dtype), device)


CALLS: dict[str, tuple[list[Any], list[float]]] = {
    "zip_flat": ([MUL, row(1, 2, 3), row(4, 5, 6)], [4, 10, 18]),
    "zip_an": ([MUL, row(1, 2, 3), 2.0], [2, 4, 6]),
    "zip_na": ([MUL, 2, row(1, 2, 3)], [2, 4, 6]),
    "zip_aaa": ([WHERE, row(1, 0, 1, dtype="bool"), row(1, 2, 3), row(4, 5, 6)], [1, 5, 3]),
    "zip_aan": ([WHERE, row(1, 0, 1, dtype="bool"), row(1, 2, 3), 9.0], [1, 9, 3]),
    "zip_ana": ([WHERE, row(1, 0, 1, dtype="bool"), 9.0, row(4, 5, 6)], [9, 5, 9]),
    "zip_ann": ([plain(elementary.elu_back), row(1, 2, 3), 2.0, 3.0], [3, 3, 3]),
}


@pytest.mark.parametrize("kernel", CALLS)
def test_each_pattern_of_arrays_and_numbers_has_a_kernel(kernel: str, ran: list[str]) -> None:
    (f, *operands), expected = CALLS[kernel]
    result = CPU.zip(f, *operands)
    assert result.tolist() == expected
    assert result.dtype == np.float32
    assert ran == [kernel]


def test_an_array_that_repeats_one_number_is_a_number_wherever_it_stands(ran: list[str]) -> None:
    """But for the last array, which has the result's shape: whether or not plain numbers follow."""
    three, table = row(3).view(row(3).layout.expand((2, 2))), array(np.ones((2, 2), np.float32), "cpu")
    assert CPU.zip(MUL, three, table).tolist() == [[3, 3], [3, 3]]
    assert CPU.zip(MUL, table, three).tolist() == [[3, 3], [3, 3]]
    assert CPU.zip(MUL, three, three).tolist() == [[9, 9], [9, 9]]
    assert CPU.zip(MUL, three, 2.0).tolist() == [[6, 6], [6, 6]]
    assert CPU.zip(WHERE, three, table, 2.0).tolist() == [[1, 1], [1, 1]]
    assert ran[0] == "zip_na"


def test_a_strided_walk_goes_over_as_few_axes_as_it_can(strided: None, ran: list[str]) -> None:
    table = array(np.arange(6.0).reshape(2, 3), "cpu")
    assert CPU.map(NEG, table.permute((1, 0))).tolist() == [[0, -3], [-1, -4], [-2, -5]]
    assert CPU.zip(MUL, table, table.permute((0, 1))).tolist() == [[0, 1, 4], [9, 16, 25]]
    assert ran == ["map_strided", "zip_flat"]


@pytest.mark.parametrize("f", [NEG, MUL])
def test_more_axes_than_kernels_have_are_copied_into_a_row(f: Any, strided: None, ran: list[str]) -> None:
    numbers = np.arange(4.0**6).reshape((4,) * 6)[(slice(None, None, 2),) * 6]
    strides = tuple(stride // numbers.itemsize for stride in numbers.strides)
    x = Array(Buffer(np.arange(4.0**6)), Layout(numbers.shape, strides), CPU)
    operands = [x] if f is NEG else [x, x]
    expected = -numbers if f is NEG else numbers * numbers
    assert (CPU.map(f, x) if f is NEG else CPU.zip(f, *operands)).tolist() == expected.tolist()
    assert ran == ["map_flat" if f is NEG else "zip_flat"]


@pytest.mark.parametrize("dtype", ["int64", "bool"])
def test_whole_numbers_and_bools_are_left_to_numpy(dtype: str, ran: list[str]) -> None:
    x, rows = row(1, 0, 1, dtype=dtype), row(1, 0, dtype="int64")
    assert CPU.map(plain(elementary.is_finite), x).dtype == bool
    assert CPU.zip(plain(operators.eq), x, x).tolist() == [True, True, True]
    assert CPU.reduce(plain(elementary.either), False, x, (0,)).tolist() == [1]
    assert CPU.gather(x, rows).tolist() == [0, 1]
    assert CPU.scatter(rows, rows, 2).tolist() == [0, 1]
    assert ran == []


def written_out(x: float) -> float:
    """By way of a text, of which no kernel can be made."""
    return float(f"{x}0")


def test_a_float_function_of_which_no_kernel_can_be_made_is_called_for_each_element(ran: list[str]) -> None:
    """Once it was tried, and no second time."""
    x = row(1, 2, 3)
    assert CPU.map(written_out, x).tolist() == [1, 2, 3]
    assert CPU.map(written_out, x).tolist() == [1, 2, 3]
    assert ran == ["map_flat"]


def test_so_is_one_without_a_source_of_its_own() -> None:
    assert CPU.map(lambda y: y + 1.0, row(1, 2, 3)).tolist() == [2, 3, 4]
    assert CPU.map(functools.partial(MUL, 2.0), row(1, 2, 3)).tolist() == [2, 4, 6]


# --- In place


def test_zip_into_writes_where_the_target_lies() -> None:
    target = row(1, 2, 3)
    CPU.zip_into(MUL, target, target, row(4, 5, 6))
    assert target.numpy().tolist() == [4, 10, 18]
    CPU.zip_into(MUL, target, target, 0.5)
    assert target.numpy().tolist() == [2, 5, 9]


@each_dtype
@settings(max_examples=60)
@given(data=st.data())
def test_zip_into_is_right_where_an_operand_lies_on_the_targets_memory(data: st.DataObject, dtype: str) -> None:
    """What is read is what stood there before the first write."""
    size = 12
    start, step = data.draw(st.integers(0, 2)), data.draw(st.sampled_from((-2, -1, 0, 1, 2)))
    results = []
    for device in (CPU, NUMPY):
        whole = array(np.arange(1.0, size + 1).astype(dtype), device.name)
        target = whole.view(whole.layout.slice(0, 2, 4, 1))
        first = 8 if step < 0 else start
        operand = whole.view(whole.layout.slice(0, first, 4, step))
        device.zip_into(MUL, target, target, operand)
        results.append(whole.numpy().tolist())
    assert results[0] == results[1]


# --- Along axes


@pytest.mark.slow
@each_dtype
@settings(max_examples=60)
@given(view=views(), data=st.data())
def test_reduce_is_numpys_along_any_axes_of_any_layout(view: np.ndarray, dtype: str, data: st.DataObject) -> None:
    axes = tuple(k for k in range(view.ndim) if data.draw(st.booleans()))
    agree(view, dtype, lambda on, x: on.reduce(ADD, 0, x, axes))
    agree(view, dtype, lambda on, x: on.reduce(MAXIMUM, -np.inf, x, axes))


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1), (1, 2), (0, 2), (0, 1, 2)])
def test_a_reduction_begins_once_with_its_start_and_goes_in_reading_order(axes: tuple[int, ...]) -> None:
    """Also where f is none that may be regrouped, and start no number that changes nothing."""
    numbers = np.arange(2.0 * 3 * 400).reshape(2, 3, 400) % 7
    x = array(numbers, "cpu")
    same(CPU.reduce(ADD, 100.0, x, axes), numbers.sum(axes, keepdims=True) + 100.0)
    last = np.moveaxis(numbers, axes, range(-len(axes), 0)).reshape(-1, int(np.prod([numbers.shape[k] for k in axes])))
    results = [functools.reduce(halved, line, 100.0) for line in last.tolist()]
    np.testing.assert_allclose(CPU.reduce(halved, 100.0, x, axes).ravel(), results)


def test_nan_goes_through_a_maximum() -> None:
    numbers = np.array([[1.0, np.nan, 3.0], [4.0, 5.0, np.nan]], np.float32)
    assert np.isnan(CPU.reduce(MAXIMUM, -np.inf, array(numbers, "cpu"), (1,))).all()
    assert np.isnan(CPU.reduce(MAXIMUM, -np.inf, array(numbers, "cpu"), (0, 1))).all()
    assert np.isnan(CPU.reduce(MAXIMUM, -np.inf, array(numbers, "cpu"), (0,))).tolist() == [[False, True, True]]


# --- Rows


@each_dtype
@settings(max_examples=60)
@given(data=st.data(), rest=st.sampled_from(((), (1,), (3,), (2, 3), (0,))))
def test_gather_and_scatter_are_numpys(data: st.DataObject, dtype: str, rest: tuple[int, ...]) -> None:
    n = data.draw(st.integers(1, 5))
    where = np.array(data.draw(st.lists(st.integers(0, n - 1), max_size=6)), np.int64)
    where = where.reshape(data.draw(st.sampled_from([(-1,), (-1, 1)])))
    a = np.arange(n * int(np.prod(rest))).reshape(n, *rest).astype(dtype)
    b = np.arange(where.size * int(np.prod(rest))).reshape(*where.shape, *rest).astype(dtype)
    for device in (CPU, NUMPY):
        rows = array(where, device.name)
        gathered, added = device.gather(array(a, device.name), rows), device.scatter(array(b, device.name), rows, n)
        expected = np.zeros((n, *rest), dtype)
        np.add.at(expected, where, b)
        same(gathered, a[where])
        same(added, expected)


@pytest.mark.parametrize("number", [2, -3, 7])
def test_a_row_that_is_not_there_never_reaches_a_kernel(number: int, ran: list[str]) -> None:
    table, rows = array(np.ones((2, 2), np.float32), "cpu"), row(0, number, dtype="int64")
    with pytest.raises(IndexError):
        CPU.gather(table, rows)
    with pytest.raises(IndexError):
        CPU.scatter(table, rows, 2)
    assert ran == []


def test_rows_counted_from_the_end_are_numpys(ran: list[str]) -> None:
    assert CPU.gather(row(1, 2, 3), row(-1, 0, dtype="int64")).tolist() == [3, 1]
    assert ran == []


# --- Matrix products


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Products by `matmul_tiled`, on one thread."""
    monkeypatch.setattr(CPU, "blas", False)
    monkeypatch.setattr(threads, "count", lambda: 1)


SHAPES = [
    ((1, 1), (1, 1)),
    ((3, 4), (4, 5)),
    ((5, 0), (0, 3)),
    ((0, 3), (3, 2)),
    ((2, 3), (3, 0)),
    ((4, 256), (256, 256)),
    ((5, 257), (257, 259)),
    ((1, 300), (300, 1)),
    ((3, 5, 7), (3, 7, 2)),
    ((2, 1, 3, 4), (2, 1, 4, 3)),
    ((0, 3, 4), (0, 4, 3)),
]


@pytest.mark.parametrize(("left", "right"), SHAPES, ids=str)
def test_our_own_matrix_product_is_numpys(left: tuple[int, ...], right: tuple[int, ...], own: None) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.integers(-4, 5, left).astype(np.float32), rng.integers(-4, 5, right).astype(np.float32)
    same(CPU.matmul(array(a, "cpu"), array(b, "cpu")), a @ b)


def test_it_takes_transposed_matrices(own: None) -> None:
    a, b = np.arange(6.0, dtype=np.float32).reshape(2, 3), np.arange(10.0, dtype=np.float32).reshape(2, 5)
    same(CPU.matmul(array(a, "cpu").permute((1, 0)), array(b, "cpu")), a.T @ b)


@pytest.mark.parametrize("count", [95, 96, 97, 128])
@pytest.mark.parametrize("outputs", [4, 5, 16, 17])
def test_a_product_made_in_bands_is_the_whole_one(count: int, outputs: int) -> None:
    """Whole numbers, whose sums are exact."""
    rng = np.random.default_rng(0)
    rows, weight = (rng.integers(-9, 10, (n, 64)).astype(np.float32) for n in (count, outputs))
    assert module.in_bands(rows, weight.T) == (count in (96, 128) and outputs in (5, 16))
    assert np.array_equal(CPU.product(rows, weight.T), (rows.astype(int) @ weight.T.astype(int)))


def test_of_one_row_that_many_read_as_rows_no_bands_are_made() -> None:
    row_of_all = np.broadcast_to(np.arange(64.0), (96, 64))
    weight = np.ones((10, 64))
    assert np.array_equal(CPU.product(row_of_all, weight.T), np.full((96, 10), 2016.0))


# --- Several threads

BIG = (2, 300, 120)  # 72,000 elements, more than threads.GRAIN


def on_all_threads(monkeypatch: pytest.MonkeyPatch, call: Callable[[], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The result of one thread, and of as many as there are, where there is so much work."""
    monkeypatch.setattr(threads, "count", lambda: 1)
    alone = call()
    monkeypatch.setattr(threads, "count", lambda: 3)
    return alone, call()


PARALLEL: dict[str, Callable[[Array], np.ndarray]] = {
    "zip_flat": lambda x: CPU.zip(MUL, x, x),
    "zip_strided": lambda x: CPU.zip(MUL, x.permute((1, 0, 2)), x.permute((1, 0, 2))),
    "scatter_rows": lambda x: CPU.scatter(x, row(1, 1, dtype="int64"), 5),
    "map_flat": lambda x: CPU.map(NEG, x),
    "map_strided": lambda x: CPU.map(NEG, x.permute((2, 0, 1))),
    "gather_rows": lambda x: CPU.gather(x, row(1, 0, 1, dtype="int64")),
    "reduce, all": lambda x: CPU.reduce(ADD, 0.0, x, (0, 1, 2)),
    "reduce, rows": lambda x: CPU.reduce(ADD, 0.0, x, (2,)),
    "reduce, columns": lambda x: CPU.reduce(ADD, 0.0, x, (1,)),
    "reduce, strided": lambda x: CPU.reduce(ADD, 0.0, x.permute((1, 0, 2)), (1,)),
    "matmul_tiled": lambda x: CPU.matmul(x, x.permute((0, 2, 1))),
}
QUICK = ("zip_strided", "scatter_rows")  # the compiler needs a second for each


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in PARALLEL]
)
def test_several_threads_compute_what_one_does(name: str, own: None, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = np.random.default_rng(0).integers(-9, 10, BIG).astype(np.float64)  # sums of these are exact
    alone, together = on_all_threads(monkeypatch, lambda: PARALLEL[name](array(numbers, "cpu")))
    assert alone.tolist() == together.tolist()
    assert np.any(alone)
