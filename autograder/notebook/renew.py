"""Run a module's file again so that what it defined before has the new code: `renew(module)`.

Functions and classes keep their identity, whoever holds them: other modules, tables, values that were made before.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CellType, FunctionType, ModuleType
from typing import Any

PARTS = ("__code__", "__defaults__", "__kwdefaults__", "__doc__", "__annotations__")  # of a function
OF_THE_CLASS = ("__dict__", "__weakref__", "__module__")  # belongs to one class for ever
FOR_EVER = ("member_descriptor", "getset_descriptor")  # the place of a `__slots__` name, too


def renew(module: ModuleType) -> None:
    """Run the file again in its module; where that fails, all is as it was and the error goes on."""
    before = dict(vars(module))
    file = str(module.__file__)
    linecache.checkcache(file)
    try:
        exec(compile(Path(file).read_bytes(), file, "exec"), vars(module))
    except BaseException:
        vars(module).clear()
        vars(module).update(before)
        raise
    renewal = Renewal(module.__name__)
    for name, old in before.items():
        vars(module)[name] = renewal.of(old, vars(module)[name])
    renewal.rebase(vars(module).values())


class Renewal:
    """What becomes of the definitions of one module."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.kept: dict[int, tuple[Any, Any]] = {}  # id of what is new -> (it, what was there before and goes on)

    def of(self, old: Any, new: Any) -> Any:
        """`old` with what is new in it, where both define the same thing of this module; else `new`."""
        if id(new) in self.kept:
            return self.kept[id(new)][1]
        rule = self.rule(old, new)
        if rule is None:
            return new
        self.kept[id(new)] = (new, old)  # before it is followed inside: a function may hold itself
        rule(old, new)
        return old

    def rule(self, old: Any, new: Any) -> Callable[[Any, Any], None] | None:
        """How `old` takes over `new`; None where it cannot."""
        if old is new or getattr(old, "__module__", None) != self.module:
            return None
        if isinstance(old, FunctionType) and isinstance(new, FunctionType):
            return self.function if free(old) == free(new) else None
        if isinstance(old, type) and isinstance(new, type):
            return self.class_
        if hasattr(old, "cache_clear") and hasattr(new, "cache_clear"):
            return self.cached
        return self.instance if self.kept.get(id(type(new)), (0, 0))[1] is type(old) else None

    def function(self, old: FunctionType, new: FunctionType) -> None:
        """The new code; and so for the functions that it holds inside, as a decorated one does."""
        for part in PARTS:
            setattr(old, part, getattr(new, part))
        for name, cell, fresh in zip(free(old), old.__closure__ or (), new.__closure__ or (), strict=True):
            if name != "__class__" and filled(cell) and filled(fresh):
                cell.cell_contents = self.of(cell.cell_contents, fresh.cell_contents)
        for name, value in vars(new).items():
            vars(old)[name] = self.of(vars(old).get(name), value)

    def cached(self, old: Any, new: Any) -> None:
        """What was remembered came from the old code."""
        self.of(old.__wrapped__, new.__wrapped__)
        old.cache_clear()

    def instance(self, old: Any, new: Any) -> None:
        """A value that the module makes of a class of its own."""
        if hasattr(old, "__dict__"):
            vars(old).clear()
            vars(old).update(vars(new))

    def class_(self, old: type, new: type) -> None:
        """The attributes of the new one, so that the instances of the old one have them too."""
        for value in vars(new).values():
            for cell in class_cells(value):
                cell.cell_contents = old  # `super()` in a new method means the class that goes on
        for name in set(vars(old)) - set(vars(new)):
            delattr(old, name)
        for name, value in list(vars(new).items()):
            if name not in OF_THE_CLASS and type(value).__name__ not in FOR_EVER:
                setattr(old, name, self.attribute(vars(old).get(name), value))

    def attribute(self, old: Any, new: Any) -> Any:
        """A static method keeps the function inside, too."""
        if isinstance(old, staticmethod | classmethod) and type(old) is type(new):
            return type(old)(self.of(old.__func__, new.__func__))
        return self.of(old, new)

    def rebase(self, values: Any) -> None:
        """A class that is there for the first time stands on classes that go on, not on their new versions."""
        for value in values:
            if isinstance(value, type) and value.__module__ == self.module:
                bases = tuple(self.kept.get(id(base), (base, base))[1] for base in value.__bases__)
                if bases != value.__bases__:
                    value.__bases__ = bases


def free(function: FunctionType) -> tuple[str, ...]:
    """The names that it takes from around it."""
    return function.__code__.co_freevars


def filled(cell: CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def class_cells(value: Any) -> Iterator[CellType]:
    """The cells that lead `super()` to its class, in a method of any kind."""
    for function in (value, *(getattr(value, part, None) for part in ("__func__", "fget", "fset", "fdel"))):
        function = getattr(function, "__wrapped__", function)
        if isinstance(function, FunctionType):
            for name, cell in zip(free(function), function.__closure__ or (), strict=True):
                if name == "__class__":
                    yield cell
