"""Task 3.2: matrix products row by row, and by tiles. Panels are made small here, so that a product has several."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.kernels.cpu import matmul
from tinytorch.kernels.cpu.matmul import matmul_rows, matmul_tiled, tile

from .strategies import filled, sides


@pytest.fixture
def small(monkeypatch):
    """Panels of 8 x 6 numbers instead of thousands, and 2 columns together."""
    monkeypatch.setattr(matmul, "DEPTH", 8)
    monkeypatch.setattr(matmul, "WIDTH", 6)
    monkeypatch.setattr(matmul, "LANES", 2)


def whole(*shape):
    """Small whole numbers of both signs, whose products and sums are exact."""
    return ((np.arange(np.prod(shape, dtype=int)) * 7) % 11 - 5.0).reshape(shape)


# --- matmul_rows


@pytest.mark.task("3.2", "matmul_rows")
def test_rows_of_two_small_matrices():
    """(1 2 / 3 4) (5 6 / 7 8) = (19 22 / 43 50): the first is 1 * 5 + 2 * 7."""
    a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    assert filled(matmul_rows, (2, 2), a, b) == [[19.0, 22.0], [43.0, 50.0]]


@pytest.mark.task("3.2", "matmul_rows")
@given(n=sides, k=sides, m=sides)
def test_rows_of_any_size(n, k, m):
    """(n, k) @ (k, m) is NumPy's; an empty sum is 0, and what stood in out is gone."""
    a, b = whole(n, k), whole(k, m)
    assert filled(matmul_rows, (n, m), a, b) == (a @ b).tolist()


# --- tile


def grown(sums, rows, panel, t, width):
    """What `tile` makes of 4 rows of sums."""
    out = sums.ravel().copy()
    tile(out, rows.ravel(), panel.ravel(), t, width)
    return out.reshape(sums.shape).tolist()


@pytest.mark.task("3.2", "tile")
@pytest.mark.parametrize("t", [0, 4])
def test_tile_adds_four_steps_to_four_rows(small, t):
    """sums += rows[:, t:t+4] @ panel[t:t+4], for 4 rows of 6 numbers."""
    sums, rows, panel = whole(4, 6) * 100.0, whole(4, 8), whole(8, 6)
    expected = sums + rows[:, t : t + 4] @ panel[t : t + 4]
    assert grown(sums, rows, panel, t, 6) == expected.tolist()


@pytest.mark.task("3.2", "tile")
def test_tile_leaves_what_lies_beyond_the_width(small):
    """With width 2, only the first two numbers of each row grow."""
    sums, rows, panel = np.zeros((4, 6)), np.ones((4, 8)), np.ones((8, 6))
    assert grown(sums, rows, panel, 0, 2) == [[4.0, 4.0, 0.0, 0.0, 0.0, 0.0]] * 4


# --- matmul_tiled

SHAPES = [(4, 8, 6), (1, 1, 1), (5, 3, 2), (3, 9, 7), (9, 17, 13), (4, 0, 3), (0, 2, 2), (2, 2, 0)]


@pytest.mark.task("3.2", "matmul_tiled")
@pytest.mark.parametrize(("n", "k", "m"), SHAPES)
def test_tiled_product_of_any_size(small, n, k, m):
    """(n, k) @ (k, m) is NumPy's, with one panel or several, with edges that hang over, and with nothing at all."""
    a, b = whole(n, k), whole(k, m)
    assert filled(matmul_tiled, (n, m), a, b) == (a @ b).tolist()


@pytest.mark.task("3.2", "matmul_tiled")
@given(st.data())
def test_tiled_product_of_two_ones(data):
    """Of two matrices with one 1 each: out has one 1, in the row of the first and the column of the second, or none."""
    n, k, m = (data.draw(st.integers(1, 7)) for _ in range(3))
    i, s, t, j = (data.draw(st.integers(0, side - 1)) for side in (n, k, k, m))
    a, b = np.zeros((n, k)), np.zeros((k, m))
    a[i, s] = b[t, j] = 1.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matmul, "DEPTH", 4)
        patch.setattr(matmul, "WIDTH", 3)
        patch.setattr(matmul, "LANES", 3)
        assert filled(matmul_tiled, (n, m), a, b) == (a @ b).tolist()
