"""The scopes of a file: what each module, class and function binds, read from the text alone.

`file_scope(tree, file)` is the scope of a file, `inside(node, scope)` walks a tree with the scope of each part. Every
way in which a name is bound is kept, whichever is taken when the file runs; only a definition replaces earlier ones.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.course.imports import absolute
from autograder.course.symbols import Definition

Opening = Definition | ast.Lambda  # what opens a scope of its own


@dataclass(frozen=True)
class Place:
    """What gives a name its value: a definition, an expression, or an import, which gives it a dotted path."""

    node: ast.AST
    scope: Scope  # in which the node is read
    symbol: str = ""  # "mul", "ReLU.forward": of what a file or a class defines
    path: str = ""


@dataclass(eq=False)
class Scope:
    """The names that one module, class or function binds, and where it stands; of an empty list nobody knows what."""

    file: str
    parent: Scope | None = None
    owner: str = ""  # the class whose scope it is
    names: dict[str, list[Place]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)  # modules of `from m import *`
    _within: dict[ast.AST, Scope] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """ "tinytorch.scalars.laws" for scalars/laws.py."""
        return f"tinytorch.{self.file.removesuffix('.py').replace('/', '.')}"

    @property
    def top(self) -> Scope:
        return self if self.parent is None else self.parent.top

    def bind(self, name: str, node: ast.AST, path: str = "") -> None:
        outer = self.parent is None or (self.owner and self.parent.parent is None)
        symbol = f"{self.owner}.{name}".removeprefix(".") if outer else ""
        self.names.setdefault(name, []).append(Place(node, self, symbol, path))

    def find(self, name: str) -> Scope | None:
        """The nearest scope that binds a name; a class lends its names to nothing inside it."""
        scope: Scope | None = self
        while scope is not None and (name not in scope.names or (scope.owner and scope is not self)):
            scope = scope.parent
        return scope

    def within(self, node: Opening) -> Scope:
        """The scope that a class or function in this one opens."""
        if node not in self._within:
            inner = self._within[node] = Scope(self.file, self, node.name if isinstance(node, ast.ClassDef) else "")
            if not isinstance(node, ast.ClassDef):
                _bind_parameters(node.args, inner)
            _bind_all(node.body if isinstance(node, Definition) else [node.body], inner)
        return self._within[node]


def file_scope(tree: ast.Module, file: str) -> Scope:
    scope = Scope(file)
    _bind_all(tree.body, scope)
    return scope


def inside(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    """Every node in and below `node` but types, with the scope that its names are read in."""
    waiting = [(node, scope)]
    while waiting:
        node, scope = waiting.pop()
        yield node, scope
        within = scope.within(node) if isinstance(node, Opening) else scope
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns", "type_params"):
                parts = value if isinstance(value, list) else [value]
                waiting += [(part, within) for part in parts if isinstance(part, ast.AST)]


def _bind_parameters(arguments: ast.arguments, scope: Scope) -> None:
    """A parameter is what its default is, as far as anybody knows."""
    placed = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(placed) - len(arguments.defaults)) + [*arguments.defaults]
    pairs = [*zip(placed, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    pairs += [(rest, None) for rest in (arguments.vararg, arguments.kwarg) if rest]
    for parameter, default in pairs:
        scope.names[parameter.arg] = [Place(default, scope.parent)] if default and scope.parent else []


def _bind_all(body: list[ast.stmt] | list[ast.expr], scope: Scope) -> None:
    """All that the body of a module, class or function binds."""
    for statement in body:
        if isinstance(statement, Definition):
            scope.names.pop(statement.name, None)
        waiting: list[ast.AST] = [statement]
        while waiting:
            node = waiting.pop()
            _bind(node, scope)
            if not isinstance(node, Opening):
                waiting += reversed(list(ast.iter_child_nodes(node)))


def _bind(node: ast.AST, scope: Scope) -> None:
    """What one node binds."""
    if isinstance(node, Definition):
        scope.bind(node.name, node)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.partition(".")[0]
            scope.bind(alias.asname or root, alias, alias.name if alias.asname else root)
    elif isinstance(node, ast.ImportFrom):
        module = absolute("." * node.level + (node.module or ""), ["tinytorch", *scope.file.split("/")[:-1]])
        scope.top.stars += [module for alias in node.names if alias.name == "*"]
        for alias in node.names:
            scope.bind(alias.asname or alias.name, alias, f"{module}.{alias.name}")
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                scope.bind(target.id, node.value)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        scope.names.setdefault(node.id, [])
