"""Other versions of reference functions, for judging the laws that students write.

`variant_files(check, reference)` writes each version of a check as a module beside the original, so that one process
serves them all; `Subjects.answer(check, words, path, args)` calls a function of one version and remembers the answer.
A version changes its own file only: what other files import from it stays the reference's.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograder.checks.registry import Check, Variants
from autograder.checks.scenario import Program
from autograder.course.errors import CourseError, InternalError
from autograder.course.symbols import replace_symbol, span_of, symbols
from autograder.judge.overlay import PACKAGE
from autograder.judge.session import AnswerFailed, Ended, Outcome, Session, batch
from autograder.sandbox import wire

CALL_SECONDS = 5.0
TRIES = 2
ASKED_BYTES = ANSWERED_BYTES = 4096
REMEMBERED = 16 << 20  # bytes of questions, the answers are no larger


def variant_files(checks: Iterable[Check], reference: Mapping[str, bytes]) -> dict[str, bytes]:
    """Path -> source of every version of every check that has versions."""
    files: dict[str, bytes] = {}
    for check in checks:
        if check.variants:
            for words, source in (*check.variants.right.items(), *check.variants.mutants.items()):
                files[_variant_path(check, check.variants, words)] = _replaced(check, check.variants, source, reference)
    return files


def _variant_path(check: Check, variants: Variants, words: str) -> str:
    number = [*variants.right, *variants.mutants].index(words)
    return f"{PACKAGE}{variants.file.removesuffix('.py')}_{check.name}_{number}.py"


def _replaced(check: Check, variants: Variants, source: str, reference: Mapping[str, bytes]) -> bytes:
    """The reference's file with each function of `source` in the place of the one of that name."""
    try:
        text = reference[PACKAGE + variants.file].decode()
        lines = source.split("\n")
        for symbol, node in symbols(ast.parse(source)):
            if "." not in symbol:
                span = span_of(node)
                text = replace_symbol(text, symbol, "\n".join(lines[span.first - 1 : span.last]))
        return text.encode()
    except (KeyError, SyntaxError, CourseError) as error:
        raise InternalError(f"the check '{check.name}' has a version that does not fit its file: {error}") from error


def quoted(value: Any) -> Any:
    """The expression of a plain value: in a program a dict would be an instruction, and this one a student wrote."""
    if isinstance(value, list):
        return [quoted(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[key, quoted(item)] for key, item in value.items()]}
    return value


class Subjects:
    """Reference processes that answer calls of proxies; answers are kept, for every student asks much the same."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        self._open = open_session
        self._session: Session | None = None
        self._known: dict[bytes, Outcome] = {}
        self._size = 0

    def answer(self, check: Check, words: str, path: str, args: list[Any]) -> Any:
        """What the function at `path` ("scalars.operators.relu") of version `words` gives; else AnswerFailed."""
        assert check.variants is not None
        file, _, name = path.rpartition(".")
        module = PACKAGE + file.replace(".", "/") + ".py"
        if module == PACKAGE + check.variants.file:
            module = _variant_path(check, check.variants, words)
        written = wire.encode([module, name, args])
        if len(written) > ASKED_BYTES:
            raise AnswerFailed("the arguments are too large")
        outcome = self._known.get(written)
        if outcome is None:
            outcome = self._call(module.removesuffix(".py").replace("/", "."), name, args)
            self._size += len(written)
            if self._size > REMEMBERED:
                self._known, self._size = {}, len(written)
            self._known[written] = outcome
        if outcome.kind is not None:
            raise AnswerFailed(outcome.kind)
        return outcome.value

    def _call(self, module: str, name: str, args: list[Any]) -> Outcome:
        call = ["call", 2, {"$": 1}, quoted(args), {}]
        program: Program = {"code": [["import", 0, module], ["attr", 1, {"$": 0}, name], call], "ret": {"$": 2}}
        try:
            asked = batch([program])
        except wire.WireError as error:  # arguments that are deeper, written as an expression, than a frame may be
            raise AnswerFailed("the arguments cannot be sent on") from error
        for _ in range(TRIES):
            self._session = self._session or self._open()
            try:
                outcome = self._session.run(asked, CALL_SECONDS)[0]
                small = len(wire.encode(outcome.value)) <= ANSWERED_BYTES
                return outcome if small else Outcome(kind="MemoryError")  # answers are kept, for all students
            except Ended:  # a student may ask for mul("x", 10**9); the next question gets a new process
                self._session = None
        raise AnswerFailed("this call ends the process")

    def close(self) -> None:
        if self._session:
            self._session.close()
