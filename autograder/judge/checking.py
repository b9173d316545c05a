"""Judge one blank: `BlankJudge(desk, runner, blank).lines()` runs its checks and gives the lines of its record.

Checks of one blank run one after the other in the children of its task's runner. After the second one that ends its
child, the rest is not run: what a blank can cost is bounded, and no other blank pays for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from autograder.course.model import Blank
from autograder.judge.bank import BankedCheck, seed_for
from autograder.judge.desk import Desk
from autograder.judge.drawing import Drawn
from autograder.judge.feedback import Failure, expected_text, input_text, simpler
from autograder.judge.judgement import Finding, Place, judge_outcome, rerun_order, same
from autograder.judge.lawlines import CHANGED, LawJudge, law_names
from autograder.judge.records import CheckRecord
from autograder.judge.runner import BudgetSpent, Runner
from autograder.judge.scoring import Role
from autograder.judge.session import Ended, LoadFailed
from autograder.judge.verdicts import Verdict

STRIKES = 2
SHRINK_SECONDS = 5.0  # only code that is slow as well as wrong comes near it
ENDED = {
    Verdict.TIME: "gave no answer in time; is there an endless loop?",
    Verdict.MEMORY: "asked for more memory than it may have",
    Verdict.CRASH: "ended the process, or answered something that is no result",
    Verdict.POLICY: "did something that the sandbox forbids",
}
SHRUNK = (Verdict.WRONG, Verdict.SHAPE, Verdict.NOT_FINITE, Verdict.EXCEPTION)


@dataclass(frozen=True)
class CheckLine:
    """A line of a blank's record, and how it counts."""

    record: CheckRecord
    role: Role = "plain"


def settled_lines(banked: BankedCheck, finding: Finding) -> list[CheckLine]:
    """The lines of a check that was not run, or did not come to its end."""
    verdict, check = finding.verdict.value, banked.check
    if check.variants:
        return [
            CheckLine(CheckRecord(name, law, verdict, finding.detail, None, None, 0, len(banked.examples)), role)
            for name, law, role in law_names(check)
        ]
    return [CheckLine(CheckRecord(check.name, check.law, verdict, finding.detail, None, None, 0, len(banked.examples)))]


class BlankJudge:
    """The checks of one blank, on one submission."""

    def __init__(self, desk: Desk, runner: Runner, blank: Blank) -> None:
        self._desk = desk
        self._runner = runner
        self._blank = blank
        self._place = Place(blank.task, blank.symbol in desk.reading.stubbed, desk.tasks)
        self._strikes: list[Finding] = []
        self._shrunk = False

    def lines(self) -> list[CheckLine]:
        """All lines, in the order of the checks."""
        settled = self._desk.reading.settled.get(self._blank.symbol)
        lines: list[CheckLine] = []
        for banked in self._desk.bank.of(self._blank.symbol):
            known = Finding(settled.verdict, settled.detail) if settled else self._desk.failure
            lines += settled_lines(banked, known) if known else self._judged(banked)
        return lines

    def _judged(self, banked: BankedCheck) -> list[CheckLine]:
        """Run one check; however its child ends, there are lines."""
        if len(self._strikes) >= STRIKES:
            last = self._strikes[-1]
            return settled_lines(banked, Finding(last.verdict, f"not run, as {STRIKES} checks before it ended so"))
        try:
            if banked.check.variants:
                judge = LawJudge(self._desk, self._runner, self._place, banked)
                return [CheckLine(record, role) for record, role in judge.lines()]
            return [self._plain(banked)]
        except Ended as ended:
            self._strikes.append(Finding(ended.verdict, ENDED.get(ended.verdict, ENDED[Verdict.CRASH])))
            return settled_lines(banked, self._strikes[-1])
        except LoadFailed as failed:
            self._desk.failure = Finding(Verdict.IMPORT, f"importing tinytorch {failed}")
            return settled_lines(banked, self._desk.failure)
        except BudgetSpent:
            return settled_lines(banked, Finding(Verdict.TIME, "not run: the time of the assignment was used up"))

    def _plain(self, banked: BankedCheck) -> CheckLine:
        """A check against the reference's answers, or by a law on the outputs."""
        check, examples = banked.check, banked.examples
        order = rerun_order(len(examples))
        again = [examples[index].program for index in order]
        outcomes = self._runner.run([*banked.programs, *again], check.seconds)
        failures = [
            Failure(example, finding)
            for example, outcome in zip(examples, outcomes, strict=False)
            if (finding := judge_outcome(check, example, outcome, self._place))
        ]
        passed = len(examples) - len(failures)
        if not same([outcomes[index] for index in order], outcomes[len(examples) :]):
            return _line(banked, CHANGED, passed)
        if not failures:
            return _line(banked, Finding(Verdict.PASS, ""), passed)
        return self._failed(banked, failures, passed)

    def _failed(self, banked: BankedCheck, failures: list[Failure], passed: int) -> CheckLine:
        """The first failing example gives the verdict; the simplest one known is shown."""
        finding = failures[0].finding
        if finding.verdict not in SHRUNK or not banked.check.reveal:
            return _line(banked, finding, passed)
        alike = [failure for failure in failures if failure.finding.verdict is finding.verdict]
        probe = None if self._shrunk else self._probe(banked)
        self._shrunk = True  # one shrunk input per blank is enough to start from, and bounds the work
        seed = seed_for(self._desk.seed, banked.check.name)
        return _line(banked, simpler(banked.check, alike, seed, probe), passed)

    def _probe(self, banked: BankedCheck) -> Callable[[Drawn], Failure | None]:
        """Judge an input that hypothesis proposes; once the child or its time has ended, nothing fails any more."""
        ended, deadline = False, time.monotonic() + SHRINK_SECONDS

        def probe(drawn: Drawn) -> Failure | None:
            nonlocal ended
            ended = ended or time.monotonic() > deadline
            example = None if ended else self._desk.reference().example(banked.check, drawn)
            if example is None:
                return None
            try:
                outcome = self._runner.run([example.program], banked.check.seconds)[0]
            except (Ended, LoadFailed, BudgetSpent):
                ended = True
                return None
            finding = judge_outcome(banked.check, example, outcome, self._place)
            return Failure(example, finding) if finding else None

        return probe


def _line(banked: BankedCheck, shown: Finding | Failure, passed: int) -> CheckLine:
    check, count = banked.check, len(banked.examples)
    if isinstance(shown, Finding):
        return CheckLine(
            CheckRecord(check.name, check.law, shown.verdict.value, shown.detail, None, None, passed, count)
        )
    finding, example = shown.finding, shown.example
    texts = input_text(example.drawn), expected_text(check, example)
    return CheckLine(CheckRecord(check.name, check.law, finding.verdict.value, finding.detail, *texts, passed, count))
