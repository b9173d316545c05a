"""What a piece of Python says, whatever it looks like: `stream_of(nodes, names)` gives its tokens with their lines.

Layout, comments, docstrings, types and names that the student chose are gone. What is the same, written otherwise, has
the same tokens: x += y and x = x + y, a > b and b < a, `if` as a statement and as an expression, loops of every kind;
code that can never run and values that nothing reads are left out. Parameters keep their place: the stub gives them.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Definition = ast.FunctionDef | ast.AsyncFunctionDef
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)
SILENT = ("ctx", "annotation", "returns", "type_comment", "type_params", "decorator_list", "type_ignores", "kind")
SWAPPED = {ast.Gt: "Lt", ast.GtE: "LtE"}
VARIABLE, HELPER = "v", "f"


@dataclass(frozen=True)
class Stream:
    """The tokens of a piece of a program, and the line in its file that each comes from."""

    tokens: tuple[str, ...]
    lines: tuple[int, ...]


def stream_of(nodes: Sequence[ast.stmt], parameters: Sequence[str], helpers: Collection[str]) -> Stream:
    """The tokens of some statements; `helpers` are names that the student gave to functions of the file."""
    names = dict.fromkeys(helpers, HELPER) | _variables(nodes)
    names |= {name: f"p{place}" for place, name in enumerate(parameters)}
    found = list(_Reader(names, _read_names(nodes)).statements(nodes))
    return Stream(tuple(token for token, _ in found), tuple(line for _, line in found))


def _variables(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """Every name that is bound in the statements."""
    found = dict[str, str]()
    for node in (inner for each in nodes for inner in ast.walk(each)):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found[node.id] = VARIABLE
        elif isinstance(node, ast.arg):
            found[node.arg] = VARIABLE
        elif isinstance(node, Definition | ast.ClassDef):
            found[node.name] = HELPER
    return found


def _read_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    every = (inner for each in nodes for inner in ast.walk(each))
    return frozenset(node.id for node in every if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


class _Reader:
    """Walks through a tree and says what is there; `names` says what a name is called."""

    def __init__(self, names: dict[str, str], read: Collection[str]) -> None:
        self._names, self._read = names, read
        self._line = 0

    def statements(self, nodes: Iterable[ast.stmt]) -> Iterator[tuple[str, int]]:
        for node in nodes:
            if not self._says_nothing(node):
                yield from self.node(node)

    def _says_nothing(self, node: ast.stmt) -> bool:
        """A text that stands by itself, `pass`, what never runs, and a value that nobody reads."""
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant)
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Constant) and not node.test.value:
            return not node.orelse
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            unread = isinstance(target, ast.Name) and target.id not in self._read
            return unread and not (node.value and any(isinstance(each, ast.Call) for each in ast.walk(node.value)))
        return isinstance(node, ast.Pass | ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom)

    def node(self, node: Any) -> Iterator[tuple[str, int]]:
        """The tokens of one statement or expression, in the order in which it is read."""
        self._line = getattr(node, "lineno", self._line)
        line = self._line
        kind = type(node)
        if kind is ast.Name:
            yield self._names.get(node.id, node.id), line
        elif kind is ast.Constant:
            yield self._constant(node.value), line
        elif kind is ast.Attribute:
            yield from self.node(node.value)
            yield f".{node.attr}", line
        elif kind is ast.AugAssign:
            yield "Assign", line
            yield from self.several(node.target, ast.BinOp(node.target, node.op, node.value))
        elif kind is ast.AnnAssign or kind is ast.NamedExpr:
            yield "Assign", line
            yield from self.several(node.target, node.value)
        elif kind is ast.Compare and len(node.ops) == 1:
            swapped = SWAPPED.get(type(node.ops[0]))
            yield swapped or type(node.ops[0]).__name__, line
            yield from self.several(
                *((node.comparators[0], node.left) if swapped else (node.left, node.comparators[0]))
            )
        elif kind in (ast.If, ast.IfExp):
            yield "If", line
            yield from self.several(node.test, *_listed(node.body), *_listed(node.orelse))
        elif kind in (ast.ListComp, ast.SetComp, ast.GeneratorExp):
            yield from self.several(*node.generators, node.elt)
        elif kind in LOOPS:
            yield "Loop", line
            yield from self._fields(node)
        elif kind is ast.keyword or kind is ast.arg:
            yield from self.several(*([] if kind is ast.arg else [node.value]))
        elif isinstance(node, ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
            yield kind.__name__, line
        elif kind is not ast.Expr and kind is not ast.arguments:
            yield kind.__name__, line
            yield from self._fields(node)
        else:
            yield from self._fields(node)

    def several(self, *nodes: Any) -> Iterator[tuple[str, int]]:
        for node in nodes:
            yield from self.statements([node]) if isinstance(node, ast.stmt) else self.node(node)

    def _fields(self, node: ast.AST) -> Iterator[tuple[str, int]]:
        for name, value in ast.iter_fields(node):
            if name not in SILENT:
                yield from self.several(*(part for part in _listed(value) if isinstance(part, ast.AST)))

    def _constant(self, value: object) -> str:
        if isinstance(value, bool) or value is None:
            return str(value)
        return repr(float(value)) if isinstance(value, int | float) and abs(value) < 1e300 else "text"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
