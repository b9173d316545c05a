"""One line to paste into Python that shows what a failing assertion saw: `paste_line(expression, frame, function)`.

It imports the names of tinytorch that the expression uses, sets the test's values, repeats the statements that made
the other values, and prints the expression. Where that cannot be done honestly there is no line.
"""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Iterable, Mapping
from types import FrameType, ModuleType

Simple = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr


class CannotPasteError(Exception):
    """A name is needed that a line cannot bring back."""


class Line:
    """Collects what must stand before `print(...)`: imports, then statements in the order of the test."""

    def __init__(self, frame: FrameType, function: ast.AST, until: int) -> None:
        self.local: Mapping[str, object] = frame.f_locals
        self.world: Mapping[str, object] = frame.f_globals
        self.simple = [node for node in ast.walk(function) if isinstance(node, Simple) and node.lineno < until]
        self.imports: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.steps: dict[int, str] = {}

    def need(self, node: ast.AST) -> None:
        """Make every name that `node` reads available."""
        own = {arg.arg for inner in ast.walk(node) if isinstance(inner, ast.Lambda) for arg in inner.args.args}
        own |= {
            inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
        }
        for name in dict.fromkeys(loaded(node)):
            if name not in own and name not in self.imports and name not in self.values:
                self.bring(name)

    def bring(self, name: str) -> None:
        made = self.made_by(name)
        if name in self.local and not made:
            self.values[name] = f"{name} = {literal(self.local[name])}"
        elif made:
            self.values[name] = ""  # the statements below make it
            for node in made:
                self.steps[node.lineno] = ast.unparse(node)
                self.need(node)
        elif name in self.world:
            self.imports[name] = import_of(name, self.world[name])
        elif not hasattr(builtins, name):
            raise CannotPasteError(name)

    def made_by(self, name: str) -> list[Simple]:
        """The simple statements that bind `name`, and calls that may change it: `b.backward()`, `x = train(b)`."""
        binding = [node for node in self.simple if name in stored(node)]
        if not binding:
            return []
        called = [node for node in self.simple if name in handed(node)]
        return sorted({id(node): node for node in [*binding, *called]}.values(), key=lambda node: node.lineno)

    def text(self, expression: ast.expr) -> str:
        values = [value for value in self.values.values() if value]
        if any("nan" in value or "inf" in value for value in values):
            self.imports.setdefault("inf", "from math import inf, nan")
        if any("array(" in value for value in values):
            self.imports.setdefault("array", "from numpy import array")
        parts = [*self.imports.values(), *values, *(self.steps[line] for line in sorted(self.steps))]
        return "; ".join([*dict.fromkeys(parts), f"print({ast.unparse(expression)})"])


def paste_line(expression: ast.expr, frame: FrameType, function: ast.AST) -> str:
    """The line, or "" where the expression needs what no line can bring back."""
    line = Line(frame, function, expression.lineno)
    try:
        line.need(expression)
        text = line.text(expression)
        ast.parse(text)
    except (CannotPasteError, SyntaxError):
        return ""
    return text if len(text) <= 600 else ""


def loaded(node: ast.AST) -> Iterable[str]:
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]


def handed(node: Simple) -> Iterable[str]:
    """The names that a statement may change by a call: all in `b.backward()`, what is handed over in `x = train(b)`."""
    if isinstance(node, ast.Expr):
        return loaded(node)
    call = node.value
    return [value.id for value in call.args if isinstance(value, ast.Name)] if isinstance(call, ast.Call) else []


def stored(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def literal(value: object) -> str:
    """Source text that makes an equal value: numbers, texts, containers of them, NumPy arrays."""
    if value is None or type(value) in (bool, int, str, bytes):
        return repr(value)
    if type(value) is float:
        return repr(value) if math.isfinite(value) else str(value)
    if type(value) is list:
        return "[" + ", ".join(map(literal, value)) + "]"
    if type(value) is tuple:
        return "(" + ", ".join(map(literal, value)) + ("," if len(value) == 1 else "") + ")"
    if type(value) is dict:
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if type(value).__module__ == "numpy" and hasattr(value, "tolist") and hasattr(value, "dtype"):
        return f"array({literal(value.tolist())}, dtype={str(value.dtype)!r})"
    raise CannotPasteError(type(value).__name__)


def import_of(name: str, value: object) -> str:
    """The import that brings back a global of the test file: a module, or what a module hands out under its name."""
    if isinstance(value, ModuleType):
        module = value.__name__
        if module == name:
            return f"import {module}"
        head, _, last = module.rpartition(".")
        return f"from {head} import {last}" if head and last == name else f"import {module} as {name}"
    origin, known_as = getattr(value, "__module__", ""), getattr(value, "__qualname__", "")
    if (
        str(origin).partition(".")[0] in ("tinytorch", "math", "numpy", "operator", "pytest")
        and str(known_as).isidentifier()
    ):
        return f"from {origin} import {known_as}" + (f" as {name}" if known_as != name else "")
    raise CannotPasteError(name)
