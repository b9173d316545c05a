"""Look at a student's files as text before anything runs: what does not parse, what is still a stub, what is missing.

`read_assignment(course, stubs, number, files)` gives the files to mount and, for each blank that need not be run, its
verdict. A file that cannot be mounted is replaced by its stub, so that it costs its own blanks and those that call
them, not the whole assignment.
"""

from __future__ import annotations

import ast
import codecs
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from autograder.course.kernel_text import read_kernels
from autograder.course.model import Assignment, Blank, Course
from autograder.course.symbols import find_symbol, lines_of, symbols
from autograder.judge.imports import refused_imports
from autograder.judge.overlay import PACKAGE, modules, written_files
from autograder.judge.policy import Kept, hold, sources_of
from autograder.judge.verdicts import Verdict

MAX_BYTES = 1 << 18
MAX_NODES = 100_000  # of a syntax tree: fifty times the longest file of the reference
MAX_NOTICES = 20
UTF_8 = (b"utf-8", b"utf8", b"utf-8-sig")
ENCODING = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263


@dataclass(frozen=True)
class Settled:
    """The verdict of a blank that is not run, and why."""

    verdict: Verdict
    detail: str


@dataclass
class Reading:
    """What the text tells; `stubbed` are the blanks that still hold their stub's line somewhere, `kept` those that
    the policy leaves a share of their points.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    stubbed: set[str] = field(default_factory=set)
    kept: dict[str, Kept] = field(default_factory=dict)
    notices: list[tuple[str, str]] = field(default_factory=list)


def read_assignment(
    course: Course, stubs: Mapping[str, bytes], number: int, files: Mapping[str, bytes], *, whole: bool = False
) -> Reading:
    """Read the files that the student wrote for assignment `number` (or for all up to it, when `whole`)."""
    reading = Reading()
    assignment = course.assignments[number]
    paths = written_files(course, number, whole=whole)
    kernels = {PACKAGE + file for layer in course.assignments[: number + 1] for file in layer.kernels}
    started = any(PACKAGE + file in files for file in assignment.files_with_blanks)
    trees: dict[str, ast.Module] = {}
    for path in paths:
        problem, text = _parsed(path, files.get(path), started=started)
        blanks = [blank for blank in assignment.blanks if PACKAGE + blank.file == path]
        if text is None:
            reading.files[path] = stubs[path]
            reading.settled |= {blank.symbol: problem for blank in blanks}
            continue
        reading.files[path] = files[path]
        for blank in blanks:
            _read_blank(text, blank, reading)
        if path in kernels:
            _read_kernels(text.tree, path, files[path], stubs[path], blanks, reading)
            continue
        trees[path] = text.tree
        missing = {_outer(blank) for blank in blanks if not text.binds(_outer(blank))}
        if missing and missing == {_outer(blank) for blank in blanks}:
            reading.files[path] = stubs[path]  # an empty file lacks the imports that the stubs need, too
        else:
            reading.files[path] += b"".join(_definition(stubs[path].decode(), name) for name in sorted(missing))
        known = modules(course, number)
        reading.notices += _notices(path, list(refused_imports(text.tree, path, known)))
    _hold(assignment, {path: files[path] for path in trees}, stubs, trees, reading)
    return reading


def _hold(
    assignment: Assignment,
    files: Mapping[str, bytes],
    stubs: Mapping[str, bytes],
    trees: Mapping[str, ast.Module],
    reading: Reading,
) -> None:
    """Settle the blanks that the policy refuses, and note what else it says."""
    sources = sources_of(files, stubs)
    sources.trees |= {path.removeprefix(PACKAGE): tree for path, tree in trees.items()}
    held = hold(assignment, sources)
    refused = {symbol: Settled(Verdict.POLICY, detail) for symbol, detail in held.refused.items()}
    reading.settled = refused | reading.settled
    reading.kept |= held.kept
    for path in trees:
        reading.notices += _notices(path, [sentence for place, sentence in held.notices if place == path])


def _read_kernels(tree: ast.Module, path: str, data: bytes, stub: bytes, blanks: list[Blank], reading: Reading) -> None:
    """Take over what a file with kernels may say; a stub stands in for a blank that says anything else."""
    tasks = {blank.symbol: blank.task for blank in blanks}
    kernels = read_kernels(tree, data.decode("utf-8-sig"), stub.decode(), tasks)
    reading.files[path] = kernels.data
    reading.notices += _notices(path, list(kernels.notices))
    for blank in blanks:
        if blank.symbol in kernels.refused and blank.symbol not in reading.settled:
            reading.settled[blank.symbol] = Settled(Verdict.POLICY, f"{path}: {kernels.refused[blank.symbol]}")


def _notices(path: str, sentences: list[str]) -> list[tuple[str, str]]:
    """One notice per sentence, up to a number."""
    rest = len(sentences) - MAX_NOTICES
    shown = [*sentences[:MAX_NOTICES], f"and {rest} more like these"] if rest > 0 else sentences
    return [(path, sentence) for sentence in shown]


@dataclass(frozen=True)
class _Text:
    """What one look at a file's syntax tree gives: the last definition of each symbol, and every name that is bound."""

    tree: ast.Module
    definitions: Mapping[str, ast.AST]
    names: frozenset[str]

    @classmethod
    def of(cls, tree: ast.Module) -> Self | None:
        """None for a tree that is larger than anything written by hand."""
        names: set[str] = set()
        for count, node in enumerate(ast.walk(tree)):
            if count > MAX_NODES:
                return None
            names |= _bound_by(node)
        return cls(tree, dict(symbols(tree)), frozenset(names))

    def binds(self, name: str) -> bool:
        """Whether the file may bind a name in any way; a star import may bind any."""
        return name in self.names or "*" in self.names


def _bound_by(node: ast.AST) -> set[str]:
    """The names that one node binds, wherever it stands."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return {node.id}
    if isinstance(node, ast.alias):
        return {node.asname or node.name.partition(".")[0]}
    return set()


def stub_files(assignments: tuple[Assignment, ...]) -> dict[str, bytes]:
    """The stubs of all files with blanks: "tinytorch/..." -> source."""
    return {
        PACKAGE + file: (assignment.stubs / file).read_bytes()
        for assignment in assignments
        for file in assignment.files_with_blanks
    }


def _parsed(path: str, data: bytes | None, *, started: bool) -> tuple[Settled, _Text | None]:
    """What a file's text tells, or what keeps it from being mounted."""
    broken = Settled(Verdict.IMPORT, f"{path} cannot be read as Python")
    if data is None and not started:
        return Settled(Verdict.TODO, f"not handed in: the submission has no {path}"), None
    if data is None:
        return Settled(Verdict.IMPORT, f"the submission has no {path}"), None
    if len(data) > MAX_BYTES:
        return Settled(Verdict.IMPORT, f"{path} is larger than {MAX_BYTES >> 10} KiB"), None
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            return Settled(Verdict.IMPORT, f"{path} holds a NUL byte in line {line}; save it as plain text"), None
        if _other_encoding(data):
            return Settled(Verdict.IMPORT, f"{path} declares another encoding than UTF-8; save it as UTF-8"), None
        with warnings.catch_warnings(action="ignore"):
            read = _Text.of(ast.parse(text))
        return Settled(Verdict.IMPORT, f"{path} holds more than {MAX_NODES:,} parts of syntax"), read
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Settled(Verdict.IMPORT, f"{path} is not UTF-8 text (line {line}); save it as UTF-8"), None
    except SyntaxError as error:
        return Settled(Verdict.IMPORT, f"{path} does not parse: syntax error in line {error.lineno or 1}"), None
    except (ValueError, RecursionError, MemoryError):
        return broken, None


def _other_encoding(data: bytes) -> bool:
    """Whether the first two lines declare another encoding: its decoder would run on the student's bytes."""
    found = ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    return found is not None and found[1].lower().replace(b"_", b"-") not in UTF_8


def _read_blank(text: _Text, blank: Blank, reading: Reading) -> None:
    """Settle a blank that is a stub or not there at all."""
    node = text.definitions.get(blank.symbol)  # the last definition is the one that Python keeps
    if not text.binds(_outer(blank)):
        missing = f"{PACKAGE}{blank.file} does not define {blank.symbol}"
        reading.settled[blank.symbol] = Settled(Verdict.IMPORT, missing)
    if node is None:
        return
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


def _outer(blank: Blank) -> str:
    """The function of a blank, or the class that holds it."""
    return blank.symbol.partition(".")[0]


def _definition(stub: str, name: str) -> bytes:
    """The stub of one function or class, to stand in for one that is missing: faces import it by name."""
    span = find_symbol(stub, name)
    return "\n".join(["\n", *lines_of(stub)[span.first - 1 : span.last], ""]).encode()
