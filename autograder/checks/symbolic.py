"""Symbolic values: what a check's author holds while the check is being recorded.

Whatever is done to a `Symbolic` (operators, attributes, calls, indexing) is written down as an instruction and gives
another Symbolic. What cannot be written down (`if`, `for`, `float()`, ...) raises RecordError, which says what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from autograder.checks.scenario import Block, Recorder

UNARY = ("neg", "pos", "abs", "invert")
BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")
COMPARE = ("lt", "le", "eq", "ne", "gt", "ge")
KEYWORDS = ("and", "or")  # the operator module calls these and_ and or_

REFUSED = {
    "__bool__": "an `if`, `and`, `not` or `in` on it; return the value and judge it outside, or use tt.builtin",
    "__iter__": "a loop or an unpacking over it; index it (y[0]) or use tt.fold",
    "__len__": "len() of it; write tt.builtin.len(y)",
    "__float__": "float() of it; write tt.builtin.float(y)",
    "__int__": "int() of it; write tt.builtin.int(y)",
    "__complex__": "complex() of it; return the value and judge it outside",
    "__index__": "its use as an index of plain data; make the data symbolic first: tt.builtin.list(data)[y]",
    "__str__": "str() of it; write tt.builtin.str(y)",
    "__format__": "its use in an f-string; write tt.builtin.str(y)",
    "__contains__": "an `in` on it; return the value and judge it outside",
    "__delattr__": "`del` of its attribute; no check needs it",
    "__delitem__": "`del` of its item; no check needs it",
}


class RecordError(Exception):
    """A check does something that cannot be recorded; the text says what to write instead."""


class Symbolic:
    """A value that will exist when the scenario runs; it knows its slot and the block in which it was made."""

    __slots__ = ("_block", "_slot")
    __array_ufunc__ = None  # so that `ndarray * symbolic` comes to __rmul__ as one instruction
    __hash__ = object.__hash__

    def __init__(self, block: Block, slot: int) -> None:
        object.__setattr__(self, "_block", block)
        object.__setattr__(self, "_slot", slot)

    def __getattr__(self, name: str) -> Symbolic:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"a symbolic value has no {name}; write tt.builtin.getattr(y, {name!r})")
        return recorder_of(self).emit("attr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        recorder_of(self).effect("set", self, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Symbolic:
        return recorder_of(self).call(self, list(args), kwargs)

    def __getitem__(self, index: Any) -> Symbolic:
        return recorder_of(self).emit("op", "getitem", [self, index])

    def __setitem__(self, index: Any, value: Any) -> None:
        recorder_of(self).emit("op", "setitem", [self, index, value])

    def __repr__(self) -> str:
        return f"<symbolic value {self._slot}>"


def recorder_of(value: Symbolic) -> Recorder:
    """The recorder that a symbolic value belongs to."""
    block: Block = object.__getattribute__(value, "_block")
    return block.recorder


def _operator(name: str, *, reflected: bool = False) -> Callable[..., Symbolic]:
    word = name + "_" if name in KEYWORDS else name

    def method(self: Symbolic, *others: Any) -> Symbolic:
        operands = [*others, self] if reflected else [self, *others]
        return recorder_of(self).emit("op", word, operands)

    return method


def _refusal(reason: str) -> Callable[..., NoReturn]:
    def method(self: Symbolic, *_: Any) -> NoReturn:
        raise RecordError(f"a check is recorded before it runs, so a symbolic value does not allow {reason}.")

    return method


for _name in (*UNARY, *COMPARE):
    setattr(Symbolic, f"__{_name}__", _operator(_name))
for _name in BINARY:
    setattr(Symbolic, f"__{_name}__", _operator(_name))
    setattr(Symbolic, f"__r{_name}__", _operator(_name, reflected=True))
    setattr(Symbolic, f"__i{_name}__", _operator("i" + _name))
for _name, _reason in REFUSED.items():
    setattr(Symbolic, _name, _refusal(_reason))
