"""Read what Python files import, without running them: `imports_of(source)` and the closure over a package.

`closure(folder, ["autograder.cli.student"])` gives every file that these modules need, whichever way they name it.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.symbols import parse


@dataclass(frozen=True)
class Import:
    """`from module import name` or, where name is None, `import module`; `inside`: within a function."""

    module: str
    name: str | None
    line: int
    inside: bool


def imports_of(source: str, file: str) -> list[Import]:
    """Every import statement, in the order of the syntax tree; a relative module keeps its dots."""
    return imports_in(parse(source, file))


def imports_in(tree: ast.Module) -> list[Import]:
    """`imports_of` a file that has been parsed."""
    return [
        Import(module, name, node.lineno, inside)
        for node, inside in _walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module, name in _names(node)
    ]


def _walk(tree: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    """Every node that may hold statements, as ast.walk gives them, and whether it stands in a function."""
    waiting = deque([(tree, False)])
    while waiting:
        node, inside = waiting.popleft()
        yield node, inside
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        waiting.extend((child, inside) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr))


def absolute_imports(tree: ast.Module, path: str) -> list[Import]:
    """The imports of a file such as "tinytorch/scalars/graph.py", relative ones made absolute."""
    package = path.split("/")[:-1]
    return [replace(item, module=absolute(item.module, package)) for item in imports_in(tree)]


def absolute(module: str, package: list[str]) -> str:
    """'..graph' in a file of tinytorch.scalars -> 'tinytorch.graph'."""
    name = module.lstrip(".")
    level = len(module) - len(name)
    return ".".join([*package[: len(package) - level + 1], *filter(None, [name])]) if level else module


def _names(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, None) for alias in node.names)
    else:
        module = "." * node.level + (node.module or "")
        yield from ((module, alias.name) for alias in node.names)


def closure(folder: Path, roots: Iterable[str], package: str) -> set[str]:
    """The modules of `package` (in `folder`) that the roots need: imported, or named in a string for a new process."""
    named = re.compile(rf"{re.escape(package)}(\.\w+)+")
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        module = waiting.pop()
        path = module_file(folder, module)
        if path is None or module in found:
            continue
        found.add(module)
        waiting += [".".join(module.split(".")[:depth]) for depth in range(1, module.count(".") + 1)]
        tree = parse(path.read_text(encoding="utf-8"), str(path))
        wanted = [(item.module, item.name) for item in imports_in(tree)]
        wanted += [
            (node.value, None)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and named.fullmatch(node.value)
        ]
        for name, inner in wanted:
            if name == package or name.startswith(f"{package}."):
                waiting += [name] if inner is None else [name, f"{name}.{inner}"]
    return found


def module_file(folder: Path, module: str) -> Path | None:
    """The file of a module below `folder`; None where there is none."""
    path = folder.joinpath(*module.split("."))
    return next((file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()), None)
