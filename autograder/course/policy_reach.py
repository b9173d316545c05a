"""What a blank reaches in a student's files, and what is used there: `Reach(sources, blanks).of(blank)`.

`Sources` are the student's files as texts; a `Use` is one expression in them with the dotted names that it may be.
"""

from __future__ import annotations

import ast
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from autograder.course.model import Blank
from autograder.course.policy_names import Names
from autograder.course.policy_scopes import Place, Scope, file_scope, inside
from autograder.course.symbols import Definition, lines_of

OPERATOR = frozenset({"@"})


@dataclass(frozen=True)
class Use:
    """One expression: its file and line, what it may be ("@" for that operator), and the attribute that it names."""

    file: str
    line: int
    paths: frozenset[str]
    attribute: str = ""


@dataclass
class Sources:
    """The student's files with blanks ("scalars/laws.py" -> text) and their stubs; `trees` that are parsed already.

    A file that does not parse is as good as empty. What the stub says line for line is given, and nobody's fault.
    """

    texts: Mapping[str, str]
    stubs: Mapping[str, str]
    trees: dict[str, ast.Module] = field(default_factory=dict)
    _scopes: dict[str, Scope] = field(default_factory=dict)
    _new: dict[str, list[bool]] = field(default_factory=dict)

    def tree(self, file: str) -> ast.Module:
        if file not in self.trees:
            self.trees[file] = _parsed(self.texts[file])
        return self.trees[file]

    def scope(self, file: str) -> Scope:
        if file not in self._scopes:
            self._scopes[file] = file_scope(self.tree(file), file)
        return self._scopes[file]

    def module(self, name: str) -> Scope | None:
        """The scope of "tinytorch.scalars.laws", where that file is the student's."""
        file = f"{name.removeprefix('tinytorch.').replace('.', '/')}.py"
        return self.scope(file) if file in self.texts else None

    def is_given(self, node: Any, file: str) -> bool:
        """Whether every line of a part of a file stands in its stub."""
        if file not in self._new:
            given = _lines(self.stubs.get(file, ""))
            self._new[file] = [line.strip() not in given for line in lines_of(self.texts[file])]
        first = min(each.lineno for each in (node, *getattr(node, "decorator_list", ())))
        return not any(self._new[file][first - 1 : node.end_lineno])

    def own(self, file: str) -> Iterator[Place]:
        """The statements of a file, and what its classes define, that are not given."""
        top = self.scope(file)
        for node in self.tree(file).body:
            parts = top.within(node).names.values() if isinstance(node, ast.ClassDef) else [[Place(node, top)]]
            yield from (place for places in parts for place in places if not self.is_given(place.node, file))


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


@lru_cache(maxsize=256)
def _lines(stub: str) -> frozenset[str]:
    return frozenset(line.strip() for line in lines_of(stub))


class Reach:
    """Follows the names of some files; `blanks` answer for themselves. Every place is read once, whoever reaches it."""

    def __init__(self, sources: Sources, blanks: Iterable[Blank]) -> None:
        self._sources = sources
        self._names = Names(sources.module)
        self._answering = {(blank.file, blank.symbol) for blank in blanks}
        self._uses: dict[Place, list[Use]] = {}
        self._leads: dict[Place, list[Place]] = {}

    def of(self, blank: Blank) -> set[Place]:
        """What gives a blank its value, and all that this leads to, but for what is given and for other blanks."""
        waiting, found = self._start(blank), set[Place]()
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += self._further(place)
        return found

    def _start(self, blank: Blank) -> list[Place]:
        outer, _, inner = blank.symbol.partition(".")
        places = self._sources.scope(blank.file).names.get(outer, [])
        if inner:
            classes = [place.scope.within(place.node) for place in places if isinstance(place.node, ast.ClassDef)]
            places = [place for scope in classes for place in scope.names.get(inner, ())]
        return [*places, *self._stored.get(inner or outer, ())]

    def uses(self, place: Place) -> list[Use]:
        """Every use in a place; a blank is never given, even if each of its lines stands somewhere in the stub."""
        if place not in self._uses:
            file = place.scope.file
            given = (file, place.symbol) not in self._answering and self._sources.is_given(place.node, file)
            self._uses[place] = [] if given else list(self._read(place))
        return self._uses[place]

    def _read(self, place: Place) -> Iterator[Use]:
        if isinstance(place.node, ast.alias):  # from numpy import matmul as matmul_loop
            yield Use(place.scope.file, place.node.lineno, self._names.at(place))
        for node, scope in inside(place.node, place.scope):
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
                yield Use(scope.file, node.lineno, OPERATOR)
            elif isinstance(node, ast.Name | ast.Attribute | ast.Call) and not _is_written(node):
                attribute = node.attr if isinstance(node, ast.Attribute) else ""
                yield Use(scope.file, node.lineno, self._names.paths(node, scope), attribute)

    def _further(self, place: Place) -> list[Place]:
        """What of the student's own a place leads to."""
        if place not in self._leads:
            uses = self.uses(place)
            found = [each for name in sorted({use.attribute for use in uses}) for each in self._stored.get(name, ())]
            paths = sorted({path for use in uses for path in use.paths})  # one order: equal files are read alike
            found += [each for path in paths for each in self._named(path)]
            self._leads[place] = [each for each in found if (each.scope.file, each.symbol) not in self._answering]
        return self._leads[place]

    def _named(self, path: str) -> Iterator[Place]:
        """What a path names; of a class what is at work where nobody names it, of an import nothing: it is a use."""
        scope, name, _ = self._names.home(path)
        for place in scope.names.get(name, ()) if scope else ():
            if isinstance(place.node, ast.ClassDef):
                parts = place.scope.within(place.node).names.values()
                yield from (part for each in parts for part in each if _runs_unnamed(part.node))
            elif not place.path:
                yield place

    @cached_property
    def _stored(self) -> Mapping[str, list[Place]]:
        """What lies under a name in any value: what classes define, and what `x.name = value` stores."""
        found = defaultdict[str, list[Place]](list)
        for place in (place for file in self._sources.texts for place in self._sources.own(file)):
            if place.scope.owner:
                found[place.symbol.rpartition(".")[2]].append(place)
            for node, scope in inside(place.node, place.scope):
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                    for part in ast.walk(node):
                        if isinstance(part, ast.Attribute) and _is_written(part):
                            found[part.attr].append(Place(node.value, scope))
        return dict(found)


def _runs_unnamed(node: ast.AST) -> bool:
    """Whether a part of a class is the method of an operator, or a value."""
    return not isinstance(node, Definition) or node.name.startswith("__")


def _is_written(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)
