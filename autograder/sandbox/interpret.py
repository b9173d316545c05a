"""Runs programs: the calls of a check, recorded as data, on whatever package the process has loaded.

`Interpreter(ask).run(program)` carries the instructions out one by one and returns the value of the program's `ret`.
An instruction is a list, its first element the name of a method below. Values live in numbered slots; a sub-program
sees a copy of the slots around it. Nothing here is trusted: the student's code runs in this process.
"""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable
from copy import copy, deepcopy
from importlib import import_module
from types import new_class
from typing import Any

from autograder.sandbox.plain import failure

Slots = dict[int, Any]
Ask = Callable[[Any, list[Any]], Any]  # a proxy's id and arguments -> the judge's answer

BUILTIN_NAMES = """
    abs all any bool bytes callable complex delattr dict dir divmod enumerate filter float frozenset getattr hasattr
    hash id int isinstance issubclass iter len list map max min next object pow range repr reversed round set setattr
    slice sorted str sum tuple type vars zip
"""
OPERATOR_NAMES = """
    abs add and_ concat contains delitem eq floordiv ge getitem gt iadd iand ifloordiv ilshift imatmul imod imul index
    inv invert ior ipow irshift is_ is_not isub itruediv ixor le lshift lt matmul mod mul ne neg not_ or_ pos pow rshift
    setitem sub truediv truth xor
"""
# Both tables are filled before a student's module is loaded: `operator.add = None` changes nothing here.
BUILTINS: dict[str, Any] = {name: getattr(builtins, name) for name in BUILTIN_NAMES.split()}
BUILTINS |= {"copy": copy, "deepcopy": deepcopy}
OPERATORS: dict[str, Callable[..., Any]] = {name: getattr(operator, name) for name in OPERATOR_NAMES.split()}
MAX_MESSAGE = 500
set_attribute = setattr
get_attribute = getattr
type_of = type


class Interpreter:
    """Programs in, Python objects out; `ask` answers the calls of proxies."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def run(self, program: dict[str, Any], slots: Slots | None = None) -> Any:
        """The value of `ret` after the instructions have run; whatever they raise comes through."""
        slots = {} if slots is None else slots
        for name, *operands in program["code"]:
            INSTRUCTIONS[name](self, slots, *operands)
        return self.value(slots, program["ret"])

    def value(self, slots: Slots, expr: Any) -> Any:
        """The object that an expression stands for."""
        kind = type_of(expr)
        if kind is list:
            return [self.value(slots, item) for item in expr]
        if kind is not dict:
            return expr
        if "$" in expr:
            return slots[expr["$"]]
        if "tuple" in expr:
            return tuple([self.value(slots, item) for item in expr["tuple"]])
        return {self.value(slots, key): self.value(slots, item) for key, item in expr["dict"]}

    def _import(self, slots: Slots, out: int, module: str) -> None:
        slots[out] = import_module(module)

    def _attr(self, slots: Slots, out: int, expr: Any, name: str) -> None:
        slots[out] = get_attribute(self.value(slots, expr), name)

    def _set(self, slots: Slots, expr: Any, name: str, value: Any) -> None:
        set_attribute(self.value(slots, expr), name, self.value(slots, value))

    def _call(self, slots: Slots, out: int, function: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        given = [self.value(slots, arg) for arg in args]
        named = {name: self.value(slots, arg) for name, arg in kwargs.items()}
        slots[out] = self.value(slots, function)(*given, **named)

    def _op(self, slots: Slots, out: int, name: str, operands: list[Any]) -> None:
        slots[out] = OPERATORS[name](*[self.value(slots, operand) for operand in operands])

    def _builtin(self, slots: Slots, out: int, name: str) -> None:
        slots[out] = BUILTINS[name]

    def _def(self, slots: Slots, out: int, params: list[int], program: dict[str, Any]) -> None:
        def recorded(*args: Any) -> Any:
            # slots as they are at the call, as Python looks a closure's names up; a copy, for it may call itself
            return self.run(program, {**slots, **dict(zip(params, args, strict=True))})

        slots[out] = recorded

    def _class(self, slots: Slots, out: int, bases: list[Any], methods: dict[str, Any]) -> None:
        body = {name: staticmethod(self.value(slots, expr)) for name, expr in methods.items()}
        parents = tuple([self.value(slots, base) for base in bases])
        slots[out] = new_class("Recorded", parents, exec_body=lambda space: space.update(body))

    def _with(self, slots: Slots, manager: Any, program: dict[str, Any], out: int) -> None:
        slots[out] = None
        with self.value(slots, manager):
            slots[out] = self.run(program, slots)

    def _catch(self, slots: Slots, out: int, program: dict[str, Any]) -> None:
        slots[out] = None
        try:
            self.run(program, slots)
        except BaseException as error:  # SystemExit as well: what it raised is what was asked for
            slots[out] = [failure(error)[0], _message(error)]

    def _fold(self, slots: Slots, out: int, times: int, start: Any, param: int, program: dict[str, Any]) -> None:
        x = self.value(slots, start)
        for _ in range(times):
            x = self.run(program, {**slots, param: x})
        slots[out] = x

    def _proxy(self, slots: Slots, out: int, name: Any) -> None:
        slots[out] = lambda *args: self._ask(name, list(args))


INSTRUCTIONS: dict[str, Callable[..., None]] = {
    "import": Interpreter._import,
    "attr": Interpreter._attr,
    "set": Interpreter._set,
    "call": Interpreter._call,
    "op": Interpreter._op,
    "builtin": Interpreter._builtin,
    "def": Interpreter._def,
    "class": Interpreter._class,
    "with": Interpreter._with,
    "catch": Interpreter._catch,
    "fold": Interpreter._fold,
    "proxy": Interpreter._proxy,
}


def _message(error: BaseException) -> str:
    """What the exception says, cut; an exception whose own text fails says nothing."""
    try:
        text = str(error)
    except BaseException:
        return ""
    return text[:MAX_MESSAGE]
