"""What running the public tests says, as records: a Failure, the TestOutcome of a test, the Verdict of a blank.

The process that runs the tests writes them as plain dicts; the terminal and `--json` read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from autograder.course.model import Blank

NOT_RUN = "not run"  # begins the note of a blank whose tests could not run


class State(StrEnum):
    """TODO stands beside PASS and FAIL; UNKNOWN is never shown as a tick; BORROWED is the reference's work."""

    PASS = "pass"
    FAIL = "fail"
    TODO = "todo"
    UNKNOWN = "unknown"
    BORROWED = "borrowed"


@dataclass(frozen=True)
class Failure:
    """Why a test failed; what does not apply is empty."""

    kind: str  # "assertion", "exception", "time", "crash" or "import"
    message: str
    inputs: dict[str, str] = field(default_factory=dict)
    expected: str = ""
    got: str = ""
    assertion: str = ""
    where: str = ""  # in the student's code: "tinytorch/scalars/graph.py:31 in topological_order"
    test: str = ""  # in the test: "assignments/00_scalars/tests/test_graph.py:12"
    paste: str = ""
    printed: str = ""


@dataclass(frozen=True)
class TestOutcome:
    """One test: the law it states, the blanks it is marked with, and how it went."""

    __test__ = False  # pytest would collect the name

    nodeid: str
    law: str
    blanks: tuple[tuple[str, str], ...]  # (task, symbol)
    state: State
    needs: str = ""  # the task whose blank is missing, when the state is TODO
    failure: Failure | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What all tests of one blank say together."""

    blank: Blank
    state: State
    tests: tuple[TestOutcome, ...] = ()
    note: str = ""

    @property
    def failed(self) -> tuple[TestOutcome, ...]:
        return tuple(test for test in self.tests if test.state is State.FAIL)

    @property
    def is_not_run(self) -> bool:
        """Whether a problem elsewhere kept every test of the blank from running."""
        return self.state is State.FAIL and not self.tests and self.note.startswith(NOT_RUN)

    def to_json(self) -> dict[str, object]:
        return {
            "symbol": self.blank.symbol,
            "task": self.blank.task,
            "file": f"tinytorch/{self.blank.file}",
            "points": self.blank.points,
            "state": self.state,
            "note": self.note,
            "tests": [asdict(test) for test in self.tests],
        }


@dataclass(frozen=True)
class Problem:
    """Something that stops tests from running at all, such as a syntax error; told once, not once per blank."""

    where: str
    message: str
    excerpt: str = ""


@dataclass(frozen=True)
class Results:
    """All tests of one run, and the problems that kept some from running."""

    tests: tuple[TestOutcome, ...] = ()
    problems: tuple[Problem, ...] = ()


def verdict_of(blank: Blank, results: Results) -> Verdict:
    """FAIL if a test fails, else TODO if one is TODO, else PASS; UNKNOWN without a test."""
    tests = tuple(test for test in results.tests if (blank.task, blank.symbol) in test.blanks)
    states = {test.state for test in tests}
    if State.FAIL in states:
        return Verdict(blank, State.FAIL, tests)
    if results.problems:
        return Verdict(blank, State.FAIL, tests, note=f"{NOT_RUN}: {results.problems[0].where}")
    if State.TODO in states:
        others = sorted({test.needs for test in tests if test.needs and test.needs != blank.task})
        return Verdict(blank, State.TODO, tests, note=f"waits for Task {', '.join(others)}" if others else "")
    if not tests:
        return Verdict(blank, State.UNKNOWN, note="no public test")
    return Verdict(blank, State.PASS, tests)


def verdicts_of(blanks: Iterable[Blank], results: Results) -> tuple[Verdict, ...]:
    return tuple(verdict_of(blank, results) for blank in blanks)


def outcome_from(raw: dict[str, object]) -> TestOutcome:
    """The record that the test process wrote as a dict."""
    failure = raw.get("failure")
    outcome = TestOutcome(
        nodeid=str(raw["nodeid"]),
        law=str(raw["law"]),
        blanks=tuple((str(task), str(symbol)) for task, symbol in raw["blanks"]),  # type: ignore[attr-defined]
        state=State(str(raw["state"])),
        needs=str(raw.get("needs", "")),
        seconds=float(raw.get("seconds", 0.0)),  # type: ignore[arg-type]
    )
    return replace(outcome, failure=Failure(**failure)) if isinstance(failure, dict) else outcome
