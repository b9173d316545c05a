"""What one student wrote: `work_of(student, files, assignments, stubs)` cuts it out of the files, blank by blank.

The stub's own text never counts: of a file only its blanks are taken, and functions and classes that the stub lacks.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.classroom.similarity.tokens import Definition, Stream, stream_of
from autograder.course.model import Assignment, Blank
from autograder.course.symbols import symbols

BESIDE = "beside the blanks"
LARGEST = 1 << 18
STUB = "NotImplementedError"


@dataclass(frozen=True)
class Piece:
    """One blank that is written, or one definition beside the blanks; `first` and `last` are lines of `file`."""

    file: str
    symbol: str  # BESIDE for what is no blank
    stream: Stream
    first: int
    last: int


@dataclass(frozen=True)
class Work:
    """The pieces of one student, and the files of which none can be read, each with the reason."""

    student: str
    pieces: tuple[Piece, ...]
    unread: tuple[str, ...] = ()


def work_of(
    student: str, files: Mapping[str, bytes], assignments: Iterable[Assignment], stubs: Mapping[str, str]
) -> Work:
    """The work in files "tinytorch/..."; `stubs` maps the same names to the stubs' text."""
    pieces: list[Piece] = []
    unread: list[str] = []
    for assignment in assignments:
        for file in assignment.files_with_blanks:
            data = files.get(f"tinytorch/{file}")
            if data is not None:
                try:
                    tree = parsed(data)
                    blanks = [blank for blank in assignment.blanks if blank.file == file]
                    pieces += _pieces(file, tree, blanks, _given(stubs[f"tinytorch/{file}"]))
                except (SyntaxError, ValueError, RecursionError, MemoryError):
                    unread.append(f"tinytorch/{file} cannot be read as Python")
    return Work(student, tuple(pieces), tuple(unread))


def parsed(data: bytes) -> ast.Module:
    """The tree of a student's file; ValueError where it is too large."""
    if len(data) > LARGEST:
        raise ValueError("too large")
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(data.decode("utf-8-sig"))


@lru_cache(maxsize=256)
def _given(stub: str) -> frozenset[str]:
    """The symbols of a stub."""
    return frozenset(name for name, _ in symbols(ast.parse(stub)))


def _pieces(file: str, tree: ast.Module, blanks: Sequence[Blank], given: Collection[str]) -> Iterator[Piece]:
    """The pieces of one file, in its order."""
    known = dict(symbols(tree))
    helpers = {name for name in known if name not in given}
    filled = {blank.symbol for blank in blanks}
    for symbol, node in known.items():
        if symbol in filled and isinstance(node, Definition):
            body = _body(node)
            if not _is_stub(body):
                yield _piece(file, symbol, node, body, _parameters(node), helpers)
        elif symbol in helpers and isinstance(node, Definition):
            yield _piece(file, BESIDE, node, _body(node), _parameters(node), helpers)
    for node_ in tree.body:
        targets = {target.id for target in getattr(node_, "targets", ()) if isinstance(target, ast.Name)}
        if targets & filled:  # mul = operator.mul
            yield _piece(file, min(targets & filled), node_, [node_], (), helpers)


def _piece(
    file: str, symbol: str, node: ast.stmt, body: Sequence[ast.stmt], parameters: Sequence[str], helpers: Iterable[str]
) -> Piece:
    names = {name.rpartition(".")[2] for name in helpers}
    first = body[0].lineno if body else node.lineno  # below the docstring, which the stub gives
    return Piece(file, symbol, stream_of(body, parameters, names), first, node.end_lineno or first)


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = node.args
    rest = [each for each in (arguments.vararg, arguments.kwarg) if each]
    return [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest)]


def _is_stub(body: Sequence[ast.stmt]) -> bool:
    """Whether nothing has been written: the last statement still raises what the stub raises."""
    last = body[-1] if body else None
    return isinstance(last, ast.Raise) and STUB in ast.dump(last)
