"""Pictures of arrays show what is there: every position, side, number and sum that is drawn equals NumPy's."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.tensors.array import Array
from tinytorch.tensors.layout import Layout
from tinytorch.viz.patches import fitted, spread
from tinytorch.viz.storage import MOST

import tinytorch
from tinytorch import viz
from tinytorch.viz.canvas import BOTH, MINUS, UP, shade
from tinytorch.viz.picture import Picture

TO = "\N{EN DASH}"
SVG = "{http://www.w3.org/2000/svg}"
few = settings(max_examples=15)
shapes = st.lists(st.integers(1, 4), min_size=0, max_size=4).map(tuple)


def tree(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)


def cells(picture: Picture, height: float | None = None) -> list[tuple[str, ElementTree.Element]]:
    """What stands under the mouse, and the box, of each cell that says something, in the order of drawing."""
    found = []
    for box in tree(picture).iter(f"{SVG}rect"):
        tip = box.find(f"{SVG}title")
        if tip is not None and height in (None, float(box.get("height", 0))):
            found.append((tip.text or "", box))
    return found


def texts(picture: Picture) -> list[str]:
    return [text.text or "" for text in tree(picture).iter(f"{SVG}text")]


def numbers_of(lines: list[str]) -> np.ndarray:
    """A table in words as numbers, where each line has a name in front."""
    return np.array([[float(x.replace(MINUS, "-")) for x in line.split()[1:]] for line in lines])


# --- layout


@st.composite
def views(draw: Any) -> np.ndarray:
    """0, 1, 2, ... in a box, turned and sliced: an array whose elements name their own positions."""
    shape = draw(shapes)
    found = np.arange(int(np.prod(shape))).reshape(shape)
    found = found.transpose(draw(st.permutations(range(len(shape)))))
    return found[*(slice(None, None, draw(st.sampled_from([1, 2, -1, -2]))) for _ in shape), ...]


@few
@given(view=views())
def test_a_box_shows_the_position_of_each_element(view: np.ndarray) -> None:
    picture = viz.layout(view)
    drawn = view[tuple(slice(most) for most in MOST[view.ndim])]
    assert [tip for tip, _ in cells(picture, 34)] == [f"position {p}" for p in drawn.reshape(-1)]


@few
@given(view=views())
def test_an_element_has_one_colour_in_the_storage_and_in_every_box(view: np.ndarray) -> None:
    looks: dict[str, set[str]] = {}
    for tip, box in cells(viz.layout(view, view.T)):
        looks.setdefault(tip, set()).add(box.get("class", ""))
    assert all(len(look) == 1 for look in looks.values())


@few
@given(view=views())
def test_strides_are_counted_in_elements_and_the_offset_from_the_storage(view: np.ndarray) -> None:
    strides = tuple(stride // view.itemsize for stride in view.strides)
    fact = f"shape {view.shape}, strides {strides}, offset {view.reshape(-1)[0]}"
    assert fact in viz.layout(view).words


def test_a_tensor_shows_its_own_layout_and_the_way_to_one_element() -> None:
    x = tinytorch.arange(6.0).reshape(2, 3)
    picture = viz.layout(x, x.T, index=(1, 2), names=["x", "x.T"])
    assert "x.T: shape (3, 2), strides (1, 3), offset 0" in picture.words
    assert "(1, 2) is at 0 + 1·3 + 2·1 = 5" in picture.words and "(2, 1) is at 0 + 2·1 + 1·3 = 5" in picture.words
    assert "0 3 1 4 2 5" in texts(picture)


def test_a_negative_stride_stands_in_brackets() -> None:
    x = np.arange(6)
    assert f"(2,) is at 5 + 2·({MINUS}1) = 3" in viz.layout(x, x[::-1], index=(3,)).words


def test_views_share_a_storage_and_a_copy_brings_its_own_in_the_same_colours() -> None:
    x = tinytorch.arange(6.0).reshape(2, 3)
    picture = viz.layout(x, x.T, x.T.reshape(6), names=["x", "x.T", "flat"])
    assert "storage B: 6 elements of float32, a copy of x.T in other memory" in picture.words
    assert "storage C" not in picture.words
    boxes = [box.get("class") for _, box in cells(picture, 34)]
    assert boxes[6:12] == boxes[12:18]


def test_an_ndarray_over_a_tensors_memory_reads_the_tensors_storage() -> None:
    x = tinytorch.arange(6.0)
    assert "storage B" not in viz.layout(x, x.numpy()[1::2]).words


def test_what_stride_0_repeats_is_drawn_once_and_stands_for_itself_elsewhere() -> None:
    b = tinytorch.tensor([[1.0], [2.0], [3.0]])
    picture = viz.layout(b.expand(3, 4))
    ghosts = ["dasharray" in box.get("style", "") for _, box in cells(picture, 34)]
    assert ghosts == [False, True, True, True] * 3
    assert "Stride 0 along axis 1" in picture.words


def test_a_layout_that_leaves_its_storage_is_drawn_with_what_lies_outside_marked() -> None:
    a = tinytorch.arange(6.0).value
    picture = viz.layout(Array(a.buffer, Layout((2, 3), (4, 1)), a.backend))
    assert "?@6" in picture.words and "outside the storage" in picture.words


def test_slabs_have_their_index_in_picture_and_words() -> None:
    picture = viz.layout(tinytorch.arange(8.0).reshape(2, 2, 2))
    assert [text for text in texts(picture) if ":, :]" in text] == ["[0, :, :]", "[1, :, :]"]
    lines = picture.words.split("\n")
    assert lines[lines.index("  [1, :, :]") + 1].split() == ["4@4", "5@5"]


def test_a_large_tensor_is_cut_and_the_picture_says_so() -> None:
    picture = viz.layout(tinytorch.zeros(300, 400))
    assert "96 of 120,000 positions" in picture.words and "(8, 10) of shape (300, 400) is shown" in picture.words
    assert len(cells(picture)) == 96 + 80


@pytest.mark.parametrize("device", ["numpy", "python", "cpu"])
def test_every_backend_of_the_host_shows_its_memory(device: str) -> None:
    x = tinytorch.tensor([[1.0, 2.0], [3.0, 4.0]], device=device)
    assert "storage: 4 elements of float32" in viz.layout(x, x.T).words


# --- broadcast


@few
@given(a=shapes, b=shapes)
def test_shapes_fit_where_numpy_says_so_and_give_its_shape(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    words = viz.broadcast(a, b).words
    try:
        result = np.broadcast_shapes(a, b)
    except ValueError:
        assert f"{a} and {b} do not fit together" in words and "does not fit" in words
    else:
        assert words.endswith(f"{a} and {b} fit together: the result has shape {result}.")


@few
@given(a=st.sampled_from([(), (1,), (3,), (2, 1), (2, 3)]), b=st.sampled_from([(3,), (2, 3), (2, 1)]))
def test_the_numbers_of_the_result_are_numpys_and_only_stored_elements_are_solid(
    a: tuple[int, ...], b: tuple[int, ...]
) -> None:
    x, y = np.arange(np.prod(a)).reshape(a) + 1, np.arange(np.prod(b)).reshape(b) * 10
    picture = viz.broadcast(x, y, operator="*", names=["x", "y"])
    rows = np.atleast_2d(x * y)
    lines = picture.words.split("\n")
    drawn = lines[lines.index("x · y:") + 1 :][: len(rows)]
    assert numbers_of(["_ " + line for line in drawn]).tolist() == rows.tolist()
    boxes = [box for box in tree(picture).iter(f"{SVG}rect") if box.get("height") == "28.0"]
    solid = [box for box in boxes if "dasharray" not in box.get("style", "")]
    assert len(boxes) == 3 * rows.size and len(solid) == x.size + y.size + rows.size


def test_what_would_not_fit_into_memory_is_never_stretched_and_is_cut() -> None:
    words = viz.broadcast(np.ones((300_000, 1)), np.ones(300_000)).words
    assert "the result has shape (300000, 300000)" in words and "(1)  (1)" in words


def test_the_axis_at_fault_is_framed_and_named() -> None:
    picture = viz.broadcast((4, 3, 2), (5, 3, 7))
    assert len([box for box in tree(picture).iter(f"{SVG}rect") if box.get("class") == "fault"]) == 2
    assert f"along axis {MINUS}1, 2 and 7 differ, and neither is 1" in picture.words


def test_a_side_that_is_put_in_front_is_told_from_one_that_is_stretched() -> None:
    lines = viz.broadcast((3, 1), (4,), names=["column", "row"]).words.split("\n")
    assert lines[2].split() == ["column", "3", "1>4"] and lines[3].split() == ["row", "(1>3)", "4"]


# --- heat maps, attention, masks


@few
@given(x=st.lists(st.lists(st.integers(-99, 99), min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_cell_of_a_heat_map_has_the_colour_of_its_number(x: list[list[int]]) -> None:
    found = np.array(x)
    most = max(-found.min(), found.max())
    low, high, anchors = (-most, most, BOTH) if found.min() < 0 else (found.min(), found.max(), UP)
    for (i, j), (tip, box) in zip(np.ndindex(found.shape), cells(viz.heatmap(x)), strict=True):
        assert tip.replace(MINUS, "-") == f"{i} · {j}: {found[i, j]}"
        assert box.get("fill") == f"{shade(0.5 if low == high else (found[i, j] - low) / (high - low), anchors)}"


def test_a_cell_without_a_finite_number_is_crossed_out_and_does_not_move_the_scale() -> None:
    picture = viz.heatmap([[0.0, np.nan], [np.inf, 2.0]])
    assert [box.get("class") for tip, box in cells(picture) if tip.endswith(("nan", "inf"))] == ["empty", "empty"]
    assert "2 cells are crossed out" in picture.words and "from 0 to 2" in picture.words


def test_of_a_large_matrix_neighbours_are_averaged_so_that_all_of_it_is_seen() -> None:
    """Every number has its part in one cell, also the last ones, of which fewer are left; the names say which."""
    x = np.random.default_rng(0).normal(size=(70, 130))
    picture = viz.heatmap(x)
    found = {tip.split(":")[0]: float(tip.split(": ")[1].replace(MINUS, "-")) for tip, _ in cells(picture)}
    assert len(found) == 35 * 44
    assert found[f"0{TO}1 · 0{TO}2"] == pytest.approx(x[:2, :3].mean(), rel=1e-3)
    assert found[f"68{TO}69 · 129"] == pytest.approx(x[68:, 129].mean(), rel=1e-3)
    assert "Each cell is the mean of up to 2 x 3 numbers; the matrix is 70 x 130." in picture.words


def test_a_mean_with_a_number_that_is_not_finite_is_none() -> None:
    x = np.zeros((1, 128))
    x[0, 5], x[0, 8], x[0, 9] = np.nan, np.inf, -np.inf
    crossed = [tip for tip, box in cells(viz.heatmap(x)) if box.get("class") == "empty"]
    assert crossed == [f"0 · 4{TO}5: nan", f"0 · 8{TO}9: nan"]


def test_cells_side_by_side_leave_no_gap() -> None:
    for columns in (2, 13, 40, 64):
        row = [box for _, box in cells(viz.heatmap(np.zeros((1, columns))))]
        ends = [round(float(box.get("x", 0)) + float(box.get("width", 0)), 1) for box in row]
        assert [float(box.get("x", 0)) for box in row][1:] == ends[:-1]


def test_edges_without_names_take_no_room_in_the_picture_and_in_the_words() -> None:
    picture = viz.heatmap(np.arange(6).reshape(2, 3), labels=False)
    assert picture.words.splitlines()[1:3] == ["0  1  2", "3  4  5"]
    assert min(float(box.get("x", 0)) for _, box in cells(picture)) == 24  # the page's margin
    assert [tip for tip, _ in cells(picture)][4] == "1 · 1: 4"
    assert viz.heatmap(np.arange(6).reshape(2, 3), rows=["", ""], columns=["", "", ""]).svg == picture.svg


def test_a_large_matrix_can_be_cut_instead_and_the_picture_says_so() -> None:
    picture = viz.heatmap(np.zeros((100, 2000)), reduce="first")
    assert len(cells(picture)) == 64 * 64 and "64 x 64 of 100 x 2,000 cells are shown." in picture.words


def test_weights_of_attention_stand_under_their_tokens_with_the_sum_of_each_row() -> None:
    weights = tinytorch.tensor([[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.2, 0.3, 0.5]], requires_grad=True)
    picture = viz.attention(weights, ["a", "b", "c"])
    assert [tip for tip, _ in cells(picture)][3:6] == ["b · a: 0.25", "b · b: 0.75", "b · c: 0"]
    assert texts(picture).count("1.00") == 3 and "≠" not in picture.svg


def test_rows_that_do_not_sum_to_1_are_marked_in_every_head() -> None:
    weights = np.full((2, 2, 2), 0.5)
    weights[1, 0] = 0.25, 0.25
    picture = viz.attention(weights)
    assert texts(picture).count("0.5 ≠ 1") == 1 and "row 0 of head 1." in picture.words


def test_keys_have_names_of_their_own_where_they_are_others_than_the_queries() -> None:
    picture = viz.attention([[0.5, 0.25, 0.25]], ["q"], keys=["x", "y", "z"])
    assert [tip for tip, _ in cells(picture)] == ["q · x: 0.5", "q · y: 0.25", "q · z: 0.25"]


def test_of_many_heads_twelve_are_drawn_and_the_picture_says_so() -> None:
    picture = viz.attention(np.full((40, 2, 2), 0.5))
    assert len(cells(picture)) == 12 * 4 and "12 of 40 heads are shown." in picture.words


@few
@given(n=st.integers(1, 12))
def test_the_causal_mask_opens_what_came_before(n: int) -> None:
    may = np.array([tip.endswith(" may look") for tip, _ in cells(viz.causal_mask(n))])
    assert (may.reshape(n, n) == np.tri(n)).all()


def test_a_mask_of_numbers_to_add_is_the_mask_of_true_and_false() -> None:
    allowed = np.tri(3, 5, 2, dtype=bool)
    added = tinytorch.tensor(np.where(allowed, 0.0, -np.inf))
    assert viz.causal_mask(added).svg == viz.causal_mask(allowed).svg


def test_a_look_into_the_future_and_a_query_that_sees_nothing_are_marked() -> None:
    mask = np.tri(4, dtype=bool)
    mask[0, 2], mask[3] = True, False
    picture = viz.causal_mask(mask)
    assert "1 of them looks into the future" in picture.words and "Nothing is open for query 3" in picture.words
    assert len([box for box in tree(picture).iter(f"{SVG}rect") if box.get("class") == "fault"]) == 2


# --- im2col


@few
@given(
    shape=st.tuples(st.integers(1, 2), st.integers(2, 5), st.integers(2, 5)),
    kernel=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    stride=st.integers(1, 3),
    padding=st.integers(0, 1),
)
def test_each_row_of_the_matrix_is_a_window_read_row_by_row(
    shape: tuple[int, int, int], kernel: tuple[int, int], stride: int, padding: int
) -> None:
    image = np.arange(1, np.prod(shape) + 1).reshape(shape)
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    expected = [
        padded[:, i : i + kernel[0], j : j + kernel[1]].reshape(-1).tolist()
        for i in range(0, padded.shape[1] - kernel[0] + 1, stride)
        for j in range(0, padded.shape[2] - kernel[1] + 1, stride)
    ]
    picture = viz.im2col(tinytorch.tensor(image), kernel, stride, padding)
    lines = picture.words.split("\n")
    start = lines.index("matrix:") + 1
    assert numbers_of(lines[start : start + min(len(expected), 16)]).tolist() == expected[:16]
    looks: dict[str, set[str]] = {}
    for tip, box in cells(picture):
        looks.setdefault(tip, set()).add(box.get("class", ""))
    assert all(len(look) == 1 for look in looks.values())  # a number has its colour in the image and in the matrix
    size = len(expected[0])
    assert f"({len(expected)}, {size}) @ ({size}, kernels) = ({len(expected)}, kernels)" in picture.words


def test_the_window_that_is_traced_is_the_row_of_its_number() -> None:
    picture = viz.im2col(np.arange(16).reshape(4, 4), 2)
    assert "Window 2 covers rows 0 to 1, columns 2 to 3" in picture.words
    assert "2:   2   3   6   7" in picture.words


@few
@given(st.integers(3, 9), st.integers(3, 9), st.integers(1, 3), st.integers(1, 2))
def test_no_other_windows_overlap_less_than_those_that_are_outlined(
    height: int, width: int, kernel: int, stride: int
) -> None:
    windows = fitted(np.zeros((height, width)), kernel, stride, 0)
    count = min(windows.shape()[0], 16)

    def shared(patches: tuple[int, ...]) -> int:
        held = [{(i + a, j + b) for a in range(kernel) for b in range(kernel)} for i, j in map(windows.corner, patches)]
        return sum(len(one & other) for one, other in combinations(held, 2))

    chosen = tuple(spread(windows))
    assert len(chosen) == min(count, 3) and chosen[0] == 0
    if count > 2:
        assert shared(chosen) == min(shared((0, *pair)) for pair in combinations(range(1, count), 2))


def test_zeros_around_an_image_are_dashed_in_the_image_and_in_the_matrix() -> None:
    boxes = cells(viz.im2col(np.ones((2, 2)), 2, padding=1))
    ghosts = [box for _, box in boxes if "dasharray" in box.get("style", "")]
    assert len(boxes) == 16 + 36 and len(ghosts) == 12 + 20


def test_a_large_image_is_cut_and_the_picture_says_so() -> None:
    words = viz.im2col(np.zeros((3, 64, 64)), 5).words
    assert "(3, 16, 16) of the image's (3, 64, 64) is shown." in words
    assert "16 of 3,600 rows and 27 of 75 columns" in words


# --- gates


@few
@given(steps=st.integers(1, 6), units=st.integers(1, 4), seed=st.integers(0, 99))
def test_the_line_of_a_gate_is_the_mean_over_its_units(steps: int, units: int, seed: int) -> None:
    forget = np.random.default_rng(seed).uniform(size=(steps, units))
    picture = viz.gates(forget=forget)
    lines = picture.words.split("\n")[2:]
    assert np.allclose(numbers_of(lines)[:, 0], forget.mean(1), atol=0.0051)
    dots = [float(dot.get("cy", 0)) for dot in tree(picture).iter(f"{SVG}circle")]
    assert np.allclose(np.diff(dots), -40 * np.diff(forget.mean(1)), atol=0.11)  # places have one decimal


def test_units_stand_below_each_other_and_steps_above_their_tokens() -> None:
    picture = viz.gates(input=[[0.1, 0.2], [0.3, 0.4]], cell=[[-1.0, 2.0], [0.0, 1.0]], tokens=["the", "cat"])
    tips = [tip for tip, _ in cells(picture)]
    assert tips[:4] == [
        f"input, unit {k}, {t}" for k, t in ((0, "the: 0.1"), (0, "cat: 0.3"), (1, "the: 0.2"), (1, "cat: 0.4"))
    ]
    assert tips[4:6] == [f"cell, unit 0, the: {MINUS}1", "cell, unit 0, cat: 0"]


def test_numbers_that_are_no_gate_are_told() -> None:
    assert f"forget goes from {MINUS}1 to 2, not from 0 to 1" in viz.gates(forget=[-1.0, 2.0]).words
    assert "not from 0 to 1" not in viz.gates(forget=[0.0, 1.0], cell=[-5.0, 5.0]).words


def test_a_step_without_a_number_leaves_a_gap() -> None:
    picture = viz.gates(forget=[0.5, np.nan, 0.5])
    (way,) = [path.get("d", "") for path in tree(picture).iter(f"{SVG}path") if path.get("class") == "curve c0"]
    assert way.count("M") == 2 and "L" not in way


# --- All of them

X = tinytorch.tensor(np.linspace(-2.0, 2.0, 120).reshape(2, 3, 4, 5))
LONG = [f"a long name {k}" for k in range(12)]
PICTURES: dict[str, Callable[[], Picture]] = {
    "layout": lambda: viz.layout(X, X.permute(3, 1, 0, 2), X[0], X[0, 0], X[0, 0, :, 0], names=LONG[:5]),
    "scalar": lambda: viz.layout(tinytorch.tensor(3.5)),
    "broadcast": lambda: viz.broadcast(X[:, :1], X[0, :, :, :1], X[0, 0], 3.0, names=LONG[:4]),
    "heatmap": lambda: viz.heatmap(np.linspace(-1e-9, 1e9, 144).reshape(12, 12), rows=LONG, columns=LONG),
    "attention": lambda: viz.attention(np.full((5, 12, 12), 1 / 12), LONG),
    "scores": lambda: viz.attention(np.linspace(-3, 3, 144).reshape(12, 12), LONG),
    "mask": lambda: viz.causal_mask(70),
    "im2col": lambda: viz.im2col(np.linspace(-1, 1, 432).reshape(3, 12, 12), 5, 2, 2),
    "gates": lambda: viz.gates(forget=np.full((12, 40), 0.5), a_gate_of_another_kind=np.full(12, 1.0), tokens=LONG),
}


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_leaves_the_page_and_the_words_begin_with_the_title(name: str) -> None:
    picture = PICTURES[name]()
    root = tree(picture)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for box in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(box.get(key, 0)) for key in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
    for text in root.iter(f"{SVG}text"):
        look, long = text.get("class", ""), 6.0 * len(text.text or "")
        if not text.get("transform"):
            start = float(text.get("x", 0)) - (long if "end" in look else long / 2 if "mid" in look else 0)
            assert start >= 0 and start + long <= width and float(text.get("y", 0)) <= height, text.text
    title = root.find(f"{SVG}title")
    assert title is not None and picture.words.partition("\n")[0] == title.text


A = tinytorch.arange(3.0).value
TOO_DEEP = np.zeros((1, 1, 1, 1, 1))


@pytest.mark.parametrize(
    ("draw", "error", "says"),
    [
        (lambda: viz.layout([1, 2]), TypeError, "wants a Tensor, an Array or an ndarray of real numbers, got"),
        (lambda: viz.layout(np.zeros(3, complex)), TypeError, "complex128"),
        (lambda: viz.layout(tinytorch.zeros(0, 3)), ValueError, r"shape \(0, 3\): there is nothing to draw"),
        (lambda: viz.layout(TOO_DEEP), ValueError, "at most 4 axes"),
        (lambda: viz.layout(A.view(Layout((3,), ()))), ValueError, "a stride for each axis, got Layout"),
        (lambda: viz.layout(np.zeros(3), index=(3,)), ValueError, r"index inside shape \(3,\)"),
        (lambda: viz.layout(np.zeros(3), index=2), ValueError, "for each axis, got 2"),
        (lambda: viz.layout(np.zeros(3), names=["a", "b"]), ValueError, "wants 1 names, one for each, got 2"),
        (lambda: viz.layout(np.zeros(3, [("a", "i4"), ("b", "f8")])["b"]), ValueError, "whole elements"),
        (lambda: viz.broadcast((2,)), ValueError, "2 to 4 arrays or shapes, got 1"),
        (lambda: viz.broadcast("ab", (2,)), TypeError, "real numbers"),
        (lambda: viz.broadcast((2,), (2,), operator="@"), ValueError, "as operator, got '@'"),
        (lambda: viz.broadcast((2,) * 9, (2,)), ValueError, "at most 8 sides"),
        (lambda: viz.heatmap(None), TypeError, "got None"),
        (lambda: viz.heatmap([[1], [1, 2]]), ValueError, "rows of different lengths"),
        (lambda: viz.heatmap([["a"]]), TypeError, "got words"),
        (lambda: viz.heatmap(np.zeros((2, 2, 2))), ValueError, "wants a matrix"),
        (lambda: viz.heatmap(np.zeros((2, 0))), ValueError, "nothing to draw"),
        (lambda: viz.heatmap(np.zeros((2, 2)), reduce="cut"), ValueError, 'by "mean" or "first", got \'cut\''),
        (lambda: viz.heatmap(np.zeros((2, 2)), rows=["a"]), ValueError, "2 names of rows, one for each, got 1"),
        (lambda: viz.attention(np.zeros(3)), ValueError, r"\(t, s\) or \(heads, t, s\)"),
        (lambda: viz.attention(np.zeros((2, 2)), 5), TypeError, "tokens in a list, got 5"),
        (lambda: viz.causal_mask(0), ValueError, "got 0"),
        (lambda: viz.causal_mask(10**9), ValueError, "1 to 4,096 positions"),
        (lambda: viz.causal_mask([[1.0, 2.0]]), ValueError, "0 and minus infinity"),
        (lambda: viz.im2col(np.zeros((4, 4)), 5), ValueError, "fits in the image, 4 x 4, got 5 x 5"),
        (lambda: viz.im2col(np.zeros((4, 4)), 1.5), TypeError, "whole number as kernel_size, got 1.5"),
        (lambda: viz.im2col(np.zeros((4, 4)), 2, 0), ValueError, "stride of at least 1"),
        (lambda: viz.im2col(np.zeros(4), 2), ValueError, "wants an image"),
        (lambda: viz.gates(), ValueError, "at least one gate"),
        (lambda: viz.gates(3), TypeError, r"by its name, such as gates\(forget=f\), got an int"),
        (lambda: viz.gates(forget=[0.5], cell=[1.0, 2.0]), ValueError, "1 in forget and 2 in cell"),
        (lambda: viz.gates(forget=[0.5], tokens=["a", "b"]), ValueError, "1 tokens, one for each, got 2"),
        (lambda: viz.gates(forget=np.zeros((2, 2, 2))), ValueError, r"\(T, H\) or \(T,\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(draw: Callable[[], Picture], error: type, says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        draw()
    assert not re.search(r"\n|\. [A-Z]", str(caught.value))
