"""Try a hidden check out while it is being written: `Workbench(...).study(choice)` says what it is good for.

A Study tells which wrong implementations the check catches, whether it accuses a right one, what it costs on the
reference, and which branches of the blank its examples reach. A check with `faults` is not ready for a class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.checks.registry import Check
from autograder.classroom.variants import FOLDER, Variant, plant, variants_of
from autograder.course.errors import InternalError, UsageError
from autograder.course.model import Assignment, Blank, Course
from autograder.course.symbols import did_you_mean
from autograder.judge.bank import PATIENCE, Bank, BankedCheck, read_bank
from autograder.judge.branches import COUNTER, Reach, counted, counting, reaches
from autograder.judge.bundle import HIDDEN, Bundle, checks_for, draw_bank, secret_of
from autograder.judge.feedback import text
from autograder.judge.grading import Grader
from autograder.judge.lawful import accuses, answers_for
from autograder.judge.overlay import PACKAGE, overlay, reference_files
from autograder.judge.runner import limits_of
from autograder.judge.session import Ended, LoadFailed, Session, batch
from autograder.judge.static import stub_files
from autograder.judge.variants import Subjects, variant_files
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import WarmParent

SHOWN = 3  # examples of what was drawn
CPU_SECONDS = 600
PASS, BROKEN = "pass", "broken"


@dataclass(frozen=True)
class Choice:
    """A check, with the blank and the assignment that it belongs to."""

    assignment: Assignment
    blank: Blank
    check: Check


@dataclass(frozen=True)
class Trial:
    """What the check says of one variant of the reference; "pass" means that it accepts it.

    `elsewhere` are the other blanks in which it is planted: their checks may be the ones that have to catch it.
    """

    name: str
    why: str
    verdict: str
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Version:
    """A version that a student's law is asked about, and for how many examples the reference's law accuses it."""

    words: str
    right: bool
    caught: int


@dataclass(frozen=True)
class Study:
    """All that was found out about one check; `faults` are reasons not to use it, in whole sentences."""

    folder: str
    file: str
    symbol: str
    name: str
    law: str
    limit: float
    faults: tuple[str, ...] = ()
    examples: int = 0
    seconds: float = 0.0  # of one batch on the reference
    drawn: tuple[str, ...] = ()
    wrong: tuple[Trial, ...] = ()
    right: tuple[Trial, ...] = ()
    branches: tuple[Reach, ...] = ()
    versions: tuple[Version, ...] = ()
    others: tuple[str, ...] = ()  # the blank's other checks

    @property
    def left(self) -> tuple[str, ...]:
        """The mutants of its blank that the check does not catch."""
        return tuple(trial.name for trial in self.wrong if trial.verdict == PASS)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def by_blank(studies: Sequence[Study]) -> list[list[Study]]:
    """The studies of one blank together, for each blank all of whose checks are here."""
    groups: dict[tuple[str, str], list[Study]] = {}
    for study in studies:
        groups.setdefault((study.folder, study.symbol), []).append(study)
    return [group for group in groups.values() if len(group) == 1 + len(group[0].others)]


def survivors(studies: Sequence[Study]) -> list[Trial]:
    """The mutants of a blank, planted nowhere else, that none of its checks catches; `studies` are of them all."""
    used = [study for study in studies if study.examples]
    wrong = used[0].wrong if used else ()
    return [trial for trial in wrong if not trial.elsewhere and all(trial.name in study.left for study in used)]


class Workbench:
    """A course's checks on the table; `private` holds the secret seed, so that the examples are those of grading."""

    def __init__(
        self, course: Course, private: Path, level: Level, *, hidden: str = HIDDEN, mutants: Path = FOLDER
    ) -> None:
        self._course = course
        self._private = private
        self._level = level
        self._hidden = hidden
        self._mutants = mutants
        self._reference = reference_files(course)
        self._parents: dict[tuple[str, ...], WarmParent] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._open.close()

    def chosen(self, name: str) -> list[Choice]:
        """The check of that name, or all checks of the blank or the task of that name."""
        names = [(choice.check.name, choice.check.symbol, choice.blank.task) for choice in self._choices]
        for kind in zip(*names, strict=True):
            if found := [choice for choice, word in zip(self._choices, kind, strict=True) if word == name]:
                return found
        known = dict.fromkeys(word for words in names for word in words)
        raise UsageError(f"There is no hidden check, no blank and no task '{name}'{did_you_mean(name, known)}")

    @cached_property
    def _choices(self) -> list[Choice]:
        return [
            Choice(assignment, blank, check)
            for assignment in self._course.assignments
            if find_spec(f"{self._hidden}.{assignment.slug}")  # one that is being written may have no checks yet
            for check in checks_for(assignment, self._hidden)
            for blank in assignment.blanks
            if blank.symbol == check.symbol
        ]

    def study(self, choice: Choice) -> Study:
        """Draw the check's examples and try them on the reference, the stub and every variant."""
        blank, check = choice.blank, choice.check
        others = tuple(
            each.check.name for each in self._choices if each.blank == blank and each.check.name != check.name
        )
        study = Study(choice.assignment.folder, blank.file, blank.symbol, check.name, check.law, check.seconds)
        study = replace(study, others=others)
        try:
            bank = self._drawn(choice)
        except InternalError as error:
            return replace(study, faults=(str(error),))
        (banked,) = bank.checks
        study = replace(study, examples=len(banked.examples), drawn=_drawn_texts(banked))
        study = replace(study, **(self._versions(choice, banked) if check.variants else self._reached(choice, banked)))
        return self._graded(choice, bank, study)

    def _drawn(self, choice: Choice) -> Bank:
        secret, parent = secret_of(self._private), self._parent(choice.assignment)
        data = draw_bank(self._course, choice.assignment, [choice.check], self._reference, secret, parent)
        return read_bank(choice.assignment.folder, [choice.check], data)

    def _parent(self, assignment: Assignment) -> WarmParent:
        preload = assignment.limits.preload
        if preload not in self._parents:
            self._parents[preload] = self._open.enter_context(WarmParent(self._level, preload))
        return self._parents[preload]

    def _session(self, assignment: Assignment, files: Mapping[str, bytes], more: Mapping[str, bytes]) -> Session:
        """A process with the package made of these files, and more files beside it."""
        mounted = overlay(self._course, files, assignment.number, files) | dict(more)
        return Session(self._parent(assignment), mounted, limits_of(assignment.limits, CPU_SECONDS))

    def _reached(self, choice: Choice, banked: BankedCheck) -> dict[str, Any]:
        """How long one batch takes on the reference, and which branches of the blank the examples come to."""
        patience = PATIENCE * choice.check.seconds
        with closing(self._session(choice.assignment, self._reference, {})) as session:
            before = session.spent
            session.run(banked.batch, patience)
            seconds = session.spent - before
        path = PACKAGE + choice.blank.file
        source, branches = counted(self._reference[path].decode(), choice.blank.symbol, path)
        programs = counting([example.program for example in banked.examples])
        try:
            with closing(
                self._session(choice.assignment, {**self._reference, path: source.encode()}, COUNTER)
            ) as session:
                return {"seconds": seconds, "branches": reaches(branches, session.run(batch(programs), patience))}
        except (Ended, LoadFailed):  # code that is compiled cannot be counted in
            return {"seconds": seconds}

    def _versions(self, choice: Choice, banked: BankedCheck) -> dict[str, Any]:
        """How long the reference's law takes with one version, and how many examples catch each version."""
        check, variants = choice.check, choice.check.variants
        assert variants is not None
        programs = [example.program for example in banked.examples]
        found, seconds = [], 0.0

        def open_session() -> Session:
            return self._session(choice.assignment, self._reference, variant_files([check], self._reference))

        with closing(Subjects(open_session)) as subjects, closing(open_session()) as session:
            for words in (*variants.mutants, *variants.right):
                before = session.spent
                asked, answer = banked.asked(words, range(len(programs))), answers_for(check, words, programs, subjects)
                outcomes = session.run(asked, PATIENCE * check.seconds, answer)
                seconds = max(seconds, session.spent - before)
                found.append(Version(words, words in variants.right, sum(accuses(outcome) for outcome in outcomes)))
        return {"seconds": seconds, "versions": tuple(found)}

    def _graded(self, choice: Choice, bank: Bank, study: Study) -> Study:
        """The study with what the judge says of the reference and of every variant; the check is judged alone."""
        folder, symbol = choice.assignment.folder, choice.blank.symbol
        variants = variants_of(self._mutants / folder)
        wrong = [variant for variant in variants if not variant.right and symbol in variant.symbols]
        right = [variant for variant in variants if variant.right]
        (banked,) = bank.checks
        quiet = replace(bank, checks=(replace(banked, check=replace(choice.check, reveal=False)),))
        stubs = stub_files(self._course.assignments)
        bundle = Bundle(self._course, bank.digest, b"", self._reference, stubs, {folder: quiet})
        handed_in = {PACKAGE + file: self._reference[PACKAGE + file] for file in choice.assignment.files_with_blanks}
        blanks = {blank.symbol for blank in choice.assignment.blanks}
        for variant in variants:
            if not variant.symbols <= blanks:
                plant(variant, handed_in)  # raises where there is no such symbol: no blank's checks would meet it
        with Grader(bundle, self._level) as grader:
            reference = _verdict(grader, symbol, handed_in)
            killed = _trials(grader, symbol, wrong, handed_in)
            accepted = _trials(grader, symbol, right, handed_in)
        return replace(study, wrong=killed, right=accepted, faults=tuple(_faults(study, reference, killed, accepted)))


def _trials(grader: Grader, symbol: str, variants: Sequence[Variant], files: Mapping[str, bytes]) -> tuple[Trial, ...]:
    """The verdict on each variant, planted into these files."""

    def trial(variant: Variant) -> Trial:
        elsewhere = tuple(sorted(variant.symbols - {symbol}))
        return Trial(variant.name, variant.why, _verdict(grader, symbol, plant(variant, files)), elsewhere)

    return tuple(trial(variant) for variant in variants)


def _verdict(grader: Grader, symbol: str, files: Mapping[str, bytes]) -> str:
    """The verdict of the blank, on which the one check alone is run."""
    (record,) = grader.grade_fully(files, only={symbol}).assignments
    (verdict,) = (blank.verdict for task in record.tasks for blank in task.blanks)
    if verdict == BROKEN:
        raise InternalError("the grader failed on this machine; run `autograder doctor`, then the same command again.")
    return verdict


def _faults(study: Study, reference: str, wrong: Sequence[Trial], right: Sequence[Trial]) -> list[str]:
    """Why the check should not be used, in sentences."""
    faults = []
    if reference != PASS:
        faults.append(f"The reference does not pass ({reference}).")
    if any(not trial.elsewhere for trial in wrong) and all(trial.verdict == PASS for trial in wrong):
        faults.append(f"It catches none of the mutants of {study.symbol}.")
    if accused := [trial.name for trial in right if trial.verdict != PASS]:
        faults.append(f"It accuses solutions that are right: {', '.join(accused)}.")
    return faults


def _drawn_texts(banked: BankedCheck) -> tuple[str, ...]:
    """A few examples as text: the first, the last and some between."""
    last = len(banked.examples) - 1
    places = dict.fromkeys(round(last * step / (SHOWN - 1)) for step in range(SHOWN))
    return tuple(one_line(drawn) for place in places if (drawn := banked.examples[place].drawn))


def one_line(drawn: Mapping[str, Any]) -> str:
    """`x = 1.0, y = 2.0`; an array, which is written in several lines, in one."""
    return ", ".join(f"{name} = {' '.join(text(value).split())}" for name, value in drawn.items())
