"""Find, read and replace one definition in Python source: `mul`, `ReLU`, `ReLU.forward`.

Works on text and its syntax tree, and never runs what it reads; stands on nothing else in the course.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.course.errors import UsageError

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Span:
    """Lines first..last (counted from 1, both included, decorators too) of a definition indented by `indent`."""

    first: int
    last: int
    indent: int

    def __contains__(self, line: int) -> bool:
        return self.first <= line <= self.last


def lines_of(source: str) -> list[str]:
    """The lines as Python counts them; str.splitlines would also split at a form feed inside a string."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def parse(source: str, file: str) -> ast.Module:
    """The syntax tree of `source`; a syntax error is told by file and line."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise UsageError(f"{file}:{error.lineno or 1}: expected Python, got a syntax error: {error.msg}.") from error
    except ValueError as error:
        raise UsageError(f"{file}: expected Python source, got text with NUL bytes.") from error


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """'; did you mean 'mul'?' for the closest known name, '.' where none is close: the end of a sentence."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else "."


def symbols(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    """Every function, class and method as (symbol, node), in the order of the file."""
    for node in tree.body:
        if isinstance(node, Definition):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{inner.name}", inner) for inner in node.body if isinstance(inner, Definition))


def global_names(tree: ast.Module) -> set[str]:
    """The names that a module itself defines: functions, classes, assigned names; not what it imports."""
    names = {node.name for node in tree.body if isinstance(node, Definition)}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name)}
    return names


def span_of(node: Definition) -> Span:
    """The lines of a definition, from its first decorator to its end."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return Span(first, node.end_lineno or node.lineno, node.col_offset)


def find_symbol(source: str, symbol: str, file: str = "the file") -> Span:
    """Where `symbol` is defined; UsageError if it is not there, or there twice."""
    known = list(symbols(parse(source, file)))
    found = [span_of(node) for name, node in known if name == symbol]
    if not found:
        raise UsageError(f"{file} does not define '{symbol}'{did_you_mean(symbol, (name for name, _ in known))}")
    if len(found) > 1:
        lines = " and ".join(str(span.first) for span in found)
        raise UsageError(f"{file} defines '{symbol}' more than once (lines {lines}); keep one definition.")
    return found[0]


def symbol_source(source: str, symbol: str, file: str = "the file") -> str:
    """The definition of `symbol` with its decorators, moved to column 0."""
    span = find_symbol(source, symbol, file)
    lines = lines_of(source)
    kept = _literal_lines(ast.parse(source))
    moved = [
        line if number in kept else _outdent(line, span.indent)
        for number, line in enumerate(lines[span.first - 1 : span.last], span.first)
    ]
    return "\n".join(moved) + "\n"


def replace_symbol(source: str, symbol: str, new: str, file: str = "the file") -> str:
    """`source` with the whole definition of `symbol`, decorators included, replaced by `new` (written at column 0)."""
    span = find_symbol(source, symbol, file)
    new = new.strip("\n")
    tree = parse(new, f"the new {symbol}")
    name = symbol.rpartition(".")[2]
    if len(tree.body) != 1 or not isinstance(tree.body[0], Definition) or tree.body[0].name != name:
        raise UsageError(f"The new source of '{symbol}' must be one definition of '{name}' and nothing else.")
    kept = _literal_lines(tree)
    moved = [
        line if number in kept or not line.strip() else " " * span.indent + line
        for number, line in enumerate(lines_of(new), 1)
    ]
    lines = lines_of(source)
    return "\n".join([*lines[: span.first - 1], *moved, *lines[span.last :]])


def _outdent(line: str, columns: int) -> str:
    return line[min(columns, len(line) - len(line.lstrip(" "))) :]


def _literal_lines(tree: ast.Module) -> set[int]:
    """Lines that start inside a string which is a value: moving them would change it (a docstring may move)."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, Definition | ast.Module) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in documents
        for line in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }
