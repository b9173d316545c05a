"""Judge a law that a student wrote: which wrong versions it catches, and whether it accuses a right one.

`LawJudge(...).lines()` gives one line per version. The law calls proxies, answered by the reference's process with one
version in place. Of each law a child meets one version only, so that a law cannot compare versions with one another; it
serves other laws of the task too, in an order that only the holder of the secret seed knows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from autograder.checks.compare import exact
from autograder.checks.registry import Check
from autograder.judge.bank import BankedCheck, rerun_order, seed_for
from autograder.judge.desk import Desk
from autograder.judge.feedback import input_text
from autograder.judge.judgement import Finding, Place, raised, same
from autograder.judge.lawful import accuses, answers_for, holds
from autograder.judge.records import CheckRecord
from autograder.judge.runner import Runner
from autograder.judge.scoring import Role
from autograder.judge.session import Answer, Batch, Outcome
from autograder.judge.verdicts import Verdict

CHANGED = Finding(Verdict.NOT_DETERMINISTIC, "gave another answer when the same input came again")
VERSIONS_SECONDS = 10.0  # times what one batch may take: the reference's laws need less than one
LEAST_SECONDS = 0.1  # so that a law whose time is up ends as one that gave no answer
BATCH = 10  # inputs at a time: most wrong versions are caught by the first few


def law_names(check: Check) -> Iterator[tuple[str, str, Role]]:
    """(name, sentence, role) of each line of a law's check."""
    assert check.variants is not None
    for words in check.variants.mutants:
        yield words, f"Catches {words}.", "mutant"
    for words in check.variants.right:
        yield words, f"Does not accuse {words}.", "right"


class LawJudge:
    """One student's law against all versions of what it tests."""

    def __init__(self, desk: Desk, runner: Runner, place: Place, banked: BankedCheck) -> None:
        self._desk = desk
        self._runner = runner
        self._place = place
        self._banked = banked
        self._lanes: dict[str, Runner] = {}
        self._others: dict[str, Runner] = {}
        self._left = VERSIONS_SECONDS * banked.check.seconds

    def lines(self) -> list[tuple[CheckRecord, Role]]:
        """One line per version; Ended if the law ends its process."""
        named = list(law_names(self._banked.check))
        order = list(named)
        random.Random(seed_for(self._desk.secret, self._banked.check.name)).shuffle(order)
        self._lanes = {name: self._runner.lane(place) for place, (name, _, _) in enumerate(order)}
        self._others = {name: self._runner.lane(place + len(order)) for place, (name, _, _) in enumerate(order)}
        outcomes = {name: self._outcomes(name, stop=role == "mutant") for name, _, role in order}
        if self._changes(outcomes):
            return [(self._record(name, law, CHANGED, 0, None), role) for name, law, role in named]
        return [(self._line(name, law, role, outcomes[name]), role) for name, law, role in named]

    def _outcomes(self, words: str, *, stop: bool) -> list[Outcome]:
        """What the law says of one version, input after input, up to the first accusation if that is enough."""
        answer, outcomes = self._answer(words), []
        for start in range(0, len(self._banked.examples), BATCH):
            outcomes += self._run(self._lanes[words], self._banked.law_batch(words, start, BATCH), answer)
            if stop and any(accuses(outcome) for outcome in outcomes):
                break
        return outcomes

    def _answer(self, words: str) -> Answer:
        """Who answers what is not known beforehand."""
        programs = [example.program for example in self._banked.examples]
        return answers_for(self._banked.check, words, programs, self._desk.reference().subjects)

    def _run(self, lane: Runner, programs: Batch, answer: Answer) -> list[Outcome]:
        """Ask the law; all versions together have a time as well, or a slow law would spend that of other blanks."""
        before = lane.spent
        try:
            return lane.run(programs, min(self._banked.check.seconds, max(self._left, LEAST_SECONDS)), answer)
        finally:
            self._left -= lane.spent - before

    def _changes(self, outcomes: dict[str, list[Outcome]]) -> bool:
        """Whether the law says something else in another child: of right versions, and of those it has accused."""
        check = self._banked.check
        assert check.variants is not None
        again = {words: rerun_order(len(self._banked.examples)) for words in check.variants.right}
        for words in check.variants.mutants:
            again[words] = [index for index, outcome in enumerate(outcomes[words]) if accuses(outcome)][:1]
        for words, order in again.items():
            programs = self._banked.asked(words, order)
            second = self._run(self._others[words], programs, self._answer(words)) if order else []
            if not same([outcomes[words][index] for index in order], second):
                return True
        return False

    def _line(self, name: str, law: str, role: Role, outcomes: list[Outcome]) -> CheckRecord:
        if role == "mutant" and any(accuses(outcome) for outcome in outcomes):
            return self._record(name, law, Finding(Verdict.PASS, ""), 1, None)
        for index, outcome in enumerate(outcomes):
            if finding := self._finding(role, outcome):
                return self._record(name, law, finding, 0, index)
        if role == "right":
            return self._record(name, law, Finding(Verdict.PASS, ""), 1, None)
        missed = f"expected False for one of {len(outcomes)} inputs, got True for all"
        return self._record(name, law, Finding(Verdict.WRONG, missed), 0, None)

    def _finding(self, role: Role, outcome: Outcome) -> Finding | None:
        """What is wrong with one answer of the law, whatever it says of the other inputs."""
        if role == "right" and accuses(outcome):
            return Finding(Verdict.WRONG, "expected True, for this version is right, got False")
        if outcome.kind is not None and outcome.kind != "AssertionError":
            return raised(outcome, self._place)
        if outcome.kind is None and not holds(outcome) and not accuses(outcome):
            difference = exact()(True, outcome.value)
            return Finding(Verdict.WRONG, difference.detail if difference else "expected True or False")
        return None

    def _record(self, name: str, law: str, finding: Finding, passed: int, index: int | None) -> CheckRecord:
        shown = None if index is None else input_text(self._banked.examples[index].drawn)
        return CheckRecord(name, law, finding.verdict.value, finding.detail, shown, None, passed, 1)
