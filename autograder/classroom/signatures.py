"""Did a student change what a blank is called with? Read in the syntax tree; nothing of it ever runs.

`changes(stub, theirs, blanks)` gives a sentence for each blank whose parameters differ from the stub's in names, order,
kind or defaults, and for each that is gone. Hidden checks call by the stub's signature, so such a blank fails for a
reason that its verdict does not tell.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from autograder.classroom.paths import shown
from autograder.course.model import Blank
from autograder.course.symbols import Definition, symbols

START = re.compile(r"^[ \t]*(?:@|class\b|(?:async[ \t]+)?def\b).*", re.MULTILINE)
HEADER = re.compile(r"^[ \t]*(?:class\b|(?:async[ \t]+)?def\b)[\s\S]{0,999}?:[ \t]*$", re.MULTILINE)  # on several lines
BINDING = frozenset({"staticmethod", "classmethod", "property"})  # decorators that change what a call passes
MAX_BYTES = 1 << 16  # far longer than any of the reference; parsing more would keep the whole class waiting


def changes(stub: bytes, theirs: bytes, blanks: Sequence[Blank]) -> Iterator[str]:
    """One sentence per blank of this file that is called otherwise than in the stub, or is gone."""
    if len(theirs) > MAX_BYTES or _is_alike(stub, theirs):
        return
    here, tree = _definitions(stub), _tree(theirs)
    if tree is None:  # the judge says that it does not parse
        return
    there = dict(symbols(tree))
    wanted = list(dict.fromkeys(blank.symbol for blank in blanks))
    if not there.keys() >= {*wanted} & here.keys():
        yield from (
            f"`{name}` of the stub is not here; it was renamed or deleted" for name in _gone(wanted, here, tree)
        )
    for symbol in wanted:
        old, new = (_called(symbol, definitions.get(symbol)) for definitions in (here, there))
        if old and new and old != new:
            yield f"`{old}` of the stub is `{new}` here"


def _is_alike(stub: bytes, theirs: bytes) -> bool:
    """Whether all definitions are headed by the same text: ten times faster to see than in a syntax tree."""
    text = _text(theirs)
    starts, headers = _headed(stub)
    return START.findall(text) == starts and HEADER.findall(text) == headers


@lru_cache(maxsize=256)
def _headed(stub: bytes) -> tuple[list[str], list[str]]:
    return START.findall(_text(stub)), HEADER.findall(_text(stub))


def _text(source: bytes) -> str:
    return source.decode("utf-8", errors="replace").replace("\r\n", "\n")


@lru_cache(maxsize=256)
def _definitions(stub: bytes) -> dict[str, Definition]:
    return dict(symbols(ast.parse(stub)))


def _tree(source: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(source.decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _gone(wanted: Sequence[str], here: Container[str], tree: ast.Module) -> list[str]:
    """The functions and classes that nothing in a file can define; of a class that is gone, no method is told."""
    bound, gone = _bound(tree), list[str]()
    for symbol in wanted:
        outer = symbol.partition(".")[0]
        for name in (outer, symbol):
            if name in here and not {name, "*"} & bound and not {name, outer} & {*gone}:
                gone.append(name)
    return gone


def _bound(tree: ast.Module) -> set[str]:
    """The symbols that a file may define in any way, at any depth: `mul = np.multiply` defines `mul`, too."""
    found = {name for node in ast.walk(tree) for name in _bound_by(node)}
    for outer in ast.walk(tree):
        if isinstance(outer, ast.ClassDef):
            found |= {f"{outer.name}.{name}" for node in ast.walk(outer) for name in _bound_by(node)}
    return found


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The names that one node binds; `A.f` for an attribute of a name."""
    if isinstance(node, Definition):
        yield node.name
    elif isinstance(node, ast.alias):
        yield node.asname or node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
        yield f"{node.value.id}.{node.attr}"


def _called(symbol: str, node: Definition | None) -> str:
    """All that a call must know: "@staticmethod ReLU.forward(ctx, x)"; "" for what is no function."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return ""
    decorators = {name.id for name in node.decorator_list if isinstance(name, ast.Name)} & BINDING
    before = "".join(f"@{name} " for name in sorted(decorators))
    before += "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    try:
        return shown(f"{before}{symbol}({_parameters(node)})")
    except RecursionError:  # a default that is nested hundreds deep: it is read, and cannot be written again
        return shown(f"{before}{symbol}(...)")


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The parameters as Python writes them, annotations left out: "x, y=1, *, z"."""
    given = node.args

    def bare(parameter: ast.arg) -> ast.arg:
        return ast.arg(parameter.arg)

    return ast.unparse(
        ast.arguments(
            posonlyargs=[bare(each) for each in given.posonlyargs],
            args=[bare(each) for each in given.args],
            vararg=bare(given.vararg) if given.vararg else None,
            kwonlyargs=[bare(each) for each in given.kwonlyargs],
            kw_defaults=given.kw_defaults,
            kwarg=bare(given.kwarg) if given.kwarg else None,
            defaults=given.defaults,
        )
    )
