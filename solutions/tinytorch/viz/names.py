"""Names for what is drawn: what the caller calls it, and where in a model a parameter lives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tinytorch.autograd.variable import Variable
from tinytorch.viz.canvas import kind_of

STEP = re.compile(r"\.?[^.\[\]]+|\[[^\]]*\]")  # one step of a path: "layers", ".0" or "[0]"
DEEP = 4  # lists inside each other


class Owner(NamedTuple):
    """The part of a model that holds a parameter: its place ("layers.0"; "" for the model itself) and its class."""

    path: str
    kind: str


def given_names(names: Mapping[str, Any] | None) -> dict[Any, str]:
    """{value: name} for the Scalars and Tensors among `names`, also those in lists: w[0], w[1].

    All else is passed over, so that `names=locals()` works. Raises TypeError unless it is a mapping.
    """
    if names is None:
        return {}
    if not isinstance(names, Mapping):
        raise TypeError(f"names wants a dictionary such as locals() or dict(a=a, b=b), got {kind_of(names)}")
    found: dict[Any, str] = {}
    for name, value in list(names.items()):
        if not str(name).startswith("_"):
            for path, variable in variables_in(str(name), value):
                found.setdefault(variable, path)
    return found


def variables_in(name: str, value: Any, deep: int = DEEP) -> Iterator[tuple[str, Any]]:
    """(path, variable) for a variable, or for those in a list or a tuple, at most `deep` of them inside each other."""
    if isinstance(value, Variable):
        yield name, value
    elif isinstance(value, list | tuple) and deep:
        for k, item in enumerate(value):
            if isinstance(item, Variable | list | tuple):
                yield from variables_in(f"{name}[{k}]", item, deep - 1)


def parameters_of(model: Any) -> dict[Any, tuple[str, Owner]]:
    """{parameter: (its name, who holds it)} of a Module, or of any object that holds values in attributes and lists.

    Raises TypeError where there is none.
    """
    if model is None:
        return {}
    found: dict[Any, tuple[str, Owner]] = {}
    if hasattr(model, "named_parameters"):
        kinds = kinds_of(model)
        for name, parameter in model.named_parameters():
            path = name.rpartition(".")[0]
            found[parameter] = name, Owner(path, kinds.get(path, ""))
    else:
        walk(model, "", Owner("", type(model).__name__), found, set())
    if not found:
        raise TypeError(f"model wants an object that holds parameters, got {kind_of(model)} without any")
    return found


def walk(value: Any, path: str, owner: Owner, found: dict[Any, tuple[str, Owner]], seen: set[int]) -> None:
    """Note the parameters in an object's attributes, lists and objects in them: layers[0][1].bias."""
    if isinstance(value, Variable):
        if value.requires_grad and value.node is None:
            found.setdefault(value, (path, owner))
    elif id(value) in seen:
        return
    elif isinstance(value, list | tuple):
        seen.add(id(value))
        for k, item in enumerate(value):
            walk(item, f"{path}[{k}]", owner, found, seen)
    elif hasattr(value, "__dict__") and not isinstance(value, type):
        seen.add(id(value))
        here = Owner(path, type(value).__name__)
        for name, item in vars(value).items():
            walk(item, f"{path}.{name}".lstrip("."), here, found, seen)


def kinds_of(model: Any) -> dict[str, str]:
    """{place: class} of the modules in a Module, and of itself at ""."""
    modules = model.named_modules() if hasattr(model, "named_modules") else [("", model)]
    return {path: type(module).__name__ for path, module in modules}


def owner_at(owner: Owner, steps: int | None, kinds: Mapping[str, str]) -> Owner:
    """The owner, or the larger piece of the model that its first `steps` steps lead to.

    >>> owner_at(Owner("blocks.0.norm", "LayerNorm"), 2, {"blocks.0": "Block"})
    Owner(path='blocks.0', kind='Block')
    """
    path = STEP.findall(owner.path)
    if steps is None or len(path) <= steps:
        return owner
    whole = "".join(path[:steps])
    return Owner(whole, kinds.get(whole, ""))
