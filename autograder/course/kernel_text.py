"""Take a file with kernels from a submission as text: `read_kernels(tree, text, stub)` gives the file that is mounted.

It has what the stub has beside its functions, the constants that the student adds, and the functions whose text is
within the rule of course/kernel_rule.py, each in the lines where it stood. A function that breaks the rule is replaced
by its stub; whatever else stands in the file is left out, with a notice.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.kernel_rule import breach_of
from autograder.course.kernel_words import Words, fits
from autograder.course.symbols import lines_of, span_of

EXTRA = ("import math", "import numpy as np")  # a student may import these where the stub does not
UNREADABLE = "the file cannot be taken over as it is put together; begin with the stub again"


@dataclass(frozen=True)
class Kernels:
    """The file to mount, why functions were refused (name -> one sentence), and what was left out."""

    data: bytes
    refused: Mapping[str, str]
    notices: tuple[str, ...]


def read_kernels(tree: ast.Module, text: str, stub: str, task_of: Mapping[str, str]) -> Kernels:
    """The kernels of a file that parses; `task_of` gives the tasks of its blanks."""
    try:
        file = _File(tree, text, stub, task_of)
        refused = file.refused()
        data = file.written(refused)
        if file.holds(data, refused):
            return Kernels(data.encode(), refused, tuple(file.notices))
    except RecursionError:  # parts of the file are nested hundreds deep
        pass
    functions = (node.name for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef))
    return Kernels(stub.encode(), dict.fromkeys(functions, UNREADABLE), ())


class _File:
    """A student's file beside its stub."""

    def __init__(self, tree: ast.Module, text: str, stub: str, task_of: Mapping[str, str]) -> None:
        self.lines, self.stub_lines = lines_of(text), lines_of(stub)
        self.task_of = task_of
        self.notices: list[str] = []
        given = [node for node in ast.parse(stub).body if not _is_text(node)]
        self.stubs = {node.name: node for node in given if isinstance(node, ast.FunctionDef)}
        self.header = [node for node in given if not isinstance(node, ast.FunctionDef)]
        self.functions: dict[str, ast.FunctionDef] = {}
        self.numbers = {name: value for node in self.header for name, value in _constant(node, {})}
        self.names = Words.of(self.header)
        for node in tree.body:
            self._take(node)
        self.words = Words.of([*self.header, *self.stubs.values(), *self.functions.values()])

    def _take(self, node: ast.stmt) -> None:
        """Sort one statement in: a function, a constant, what the stub has as well, or something to leave out."""
        if isinstance(node, ast.FunctionDef) and not self.names.takes(node.name):
            self.functions.pop(node.name, None)
            self.functions[node.name] = node  # the last definition is the one that Python keeps
        elif _is_text(node) or self._is_known(node):
            pass
        elif constants := [each for each in _constant(node, self.numbers) if not self.names.takes(each[0])]:
            self.numbers |= dict(constants)
            self.header.append(node)
            self.names = Words.of(self.header)
        else:
            what = "is no import of the stub, no number with a name in capitals, no function with a name of its own"
            self.notices.append(f"line {node.lineno} {what}: left out when this is graded")

    def _is_known(self, node: ast.stmt) -> bool:
        """Whether the header has this already, or has it from now on."""
        if not isinstance(node, ast.Import | ast.ImportFrom):
            return ast.dump(node) in map(ast.dump, self.header)
        known = {each for other in self.header for each in _imported(other)}
        if ast.unparse(node) in EXTRA and not set(_imported(node)) <= known:
            self.header.append(node)
            self.names = Words.of(self.header)
            return True
        return set(_imported(node)) <= known

    def refused(self) -> dict[str, str]:
        """The functions that break the rule, and those that call a refused one that no stub stands in for."""
        lost = (name for name in self.stubs if name not in self.functions)
        found = {name: f"{name} is no plain function; write `def {name}(...)` at the left edge" for name in lost}
        words = self.words
        while True:
            for name, node in self.functions.items():
                breach = None if name in found or self._as_in_stub(name) else self._breach(name, node, words)
                found |= {name: breach} if breach else {}
            gone = {name for name in found if name not in self.stubs}
            if not gone & words.functions:
                return found
            words = words.without(gone)

    def _breach(self, name: str, node: ast.FunctionDef, words: Words) -> str | None:
        breach = breach_of(node, words, self.task_of.get(name, ""))
        return str(breach) if breach else None

    def _as_in_stub(self, name: str) -> bool:
        return name in self.stubs and ast.dump(self.functions[name]) == ast.dump(self.stubs[name])

    def written(self, refused: Mapping[str, str]) -> str:
        """The new file: the header in its first line, then each function in its own lines, then stubs."""
        lines = [""] * len(self.lines)
        kept = [node for name, node in self.functions.items() if name not in refused]
        for node in kept:
            span = span_of(node)
            lines[span.first - 1 : span.last] = self.lines[span.first - 1 : span.last]
        header = "; ".join(ast.unparse(node) for node in self.header)
        lines = [header, *lines] if lines[0] else [header, *lines[1:]]
        present = {node.name for node in kept}
        for name, node in self.stubs.items():
            if name not in present:
                span = span_of(node)
                lines += ["", "", *self.stub_lines[span.first - 1 : span.last]]
        return "\n".join([*lines, ""])

    def holds(self, text: str, refused: Mapping[str, str]) -> bool:
        """Whether the new file says of every function what the student's, or the stub, says, and nothing else."""
        try:
            body = ast.parse(text).body
        except (SyntaxError, ValueError, MemoryError):
            return False
        kept = {name: node for name, node in self.functions.items() if name not in refused}
        expected = sorted(ast.dump(node) for node in (*self.header, *(self.stubs | kept).values()))
        return sorted(map(ast.dump, body)) == expected


def _is_text(node: ast.stmt) -> bool:
    """A docstring, or a text that stands by itself."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _imported(node: ast.stmt) -> list[tuple[str | None, str, str | None]]:
    """(module, name, as) for each name of an import; nothing of other statements."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return []
    module = f"{'.' * node.level}{node.module or ''}" if isinstance(node, ast.ImportFrom) else None
    return [(module, alias.name, alias.asname) for alias in node.names]


def _constant(node: ast.stmt, known: Mapping[str, float]) -> list[tuple[str, float]]:
    """[(NAME, number)] for `NAME = number`, which may be + - * // of numbers and constants; else []."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return []
    name, number = node.targets[0].id, _number(node.value, known)
    return [(name, number)] if number is not None and name.isupper() else []


def _number(node: ast.expr, known: Mapping[str, float]) -> float | None:
    """The number that an expression stands for; None where it is none, or a large one."""
    value: float | None = None
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value  # type: ignore[assignment]
    elif isinstance(node, ast.Name):
        value = known.get(node.id)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand, known)
        value = None if inner is None else -inner
    elif isinstance(node, ast.BinOp):
        left, right = _number(node.left, known), _number(node.right, known)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Add):
            value = left + right
        elif isinstance(node.op, ast.Sub):
            value = left - right
        elif isinstance(node.op, ast.Mult):
            value = left * right
        elif isinstance(node.op, ast.FloorDiv) and right != 0:
            value = left // right
    return value if value is not None and fits(value) else None
