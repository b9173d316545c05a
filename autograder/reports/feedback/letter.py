"""One student's letter as data: `feedback_of(record, expected=...)`, a pure function; the pages only show it.

What passed, what to look at first and why, what changed, how the points count, then blank after blank. Every text
comes from the record, which holds nothing that the student's code chose, and from the gradebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.moments import spoken
from autograder.reports.feedback.blanks import Part, Problem, advice_on, handout_on, hints_on, part_of, problems_of
from autograder.reports.feedback.changes import changes
from autograder.reports.feedback.first import Step, left_of, steps
from autograder.reports.feedback.help import NO_HELP, Help
from autograder.reports.feedback.marks import by_hand, counting
from autograder.reports.feedback.opening import opening
from autograder.reports.feedback.phrase import Code, Phrase, ended, marked
from autograder.reports.grades import Column, Grade, Person
from autograder.reports.words import Record, problem_of, several, tally

NEXT = 3  # blanks that are named after the first


@dataclass(frozen=True, slots=True)
class First:
    """The one blank to look at first: where it is, why it is that one, what is wrong, what helps."""

    where: Phrase
    why: Phrase
    verdict: str
    problems: tuple[Problem, ...]
    advice: Phrase
    hints: Phrase
    handout: Phrase
    link: str  # its address, "" where it has none


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that a student is told."""

    student: str
    titles: str
    score: float
    points: float
    tally: Mapping[str, int]
    badges: tuple[str, ...]
    opening: tuple[Phrase, ...]
    problem: Phrase | None = None
    first: First | None = None
    after: tuple[Phrase, ...] = ()
    rest: str = ""  # how many more are left
    changes: tuple[Phrase, ...] = ()
    counting: tuple[Phrase, ...] = ()
    coming: tuple[Phrase, ...] = ()  # what there is, for one who has not begun
    parts: tuple[Part, ...] = ()
    notices: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def feedback_of(
    record: Record,
    *,
    expected: bool,
    previous: Record | None = None,
    grade: Grade | None = None,
    help: Help = NO_HELP,
) -> Feedback:
    """The letter on one record; `expected` adds the reference's answers, `previous` is the hand-in before."""
    problem = problem_of(record)
    before = grade if problem and grade and any(mark.attempt for mark in grade.marks) else None  # what still counts
    work = steps(record, 1 + NEXT)
    left = len(left_of(record)) - len(work)
    return Feedback(
        student=_name(record["student"], grade),
        titles=", ".join(assignment["title"] for assignment in record["assignments"]),
        score=before.score if before else record["score"],
        points=before.points if before else record["points"],
        tally=tally(record),
        badges=grade.badges if grade else (),
        opening=() if problem else opening(record),
        problem=_problem(problem, before) if problem else None,
        first=_first(work[0], expected, help) if work else None,
        after=tuple(_after(step) for step in work[1:]),
        rest=f"{several(left, 'more blank')} below." if left else "",
        changes=changes(record, previous),
        counting=counting(record, grade),
        parts=tuple(part_of(a, expected, help, work[0].blank if work else None) for a in record["assignments"]),
        notices=() if problem else tuple((notice["path"], notice["what"]) for notice in record["notices"]),
        facts=_facts(record),
    )


def absent_feedback(person: Person, columns: tuple[Column, ...], grade: Grade | None = None) -> Feedback:
    """The letter to somebody who has handed in nothing yet: what there is, until when, and what was given by hand."""
    due = (
        {mark.folder: mark.due for mark in grade.marks} if grade else {column.folder: column.due for column in columns}
    )
    return Feedback(
        student=person.name or person.student,
        titles=", ".join(column.title for column in columns),
        score=grade.score if grade else 0.0,
        points=grade.points if grade else round(sum(column.points for column in columns), 6),
        tally={},
        badges=(),
        opening=(
            ("Nothing has come in from you yet.",),
            ("One blank is enough for a first hand-in: ", Code("tt next"), " names it, and ", Code("tt submit"),
             " writes what you hand in."),
        ),
        counting=by_hand(grade) if grade else (),
        coming=tuple(
            (f"{column.title}: {several(column.points, 'point')}{_due(due[column.folder])}.",) for column in columns
        ),
    )  # fmt: skip


def _due(due: str | None) -> str:
    return f", due {spoken(due)}" if due else ""


def _name(student: str, grade: Grade | None) -> str:
    return grade.person.name if grade and grade.person.name else student


def _problem(problem: str, before: Grade | None) -> Phrase:
    told = " What you handed in before still counts, as above." if before else ""
    return marked(f"This hand-in could not be graded: {ended(problem)} Mend that, and hand in again.{told}")


def _first(step: Step, expected: bool, help: Help) -> First:
    blank, task = step.blank, step.task
    return First(
        where=(Code(blank["symbol"]), f" in Task {task['task']}, ", Code(blank["file"])),
        why=step.why,
        verdict=blank["verdict"],
        problems=problems_of(blank, expected),
        advice=advice_on(blank),
        hints=hints_on(task, blank, help),
        handout=handout_on(step.assignment, task),
        link=help.link(step.assignment, task),
    )


def _after(step: Step) -> Phrase:
    return (Code(step.blank["symbol"]), f" in Task {step.task['task']}. ", *step.why)


def _facts(record: Record) -> tuple[tuple[str, str], ...]:
    """What was graded, and with what."""
    facts = {
        "Submission": record["submission"][:16],
        "Graded with": record["bundle"][:16],
        "Sandbox": record["sandbox"],
        "Versions": ", ".join(f"{name} {version}" for name, version in sorted(record["versions"].items())),
    }
    return tuple((name, fact) for name, fact in facts.items() if fact)
