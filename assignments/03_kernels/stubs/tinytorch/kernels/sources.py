# Made from solutions/tinytorch/kernels/sources.py by `autograder build`.
"""The syntax tree of a function, from which its kernel is made: read from its file, if that still is what runs."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

INNER = ast.FunctionDef | ast.ClassDef  # inside a function they would be names of its own that nobody looks for


class LoweringError(TypeError):
    """A function of which no kernel can be made; the text says why."""


def tree_of(function: Any) -> ast.FunctionDef:
    """The syntax tree of a function, from its source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        raise LoweringError(
            f"the source of {function!r} cannot be read, and a kernel is made from the source"
        ) from None
    nested = any(isinstance(node, INNER) for node in ast.walk(tree) if node is not tree)
    alone = isinstance(function, FunctionType) and not function.__closure__ and not nested
    if not isinstance(tree, ast.FunctionDef) or not alone:
        raise LoweringError(f"a kernel is made of functions that stand by themselves, got {function!r}")
    if not is_source(tree, function):
        raise LoweringError(f"the file of {function.__name__} has changed since it was imported: start Python anew")
    return tree


def is_source(tree: ast.FunctionDef, function: FunctionType) -> bool:
    """Whether the function was made of the text that its file holds now; one that was edited since holds another."""
    code = function.__code__
    file = "".join(linecache.getlines(code.co_filename))
    return tree.name == code.co_name and what_runs(code) in codes_of(file, code.co_filename)


@lru_cache(maxsize=64)
def codes_of(text: str, name: str) -> list[tuple[Any, ...]]:
    """What runs in each function of a file."""
    found, codes = [], [compile(text, name, "exec", dont_inherit=True)]
    while codes:
        code = codes.pop()
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
        found.append(what_runs(code))
    return found


def what_runs(code: CodeType) -> tuple[Any, ...]:
    """What tells one function from another: its place in the file, its steps, names and numbers."""
    return code.co_firstlineno, code.co_code, code.co_names, repr(code.co_consts)


def own_names(tree: ast.FunctionDef) -> set[str]:
    """Parameters and variables of a function."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names
