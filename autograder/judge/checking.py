"""Judge one blank: `BlankJudge(desk, runner, blank).lines()` runs its checks and gives the lines of its record.

Every bad verdict is confirmed in a fresh child. A check that ends its child is asked once more, call by call: the call
that ends it again is the verdict. A wrong answer that is another one when it is asked for again is not deterministic.
After two checks that end their child twice, the blank's others are not run, so that no other blank pays for it.
Checks of structure come last, and only where all others pass: a blank that does nothing can be written very well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.course.model import Blank
from autograder.judge.bank import BankedCheck, rerun_order, seed_for
from autograder.judge.desk import Desk, ReferenceFailed
from autograder.judge.drawing import Drawn
from autograder.judge.feedback import Failure, expected_text, input_text, simpler
from autograder.judge.judgement import Finding, Place, fingerprint, judge_outcome, same
from autograder.judge.lawlines import CHANGED, LEAST_SECONDS, LawJudge, law_names
from autograder.judge.records import CheckRecord
from autograder.judge.runner import BudgetSpent, Runner
from autograder.judge.scoring import Role
from autograder.judge.session import Ended, LoadFailed, Outcome, batch
from autograder.judge.verdicts import Verdict
from autograder.sandbox.warm import SandboxError

STRIKES = 2
SHRINK_SECONDS = 5.0  # only code that is slow as well as wrong comes near it
ENDED = {
    Verdict.TIME: "gave no answer in time; is there an endless loop?",
    Verdict.MEMORY: "asked for more memory than it may have",
    Verdict.CRASH: "ended the process, or answered something that is no result",
    Verdict.POLICY: "did something that the sandbox forbids",
}
ONCE = Finding(Verdict.NOT_DETERMINISTIC, "ended the process, and did not when the same inputs came again")
UNSTEADY = (Verdict.CRASH, Verdict.POLICY)  # what no busy machine can bring about
SHRUNK = (Verdict.WRONG, Verdict.SHAPE, Verdict.NOT_FINITE, Verdict.EXCEPTION)


@dataclass(frozen=True)
class CheckLine:
    """A line of a blank's record, and how it counts."""

    record: CheckRecord
    role: Role = "plain"


@dataclass
class _Tried:
    """A check that has been run: its lines so far, and the failures that are still to be confirmed."""

    banked: BankedCheck
    lines: list[CheckLine]
    failures: list[Failure] = field(default_factory=list)
    passed: int = 0
    first: bytes = b""  # the fingerprint of the first failing outcome


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
        self._fault: Exception | None = None

    def lines(self) -> list[CheckLine]:
        """All lines, in the order of the checks; those of structure are run last."""
        checks = self._desk.bank.of(self._blank.symbol)
        tried = {banked.check.name: self._tried(banked) for banked in checks if not banked.check.structure}
        waiting = self._waiting(list(tried.values()))
        tried |= {banked.check.name: self._tried(banked, waiting) for banked in checks if banked.check.structure}
        self._confirm([case for case in tried.values() if case.failures])
        return [line for banked in checks for line in tried[banked.check.name].lines]

    def _tried(self, banked: BankedCheck, waiting: Finding | None = None) -> _Tried:
        """Run one check, unless its verdict is known, or it has to wait."""
        settled = self._desk.reading.settled.get(self._blank.symbol)
        known = Finding(settled.verdict, settled.detail) if settled else self._desk.failure
        if known:
            return _Tried(banked, settled_lines(banked, known))
        if waiting:
            return _Tried(banked, [CheckLine(line.record, "waiting") for line in settled_lines(banked, waiting)])
        return self._judged(banked)

    def _waiting(self, tried: list[_Tried]) -> Finding | None:
        """Why the blank's checks of structure are not run; None where these others all pass."""
        short = sum(any(line.record.verdict != Verdict.PASS.value for line in case.lines) for case in tried)
        if not short:
            return None
        written = f"how {self._blank.symbol} is written counts once what it gives is right"
        verb = "does" if short == 1 else "do"
        unmet = f"{short} of {len(tried)} laws on that {verb}" if len(tried) > 1 else "the law on that does"
        return Finding(Verdict.BLOCKED, f"not run: {written}, and {unmet} not hold yet")

    def _judged(self, banked: BankedCheck) -> _Tried:
        """Run one check; however its child ends, there are lines."""
        if len(self._strikes) >= STRIKES:
            last = self._strikes[-1]
            rest = Finding(last.verdict, f"not run, as {STRIKES} checks before it ended so")
            return _Tried(banked, settled_lines(banked, rest))
        try:
            try:
                return self._laws(banked) if banked.check.variants else self._all_at_once(banked)
            except Ended as ended:
                return self._again(banked, ended.verdict)
        except LoadFailed as failed:
            self._desk.failure = Finding(Verdict.IMPORT, f"importing tinytorch {failed}")
            return _Tried(banked, settled_lines(banked, self._desk.failure))
        except BudgetSpent:
            spent = Finding(Verdict.TIME, "not run: the time of the assignment was used up")
            return _Tried(banked, settled_lines(banked, spent))

    def _laws(self, banked: BankedCheck) -> _Tried:
        judge = LawJudge(self._desk, self._runner, self._place, banked)
        return _Tried(banked, [CheckLine(record, role) for record, role in judge.lines()])

    def _all_at_once(self, banked: BankedCheck) -> _Tried:
        """A check against the reference's answers, or by a law on the outputs; some examples are run twice."""
        count = len(banked.examples)
        outcomes = self._runner.run(banked.batch, banked.check.seconds)
        tried = self._assessed(banked, outcomes[:count])
        if not same([outcomes[index] for index in rerun_order(count)], outcomes[count:]):
            return _Tried(banked, [_line(banked, CHANGED, tried.passed)])
        return tried

    def _assessed(self, banked: BankedCheck, outcomes: list[Outcome]) -> _Tried:
        """What outcomes are worth; the first failing one gives the verdict."""
        failures, first = [], b""
        for example, outcome in zip(banked.examples, outcomes, strict=False):
            if finding := judge_outcome(banked.check, example, outcome, self._place):
                first = first or fingerprint(outcome)  # not the outcome itself: it may be large
                failures.append(Failure(example, finding))
        passed = len(outcomes) - len(failures)
        if not failures:
            return _Tried(banked, [_line(banked, Finding(Verdict.PASS, ""), passed)])
        finding = failures[0].finding
        doubtful = failures if finding.verdict in SHRUNK else []
        return _Tried(banked, [_line(banked, finding, passed)], doubtful, passed, first)

    def _again(self, banked: BankedCheck, verdict: Verdict) -> _Tried:
        """Ask a check that ended its child once more, in a fresh one, call by call."""
        outcomes: list[Outcome] = []
        start, longest = self._runner.spent, self._desk.assignment.limits.call_seconds
        try:
            if banked.check.variants:
                self._runner.renew()  # a child that lived on would know from the first round which version it serves
                tried = self._laws(banked)
            else:
                for example in banked.examples:
                    left = max(banked.check.seconds - (self._runner.spent - start), LEAST_SECONDS)
                    outcomes += self._runner.run(batch([example.program]), min(left, longest))
                tried = self._assessed(banked, outcomes)
        except Ended as ended:
            return self._struck(banked, ended.verdict, outcomes)
        return _Tried(banked, settled_lines(banked, ONCE)) if verdict in UNSTEADY else tried

    def _struck(self, banked: BankedCheck, verdict: Verdict, outcomes: list[Outcome]) -> _Tried:
        """The lines of a check that has ended its child twice; `outcomes` came before the end."""
        finding = Finding(verdict, ENDED.get(verdict, ENDED[Verdict.CRASH]))
        self._strikes.append(finding)
        if banked.check.variants or not banked.check.reveal:
            return _Tried(banked, settled_lines(banked, finding))
        fatal = Failure(banked.examples[len(outcomes)], finding)
        return _Tried(banked, [_line(banked, fatal, self._assessed(banked, outcomes).passed)])

    def _confirm(self, tried: list[_Tried]) -> None:
        """Ask the first failing input of each check again in a fresh child; what stays is shown with an input."""
        if not tried:
            return
        self._runner.renew()
        steady = [case for case in tried if self._is_steady(case)]
        shrink = True  # one shrunk input per blank is enough to start from, and bounds the work
        for case in steady:
            if case.banked.check.reveal:
                case.lines = [self._shown(case, shrink=shrink)]
                shrink = False
        self._runner.renew()  # what was wrong here must not sit beside the next blank

    def _is_steady(self, case: _Tried) -> bool:
        """Whether the answer is the same again, or there is none; if it is another one, the lines say so."""
        try:
            (again,) = self._runner.run(batch([case.failures[0].example.program]), case.banked.check.seconds)
        except (Ended, LoadFailed, BudgetSpent):
            return False
        if fingerprint(again) != case.first:
            case.lines = [_line(case.banked, CHANGED, case.passed)]
            return False
        return True

    def _shown(self, case: _Tried, *, shrink: bool) -> CheckLine:
        """The line of a failed check, with the simplest failing input that is known."""
        banked, verdict = case.banked, case.failures[0].finding.verdict
        alike = [failure for failure in case.failures if failure.finding.verdict is verdict]
        seed = seed_for(self._desk.seed, banked.check.name)
        shown = simpler(banked.check, alike, seed, self._probe(banked) if shrink else None)
        if self._fault:
            raise self._fault
        return _line(banked, shown, case.passed)

    def _probe(self, banked: BankedCheck) -> Callable[[Drawn], Failure | None]:
        """Judge an input that hypothesis proposes; once the child or its time has ended, nothing fails any more."""
        ended, start = False, self._runner.spent

        def probe(drawn: Drawn) -> Failure | None:
            nonlocal ended
            ended = ended or self._runner.spent - start > SHRINK_SECONDS
            try:
                example = None if ended else self._desk.reference().example(banked.check, drawn)
                if example is None:
                    return None
                outcome = self._runner.run(batch([example.program]), banked.check.seconds)[0]
            except (Ended, LoadFailed, BudgetSpent):
                ended = True
                return None
            except (SandboxError, ReferenceFailed, OSError) as error:  # our fault, and hypothesis is to keep out of it
                ended, self._fault = True, error
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
