"""Hidden checks of Task 4.1, second part: the names of parameters in a tree of modules, and the mode of all of them.

Trees are drawn as nested dicts, {"own": [...], "inside": [...]}, with the numbers of each parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check
from autograder.hidden.nn_tools import (
    Drawn,
    Rng,
    drawn,
    leaf,
    listed,
    numbers,
    parameter,
    same,
)

NAMES = ("weight", "bias", "a", "scale", "z")  # of parameters, in no order of the alphabet
PLACES = ("second", "first", "head", "block")  # of modules

# --- Module.named_parameters


def node(rng: Rng, depth: int, least: int = 0) -> Drawn:
    """A module with some parameters and, above the ground, some modules inside."""
    own = [[str(name), numbers(rng, 2)] for name in rng.permutation(NAMES)[: rng.integers(least, 4)]]
    inside: list[Any] = rng.permutation(PLACES)[: rng.integers(1, 4)].tolist() if depth else []
    return {"own": own, "inside": [[str(name), node(rng, depth - 1)] for name in inside]}


trees = drawn(lambda rng, depth: node(rng, depth, 1), depth=st.integers(0, 3))


def planted(tt: Any, tree: Drawn) -> Any:
    """The module of a tree: the modules inside are set first, and named after its own parameters all the same."""
    module = tt.nn.Module()
    for name, inner in tree["inside"]:
        module.register_module(name, planted(tt, inner))
    for name, array in tree["own"]:
        module.register_parameter(name, parameter(tt, array))
    return module


def named(tt: Any, module: Any, *args: Any, **options: Any) -> Any:
    """[name, numbers] of each named parameter."""
    found = module.named_parameters(*args, **options)
    return listed(tt, lambda pair: [pair[0], pair[1].value.numpy()], found)


@check("Module.named_parameters", examples=15, tree=trees)
def parameters_have_paths(tt: Any, tree: Drawn) -> Any:
    """A module's own parameters come first, then those of the modules inside, with the path as their name."""
    return named(tt, planted(tt, tree))


@check("Module.named_parameters", examples=10, tree=trees, prefix=st.sampled_from(["model", "a.b", ""]))
def a_prefix_stands_in_front(tt: Any, tree: Drawn, prefix: str) -> Any:
    """A prefix comes in front of every name, with and without `recurse`."""
    module = planted(tt, tree)
    return [named(tt, module, prefix), named(tt, module, prefix, False)]


@check("Module.named_parameters", examples=8, tree=trees)
def without_recurse_only_its_own(tt: Any, tree: Drawn) -> Any:
    """With recurse=False a module names its own parameters only."""
    return named(tt, planted(tt, tree), recurse=False)


@check("Module.named_parameters", examples=8, tree=trees, number=st.integers(-8, 8))
def a_shared_parameter_is_named_once(tt: Any, tree: Drawn, number: int) -> Any:
    """A parameter at several places stands there once, under its first name; all places without remove_duplicate."""
    module, tied = planted(tt, tree), parameter(tt, np.full(2, number / 4.0))
    for name in ("tied", "again"):
        inner = tt.nn.Module()
        for place in ("table", "copy"):
            inner.register_parameter(place, tied)
        module.register_module(name, inner)
    module.register_module("twice", inner)
    return [named(tt, module), named(tt, module, remove_duplicate=False)]


@check("Module.named_parameters", examples=8, count=st.integers(2, 4), number=st.sampled_from([0.0, 1.0, -2.5]))
def equal_numbers_are_not_one_parameter(tt: Any, count: int, number: float) -> Any:
    """Parameters of equal numbers are different parameters: all are named, and they are the very ones."""
    module, inner = tt.nn.Module(), tt.nn.Module()
    own = [parameter(tt, np.full(1, number)) for _ in range(2 * count)]
    for place, each in enumerate(own):
        (module if place < count else inner).register_parameter(f"p{place}", each)
    module.register_module("inner", inner)
    found = listed(tt, lambda pair: [pair[0], tt.builtin.id(pair[1])], module.named_parameters())
    return [found == [[f"p{k}" if k < count else f"inner.p{k}", tt.builtin.id(each)] for k, each in enumerate(own)]]


@check("Module.named_parameters", examples=6, tree=trees, name=st.sampled_from(["none", "absent"]))
def none_is_no_parameter(tt: Any, tree: Drawn, name: str) -> Any:
    """A name that stands for None, a buffer and a plain tensor are left out."""
    module = planted(tt, tree)
    module.register_parameter(name, None)
    module.register_module("gone", None)
    module.register_buffer("mean", leaf(tt, np.ones(2), False))
    tt.builtin.vars(module)["plain"] = leaf(tt, np.ones(2))
    return named(tt, module)


# --- Module.train


def scattered(tt: Any, tree: Drawn, modes: list[bool]) -> Any:
    """The module of a tree, where modules are in different modes."""
    module = planted(tt, tree)
    tt.builtin.setattr(module, "training", modes[0])
    listed(tt, lambda inner: tt.builtin.setattr(inner, "training", modes[1]), module.children())
    return module


def modes_in(tt: Any, module: Any) -> Any:
    """Whether each module is being trained."""
    return listed(tt, lambda inner: inner.training, module.modules())


some_modes = st.sampled_from([[True, False], [False, True], [False, False], [True, True]])
ALONE: Drawn = {"own": [], "inside": []}
BOTH = [{"tree": ALONE, "modes": [not mode, not mode], "mode": mode} for mode in (True, False)]


@check("Module.train", examples=12, tree=trees, modes=some_modes, mode=st.booleans(), also=BOTH)
def the_mode_reaches_every_module(tt: Any, tree: Drawn, modes: list[bool], mode: bool) -> Any:
    """train(mode) and eval() reach every module inside, whatever mode it was in; without a mode it is True."""
    module = scattered(tt, tree, modes)
    module.train(mode)
    first = modes_in(tt, module)
    module.train(False)
    module.train()
    return [first, modes_in(tt, module), modes_in(tt, module.eval())]


@check("Module.train", examples=6, tree=trees, modes=some_modes, mode=st.booleans(), also=BOTH)
def train_gives_the_module_back(tt: Any, tree: Drawn, modes: list[bool], mode: bool) -> Any:
    """train(mode) gives the module back, so that calls can be chained, and its mode is that."""
    module = scattered(tt, tree, modes)
    module.train(not mode)
    chained = module.train(mode)
    return [same(tt, chained, module), chained.training]


@check("Module.train", examples=6, mode=st.booleans())
def train_reaches_what_holds_modules(tt: Any, mode: bool) -> Any:
    """The mode reaches modules in a row, in a list and in a dict, and those inside them."""
    containers, module = tt.nn.containers, tt.nn.Module
    inner = [module() for _ in range(3)]
    rows = containers.Sequential(inner[0], containers.ModuleList([inner[1]]), containers.ModuleDict({"x": inner[2]}))
    rows.train(not mode)
    before = [each.training for each in inner]
    rows.train(mode)
    return [before, modes_in(tt, rows), [each.training for each in inner]]
