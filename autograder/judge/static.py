"""Look at a student's files as text before anything runs: what does not parse, what is still a stub, what is missing.

`read_assignment(course, stubs, number, files)` gives the files to mount and, for each blank that need not be run, its
verdict. A file that cannot be mounted is replaced by its stub, so that it costs its own blanks and those that call
them, not the whole assignment.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course.model import Assignment, Blank, Course
from autograder.course.symbols import find_symbol, lines_of, symbols
from autograder.judge.imports import refused_imports
from autograder.judge.overlay import PACKAGE, modules, written_files
from autograder.judge.verdicts import Verdict

MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Settled:
    """The verdict of a blank that is not run, and why."""

    verdict: Verdict
    detail: str


@dataclass
class Reading:
    """What the text tells; `stubbed` are the blanks that still hold their stub's line somewhere."""

    files: dict[str, bytes] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    stubbed: set[str] = field(default_factory=set)
    notices: list[tuple[str, str]] = field(default_factory=list)


def read_assignment(
    course: Course, stubs: Mapping[str, bytes], number: int, files: Mapping[str, bytes], *, whole: bool = False
) -> Reading:
    """Read the files that the student wrote for assignment `number` (or for all up to it, when `whole`)."""
    reading = Reading()
    assignment = course.assignments[number]
    paths = written_files(course, number, whole=whole)
    started = any(PACKAGE + file in files for file in assignment.files_with_blanks)
    for path in paths:
        problem, tree = _parsed(path, files.get(path), started=started)
        blanks = [blank for blank in assignment.blanks if PACKAGE + blank.file == path]
        if tree is None:
            reading.files[path] = stubs[path]
            reading.settled |= {blank.symbol: problem for blank in blanks}
            continue
        reading.files[path] = files[path]
        for blank in blanks:
            _read_blank(tree, blank, reading)
        missing = {_outer(blank) for blank in blanks if _missing(tree, blank)}
        if missing and missing == {_outer(blank) for blank in blanks}:
            reading.files[path] = stubs[path]  # an empty file lacks the imports that the stubs need, too
        else:
            reading.files[path] += b"".join(_definition(stubs[path].decode(), name) for name in sorted(missing))
        known = modules(course, number)
        reading.notices += [(path, what) for what in refused_imports(tree, path, known)]
    return reading


def stub_files(assignments: tuple[Assignment, ...]) -> dict[str, bytes]:
    """The stubs of all files with blanks: "tinytorch/..." -> source."""
    return {
        PACKAGE + file: (assignment.stubs / file).read_bytes()
        for assignment in assignments
        for file in assignment.files_with_blanks
    }


def _parsed(path: str, data: bytes | None, *, started: bool) -> tuple[Settled, ast.Module | None]:
    """The tree of a file, or what keeps it from being mounted."""
    broken = Settled(Verdict.IMPORT, f"{path} cannot be read as Python")
    if data is None and not started:
        return Settled(Verdict.TODO, f"not handed in: the submission has no {path}"), None
    if data is None:
        return Settled(Verdict.IMPORT, f"the submission has no {path}"), None
    if len(data) > MAX_BYTES:
        return Settled(Verdict.IMPORT, f"{path} is larger than 1 MiB"), None
    try:
        text = data.decode("utf-8")
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            return Settled(Verdict.IMPORT, f"{path} holds a NUL byte in line {line}; save it as plain text"), None
        with warnings.catch_warnings(action="ignore"):
            return broken, ast.parse(data)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Settled(Verdict.IMPORT, f"{path} is not UTF-8 text (line {line}); save it as UTF-8"), None
    except SyntaxError as error:
        return Settled(Verdict.IMPORT, f"{path} does not parse: syntax error in line {error.lineno or 1}"), None
    except (ValueError, RecursionError, MemoryError):
        return broken, None


def _read_blank(tree: ast.Module, blank: Blank, reading: Reading) -> None:
    """Settle a blank that is a stub or not there at all."""
    nodes = [node for symbol, node in symbols(tree) if symbol == blank.symbol]
    if _missing(tree, blank):
        missing = f"{PACKAGE}{blank.file} does not define {blank.symbol}"
        reading.settled[blank.symbol] = Settled(Verdict.IMPORT, missing)
    if not nodes:
        return
    node = nodes[-1]  # the last definition is the one that Python keeps
    if any(_is_stub_line(inner, blank.task) for inner in ast.walk(node)):
        reading.stubbed.add(blank.symbol)
    if _ends_in_stub(node, blank.task):
        reading.settled[blank.symbol] = Settled(Verdict.TODO, "not written yet")


def _ends_in_stub(node: ast.AST, task: str) -> bool:
    """Whether every call that gets through the body's statements in turn comes to the stub's line."""
    for statement in getattr(node, "body", []):
        if _is_stub_line(statement, task):
            return True
        if isinstance(statement, ast.Return | ast.Raise):
            return False
    return False


def _is_stub_line(node: ast.AST, task: str) -> bool:
    if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
        return False
    call = node.exc
    named = isinstance(call.func, ast.Name) and call.func.id == "NotImplementedError"
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    return named and texts == [f"Need to implement for Task {task}"]


def _missing(tree: ast.Module, blank: Blank) -> bool:
    """Whether the blank's function, or the class that holds it, is certainly not there."""
    return not _bound(tree, _outer(blank))


def _outer(blank: Blank) -> str:
    """The function of a blank, or the class that holds it."""
    return blank.symbol.partition(".")[0]


def _definition(stub: str, name: str) -> bytes:
    """The stub of one function or class, to stand in for one that is missing: faces import it by name."""
    span = find_symbol(stub, name)
    return "\n".join(["\n", *lines_of(stub)[span.first - 1 : span.last], ""]).encode()


def _bound(tree: ast.Module, name: str) -> bool:
    """Whether a module binds a name in any way; a star import may bind any."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            return True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
            return True
        if isinstance(node, ast.alias) and (node.asname or node.name.partition(".")[0]) in (name, "*"):
            return True
    return False
