"""What a definition in a student's file names, and what that is: `Reach(sources).uses(node, scope)`.

`Sources` are the student's files as texts. A `Use` is one expression with the dotted names that it may stand for, and
with the places of the student's own that it leads to: functions, methods, values of names outside of functions.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from autograder.course.model import Blank
from autograder.course.policy_names import UNKNOWN, Names
from autograder.course.policy_scopes import Bound, Definition, Scope, inside, latest, scope_of
from autograder.course.symbols import lines_of

CHANGING = frozenset({"globals", "setattr", "vars", "exec", "eval", "modules", "__dict__"})
STORES = re.compile(r"\.\s*(\w+)\s*[,)\]=]")
READ, UNSEEN = ast.Load(), frozenset({UNKNOWN})


@dataclass(frozen=True)
class Place:
    """A definition or an expression, the scope that it is read in, and the symbol that it defines, if it does."""

    node: ast.AST
    scope: Scope
    symbol: str = ""


@dataclass(frozen=True)
class Use:
    """One expression: where it stands, what it may be, what it leads to, and whether it is the operator @."""

    file: str
    line: int
    paths: frozenset[str]
    places: tuple[Place, ...]
    product: bool = False


@dataclass
class Sources:
    """The student's files with blanks ("scalars/laws.py" -> text) and their stubs; `trees` that are parsed already.

    A file that does not parse is as good as empty. What stands in the stub word for word is given, and nobody's fault.
    """

    texts: Mapping[str, str]
    stubs: Mapping[str, str]
    trees: dict[str, ast.Module] = field(default_factory=dict)
    _scopes: dict[str, Scope] = field(default_factory=dict)
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _own: dict[str, list[Place]] = field(default_factory=dict)
    _parts: dict[int, list[Place]] = field(default_factory=dict)

    def tree(self, file: str) -> ast.Module:
        if file not in self.trees:
            self.trees[file] = _parsed(self.texts[file])
        return self.trees[file]

    def scope(self, file: str) -> Scope:
        if file not in self._scopes:
            self._scopes[file] = scope_of(self.tree(file), None, file)
        return self._scopes[file]

    def module(self, name: str) -> Scope | None:
        """The scope of "tinytorch.scalars.laws", where that file is the student's."""
        file = f"{name.removeprefix('tinytorch.').replace('.', '/')}.py"
        return self.scope(file) if file in self.texts else None

    def is_given(self, node: ast.AST, file: str) -> bool:
        """Whether a statement reads as in the stub."""
        if file not in self._lines:
            self._lines[file] = lines_of(self.texts[file])
        return isinstance(node, ast.stmt) and _segment(node, self._lines[file]) in _statements(self.stubs.get(file, ""))

    def own(self, file: str) -> list[Place]:
        """The statements and methods of a file that are not given."""
        if file not in self._own:
            self._own[file] = [
                place
                for node in self.tree(file).body
                if not self.is_given(node, file)
                for place in (
                    self.parts(node, self.scope(file))
                    if isinstance(node, ast.ClassDef)
                    else [Place(node, self.scope(file))]
                )
                if not self.is_given(place.node, file)
            ]
        return self._own[file]

    def parts(self, node: ast.ClassDef, scope: Scope) -> list[Place]:
        """What a class holds, each part with its symbol; of two methods of one name the last."""
        if id(node) not in self._parts:
            named = {
                f"{node.name}.{_name(part)}" if _name(part) else str(place): part
                for place, part in enumerate(node.body)
            }
            within = scope_of(node, scope)
            self._parts[id(node)] = [Place(part, within, name if "." in name else "") for name, part in named.items()]
        return self._parts[id(node)]


def _name(node: ast.AST) -> str:
    """What a statement defines, if it does that alone."""
    if isinstance(node, Definition):
        return node.name
    target = (
        node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else getattr(node, "target", None)
    )
    return target.id if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) else ""


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, MemoryError):
        return ast.Module([], [])


def _segment(node: ast.stmt, lines: Sequence[str]) -> str:
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    return "\n".join(lines[first - 1 : node.end_lineno])


@lru_cache(maxsize=256)
def _statements(stub: str) -> frozenset[str]:
    """Every statement of a stub, and every one in its classes, as text."""
    tree, lines = _parsed(stub), lines_of(stub)
    inner = [part for node in tree.body if isinstance(node, ast.ClassDef) for part in node.body]
    return frozenset(_segment(node, lines) for node in (*tree.body, *inner))


class Reach:
    """Follows the names of some files; every definition is read once, for all blanks and all rules."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.names = Names(sources.module)
        self._uses: dict[int, list[Use]] = {}
        self._stores_of: dict[str, dict[str, list[Place]]] = {}

    def start(self, blank: Blank) -> list[Place]:
        """What makes a blank: its definitions, what loading its file does, and what is stored under its name."""
        scope, (outer, _, inner) = self.sources.scope(blank.file), blank.symbol.partition(".")
        found: list[Place] = []
        for bound in latest(scope.names.get(outer, [])):
            if not inner or not isinstance(bound.node, ast.ClassDef):
                found += _place(bound, outer)
                continue
            found += [Place(node, scope) for node in bound.node.decorator_list]
            found += [place for place in self.sources.parts(bound.node, scope) if place.symbol in ("", blank.symbol)]
        found += [place for place in self.sources.own(blank.file) if not place.scope.parent and _runs(place.node)]
        return [*found, *self.stores(blank.symbol.rpartition(".")[2])]

    def uses(self, place: Place) -> list[Use]:
        """Every use in a definition or expression."""
        if id(place.node) not in self._uses:
            given = self.sources.is_given(place.node, place.scope.file)
            self._uses[id(place.node)] = [] if given else list(self._read(place))
        return self._uses[id(place.node)]

    def _read(self, place: Place) -> Iterator[Use]:
        for node, scope in inside(place.node, place.scope):
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
                yield Use(scope.file, node.lineno, frozenset(), (), product=True)
            elif isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript) and not _is_written(node):
                paths = self.names.paths(node, scope)
                places = tuple(self._places(node, scope, paths))
                if places or paths != UNSEEN:
                    yield Use(scope.file, node.lineno, paths, places)

    def _places(self, node: ast.expr, scope: Scope, paths: Collection[str]) -> Iterator[Place]:
        """What of the student's own an expression names."""
        if isinstance(node, ast.Name):
            yield from (place for bound in latest(scope.find(node.id) or []) for place in self._further(bound, node.id))
        elif isinstance(node, ast.Attribute):
            yield from self.stores(node.attr)
            yield from self.members.get(node.attr, ())
        for path in paths:
            module, name, _ = self.names.home(path)
            for bound in latest(module.names.get(name, [])) if module else ():
                yield from self._further(bound, name)

    def _further(self, bound: Bound, name: str) -> Iterator[Place]:
        """A definition, or a value outside of a function; of a class what is not called by a name of its own."""
        if isinstance(bound.node, ast.ClassDef) and bound.scope:
            called = bound.sure and bound.scope.parent is None  # then `members` knows its methods
            for place in self.sources.parts(bound.node, bound.scope):
                if not called or _name(place.node).startswith("__") or not isinstance(place.node, Definition):
                    yield place
        elif bound.scope and (bound.scope.parent is None or isinstance(bound.node, Definition)):
            yield from _place(bound, name)

    @cached_property
    def members(self) -> Mapping[str, list[Place]]:
        """What the classes of all files hold that is not given, by name."""
        known: dict[str, list[Place]] = {}
        for place in (place for file in self.sources.texts for place in self.sources.own(file)):
            if place.scope.is_class:
                known.setdefault(place.symbol.rpartition(".")[2], []).append(place)
        return known

    def stores(self, name: str) -> Iterator[Place]:
        """What `x.name = value` stores in any of the files."""
        for file, names in self._stored.items():
            if name in names:
                yield from self._stores(file).get(name, ())

    @cached_property
    def _stored(self) -> Mapping[str, frozenset[str]]:
        return {file: frozenset(STORES.findall(text)) for file, text in self.sources.texts.items()}

    def _stores(self, file: str) -> Mapping[str, list[Place]]:
        if file not in self._stores_of:
            found = self._stores_of.setdefault(file, {})
            for place in self.sources.own(file):
                for node, scope in inside(place.node, place.scope):
                    for target in node.targets if isinstance(node, ast.Assign) else ():
                        for part in ast.walk(target):
                            if isinstance(part, ast.Attribute) and _is_written(part):
                                found.setdefault(part.attr, []).append(Place(node.value, scope))  # type: ignore[attr-defined]
        return self._stores_of[file]


def _place(bound: Bound, symbol: str = "") -> list[Place]:
    return [Place(bound.node, bound.scope, symbol)] if bound.node is not None and bound.scope is not None else []


def _is_written(node: ast.expr) -> bool:
    return not isinstance(getattr(node, "ctx", READ), ast.Load)


def _runs(node: ast.AST) -> bool:
    """Whether a statement of a file may change what its functions are when the file is loaded."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
        return False
    if isinstance(node, ast.If) and "__name__" in {
        each.id for each in ast.walk(node.test) if isinstance(each, ast.Name)
    }:
        return False  # `if __name__ == "__main__":` does not run when the file is imported
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        words = {getattr(each, "id", getattr(each, "attr", "")) for each in ast.walk(node)}
        return not all(isinstance(target, ast.Name) for target in targets) or not words.isdisjoint(CHANGING)
    return True
