# Made from solutions/tinytorch/nn/containers.py by `autograder build`.
"""Modules that hold modules: in a row (Sequential), in a list, in a dict.

Sequential(Linear(2, 8), ReLU(), Linear(8, 1))      calls one after the other
ModuleList([Linear(8, 8) for _ in range(3)])        a list whose parameters are found; yours to call
ModuleDict({"query": Linear(8, 8), "key": Linear(8, 8)})
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from itertools import groupby
from operator import index
from typing import Any, Self, SupportsIndex

from tinytorch.nn.module import Module
from tinytorch.tensors.arguments import check_whole, said


class Numbered(Module):
    """Modules under the names "0", "1", ...: what Sequential and ModuleList share."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def _name(self, place: Any) -> str:
        """The name at a place, which may count from the end."""
        if not isinstance(place, SupportsIndex):
            raise TypeError(f"{type(self).__name__} is indexed by whole numbers and slices, got {place!r}")
        at = index(place)
        if not -len(self) <= at < len(self):
            raise IndexError(f"{type(self).__name__} has {len(self)} modules, got index {at}")
        return list(self._modules)[at]

    def __getitem__(self, place: Any) -> Any:
        """The module at a place; those of a slice, in a container like this one."""
        if not isinstance(place, slice):
            return self._modules[self._name(place)]
        return self._like(dict(list(self._modules.items())[place]))

    def _like(self, modules: dict[str, Module | None]) -> Self:
        """A container like this one with these modules."""
        made = type(self)()
        for name, module in modules.items():
            made.register_module(name, module)
        return made

    def __setitem__(self, place: Any, module: Module) -> None:
        self.register_module(self._name(place), module)

    def __delitem__(self, place: Any) -> None:
        names = list(self._modules)[place] if isinstance(place, slice) else [self._name(place)]
        for name in names:
            delattr(self, name)
        self._number(list(self))

    def _number(self, modules: Iterable[Module]) -> None:
        """Hold these modules and no others, numbered from 0."""
        given = list(modules)
        for name in list(self._modules):
            delattr(self, name)
        for number, module in enumerate(given):
            self.register_module(str(number), module)

    def append(self, module: Module) -> Self:
        """Put a module at the end."""
        self.register_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Put modules at the end."""
        if not isinstance(modules, Iterable):
            raise TypeError(f"{type(self).__name__} wants a list of modules, got a {type(modules).__name__}: write [m]")
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, place: int, module: Module) -> Any:
        """Put a module before the one at this place."""
        modules = list(self)
        modules.insert(check_whole(f"{type(self).__name__}.insert", place=place), module)
        self._number(modules)
        return self

    def pop(self, place: Any = -1) -> Any:
        """Take out the module at this place."""
        module = self[place]
        del self[place]
        return module

    def __add__(self, other: Iterable[Module]) -> Self:
        return type(self)().extend([*self, *other])

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)


class Sequential(Numbered):
    """x -> last(... second(first(x))): modules in a row, or a dict of them under names of their own."""

    def __init__(self, *modules: Any) -> None:
        named = modules[0] if len(modules) == 1 and isinstance(modules[0], Mapping) else None
        for name, module in named.items() if named is not None else enumerate(modules):
            self.register_module(str(name), module)

    def forward(self, x: Any) -> Any:
        """Give x to the first module, what comes out to the next one, and so on. Without modules: x itself.

        `for module in self` goes through them in order; call the module itself, not its forward.
        """
        # TODO: Implement for Task 4.1
        raise NotImplementedError("Need to implement for Task 4.1")


class ModuleList(Numbered):
    """A list of modules that a module around it sees as its own."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        self.extend(modules or ())

    def _like(self, modules: dict[str, Module | None]) -> Self:
        return type(self)(modules.values())  # type: ignore[arg-type]

    def _shown_children(self) -> Iterator[tuple[str, str]]:
        """Equal neighbours as one: (0-2): 3 x Linear(...)."""
        place = 0
        for shown, group in groupby(repr(module) for module in self):
            count = len(list(group))
            yield (str(place), shown) if count == 1 else (f"{place}-{place + count - 1}", f"{count} x {shown}")
            place += count


class ModuleDict(Module):
    """A dict of modules that a module around it sees as its own."""

    def __init__(self, modules: Any = None) -> None:
        self.update(modules or {})

    def update(self, modules: Any) -> None:
        """Take over the modules of a mapping, or of pairs (name, module)."""
        given = modules.items() if hasattr(modules, "items") else modules
        pairs = list(given) if isinstance(given, Iterable) else [given]
        if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
            raise TypeError(f"ModuleDict wants a dict of modules, or pairs of a name and a module, got {said(modules)}")
        for name, module in pairs:
            self[name] = module

    def __getitem__(self, name: str) -> Any:
        return self._modules[name]

    def __setitem__(self, name: str, module: Module) -> None:
        self.register_module(name, module)

    def __delitem__(self, name: str) -> None:
        if name not in self._modules:
            raise KeyError(name)
        delattr(self, name)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._modules.keys()

    def values(self) -> ValuesView[Any]:
        """The modules."""
        return self._modules.values()

    def items(self) -> ItemsView[str, Any]:
        """(name, module) for each."""
        return self._modules.items()

    def pop(self, name: str) -> Any:
        """Take out the module of this name."""
        module = self[name]
        del self[name]
        return module

    def clear(self) -> None:
        """Take out all modules."""
        for name in list(self):
            del self[name]
