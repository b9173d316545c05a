"""Work off a class: what is graded already is left alone, what cannot be read gets its sentence, the rest is judged.

`work_off(book, scope, sources, read, judge, step)` commits every result before it takes the next. It knows nothing of
how a submission is judged: `judge` takes (digest, files) pairs and gives records back in any order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from autograder.classroom.gradebook import Gradebook, Record, Scope
from autograder.classroom.paths import BadSubmission
from autograder.classroom.submissions import Source, Submission, namesakes
from autograder.course.errors import CourseError
from autograder.course.log import note

Files = Mapping[str, bytes]
Read = Callable[[Source], Submission]
Judge = Callable[[Iterable[tuple[str, Files]]], Iterator[Record]]


def work_off(
    book: Gradebook,
    scope: Scope,
    sources: Sequence[Source],
    read: Read,
    judge: Judge,
    step: Callable[[], None],
    *,
    anew: bool = False,
) -> dict[str, str]:
    """Grade every source that has no sound grade yet; `step` is called once per source. `anew` grades all again.

    The students of whom a hand-in could not be read through a fault of ours, and which: nothing is noted of it, so
    that it costs nobody a point, and everybody else is graded.
    """
    doubled = namesakes(sources)
    asked: set[str] = set()
    failed: dict[str, str] = {}

    def jobs() -> Iterator[tuple[str, Files]]:
        for source in sources:
            submission = _hand_in(book, scope, source, read, doubled, failed)
            if submission is None or submission.digest in asked or book.has_grade(scope, submission.digest, anew=anew):
                step()
            else:
                asked.add(submission.digest)
                yield submission.digest, submission.files

    for record in judge(jobs()):
        book.enter(scope, record, anew=anew)
        measured = record["measured"]["seconds"]
        note("graded", submission=record["submission"], score=record["score"], seconds=measured, anew=anew)
        step()
    return failed


def _hand_in(
    book: Gradebook, scope: Scope, source: Source, read: Read, doubled: frozenset[str], failed: dict[str, str]
) -> Submission | None:
    """Read one submission and note it; None where it cannot be graded."""
    try:
        if source.student in doubled:
            raise BadSubmission("more than one submission has this name; rename them so that each name is one student")
        submission = read(source)
    except BadSubmission as bad:
        name, moment = source.name, source.moment
        book.hand_in(scope, source.student, None, str(bad), source.notices, source=name, moment=moment)
        note("unreadable", student=source.student, source=name, problem=str(bad))
        return None
    except CourseError:
        raise
    except Exception as error:  # whatever somebody hands in, the rest of the class is graded
        failed[source.student] = type(error).__name__
        note("not read", logging.WARNING, student=source.student, source=source.name, error=repr(error)[:200])
        return None
    book.hand_in(
        scope,
        source.student,
        submission.digest,
        None,
        submission.notices,
        holds=submission.holds,
        moment=submission.moment,
        source=submission.source,
        minutes=submission.minutes,
    )
    note("handed in", student=source.student, source=submission.source, submission=submission.digest)
    return submission
