"""Turns what a student's code returned into plain data, without running a line of the student's.

`plain(value, budget)` asks every object for its exact type and for nothing else: a subclass of float, list or ndarray,
whose methods could answer as they like, becomes OPAQUE, as does all that the wire cannot carry.
`failure(error)` names an exception by the first class above it that is Python's own.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.sandbox.codec import DTYPES, MAX_INT, MAX_RANK, MIN_INT

OPAQUE = {"opaque": True}
MAX_DEPTH = 28  # the wire's 32 less the containers of the reply around the value
MAX_TEXT = 4096
ITEM = 48  # what one item is charged: more than its bytes in a header, about what it takes in memory
TASK = re.compile(r"Need to implement for Task ([0-9]+\.[0-9]+)")

# Taken before a student's module is loaded, and free of what its metaclass may define: dict lookups by type would hash
# the type, so tables are keyed by id; __mro__ and args are read by the descriptors of type and BaseException.
type_of = type
identity = id
mro_of: Callable[[type], tuple[type, ...]] = vars(type)["__mro__"].__get__
args_of: Callable[[BaseException], tuple[Any, ...]] = vars(BaseException)["args"].__get__
EXCEPTIONS = {
    id(cls): cls.__name__ for cls in vars(builtins).values() if isinstance(cls, type) and issubclass(cls, BaseException)
}


@dataclass
class Budget:
    """How much one reply may hold in all; what comes after the end is OPAQUE, and a list inside itself does end."""

    header: int = 12 << 20
    body: int = 48 << 20

    @classmethod
    def of(cls, whole: int | None) -> Budget:
        """The usual budget, or a part of `whole` bytes for each: what a reply holds then stays below that."""
        return cls() if whole is None else cls(whole // 4, whole // 2)

    def pays(self, header: int, body: int = 0) -> bool:
        self.header -= header
        self.body -= body
        return self.header >= 0 and self.body >= 0


def plain(value: Any, budget: Budget, depth: int = MAX_DEPTH) -> Any:
    """The value as the wire takes it, OPAQUE in every place where it is not plain data."""
    rule = RULES.get(identity(type_of(value)))
    return OPAQUE if rule is None or depth == 0 else rule(value, budget, depth)


def failure(error: BaseException) -> tuple[str, str | None]:
    """The name of the builtin exception that this is or derives from, and the task that a stub's text names."""
    for cls in mro_of(type_of(error)):
        kind = EXCEPTIONS.get(identity(cls))
        if kind is not None:
            break
    else:  # BaseException is above every exception
        raise AssertionError("an exception without a builtin class")
    args = args_of(error)
    if kind != "NotImplementedError" or len(args) != 1 or type_of(args[0]) is not str:
        return kind, None
    match = TASK.fullmatch(args[0])
    return kind, match[1] if match else None


def _same(value: Any, budget: Budget, depth: int) -> Any:
    return value


def _int(value: int, budget: Budget, depth: int) -> Any:
    return value if MIN_INT <= value <= MAX_INT else OPAQUE


def _str(value: str, budget: Budget, depth: int) -> Any:
    if len(value) > MAX_TEXT or not budget.pays(4 * len(value)):
        return OPAQUE
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return OPAQUE
    return value


def _list(value: Any, budget: Budget, depth: int) -> Any:
    if not budget.pays(ITEM * len(value)):  # for all at once: each of a million OPAQUEs would take its bytes too
        return OPAQUE
    return [plain(item, budget, depth - 1) for item in value]


def _dict(value: dict[Any, Any], budget: Budget, depth: int) -> Any:
    if not budget.pays(ITEM * len(value)) or not all(
        type_of(key) is str and _str(key, budget, depth) is key for key in value
    ):
        return OPAQUE
    return {key: plain(item, budget, depth - 1) for key, item in value.items()}


def _array(value: np.ndarray, budget: Budget, depth: int) -> Any:
    if value.dtype.str not in DTYPES or value.ndim > MAX_RANK or not budget.pays(ITEM, value.nbytes):
        return OPAQUE
    return value.copy()  # a later program of the same request may write into it


def _item(value: np.generic, budget: Budget, depth: int) -> Any:
    return value.item()


def _scalar(value: np.generic, budget: Budget, depth: int) -> Any:
    return np.array(value) if budget.pays(ITEM, 8) else OPAQUE


Rule = Callable[[Any, Budget, int], Any]
RULES: dict[int, Rule] = {
    **{id(dtype.type): _scalar for dtype in DTYPES.values()},
    **{id(cls): _item for cls in (np.float64, np.bool_, np.int64)},
    **{id(cls): _same for cls in (type(None), bool, float)},
    id(int): _int,
    id(str): _str,
    id(list): _list,
    id(tuple): _list,
    id(dict): _dict,
    id(np.ndarray): _array,
}
