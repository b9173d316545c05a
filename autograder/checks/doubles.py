"""Refuse two checks of one name: `refuse_doubles(module)`. The later one would replace the other without a word.

A module's own definitions and what it takes from other modules (`from ... import *`) share one list of names, so a
name is looked up in the text of all of them; what a module holds in the end no longer tells.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from autograder.checks.registry import Check, CheckError

DECORATORS = ("check", "law_check", "student_law")
Definition = tuple[str, str, int, bool]  # name, file, line, whether it is a check


def refuse_doubles(module: ModuleType) -> None:
    """CheckError where a check and another definition of its name stand in the module or in what it imports."""
    found: dict[str, dict[tuple[str, int], bool]] = {}
    for name, file, line, is_check in _definitions(module):
        found.setdefault(name, {})[file, line] = is_check
    for name, places in found.items():
        if len(places) > 1 and any(places.values()):
            what = (
                f"two checks are named '{name}'" if all(places.values()) else f"'{name}' is a check and something else"
            )
            where = " and ".join(f"{Path(file).name}:{line}" for file, line in places)
            raise CheckError(f"{what} ({where}); give each a name of its own.")


def _definitions(module: ModuleType) -> Iterator[Definition]:
    """Everything that is given a name at the top of a module, and below every module of its package it imports from."""
    file = str(module.__file__)
    for node in ast.parse(Path(file).read_bytes()).body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _imported(module, node, sys.modules.get(node.module))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, file, node.lineno, _is_check(module, node.name) or _decorated(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, file, node.lineno, _is_check(module, target.id)


def _imported(module: ModuleType, node: ast.ImportFrom, source: ModuleType | None) -> Iterator[Definition]:
    if source is not None and source.__name__.startswith(module.__name__.rpartition(".")[0] + "."):
        names = [alias.name for alias in node.names if alias.asname in (None, alias.name)]
        for found in _definitions(source):
            if found[0] in names or ("*" in names and not found[0].startswith("_")):
                yield found


def _is_check(module: ModuleType, name: str) -> bool:
    return isinstance(vars(module).get(name), Check)


def _decorated(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether one of our decorators stands above it: the check itself may be lost by now."""
    called = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(func, ast.Name) and func.id in DECORATORS for func in called)
