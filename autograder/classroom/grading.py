"""Grade a class: read each submission, judge it in a pool of processes, keep every result the moment it is there.

`grade_class(order, sources, step)` gives one record per student, read from the gradebook as they are asked for. Killed
at any moment, the same call goes on where it was: only submissions in flight are graded again. A bad submission costs
nobody else anything. Where the judging is done is an Engine: `run_here` is the pool of this machine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.classroom.gradebook import Gradebook, Record, Scope
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.pool import DIED, run_jobs
from autograder.classroom.queue import work_off
from autograder.classroom.results_folder import make_folder
from autograder.classroom.submissions import Source, Submission, read_submission
from autograder.classroom.versions import versions
from autograder.course.errors import InternalError
from autograder.course.model import Assignment, Course
from autograder.judge import records
from autograder.judge.bundle import HIDDEN, Bundle, is_drawn, make_bundle
from autograder.judge.grading import Graded, Grader
from autograder.judge.scoring import total
from autograder.judge.verdicts import Verdict
from autograder.sandbox.isolation import Level

PRIVATE = ".autograder"

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Job:
    """What a process of the pool is handed: a submission's files, and the blanks to judge (None: all of them)."""

    files: Files
    only: frozenset[str] | None = None


@dataclass(frozen=True)
class Order:
    """What a class is graded on, how, and where its gradebook lies; `private` holds the secret seed.

    `hidden` is the package with the checks.
    """

    course: Course
    assignments: tuple[Assignment, ...]
    level: Level
    private: Path
    out: Path
    jobs: int
    whole: bool = False
    hidden: str = HIDDEN

    @property
    def points(self) -> float:
        return sum(assignment.points for assignment in self.assignments)

    @property
    def handed_in(self) -> tuple[Assignment, ...]:
        """Whose files are taken from a submission: with `whole` those of all earlier layers too."""
        last = max(assignment.number for assignment in self.assignments)
        return self.course.assignments[: last + 1] if self.whole else self.assignments


# (order, the bundle's digest, (digest, job) pairs) -> (digest, Graded or DIED), in the order in which they end
Engine = Callable[[Order, str, Iterable[tuple[str, Job]]], Iterator[tuple[str, Any]]]


@dataclass(frozen=True)
class ClassRecords:
    """One record per student, sorted by name; each iteration reads them one at a time from the gradebook."""

    gradebook: Path
    scope: Scope
    points: float
    students: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)  # who could not be read through our fault -> what happened

    def __iter__(self) -> Iterator[Record]:
        with Gradebook(self.gradebook, look=False) as book:
            yield from book.class_records(self.scope, self.points, self.students)

    def previous(self, student: str) -> Record | None:
        """What the student's hand-in before this one was graded, if it was graded alike."""
        with Gradebook(self.gradebook, look=False) as book:
            return book.previous(self.scope, self.points, student)


def run_here(order: Order, bundle: str, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Any]]:
    """Judge in as many processes of this machine as were ordered."""
    return run_jobs(jobs, open_grader, (order, bundle), order.jobs)


def grade_class(
    order: Order,
    sources: Sequence[Source],
    step: Callable[[], None],
    *,
    anew: bool = False,
    engine: Engine = run_here,
) -> ClassRecords:
    """Grade who has no sound grade yet; `step` is called once per submission. `anew` grades all again."""
    scope = scope_of(order)

    def judge(jobs: Iterable[tuple[str, Files]]) -> Iterator[Record]:
        work = ((digest, Job(files)) for digest, files in jobs)
        for digest, graded in engine(order, scope.bundle, work):
            yield _record(order, scope, digest, died(order.assignments) if graded is DIED else graded)

    def read(source: Source) -> Submission:
        return read_submission(source, order.course, order.handed_in)

    with Gradebook(order.out / GRADEBOOK) as book:
        book.begin(scope.bundle)
        book.learn((assignment.folder, assignment.title, assignment.points) for assignment in order.assignments)
        failed = work_off(book, scope, sources, read, judge, step, anew=anew)
    students = dict.fromkeys(source.student for source in sources)
    return ClassRecords(order.out / GRADEBOOK, scope, order.points, tuple(students), failed)


def scope_of(order: Order) -> Scope:
    """Under which name the gradebook keeps what is graded so; the examples are drawn for it."""
    folders = tuple(assignment.folder for assignment in order.assignments)
    return Scope(prepare(order).digest, folders, order.whole, order.level.value)


def prepare(order: Order) -> Bundle:
    """See that results can be written, and draw the examples; at a later use of the private folder they are read."""
    make_folder(order.out)
    return _bundle(order)


def is_prepared(order: Order) -> bool:
    """Whether the examples are drawn already."""
    return is_drawn(order.course, order.assignments, order.private, hidden=order.hidden)


def _bundle(order: Order) -> Bundle:
    return make_bundle(order.course, order.assignments, order.private, order.level, hidden=order.hidden)


@contextmanager
def open_grader(order: Order, digest: str) -> Iterator[Callable[[Job], Graded]]:
    """What each process of the pool owns: one Grader, as a function from a job to verdicts."""
    bundle = _bundle(order)
    if bundle.digest != digest:
        raise InternalError("The course was edited while it graded; run the same command again.")
    gc.collect()
    gc.freeze()  # a bank is many objects, and none of them will ever be garbage
    with Grader(bundle, order.level) as grader:
        yield lambda job: grader.grade_fully(job.files, whole=order.whole, only=job.only)


def died(assignments: Iterable[Assignment]) -> Graded:
    """Everything `broken`: the process that judged it died twice, which is our fault and costs no points."""
    return Graded(tuple(_broken(assignment) for assignment in assignments), (), records.Measured(0.0, 0.0, 0.0))


def _record(order: Order, scope: Scope, digest: str, graded: Graded) -> Record:
    record = records.Record(
        schema=records.SCHEMA,
        student="",  # the gradebook knows who handed these bytes in
        submission=digest,
        bundle=scope.bundle,
        sandbox=scope.sandbox,
        versions=versions(order.course.root),
        score=total(assignment.score for assignment in graded.assignments),
        points=total(assignment.points for assignment in graded.assignments),
        assignments=graded.assignments,
        notices=graded.notices,
        measured=graded.measured,
    )
    return record.to_json()


def _broken(assignment: Assignment) -> records.AssignmentRecord:
    verdict = Verdict.BROKEN.value
    detail = "the process that judged this ended twice; tell your instructor"
    tasks = []
    for task in assignment.tasks:
        blanks = []
        for blank in task.blanks:
            check = records.CheckRecord("judge", "The grader gives a verdict.", verdict, detail, None, None, 0, 0)
            blanks.append(records.BlankRecord(blank.symbol, blank.file, 0.0, 0.0, verdict, (check,)))
        tasks.append(records.TaskRecord(task.number, task.title, 0.0, 0.0, tuple(blanks)))
    return records.AssignmentRecord(assignment.folder, assignment.title, 0.0, 0.0, tuple(tasks))
