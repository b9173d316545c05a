"""No differentiable operation is without an entry in the tables, and without a gradcheck."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import tinytorch.autograd
import tinytorch.tensors
from tinytorch.autograd.engine import Function
from tinytorch.tensors.check import gradcheck, gradgradcheck, of_floats
from tinytorch.tensors.functions.pointwise import Cast

import tinytorch
from tinytorch.scalars.graph import topological_order

from . import oracle
from .entries import Op, as_kind, floats
from .libraries import Ours
from .tables import OPS

for package in (tinytorch.autograd, tinytorch.tensors):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        import_module(found.name)


def subclasses(kind: type) -> Iterator[type]:
    """Every class that was ever derived from `kind`."""
    for derived in kind.__subclasses__():
        yield derived
        yield from subclasses(derived)


BELOW = ("tinytorch.autograd.", "tinytorch.tensors.")  # those of layers have a test of their own
KINDS = {kind for kind in subclasses(Function) if kind.__module__.startswith(BELOW)}
DIFFERENTIABLE = {f"{kind.__module__}.{kind.__name__}": kind for kind in KINDS if kind.differentiable}


def functions_in(result: Any, ours: Ours) -> set[type[Function]]:
    """The Functions that were recorded on the way to a result."""
    tensors = [t for t in oracle.flat(result, ours) if ours.is_tensor(t) and t.requires_grad]
    vertices = [v for t in tensors for v in topological_order(t, lambda v: v.node.inputs if v.node else ())]
    return {v.node.function for v in vertices if v.node is not None}


# What PyTorch has no words for, or what only float32 would show there.
ONLY_HERE = [
    Op("cast", lambda lib, x: Cast.apply(x, dtype=x.dtype) * x, [floats(3)]),
    Op("to another device and back", lambda lib, x: (x.to("python") * 2.0).to("numpy") * x, [floats(3)]),
    *(
        Op(f"{name} in one kernel", lambda lib, x, name=name: getattr(x.to("cpu"), name)(1).to("numpy"), [floats(2, 3)])
        for name in ("softmax", "log_softmax")
    ),
]


@cache
def used_by() -> dict[type[Function], list[tuple[int, Op]]]:
    """For each Function the entries that record it, ranked: few others there, and slopes that can be measured."""
    ours, users = Ours(tinytorch), {kind: [] for kind in KINDS}
    for op in [*OPS, *ONLY_HERE]:
        if op.gradient and not op.raises:
            functions, measurable = set(), op.second is not None
            with np.errstate(all="ignore"):
                for case in op.drawn:
                    result = op.call(tinytorch, *[ours.leaf(as_kind(x, "float64"), True) for _, x in case])
                    functions |= functions_in(result, ours)
                    measurable &= all(np.isfinite(t.value.numpy()).all() for t in of_floats(oracle.flat(result, ours)))
            for function in functions & users.keys():
                users[function].append((len(functions) + 100 * (not measurable), op))
    return users


def test_the_walk_finds_functions_of_every_family() -> None:
    families = {kind.__module__.removeprefix("tinytorch.") for kind in DIFFERENTIABLE.values()}
    wanted = {"pointwise", "shape", "reduce", "matmul", "index"}
    assert families >= {f"tensors.functions.{name}" for name in wanted} | {"autograd.functions"}


@pytest.mark.parametrize("name", sorted(DIFFERENTIABLE))
def test_every_differentiable_function_passes_gradcheck_as_an_entry_of_a_table(name: str) -> None:
    entries = used_by()[DIFFERENTIABLE[name]]
    assert entries, f"no entry of tests/tensors/table_*.py records a {name}: write one"
    _, op = min(entries, key=lambda entry: entry[0])  # the plainest
    oracle.judge_slopes(op, Ours(tinytorch), gradcheck)


def test_only_bends_have_no_second_derivative_and_all_else_passes_gradgradcheck() -> None:
    """An entry with second=True is judged by test_oracle.py; here is that every Function has one."""
    smooth = {kind for kind, entries in used_by().items() if any(op.second for _, op in entries)}
    assert {kind.__name__ for kind in DIFFERENTIABLE.values() if kind not in smooth} == {"ReLU", "LeakyReLU"}


@pytest.mark.parametrize("op", ONLY_HERE, ids=str)
def test_what_pytorch_has_no_words_for_passes_gradgradcheck(op: Op) -> None:
    oracle.judge_slopes(op, Ours(tinytorch), gradgradcheck)
