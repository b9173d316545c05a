"""Cut the solutions out of the reference: what stands between the markers becomes a TODO that raises.

    ### BEGIN SOLUTION 2                ->    # TODO: Implement for Task 1.2
    return x * y                              raise NotImplementedError("Need to implement for Task 1.2")
    ### END SOLUTION

Every mistake in the markers is refused by file and line. Definitions are found and replaced by symbols.py.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Blank
from autograder.course.symbols import (
    Span,
    find_symbol,
    lines_of,
    parse,
    replace_symbol,
    symbol_source,
)

__all__ = [
    "Region",
    "Span",
    "check_against_manifest",
    "find_symbol",
    "make_stub",
    "regions",
    "replace_symbol",
    "symbol_source",
]

MARKER = re.compile(r"#+\s*(BEGIN|END)\s+SOLUTION", re.IGNORECASE)  # what looks like a marker, well written or not
BEGIN = re.compile(r"( *)### BEGIN SOLUTION ([1-9]\d*)")
END = re.compile(r"( *)### END SOLUTION")


@dataclass(frozen=True)
class Region:
    """The lines begin..end (the markers themselves, counted from 1) that solve a part of task number `task`."""

    task: int
    begin: int
    end: int
    indent: str


def regions(source: str, file: str) -> list[Region]:
    """Every marked region in order; refuses markers that are nested, unclosed, misspelt, or hold nothing."""
    found: list[Region] = []
    lines = lines_of(source)
    opened: tuple[int, str, int] | None = None  # line, indent, task of the open BEGIN
    for number, line in enumerate(lines, 1):
        if not MARKER.search(line):
            continue
        if begin := BEGIN.fullmatch(line):
            if opened:
                raise UsageError(
                    f"{file}:{number}: a solution begins inside the solution of line {opened[0]}; end that first."
                )
            opened = number, begin[1], int(begin[2])
        elif end := END.fullmatch(line):
            if not opened:
                raise UsageError(f"{file}:{number}: END SOLUTION without a BEGIN SOLUTION before it.")
            start, indent, task = opened
            if end[1] != indent:
                raise UsageError(f"{file}:{number}: END SOLUTION must be indented like its BEGIN in line {start}.")
            if not any(line.strip() for line in lines[start : number - 1]):
                raise UsageError(
                    f"{file}:{number}: the solution of line {start} is empty; write one or drop the markers."
                )
            found.append(Region(task, start, number, indent))
            opened = None
        else:
            raise UsageError(
                f"{file}:{number}: expected '### BEGIN SOLUTION k' with the task's number k, or '### END SOLUTION' "
                f"(got '{line.strip()}')."
            )
    if opened:
        raise UsageError(f"{file}:{opened[0]}: this solution is never closed; add '### END SOLUTION'.")
    return found


def make_stub(source: str, assignment: int, file: str) -> str:
    """`source` with each solution replaced by a TODO that raises; `file` is how errors call it."""
    found = regions(source, file)
    parse(source, file)
    lines = lines_of(source)
    raises: dict[int, Region] = {}  # line of the stub that raises -> the region that stood there
    kept: list[str] = []
    position = 0
    for region in found:
        task = f"Implement for Task {assignment}.{region.task}"
        kept += lines[position : region.begin - 1]
        kept.append(f"{region.indent}# TODO: {task}")
        kept.append(f'{region.indent}raise NotImplementedError("Need to {task[0].lower()}{task[1:]}")')
        raises[len(kept)] = region
        position = region.end
    stub = "\n".join([*kept, *lines[position:]])
    _check_stub(stub, raises, file)
    return stub


def _check_stub(stub: str, raises: Mapping[int, Region], file: str) -> None:
    """Refuse a stub that is not Python, or that raises when it is imported."""
    try:
        tree = ast.parse(stub)
    except SyntaxError as error:
        cut = max((line for line in raises if line <= (error.lineno or 0)), default=min(raises))
        raise UsageError(
            f"{file}:{raises[cut].begin}: without this solution the rest is not Python ({error.msg}); "
            "move the markers around whole statements."
        ) from error
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for line, region in raises.items():
        if not any(node.lineno < line <= (node.end_lineno or 0) for node in functions):
            raise UsageError(
                f"{file}:{region.begin}: a solution must stand inside a function; here the stub would raise on import."
            )


def check_against_manifest(assignment: Assignment, sources: Mapping[str, str]) -> None:
    """Each blank has exactly one region, in its symbol and with its task's number; no other region exists.

    `sources` holds the reference's text of every module that the assignment owns.
    """
    for file in assignment.modules:
        where = f"solutions/tinytorch/{file}"
        spans = {
            blank: find_symbol(sources[file], blank.symbol, where) for blank in assignment.blanks if blank.file == file
        }
        filled: dict[Blank, Region] = {}
        for region in regions(sources[file], where):
            blank = _blank_at(region, spans)
            if blank is None:
                hint = (
                    "a given file has no solutions" if file in assignment.given else "no blank of the manifest is here"
                )
                raise UsageError(
                    f"{where}:{region.begin}: {hint}; add the blank to {assignment.folder} or drop the markers."
                )
            if blank in filled:
                raise UsageError(
                    f"{where}:{region.begin}: a second solution in '{blank.symbol}' (the first is in line "
                    f"{filled[blank].begin}); a blank has one."
                )
            if f"{assignment.number}.{region.task}" != blank.task:
                raise UsageError(
                    f"{where}:{region.begin}: expected BEGIN SOLUTION {blank.task.partition('.')[2]}, for the manifest "
                    f"has '{blank.symbol}' in Task {blank.task} (got {region.task})."
                )
            filled[blank] = region
        for blank, span in spans.items():
            if blank not in filled:
                raise UsageError(
                    f"{where}:{span.first}: '{blank.symbol}', a blank of Task {blank.task}, has no solution markers."
                )


def _blank_at(region: Region, spans: Mapping[Blank, Span]) -> Blank | None:
    """The innermost blank around a region: a method before its class."""
    around = [blank for blank, span in spans.items() if region.begin in span]
    return max(around, key=lambda blank: spans[blank].first, default=None)
