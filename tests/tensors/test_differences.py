"""The table of deliberate differences from PyTorch: each is true here, and what it says of PyTorch is true there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinytorch

TABLE = Path(__file__).parents[2] / "assignments" / "differences.toml"
DIFFERENCES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["difference"]


def raises(kind: type[Exception], act: Callable[[], Any]) -> bool:
    """Whether `act` raises this kind of error."""
    try:
        act()
    except kind:
        return True
    return False


def adds_in_place(lib: Any) -> bool:
    """Whether another name keeps the old history when `x += y` has been written."""
    x = lib.ones(1, requires_grad=True) * 2.0
    other = x
    x += lib.ones(1)
    return other.grad_fn is not x.grad_fn


def writes(lib: Any) -> None:
    """Store a number in what gradients flow through."""
    x = lib.ones(2, requires_grad=True) * 2.0
    x[0] = 5.0


def changes_data(lib: Any) -> None:
    """Change a saved factor through .data before backward."""
    x = lib.ones(2, requires_grad=True)
    y = (x * x).sum()
    x.data -= 1.0
    y.backward()


def twice(lib: Any) -> None:
    """The second derivative of ReLU."""
    x = lib.ones(2, requires_grad=True)
    grad = lib.autograd.grad if hasattr(lib.autograd, "grad") else lib.grad
    (first,) = grad((x.relu() * x).sum(), x, create_graph=True)
    first.sum().backward()


def adds_to_the_gradient(lib: Any) -> bool:
    """Whether who holds `.grad` sees what the next backward adds."""
    x = lib.ones(1, requires_grad=True)
    (x * 2.0).sum().backward()
    held = x.grad
    (x * 3.0).sum().backward()
    return float(held) == 5.0


def scatters_a_corner(lib: Any) -> None:
    """Only the first of two numbers is scattered."""
    source = lib.ones(2, requires_grad=True)
    lib.zeros(3).scatter_add(0, lib.tensor([1]), source).sum().backward()


def slope_of_relu_at_nan(lib: Any) -> float:
    """What backward gives for an input that is not a number."""
    x = lib.tensor([float("nan")], requires_grad=True)
    x.relu().sum().backward()
    return float(x.grad)


ACTS = (
    raises,
    adds_in_place,
    writes,
    changes_data,
    twice,
    adds_to_the_gradient,
    scatters_a_corner,
    slope_of_relu_at_nan,
)
WORDS: dict[str, Any] = {f.__name__: f for f in ACTS} | {"np": np}


@pytest.mark.parametrize("entry", DIFFERENCES, ids=[entry["here"][:40] for entry in DIFFERENCES])
def test_it_is_so_here(entry: dict[str, str]) -> None:
    """What the table says of tinytorch is true."""
    assert eval(entry["shows"], {**WORDS, "tt": tinytorch}) is True


@pytest.mark.parametrize("entry", DIFFERENCES, ids=[entry["here"][:40] for entry in DIFFERENCES])
def test_it_is_otherwise_in_pytorch(entry: dict[str, str]) -> None:
    """What the table says of PyTorch is true, so that each entry is a difference."""
    torch = pytest.importorskip("torch", reason="PyTorch is the other side of this table")
    assert eval(entry["shows_in_pytorch"], {**WORDS, "torch": torch}) is True
