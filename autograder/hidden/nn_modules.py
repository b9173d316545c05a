"""Hidden checks of Task 4.1, first part: what a module notes of its attributes, and modules in a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check
from autograder.hidden.nn_tools import (
    SUMS,
    Drawn,
    drawn,
    kind_of,
    leaf,
    listed,
    module_of,
    numbers,
    parameter,
    read,
    recording,
    same,
    values,
)

# --- Module.__setattr__

KINDS = ("parameter", "module", "tensor", "number", "none")
steps_ = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from((*KINDS, "parameter", "buffer"))).map(list),
    min_size=1,
    max_size=7,
)


def value_of(tt: Any, kind: str) -> Any:
    """Something of this kind."""
    made: dict[str, Callable[[], Any]] = {
        "parameter": lambda: parameter(tt, np.ones(2)),
        "module": lambda: tt.nn.Module(),
        "tensor": lambda: leaf(tt, np.zeros(2), False),
        "number": lambda: 3.5,
        "none": lambda: None,
    }
    return made[kind]()


def tables(tt: Any, module: Any) -> list[Any]:
    """The names in each table, in their order."""
    return [tt.builtin.list(table) for table in (module._parameters, module._modules, module._buffers)]


@check("Module.__setattr__", examples=12, names=st.permutations(["w", "b", "inner", "outer"]))
def parts_are_noted(tt: Any, names: list[str]) -> Any:
    """Parameters and modules are noted, each in its table, in the order in which they were set."""
    module = tt.nn.Module()
    for name in names:
        setattr(module, name, value_of(tt, "module" if name.endswith("er") else "parameter"))
    return tables(tt, module)


@check("Module.__setattr__", examples=10, kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))
def attributes_are_what_was_set(tt: Any, kinds: list[str]) -> Any:
    """What is noted is the very object that was set, and the attribute is it, too."""
    module, given = tt.nn.Module(), [value_of(tt, kind) for kind in ("parameter", *kinds)]
    for place, value in enumerate(given):
        setattr(module, f"part{place}", value)
    found = [same(tt, getattr(module, f"part{place}"), value) for place, value in enumerate(given)]
    return [found, same(tt, module.get_parameter("part0"), given[0]), tables(tt, module)]


@check("Module.__setattr__", examples=10, count=st.integers(1, 3), seed=st.integers(0, 99))
def plain_attributes_are_no_parts(tt: Any, count: int, seed: int) -> Any:
    """Plain tensors, numbers, texts and lists are attributes like any others: only a Parameter is noted."""
    module, array = tt.nn.Module(), numbers(np.random.default_rng(seed), count)
    module.weight = parameter(tt, array)
    module.mask, module.size, module.name = leaf(tt, array, False), count, "layer"
    module.many, module.grown = [parameter(tt, array)], leaf(tt, array)
    return [tables(tt, module), read(module.mask), module.size, module.name, read(module.grown)]


@check(
    "Module.__setattr__",
    examples=30,
    steps=steps_,
    also=[
        {"steps": [["a", first], ["b", "parameter"], ["a", second], ["a", third]]}
        for first, second, third in (
            ("module", "parameter", "none"),
            ("buffer", "parameter", "tensor"),
            ("number", "module", "parameter"),
            ("buffer", "tensor", "module"),
            ("parameter", "none", "parameter"),
            ("module", "none", "module"),
        )
    ],
)
def a_name_has_one_place(tt: Any, steps: list[list[str]]) -> Any:
    """A name that is set again leaves its old table, or keeps its place in it; the wrong kind is a TypeError."""
    module = tt.nn.Module()
    module.first = parameter(tt, np.ones(1))
    story = []
    for name, kind in steps:
        value = leaf(tt, np.zeros(2), False) if kind == "buffer" else value_of(tt, kind)
        if kind == "buffer":
            error = tt.catch(lambda name=name, value=value: module.register_buffer(name, value))
        else:
            error = tt.catch(lambda name=name, value=value: tt.builtin.setattr(module, name, value))
        story.append([kind_of(tt, error), tables(tt, module)])
    return story


@check("Module.__setattr__", examples=8, seed=st.integers(0, 99))
def a_buffer_takes_new_numbers(tt: Any, seed: int) -> Any:
    """A plain tensor takes the place of a registered buffer; a Parameter is exchanged as well."""
    rng, module = np.random.default_rng(seed), tt.nn.Module()
    module.weight = parameter(tt, numbers(rng, 2))
    module.register_buffer("mean", leaf(tt, numbers(rng, 2), False))
    module.mean, module.weight = leaf(tt, numbers(rng, 3), False), parameter(tt, numbers(rng, 3))
    buffers = listed(tt, lambda pair: [pair[0], pair[1].value.numpy()], module.named_buffers())
    return [buffers, values([module.mean, module.weight, module.get_parameter("weight")]), tables(tt, module)]


@check("Module.__setattr__", examples=6, kind=st.sampled_from(["tensor", "number", "module"]))
def a_parameter_gives_way_to_none_only(tt: Any, kind: str) -> Any:
    """In a Parameter's place there may be None or another Parameter: all else is a TypeError, and changes nothing."""
    module = tt.nn.Module()
    module.weight, module.bias = parameter(tt, np.ones(2)), parameter(tt, np.ones(3))
    error = tt.catch(lambda: tt.builtin.setattr(module, "weight", value_of(tt, kind)))
    module.bias = None
    return [error[0], tables(tt, module), module._parameters["bias"], read(module._parameters["weight"])]


# --- Sequential.forward

OPERATIONS: list[Any] = [
    lambda x: x * 3.0,
    lambda x: x + 1.0,
    lambda x: x * x,
    lambda x: 2.0 - x,
    lambda x: x / 4.0,
]
rows_ = st.lists(st.integers(0, len(OPERATIONS) - 1), min_size=2, max_size=5)


def sequence(tt: Any, row: list[int]) -> list[Any]:
    """A module for each of the numbered operations."""
    return [module_of(tt, OPERATIONS[k]) for k in row]


@check(
    "Sequential.forward",
    examples=15,
    row=rows_,
    x=st.integers(-8, 8),
    also=[{"row": [], "x": 3}, {"row": [0], "x": 3}, {"row": [0, 1], "x": 3}, {"row": [1, 0], "x": 3}],
)
def modules_come_one_after_the_other(tt: Any, row: list[int], x: int) -> Any:
    """The first module gets x, each other one what the one before it gives; without modules x comes out."""
    return tt.nn.containers.Sequential(*sequence(tt, row))(float(x))


@check("Sequential.forward", examples=10, row=rows_, x=st.integers(-8, 8), cut=st.integers(0, 4))
def rows_of_modules_nest(tt: Any, row: list[int], x: int, cut: int) -> Any:
    """A row may stand in a row, and modules may have names of their own."""
    made, of = sequence(tt, row), tt.nn.containers.Sequential
    nested = of(of(*made[:cut]), module_of(tt, OPERATIONS[1]), of(*made[cut:]))
    return [nested(float(x)), of({f"m{9 - k}": each for k, each in enumerate(made)})(float(x))]


@check("Sequential.forward", examples=8, row=rows_, x=st.integers(-8, 8), at=st.integers(0, 1))
def hooks_of_the_modules_run(tt: Any, row: list[int], x: int, at: int) -> Any:
    """Each module is called itself, not its forward: hooks before and after it run, once."""
    made = sequence(tt, row)
    made[at].register_forward_hook(lambda module, args, output: output + 0.5)
    made[-1].register_forward_pre_hook(lambda module, args: args[0] * 2.0)
    return tt.nn.containers.Sequential(*made)(float(x))


@check("Sequential.forward", compare=SUMS, examples=8, case=drawn(lambda rng: {"x": numbers(rng, 3, 2)}))
def gradients_flow_through_the_row(tt: Any, case: Drawn) -> Any:
    """Gradients flow back through all modules to the input."""
    recording(tt)
    x, bends = leaf(tt, case["x"]), tt.nn.activations
    y = tt.nn.containers.Sequential(bends.Tanh(), bends.Sigmoid(), module_of(tt, lambda x: x * x))(x)
    y.sum().backward()
    return values([y, x.grad])
