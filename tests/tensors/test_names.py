"""Names: what PyTorch has as a method and as a function is both here, and each is called by an entry of a table."""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tinytorch.tensors.tensor import Tensor

import tinytorch

from .entries import as_kind
from .tables import OPS, TABLES

# --- What the entries call, by listening to them


FILES = {table.__name__ for table in TABLES}
METHODS: set[str] = set()
FUNCTIONS: set[str] = set()


class Heard(Tensor):
    """A Tensor that notes which of its attributes the tables ask for; results are of its kind, so they listen too."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if sys._getframe(1).f_globals["__name__"] in FILES:
            METHODS.add(name)
        return super().__getattribute__(name)


class Library:
    """tinytorch, noting which of its functions are asked for."""

    def __getattr__(self, name: str) -> Any:
        if name != "nn":
            FUNCTIONS.add(name)
        return getattr(tinytorch, name)


@cache
def called() -> tuple[set[str], set[str]]:
    """The methods and the functions that the entries call."""
    for op in OPS:
        with np.errstate(all="ignore"):
            for case in op.drawn:
                kinds = [as_kind(numbers, op.dtypes[0]) for _, numbers in case]
                try:
                    op.call(Library(), *[Heard(x, op.gradient and x.dtype.kind == "f", x.dtype) for x in kinds])
                except Exception:
                    assert op.raises, op.name
    return METHODS, FUNCTIONS


# What is no operation: attributes, and what test_gradients.py and test_exchange.py are about.
ATTRIBUTES = {"requires_grad", "grad", "data", "device", "dtype", "is_leaf", "grad_fn", "real"}
ELSEWHERE = {"cpu", "cuda", "backward", "register_hook", "requires_grad_", "retain_grad"}
METHODS_ALONE = {"clamp_", "detach", "fill_", "zero_"}  # PyTorch has a function of the name, too


def shared() -> list[str]:
    """The public names that PyTorch's tensors have, too."""
    torch = pytest.importorskip("torch", reason="PyTorch says what it has")
    return sorted(name for name in set(dir(Tensor)) & set(dir(torch.Tensor)) if not name.startswith("_"))


def test_every_method_that_pytorch_has_too_is_called_by_an_entry_of_a_table() -> None:
    methods, functions = called()
    assert [name for name in shared() if name not in methods | functions | ELSEWHERE | ATTRIBUTES] == []


def test_a_method_that_pytorch_has_as_a_function_is_one_here() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch says what it has")
    wanted = {name for name in shared() if callable(getattr(torch, name, None))} - ATTRIBUTES - METHODS_ALONE
    assert sorted(name for name in wanted if not hasattr(tinytorch, name)) == []


def test_a_function_is_the_method_of_its_name() -> None:
    own = {"where", "einsum", "empty"}  # whose first argument is not the tensor
    both = [name for name in dir(tinytorch) if hasattr(Tensor, name) and callable(getattr(Tensor, name))]
    no_function = np.dtype | ModuleType  # tinytorch.cuda is PyTorch's module of that name
    functions = {
        name: getattr(tinytorch, name) for name in both if not isinstance(getattr(tinytorch, name), no_function)
    }
    assert len(functions) > 100
    wrong = [name for name, f in functions.items() if getattr(f, "__wrapped__", None) is not getattr(Tensor, name)]
    assert set(wrong) <= own
