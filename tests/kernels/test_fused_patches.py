"""Patches as columns and back, and rows of a table by their numbers, against loops and PyTorch."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.cpu.rows import gather_rows, scatter_rows
from tinytorch.kernels.fused.patches import col2im, im2col, inside

from tests.kernels.fused_ways import COMPILED, Way, each_way

RNG = np.random.default_rng(8)
PAIR = tuple[int, int]

# images (N, C, H, W), the kernel, stride, padding, dilation
CASES: list[tuple[tuple[int, int, int, int], PAIR, PAIR, PAIR, PAIR]] = [
    ((2, 3, 5, 6), (3, 3), (1, 1), (0, 0), (1, 1)),
    ((2, 3, 5, 6), (3, 2), (1, 1), (1, 1), (1, 1)),
    ((1, 2, 7, 5), (2, 3), (2, 3), (1, 0), (1, 1)),
    ((3, 1, 7, 9), (3, 3), (2, 1), (2, 3), (2, 3)),
    ((2, 2, 4, 4), (1, 1), (1, 1), (0, 0), (1, 1)),
    ((1, 1, 2, 2), (2, 2), (1, 1), (4, 4), (1, 1)),  # whole patches lie in the padding
    ((0, 2, 4, 4), (3, 3), (1, 1), (0, 0), (1, 1)),
]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: "x".join(map(str, case[0])) + f"-k{case[1]}")


def spots(case: Any) -> PAIR:
    """(OH, OW): how many patches there are, down and across."""
    shape, kernel, stride, padding, dilation = case
    down, across = (
        (shape[2 + k] + 2 * padding[k] - dilation[k] * (kernel[k] - 1) - 1) // stride[k] + 1 for k in (0, 1)
    )
    return down, across


def by_loops(images: np.ndarray, case: Any) -> np.ndarray:
    """The columns, (C, KH, KW, N, OH, OW), from the padded images."""
    _, kernel, stride, padding, dilation = case
    padded = np.pad(images, ((0, 0), (0, 0), *((p, p) for p in padding)))
    rows, width = spots(case)
    columns = np.empty((images.shape[1], *kernel, images.shape[0], rows, width), images.dtype)
    for r, s, y, x in product(*map(range, (*kernel, rows, width))):
        place = y * stride[0] + r * dilation[0], x * stride[1] + s * dilation[1]
        columns[:, r, s, :, y, x] = padded[:, :, place[0], place[1]].T
    return columns


def setting(case: Any, channels_first: bool) -> tuple[Any, ...]:
    """What the kernels are told: steps, side, stride, padding, dilation."""
    (count, channels, high, wide), _, stride, padding, dilation = case
    plane = high * wide
    steps = (plane, count * plane) if channels_first else (channels * plane, plane)
    return steps, (high, wide), stride, padding, dilation


@each_way
@each_case
@pytest.mark.parametrize("channels_first", [False, True])
def test_columns_are_the_patches_of_the_padded_images(way: Way, case: Any, channels_first: bool) -> None:
    """Whether memory holds N, C, H, W or C, N, H, W."""
    images = way.array(RNG.normal(size=case[0]))
    wanted = by_loops(images, case)
    memory = np.ascontiguousarray(images.transpose(1, 0, 2, 3)) if channels_first else images
    columns = np.full(wanted.shape, np.nan, way.dtype)
    way.run(im2col, columns, memory.ravel(), *setting(case, channels_first))
    np.testing.assert_array_equal(columns, wanted)


@each_way
@each_case
def test_the_way_back_is_the_transpose(way: Way, case: Any) -> None:
    """<columns, im2col(images)> = <col2im(columns), images> for any columns and images."""
    images = way.array(RNG.normal(size=case[0]))
    there = by_loops(images, case)
    columns = way.array(RNG.normal(size=there.shape))
    back = np.full(images.size, np.nan, way.dtype)
    way.run(col2im, back, columns, *setting(case, False))
    wanted = (columns.astype(float) * there).sum()
    np.testing.assert_allclose((back.astype(float) * images.ravel()).sum(), wanted, rtol=1e-5, atol=1e-4)


def test_one_matrix_product_of_the_columns_is_pytorchs_convolution() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    for case in CASES[:5]:
        (count, channels, _, _), kernel, stride, padding, dilation = case
        images = COMPILED.array(RNG.normal(size=case[0]))
        weight = COMPILED.array(RNG.normal(size=(4, channels, *kernel)))
        columns = np.empty((channels, *kernel, count, *spots(case)), np.float32)
        COMPILED.run(im2col, columns, images.ravel(), *setting(case, False))
        product_ = weight.reshape(4, -1) @ columns.reshape(weight[0].size, -1)
        made = product_.reshape(4, count, *spots(case)).transpose(1, 0, 2, 3)
        theirs = torch.nn.functional.conv2d(
            torch.from_numpy(images), torch.from_numpy(weight), None, stride, padding, dilation
        )
        COMPILED.close(made, theirs.numpy(), digits=2e-5)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_inside_is_the_range_of_places_in_the_row(stride: int) -> None:
    for shift, width, count in product(range(-7, 8), range(4), range(5)):
        low, high = inside(shift, stride, width, count)
        assert list(range(low, high)) == [x for x in range(count) if 0 <= x * stride + shift < width]
        assert 0 <= low <= high <= count


@each_way
@pytest.mark.parametrize(("table", "count"), [((5, 3), 0), ((1, 1), 4), ((7, 5), 40), ((9, 67), 20)])
def test_rows_are_taken_and_added_back(way: Way, table: PAIR, count: int) -> None:
    """A row that is named twice gets both, for any number of parts, sorted or not."""
    a, numbers = way.array(RNG.normal(size=table)), RNG.integers(0, table[0], count)
    taken = np.empty((count, table[1]), way.dtype)
    way.run(gather_rows, taken, a, numbers)
    np.testing.assert_array_equal(taken, a[numbers])
    d = way.array(RNG.normal(size=taken.shape))
    for parts, order in product((1, 3, 20), (numbers, np.sort(numbers))):
        out, wanted = a.copy(), a.astype(float)
        np.add.at(wanted, order, d)
        way.run(scatter_rows, out, d, order, parts)
        way.close(out, wanted, digits=1e-5)
