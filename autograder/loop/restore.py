"""Back to the start, without losing work: `reset(workspace, blank)` puts one symbol back to its stub; `diff` compares.

Everything that is replaced is in .tinytorch/backups/ first.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Blank, is_python
from autograder.course.symbols import Span, replace_symbol, symbol_source
from autograder.loop.unlock import back_up
from autograder.loop.workspace import Workspace, content, text, write


@dataclass(frozen=True)
class Reset:
    """Where the file as it was is kept; None where the symbol was its stub all along."""

    file: str
    backup: Path | None


def reset(workspace: Workspace, blank: Blank) -> Reset:
    """Put `blank` back to its stub; the rest of the file stays as it is, even where it does not parse."""
    path = workspace.package / blank.file
    if not path.is_file():
        assignment = workspace.assignment_of(blank)
        raise UsageError(f"tinytorch/{blank.file} is not there; run `tt start {assignment.number:02}` to get it.")
    stub = symbol_source(text(workspace.stub(blank.file)), blank.symbol)
    source = text(path)
    try:
        new = replace_symbol(source, blank.symbol, stub)
    except UsageError:
        span = roughly(source, blank.symbol)
        new = put(source, span, stub)
    if new == source:
        return Reset(blank.file, None)
    backup = back_up(workspace, blank.file)
    write(path, new)
    return Reset(blank.file, backup)


def roughly(source: str, symbol: str) -> Span:
    """Where a symbol stands, by its header and indentation alone: also in a file that Python cannot parse."""
    lines = source.split("\n")
    first, last, indent = 1, len(lines), -1
    for name in symbol.split("."):
        header = re.compile(rf"(\s*)(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b")
        found = [n for n in range(first, last + 1) if (m := header.match(lines[n - 1])) and len(m[1]) > indent]
        if not found:
            raise UsageError(
                f"'{symbol}' is not in the file any more; write its header (`def {symbol.rpartition('.')[2]}(...):`) "
                "where it belongs, then reset again."
            )
        first, indent = found[0], len(lines[found[0] - 1]) - len(lines[found[0] - 1].lstrip())
        inside = (n for n in range(first + 1, last + 1) if lines[n - 1].strip() and depth(lines[n - 1]) <= indent)
        last = next(inside, last + 1) - 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return Span(first, last, indent)


def depth(line: str) -> int:
    """The indentation; a closing bracket belongs to what it closes."""
    return len(line) - len(line.lstrip()) + (1 if line.lstrip()[0] in ")]}" else 0)


def put(source: str, span: Span, stub: str) -> str:
    """`source` with the lines of `span` replaced by `stub`, which is written at column 0."""
    lines = source.split("\n")
    new = [" " * span.indent + line if line else line for line in stub.rstrip("\n").split("\n")]
    first = span.first
    while first > 1 and lines[first - 2].strip().startswith("@"):  # the stub brings its own decorators
        first -= 1
    return "\n".join([*lines[: first - 1], *new, *lines[span.last :]])


def diff(workspace: Workspace, assignment: Assignment) -> Iterator[str]:
    """Lines of a unified diff from the stubs of an assignment to the student's files; one line for data that differ."""
    for file in assignment.owns:
        path = workspace.package / file
        if not path.is_file():
            continue
        if is_python(file):
            yield from difflib.unified_diff(
                text(workspace.stub(file)).split("\n"),
                text(path).split("\n"),
                f"stub/tinytorch/{file}",
                f"yours/tinytorch/{file}",
                lineterm="",
            )
        elif content(path) != content(workspace.stub(file)):
            yield f"Data files stub/tinytorch/{file} and yours/tinytorch/{file} differ"
