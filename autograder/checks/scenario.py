"""Record a check: `record(function, modules, drawn)` runs its code on symbolic values and gives a program, as data.

A program is what the worker runs on a real tinytorch: {"code": [instruction, ...], "ret": expression}. The function's
first argument is `tt`: attribute paths on it are modules of tinytorch as far as `modules` knows them, and its own
methods (`catch`, `define`, `fold`, `subclass`, `within`, `proxy`, `builtin`) record what an expression cannot say.
"""

from __future__ import annotations

import builtins
import copy
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from autograder.checks.symbolic import RecordError, Symbolic

Program = dict[str, Any]
_BUILTINS = {**vars(builtins), "deepcopy": copy.deepcopy}


def record(function: Callable[..., Any], modules: Collection[str], drawn: Mapping[str, Any]) -> Program:
    """The program of `function(tt, **drawn)`, where `modules` are the dotted names that exist ("tinytorch.scalars")."""
    recorder = Recorder(frozenset(modules))
    return recorder.block(lambda: function(Package(recorder, "tinytorch"), **drawn))


@dataclass(eq=False)
class Block:
    """The instructions of one program; `names` are the module attributes that it has already looked up."""

    recorder: Recorder
    code: list[list[Any]] = field(default_factory=list)
    names: dict[tuple[str, str | None], Symbolic] = field(default_factory=dict)


class Recorder:
    """Writes instructions into the innermost open block; slots are unique over all blocks of a recording."""

    def __init__(self, modules: frozenset[str]) -> None:
        self.modules = modules
        self.blocks: list[Block] = []
        self.slots = 0

    def block(self, body: Callable[..., Any], *params: int) -> Program:
        """The program of `body`, called with one symbolic value per parameter slot."""
        block = Block(self)
        self.blocks.append(block)
        try:
            result = body(*(Symbolic(block, slot) for slot in params))
            return {"ret": self.expr(result), "code": block.code}
        finally:
            self.blocks.pop()

    def slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def emit(self, name: str, *parts: Any) -> Symbolic:
        """Record [name, out, *parts] with the parts as expressions; strings stay names."""
        written = [self.expr(part) for part in parts]
        out = self.slot()
        self.blocks[-1].code.append([name, out, *written])
        return Symbolic(self.blocks[-1], out)

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any]) -> Symbolic:
        """Record a call."""
        written = self.expr(function), self.expr(args), {name: self.expr(value) for name, value in kwargs.items()}
        out = self.slot()
        self.blocks[-1].code.append(["call", out, *written])
        return Symbolic(self.blocks[-1], out)

    def effect(self, name: str, *parts: Any) -> None:
        """Record [name, *parts]: an instruction without a result."""
        self.blocks[-1].code.append([name, *(self.expr(part) for part in parts)])

    def lookup(self, module: str, name: str | None) -> Symbolic:
        """A module, or a name in it; looked up once per block and the blocks inside it."""
        for block in self.blocks:
            if (module, name) in block.names:
                return block.names[module, name]
        found = self.emit("import", module) if name is None else self.emit("attr", self.lookup(module, None), name)
        self.blocks[-1].names[module, name] = found
        return found

    def define(self, function: Callable[..., Any]) -> Symbolic:
        """Record a Python function as a sub-program; parameters with a default keep it (`lambda x, n=n: ...`)."""
        params = [self.slot() for _ in _parameters(function)]
        out = self.slot()
        program = self.block(function, *params)
        self.blocks[-1].code.append(["def", out, params, program])
        return Symbolic(self.blocks[-1], out)

    def expr(self, value: Any) -> Any:
        """A value in the program's notation."""
        if isinstance(value, Symbolic):
            return {"$": self._visible(value)}
        if isinstance(value, Package):
            return self.expr(value.module())
        if value is None or isinstance(value, bool | str | np.ndarray):
            return value
        if isinstance(value, int | float) and type(value) in (int, float):
            return value
        if isinstance(value, np.generic):
            return value.item() if value.dtype in (np.float64, np.int64, np.bool_) else np.asarray(value)
        if isinstance(value, list):
            return [self.expr(item) for item in value]
        if isinstance(value, tuple):
            return {"tuple": [self.expr(item) for item in value]}
        if isinstance(value, dict):
            return {"dict": [[self.expr(key), self.expr(item)] for key, item in value.items()]}
        if isinstance(value, slice):
            return self.expr(self.call(self.builtin("slice"), [value.start, value.stop, value.step], {}))
        return self.expr(self._callable(value))

    def builtin(self, name: str) -> Symbolic:
        out = self.slot()
        self.blocks[-1].code.append(["builtin", out, name])
        return Symbolic(self.blocks[-1], out)

    def _callable(self, value: Any) -> Symbolic:
        name = getattr(value, "__name__", None)
        if isinstance(name, str) and _BUILTINS.get(name) is value:
            return self.builtin(name)
        if isinstance(value, FunctionType | MethodType | partial):
            return self.define(value)
        raise RecordError(
            f"expected numbers, strings, arrays, lists, tuples, dicts, functions or symbolic values in a check, "
            f"got a {type(value).__name__}; make it from tt or draw it as plain data."
        )

    def _visible(self, value: Symbolic) -> int:
        if object.__getattribute__(value, "_block") not in self.blocks:
            raise RecordError(
                "a symbolic value is used outside the function that made it; return it from that function instead."
            )
        slot: int = object.__getattribute__(value, "_slot")
        return slot


class Package:
    """`tt`: a module of tinytorch by attribute path, and the methods that record what an expression cannot say."""

    def __init__(self, recorder: Recorder, module: str) -> None:
        self._recorder = recorder
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        below = f"{self._module}.{name}"
        if below in self._recorder.modules:
            return Package(self._recorder, below)
        return self._recorder.lookup(self._module, name)

    def module(self) -> Symbolic:
        """The module itself, as a value."""
        return self._recorder.lookup(self._module, None)

    @property
    def builtin(self) -> Builtins:
        """`tt.builtin.len(y)`: Python's own functions, applied when the scenario runs."""
        return Builtins(self._recorder)

    def define(self, function: Callable[..., Any]) -> Symbolic:
        """One function object for several uses; a function given as an argument is recorded without this."""
        return self._recorder.define(function)

    def catch(self, body: Callable[[], Any]) -> Symbolic:
        """None if `body` runs through, else [kind, message] of the exception that it raises."""
        program = self._recorder.block(body)
        return self._structured("catch", program)

    def fold(self, times: int, step: Callable[[Any], Any], start: Any) -> Symbolic:
        """x = start; `times` times x = step(x): a long chain in a short program."""
        begin, param = self._recorder.expr(start), self._recorder.slot()
        return self._structured("fold", times, begin, param, self._recorder.block(step, param))

    def within(self, manager: Any, body: Callable[[], Any]) -> Symbolic:
        """What `body` returns, run inside the context manager."""
        entered = self._recorder.expr(manager)
        program = self._recorder.block(body)
        out = self._recorder.slot()
        return self._write(["with", entered, program, out], out)

    def subclass(self, *bases: Any, **methods: Callable[..., Any]) -> Symbolic:
        """A new class with static methods: `tt.subclass(tt.autograd.ScalarFunction, forward=f, backward=g)`."""
        written = {name: self._recorder.expr(method) for name, method in methods.items()}
        return self._structured("class", [self._recorder.expr(base) for base in bases], written)

    def proxy(self, path: str) -> Symbolic:
        """A function whose calls are answered outside the student's process: "scalars.operators.relu"."""
        return self._structured("proxy", path)

    def _structured(self, name: str, *parts: Any) -> Symbolic:
        out = self._recorder.slot()
        return self._write([name, out, *parts], out)

    def _write(self, instruction: list[Any], out: int) -> Symbolic:
        block = self._recorder.blocks[-1]
        block.code.append(instruction)
        return Symbolic(block, out)


class Builtins:
    """`tt.builtin.NAME`: one of Python's own functions as a value; the worker knows a fixed list of them."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def __getattr__(self, name: str) -> Symbolic:
        if name not in _BUILTINS:
            raise RecordError(f"tt.builtin has Python's own functions, got '{name}', which is none of them.")
        return self._recorder.builtin(name)


def _parameters(function: Callable[..., Any]) -> list[str]:
    """The names of the positional parameters that must be given."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise RecordError(f"expected a Python function whose parameters can be read, got {function!r}.") from None
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        raise RecordError("a function handed to the student must name its parameters; write them out instead of *args.")
    return [p.name for p in parameters if p.default is p.empty]
