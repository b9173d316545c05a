"""A tensor is shown as PyTorch shows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tinytorch as tt


def numbers() -> list[np.ndarray]:
    """Arrays of many shapes and sizes of number, long ones and empty ones among them."""
    source = np.random.default_rng(2)
    made = []
    for _ in range(150):
        shape = tuple(source.choice([0, 1, 2, 3, 7, 12], source.integers(0, 4)).tolist())
        x = source.normal(size=shape) * 10.0 ** source.integers(-6, 10) + 1.0
        if source.random() < 0.3:
            x = np.round(x)
        if source.random() < 0.2 and x.size > 1:
            x.reshape(-1)[0] = source.choice([np.nan, np.inf, -np.inf])
        made += [x, x.astype(np.float32)]
    made += [source.integers(-99, 99, shape) for shape in [(), (3,), (2, 0), (40,), (2, 3, 4), (60, 40)]]
    made += [source.random(shape) < 0.5 for shape in [(), (3,), (2, 3), (0,)]]
    made += [source.normal(size=shape) for shape in [(1001,), (40, 40), (3, 200, 4), (2, 2, 300)]]
    return made


@pytest.mark.parametrize("x", numbers(), ids=lambda x: f"{x.dtype}{x.shape}")
def test_it_is_shown_as_pytorch_shows_it(x: Any) -> None:
    """The same characters, but for the package's name, and a shape that is a tuple."""
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    expected = repr(torch.tensor(x)).replace("torch.", "tinytorch.")
    assert "".join(repr(tt.tensor(x)).split()) == "".join(expected.split())  # lines may break elsewhere: names differ
    if x.dtype != np.float64 and np.all(np.isfinite(x)):  # our columns are wide enough for inf and nan as well
        assert repr(tt.tensor(x)) == expected


def test_the_notes_behind_the_numbers() -> None:
    """Whether it requires a gradient, what made it, and where it is, unless that goes without saying."""
    x = tt.tensor([1.0, 2.5], requires_grad=True)
    assert repr(x) == "tensor([1.0000, 2.5000], requires_grad=True)"
    assert repr(x * x) == "tensor([1.0000, 6.2500], grad_fn=<Mul>)"
    assert repr(tt.tensor([1.0], device="python")) == "tensor([1.], device='python')"
    assert repr(tt.zeros(2, 0)) == "tensor([], size=(2, 0))"
    assert f"{tt.tensor(2.5):.2f}" == "2.50"
