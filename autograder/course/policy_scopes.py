"""The scopes of a file: what each module, class and function binds, read from the text alone.

`scope_of(tree, None, file)` is the scope of a file, `inside(node, scope)` walks a tree with the scope of each part.
Every way in which a name is bound is kept, whichever is taken when the file runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Bound:
    """One way in which a name is bound: to a path (an import), a definition, an expression, or to what nobody knows."""

    path: str = ""
    node: ast.AST | None = None
    scope: Scope | None = None
    sure: bool = False  # a definition that stands under no condition


@dataclass
class Scope:
    """The names that one module, class or function binds, and where it stands."""

    file: str
    parent: Scope | None = None
    is_class: bool = False
    names: dict[str, list[Bound]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)  # modules of `from m import *`

    def bind(self, name: str, path: str = "", node: ast.AST | None = None, sure: bool = False) -> None:
        self.names.setdefault(name, []).append(Bound(path, node, self, sure))

    def find(self, name: str) -> list[Bound] | None:
        """How the nearest scope that binds a name binds it; a class lends its names to nothing inside it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and not (scope.is_class and scope is not self):
                return scope.names[name]
            scope = scope.parent
        return None

    @property
    def module(self) -> Scope:
        return self if self.parent is None else self.parent.module


def inside(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    """Every node in and below `node` with the scope that its names are read in."""
    waiting = [(node, scope)]
    while waiting:
        node, scope = waiting.pop()
        yield node, scope
        within = scope_of(node, scope) if isinstance(node, ast.ClassDef | Function) else scope
        body = {id(part) for part in _body(node)}
        waiting += [(child, within if id(child) in body else scope) for child in _children(node)]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """All parts but types, which are never computed with."""
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "type_params"):
            yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))


def _body(node: ast.AST) -> list[ast.AST]:
    """The parts of a definition that see its own names."""
    if isinstance(node, ast.Lambda):
        return [node.body]
    return list(node.body) if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) else []


def scope_of(node: ast.AST, parent: Scope | None, file: str = "") -> Scope:
    """The scope that a module, class or function opens, with all that it binds."""
    scope = Scope(parent.file if parent else file, parent, isinstance(node, ast.ClassDef))
    if isinstance(node, Function):
        _bind_parameters(node.args, scope)
    body = [node.body] if isinstance(node, ast.Lambda) else getattr(node, "body", [])
    waiting: list[tuple[ast.AST, bool]] = [(part, True) for part in reversed(body)]
    while waiting:
        inner, sure = waiting.pop()
        _bind(inner, scope, sure)
        if isinstance(inner, Definition):
            waiting += [(part, False) for part in inner.decorator_list]
        elif not isinstance(inner, ast.Lambda):
            waiting += [(part, False) for part in reversed(list(ast.iter_child_nodes(inner)))]
    return scope


def _bind_parameters(arguments: ast.arguments, scope: Scope) -> None:
    """Parameters are unknown, but for their defaults."""
    placed = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(placed) - len(arguments.defaults)) + [*arguments.defaults]
    pairs = [*zip(placed, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    for parameter, default in pairs:
        scope.names[parameter.arg] = [Bound(node=default, scope=scope.parent)]
    for rest in (arguments.vararg, arguments.kwarg):
        if rest is not None:
            scope.bind(rest.arg)


def _bind(node: ast.AST, scope: Scope, sure: bool) -> None:
    """What one statement or expression binds in a scope."""
    if isinstance(node, Definition):
        scope.bind(node.name, node=node, sure=sure)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            scope.bind(
                alias.asname or alias.name.partition(".")[0],
                alias.name if alias.asname else alias.name.partition(".")[0],
            )
    elif isinstance(node, ast.ImportFrom):
        module = absolute(node, scope.file)
        for alias in node.names:
            if alias.name == "*":
                scope.module.stars.append(module)
            else:
                scope.bind(alias.asname or alias.name, f"{module}.{alias.name}")
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            _bind_target(target, node.value, scope)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        _bind_target(node.target, node.value, scope)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        _bind_target(node.target, node.iter, scope)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        _bind_target(node.optional_vars, node.context_expr, scope)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        scope.bind(node.name)


def _bind_target(target: ast.AST, value: ast.AST | None, scope: Scope) -> None:
    """Names of a target; of several at once each may be any part of the value."""
    if isinstance(target, ast.Name):
        scope.bind(target.id, node=value)
    elif isinstance(target, ast.Tuple | ast.List):
        fits = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
        parts = value.elts if fits else [value] * len(target.elts)  # type: ignore[union-attr]
        for inner, part in zip(target.elts, parts, strict=True):
            _bind_target(inner, part, scope)
    elif isinstance(target, ast.Starred):
        _bind_target(target.value, value, scope)


def absolute(node: ast.ImportFrom, file: str) -> str:
    """'..graph' in scalars/laws.py -> 'tinytorch.graph'."""
    if not node.level:
        return node.module or ""
    package = ["tinytorch", *file.split("/")[:-1]]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def latest(bounds: list[Bound]) -> list[Bound]:
    """The last definition, where a name is defined for sure and nothing comes after; else all that may be meant."""
    return bounds[-1:] if bounds and bounds[-1].sure else bounds
