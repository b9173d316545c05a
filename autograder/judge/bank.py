"""Draw a check's inputs, record its programs and have the reference answer them: `build_bank(...)`.

The bank of an assignment is data: inputs, programs and answers, `to_bytes()` and `from_bytes(...)`. What a check's
author got wrong (a law without a docstring, a scenario that the reference does not survive, a law of a student that
the reference's own law does not bear out) shows here, as an InternalError that names the check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hypothesis.errors import HypothesisException

from autograder.checks.registry import Check
from autograder.checks.scenario import Program, record
from autograder.checks.symbolic import RecordError
from autograder.course.errors import InternalError
from autograder.judge.drawing import Drawn, draw
from autograder.judge.frames import unpack_all
from autograder.judge.lawful import accuses, answers_for, holds
from autograder.judge.session import Answer, AnswerFailed, Batch, Ended, LoadFailed, Outcome, Session, batch
from autograder.judge.variants import Subjects
from autograder.sandbox import wire

PATIENCE = 5.0  # the reference may be this much slower than a check allows, for a bank is built on a busy machine
LONGEST = 200  # characters of an input in a sentence
RERUN = 5  # one example in so many is run a second time


@dataclass(frozen=True)
class Example:
    """One input, the program that it makes, and the reference's answer.

    Of a law that a student writes the "answer" is what its proxies are most likely to be asked: the calls that the
    reference's law makes, [path, args] each, and for each version what it gives, {"calls": [...], "gives": {...}}.
    """

    drawn: Drawn
    program: Program
    answer: Any


@dataclass(frozen=True)
class BankedCheck:
    """A check with its examples."""

    check: Check
    examples: tuple[Example, ...]
    _batches: dict[tuple[str, int, int], Batch] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def batch(self) -> Batch:
        """All programs, then those that are run a second time."""
        again = rerun_order(len(self.examples))
        return batch([example.program for example in (*self.examples, *(self.examples[index] for index in again))])

    def law_batch(self, words: str, start: int, count: int) -> Batch:
        """Programs of a law with the answers of version `words` that its proxies are likely to be asked for."""
        key = words, start, count
        if key not in self._batches:
            self._batches[key] = self.asked(words, range(start, min(start + count, len(self.examples))))
        return self._batches[key]

    def asked(self, words: str, indices: Iterable[int]) -> Batch:
        """As law_batch, for any of the examples."""
        examples = [self.examples[index] for index in indices]
        known = [
            [*call, given]
            for example in examples
            for call, given in zip(example.answer["calls"], example.answer["gives"][words], strict=True)
        ]
        return batch([example.program for example in examples], known)


@dataclass(frozen=True)
class Bank:
    """All checks of one assignment, answered; `digest` names the stored bytes."""

    folder: str
    digest: str
    checks: tuple[BankedCheck, ...]

    def of(self, symbol: str) -> list[BankedCheck]:
        """The checks of a blank."""
        return [banked for banked in self.checks if banked.check.symbol == symbol]


def rerun_order(count: int) -> list[int]:
    """The examples that are run a second time, in another order, to see whether the answers stay the same.

    One in five, and at least one, but for a check of a single example: that one is long, and others stand beside it.
    """
    return list(range(count - 1, -1, -RERUN))[: max(1, count // RERUN)] if count > 1 else []


def seed_for(secret: bytes, *names: str) -> int:
    """A seed that belongs to these names and tells nothing of the secret."""
    text = b"\0".join([secret, *(name.encode() for name in names)])
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "little")


def build_bank(
    folder: str,
    checks: Sequence[Check],
    known: Collection[str],
    secret: bytes,
    open_session: Callable[[], Session],
) -> bytes:
    """The stored bytes of a bank; `open_session` starts a process with the reference and all versions loaded."""
    with ExitStack() as open_processes:
        try:
            session = open_session()
        except LoadFailed as failed:
            raise InternalError(f"{folder}: importing the reference {failed}; run its own tests.") from failed
        open_processes.callback(session.close)
        subjects = Subjects(open_session)
        open_processes.callback(subjects.close)
        return b"".join(
            _stored(check, known, seed_for(secret, folder, check.name), session, subjects) for check in checks
        )


def read_bank(folder: str, checks: Sequence[Check], data: bytes) -> Bank:
    """The bank of `checks` from its stored bytes; WireError where they do not belong together."""
    stored = list(unpack_all(data))
    if [entry["name"] for entry in stored] != [check.name for check in checks]:
        raise wire.WireError(f"the stored bank of {folder} holds other checks")
    banked = (
        BankedCheck(check, tuple(Example(*example) for example in entry["examples"]))
        for check, entry in zip(checks, stored, strict=True)
    )
    return Bank(folder, hashlib.sha256(data).hexdigest(), tuple(banked))


def record_check(check: Check, known: Collection[str], drawn: Drawn) -> Program:
    """The program of one input; the author's mistakes become an InternalError."""
    try:
        return record(check.scenario, known, drawn)
    except RecordError as error:
        raise _fault(check, f"cannot be recorded: {error}") from error
    except Exception as error:  # whatever the author's own code raises is the author's mistake
        raise _fault(check, f"raises {type(error).__name__} while it is recorded: {error}") from error


def _stored(check: Check, known: Collection[str], seed: int, session: Session, subjects: Subjects) -> bytes:
    """The frame of one check."""
    try:
        inputs = draw(check.strategies, check.also, check.examples, seed)
        programs = [record_check(check, known, drawn) for drawn in inputs]
        answers = _answered(check, inputs, programs, session, subjects)
        examples = [list(each) for each in zip(inputs, programs, answers, strict=True)]
        return wire.encode({"name": check.name, "examples": examples})
    except HypothesisException as error:
        raise _fault(check, f"cannot draw its inputs ({error})") from error
    except wire.WireError as error:
        raise _fault(check, f"makes something that cannot be stored ({error})") from error
    except Ended as ended:
        raise _fault(check, f"does not end well on the reference ({ended.verdict.value})") from ended


def _answered(
    check: Check, inputs: list[Drawn], programs: list[Program], session: Session, subjects: Subjects
) -> list[Any]:
    """The answers to compare with; None where many answers are right."""
    if check.variants:
        _bear_out(check, programs, session, subjects)
        return [_likely_calls(check, program, session, subjects) for program in programs]
    answers = _answers(check, inputs, programs, session)
    if check.judge is None:
        return answers
    for drawn, answer in zip(inputs, answers, strict=True):
        complaint = _complaint(check, answer, drawn)
        if complaint is not None:
            raise _fault(check, f"does not hold for the reference{_for(drawn)}: {complaint}")
    return [None] * len(programs)


def _answers(check: Check, inputs: list[Drawn], programs: list[Program], session: Session) -> list[Any]:
    """The reference's answers, the same twice, in either order."""
    patience = PATIENCE * check.seconds
    outcomes = session.run(batch(programs), patience)
    for drawn, outcome in zip(inputs, outcomes, strict=True):
        if outcome.kind:
            spelling = "check the spelling of the names below tt, " if outcome.kind == "AttributeError" else ""
            advice = f"{spelling}use tt.catch, or draw only inputs that it accepts"
            raise _fault(check, f"raises {outcome.kind} on the reference{_for(drawn)}; {advice}")
    again = session.run(batch(programs[::-1]), patience)[::-1]
    if [wire.encode(outcome.value) for outcome in outcomes] != [wire.encode(outcome.value) for outcome in again]:
        raise _fault(check, "gives other answers on the reference when it is run again")
    return [outcome.value for outcome in outcomes]


def _bear_out(check: Check, programs: list[Program], session: Session, subjects: Subjects) -> None:
    """The reference's law holds for every right version and catches every wrong one, on these very inputs."""
    assert check.variants is not None
    for words in (*check.variants.right, *check.variants.mutants):
        answer = answers_for(check, words, programs, subjects)
        outcomes: list[Outcome] = session.run(batch(programs), PATIENCE * check.seconds, answer)
        if words in check.variants.right and not all(holds(outcome) for outcome in outcomes):
            raise _fault(check, f"has the reference's law accuse a right version: {words}")
        if words in check.variants.mutants and not any(accuses(outcome) for outcome in outcomes):
            raise _fault(check, f"has a wrong version that the reference's law does not catch: {words}")


def _likely_calls(check: Check, program: Program, session: Session, subjects: Subjects) -> dict[str, Any]:
    """The calls that the reference's law makes of right versions, with every version's answers.

    Of right versions only, and the same calls for all: which calls are known must tell nothing of a version.
    """
    assert check.variants is not None
    calls: dict[bytes, list[Any]] = {}
    for words in check.variants.right:
        answer = answers_for(check, words, [program], subjects)

        def noted(path: str, args: list[Any], answer: Answer = answer) -> Any:
            calls[wire.encode([path, args])] = [path, args]
            return answer(path, args)

        session.run(batch([program]), PATIENCE * check.seconds, noted)
    gives: dict[str, list[Any]] = {words: [] for words in (*check.variants.right, *check.variants.mutants)}
    answered = []
    for path, args in calls.values():
        try:
            row = [answers_for(check, words, [program], subjects)(path, args) for words in gives]
        except AnswerFailed:
            continue
        answered.append([path, args])
        for words, given in zip(gives, row, strict=True):
            gives[words].append(given)
    return {"calls": answered, "gives": gives}


def _complaint(check: Check, answer: Any, drawn: Drawn) -> str | None:
    assert check.judge is not None
    try:
        return check.judge(answer, drawn)
    except Exception as error:  # as above
        return f"the law raises {type(error).__name__}: {error}"


def _fault(check: Check, what: str) -> InternalError:
    return InternalError(f"the check '{check.name}' of '{check.symbol}' {what.rstrip('.')}.")


def _for(drawn: Drawn) -> str:
    """' for x = 1.0, y = 2.0'; nothing for a check without inputs."""
    words = ", ".join(f"{name} = {value!r}" for name, value in drawn.items())
    return f" for {words if len(words) <= LONGEST else words[:LONGEST] + ' ...'}" if drawn else ""
