# Made from solutions/tinytorch/nn/tree.py by `autograder build`.
"""The tree of modules: what is a part of one, under which name, and what can be reached from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.arguments import said
from tinytorch.tensors.tensor import Tensor

T = TypeVar("T")


class Tree:
    """A piece of a model with its parts, in tables from names to parts, in the order in which they were set.

    _parameters  what training changes
    _buffers     tensors that belong to the model, but that training does not change; those whose names are in
                 _not_persistent are left out of its state
    _modules     the modules directly inside

    None stands for a part that this one does without. What is in a table is an ordinary attribute, too, so that
    reading `self.weight` costs no detour.
    """

    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Any]
    _not_persistent: set[str]
    training: bool

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """The tables are made here, so that a subclass may forget `super().__init__()`."""
        self = super().__new__(cls)
        made = {"training": True, "_parameters": {}, "_buffers": {}, "_modules": {}, "_not_persistent": set()}
        for name, value in made.items():
            object.__setattr__(self, name, value)
        return self

    # --- Registration

    def _tables(self) -> tuple[tuple[dict[str, Any], type], ...]:
        """(table, what its values are when they are not None)."""
        return (self._parameters, Parameter), (self._modules, Tree), (self._buffers, Tensor)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        self._forget(name)

    def _forget(self, name: str, kept: dict[str, Any] | None = None) -> None:
        """Take the name out of all tables but `kept`."""
        for table, _ in self._tables():
            if table is not kept:
                table.pop(name, None)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """The same as self.name = param; None is a parameter that this module does without (a layer without a bias)."""
        self._register(self._parameters, Parameter, name, param)

    def register_module(self, name: str, module: Any) -> None:
        """The same as self.name = module, for names that are no identifiers ("0")."""
        self._register(self._modules, Tree, name, module)

    add_module = register_module

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """A tensor that moves with the model but is not trained; it is in the state unless it is not `persistent`."""
        self._register(self._buffers, Tensor, name, tensor)
        (self._not_persistent.discard if persistent else self._not_persistent.add)(name)

    def _register(self, table: dict[str, Any], kind: type, name: str, value: Any) -> None:
        """Note the value in the table. Raises KeyError for a name that cannot be had, TypeError for another kind."""
        if not isinstance(name, str):
            raise TypeError(f"a name in {type(self).__name__} is a string, got a {type(name).__name__}")
        if not name or "." in name:
            raise KeyError(f"a name in {type(self).__name__} is not empty and has no '.' in it, got {name!r}")
        if name not in table and hasattr(self, name):
            raise KeyError(f"{type(self).__name__} has an attribute {name!r} already: take another name")
        check_kind(self, name, value, kind)
        check_part(self, name, value)
        table[name] = value
        object.__setattr__(self, name, value)

    # --- What it is made of: everything once, a module before what is inside it, in the order in which it was set

    def named_modules(self, prefix: str = "", remove_duplicate: bool = True) -> Iterator[tuple[str, Any]]:
        """("", self), and ("layers.0", module) for all modules inside, however deep."""
        seen: set[Any] = set()
        waiting = [(prefix, self)]
        while waiting:
            path, module = waiting.pop()
            if module not in seen:
                if remove_duplicate:
                    seen.add(module)
                yield path, module
                inside = [(joined(path, name), child) for name, child in module._modules.items() if child is not None]
                waiting += reversed(inside)

    def modules(self) -> Iterator[Any]:
        """self, and all modules inside."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Any]]:
        """(name, module) for the modules directly inside."""
        return unique((name, child) for name, child in self._modules.items() if child is not None)

    def children(self) -> Iterator[Any]:
        """The modules directly inside."""
        return (child for _, child in self.named_children())

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """(path, buffer), as named_parameters does it."""
        modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
        found = ((joined(path, name), b) for path, m in modules for name, b in m._buffers.items() if b is not None)
        return unique(found) if remove_duplicate else found

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The tensors that belong to the model but are not trained."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Any:
        """The module at a path such as "layers.0"; "" is this one."""
        if not isinstance(target, str):
            raise TypeError(f'a path in a model is a text such as "layers.0", got {said(target)}')
        found: Any = self
        for name in target.split(".") if target else ():
            child = found._modules.get(name)
            if child is None:
                raise AttributeError(f"{type(found).__name__} has no module {name!r}, which {target!r} asks for")
            found = child
        return found

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a path such as "layers.0.weight"."""
        found: Parameter = self._found("parameter", target)
        return found

    def get_buffer(self, target: str) -> Tensor:
        """The buffer at a path such as "norm.running_mean"."""
        found: Tensor = self._found("buffer", target)
        return found

    def _found(self, kind: str, target: str) -> Any:
        """The parameter or buffer at a path. Raises AttributeError where there is none."""
        path, _, name = str(target).rpartition(".")
        owner = self.get_submodule(path)
        found = {"parameter": owner._parameters, "buffer": owner._buffers}[kind].get(name)
        if found is None:
            raise AttributeError(f"{type(owner).__name__} has no {kind} {name!r}, which {target!r} asks for")
        return found


def joined(path: str, name: str) -> str:
    """path.name, or the name alone where there is no path."""
    return f"{path}.{name}" if path else name


def unique(found: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """Each value once, under its first name."""
    seen = set()
    for name, value in found:
        if value not in seen:
            seen.add(value)
            yield name, value


def check_kind(module: Tree, name: str, value: Any, kind: type) -> None:
    """Raise TypeError unless the value is None or of this kind."""
    if value is not None and not isinstance(value, kind):
        wanted = "Module" if kind is Tree else kind.__name__
        raise TypeError(
            f"{type(module).__name__}.{name} wants a {wanted} or None, got a {type(value).__name__}"
            + advice(value, kind)
        )


def check_part(module: Tree, name: str, value: Any) -> None:
    """Raise ValueError for a module that `module` is itself a part of: a way through the model would have no end."""
    if isinstance(value, Tree) and any(part is module for part in value.modules()):
        raise ValueError(
            f"{type(module).__name__}.{name} would make the model a part of itself: to remember a module that is no "
            f"part, put it into a list, as in self.{name} = [module]"
        )


def advice(value: Any, kind: type) -> str:
    """What to write instead, where that can be said."""
    if kind is Parameter:
        return ": wrap it in Parameter(), or write into the one there is"
    if kind is not Tree:
        return ""
    if isinstance(value, type):
        return f": write {value.__name__}(), with what it is made of"
    return ": write *modules, or make a ModuleList of it" if isinstance(value, list | tuple) else ""
