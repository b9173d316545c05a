"""Keep a class's grades in one SQLite file that survives a kill at any moment.

`Gradebook(path)` opens or makes it; `hand_in` notes what a student handed in and keeps what came before, `enter` stores
a graded attempt, `has_grade` finds one again, `class_records` joins both into one record per student, `pairs` two
grades of each student. A grading anew stands beside the grade until `settle`. What a machine measured (seconds, memory)
stands in columns of its own, so the rest compares equal between two runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.classroom.gradebook_file import Database, parsed
from autograder.classroom.gradebook_moments import moment_of
from autograder.classroom.gradebook_rows import Place, canonical, result_rows, score_rows
from autograder.course.errors import InternalError
from autograder.course.moments import now
from autograder.judge.records import Notice
from autograder.reports.words import is_broken

MEASURED = ("seconds", "cpu_seconds", "memory_mb")
THIS = "submission=? AND bundle=? AND scope=? AND sandbox=? AND anew=?"
GRADED = "a.submission=h.submission AND a.scope=h.scope AND a.bundle=? AND a.sandbox=? AND a.anew=?"
IN_TIME = "COALESCE(h.moment, h.noted), h.number"

Record = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """What one run grades against: the bundle, the assignments, the isolation level."""

    bundle: str
    assignments: tuple[str, ...]
    whole: bool
    sandbox: str

    @property
    def name(self) -> str:
        """The assignments in words, as the database keeps them."""
        return " ".join((["whole"] if self.whole else []) + list(self.assignments))


@dataclass(frozen=True)
class Pair:
    """Two grades of what one student handed in, as canonical JSON; None where there is none."""

    student: str
    problem: str | None
    old: str | None
    new: str | None
    earlier: str | None = None  # the name and moment of a hand-in that is not the current one


class Gradebook:
    """One class, one file. Each entry is committed before the call returns; use as a context manager.

    It is looked through for damage first, which takes the longer the larger it is; not with `look=False`.
    """

    def __init__(self, path: Path, *, look: bool = True) -> None:
        self.file = Database(path, look=look)
        self._places: dict[Place, int] = {}

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.file.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is entered inside is committed at its end, at once: quicker where there is much at hand."""
        try:
            with self.file.together():
                yield
        except BaseException:
            self._places.clear()  # the numbers of rows that are not there after all
            raise

    def hand_in(
        self,
        scope: Scope,
        student: str,
        submission: str | None,
        problem: str | None,
        notices: Iterable[Notice],
        *,
        holds: Iterable[str] | None = None,
        moment: str | None = None,
        source: str = "",
        minutes: Mapping[str, float] | None = None,
    ) -> None:
        """Note what a student handed in; what was there before stays. What is seen again is noted anew, not twice.

        `holds` are the assignments of which it has a file; None: all of the scope. The same files with and without a
        time are one hand-in, which then has it. A file of unknown time that could not be read, and was then put right
        under its own name, is no attempt, and leaves.
        """
        known = set(scope.assignments if holds is None else holds)
        held = " ".join(name for name in scope.assignments if submission and name in known)
        listed = canonical([notice.to_json() for notice in notices])
        with self.together():
            moment = moment_of(self.file, (student, submission, problem, source), moment)
            values = (student, scope.name, submission, held, moment, now(), source, problem)
            if submission is not None:
                self.file.write(
                    "DELETE FROM hand_ins WHERE student=? AND scope=? AND source=? AND problem IS NOT NULL"
                    " AND moment IS NULL",
                    (student, scope.name, source),
                )
            self.file.write(
                "INSERT OR REPLACE INTO hand_ins"
                " (student, scope, submission, holds, moment, noted, source, problem, notices, minutes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, listed, canonical(dict(minutes or {}))),
            )

    def begin(self, bundle: str) -> None:
        """This bundle is the newest from now on, also where it comes back after another."""
        self.file.write(
            "INSERT OR REPLACE INTO bundles (digest) SELECT ?"
            " WHERE NOT EXISTS (SELECT 1 FROM bundles WHERE digest=? AND number=(SELECT MAX(number) FROM bundles))",
            (bundle, bundle),
        )

    def learn(self, assignments: Iterable[tuple[str, str, float]]) -> None:
        """(folder, title, points) of the assignments that the class is graded on now."""
        self.file.write_all("INSERT OR REPLACE INTO assignments VALUES (?, ?, ?)", assignments)

    def enter(self, scope: Scope, record: Record, *, anew: bool = False) -> None:
        """Store one graded attempt for everybody who handed in the same bytes; `anew` leaves the grade as it is."""
        kept = {key: value for key, value in record.items() if key not in ("student", "measured")}
        measured = record["measured"]
        key = _key(scope, record["submission"], anew)
        rest = (int(is_broken(record)), canonical(kept), *(measured[name] for name in MEASURED))
        with self.together():
            self.file.write("INSERT OR IGNORE INTO bundles (digest) VALUES (?)", (scope.bundle,))
            number = self.file.write(
                "INSERT OR REPLACE INTO attempts (submission, bundle, scope, sandbox, anew, broken, record, seconds,"
                " cpu_seconds, memory_mb) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*key, *rest),
            )
            self._unfold(number, record)

    def has_grade(self, scope: Scope, submission: str, *, anew: bool = False) -> bool:
        """Whether these bytes have a sound grade already."""
        key = _key(scope, submission, anew)
        return any(self.file.rows(f"SELECT 1 FROM attempts WHERE {THIS} AND broken=0", key))

    def was_graded(self, scope: Scope, submission: str) -> bool:
        """Whether these bytes have a grade, be it one that is broken."""
        return any(self.file.rows(f"SELECT 1 FROM attempts WHERE {THIS}", _key(scope, submission, anew=False)))

    def bundles(self, scope: Scope) -> list[str]:
        """The digests that these assignments were graded with at this sandbox level, the newest last."""
        rows = self.file.rows(
            "SELECT digest FROM bundles WHERE EXISTS"
            " (SELECT 1 FROM attempts WHERE bundle=digest AND scope=? AND sandbox=? AND anew=0) ORDER BY number",
            (scope.name, scope.sandbox),
        )
        return [digest for (digest,) in rows]

    def class_records(self, scope: Scope, points: float, students: Iterable[str]) -> Iterator[Record]:
        """One record per student of the class, sorted by name: the grade, or score 0 with the problem's sentence.

        It is that of the last hand-in that was graded so, or could not be read.
        """
        wanted = set(students)
        for student, hand_in, attempt in self._last(scope):
            if student in wanted:
                yield self._record(scope, points, hand_in, attempt)

    def previous(self, scope: Scope, points: float, student: str) -> Record | None:
        """The record of what the student handed in before what `class_records` shows, other bytes graded alike."""
        current = next((hand_in for _, hand_in, _ in self._last(scope, student)), None)
        if current is None:
            return None
        rows = self.file.rows(
            f"SELECT h.number, a.number FROM hand_ins h JOIN attempts a ON {GRADED} JOIN hand_ins c ON c.number=?"
            " WHERE h.scope=? AND h.student=? AND h.submission IS NOT c.submission"
            " AND (COALESCE(h.moment, h.noted), h.number) < (COALESCE(c.moment, c.noted), c.number)"
            f" ORDER BY {IN_TIME}",
            (scope.bundle, scope.sandbox, 0, current, scope.name, student),
        )
        found = list(rows)
        return self._record(scope, points, *found[-1]) if found else None

    def pairs(self, old: Scope, new: Scope, students: Iterable[str], *, anew: bool = False) -> Iterator[Pair]:
        """What `old` and `new` say of each student's current hand-in, sorted by name.

        `anew` takes what is not yet settled as new, and then earlier hand-ins that were graded anew come as well.
        """
        wanted = set(students)
        for student, hand_in, attempt in self._last(new, anew=anew):
            if student in wanted:
                ((problem, before),) = self.file.rows(
                    f"SELECT h.problem, a.record FROM hand_ins h LEFT JOIN attempts a ON {GRADED} WHERE h.number=?",
                    (old.bundle, old.sandbox, 0, hand_in),
                )
                yield Pair(student, problem, before, self._text(attempt))
                if anew:
                    yield from self._earlier_pairs(new, student, hand_in)

    def _earlier_pairs(self, scope: Scope, student: str, current: int) -> Iterator[Pair]:
        rows = self.file.rows(
            "SELECT MAX(h.source || COALESCE(' of ' || h.moment, '')), a.record, b.record FROM hand_ins h"
            " JOIN hand_ins c ON c.number=?"
            f" LEFT JOIN attempts a ON {GRADED} JOIN attempts b ON {GRADED.replace('a.', 'b.')}"
            " WHERE h.student=? AND h.scope=? AND h.submission IS NOT c.submission GROUP BY h.submission ORDER BY 1",
            (current, scope.bundle, scope.sandbox, 0, scope.bundle, scope.sandbox, 1, student, scope.name),
        )
        for earlier, old, new in rows:
            yield Pair(student, None, old, new, earlier)

    def settle(self, scope: Scope, students: Iterable[str]) -> None:
        """What was graded anew becomes these students' grade, all at once; a broken one only where there is none."""
        handed_in = "SELECT DISTINCT submission FROM hand_ins WHERE student=? AND scope=? AND submission IS NOT NULL"
        with self.together():
            for student in students:
                for (submission,) in list(self.file.rows(handed_in, (student, scope.name))):
                    key = _key(scope, submission, anew=True)
                    self.file.write(f"UPDATE OR REPLACE attempts SET anew=0 WHERE {THIS} AND broken=0", key)
                    self.file.write(f"UPDATE OR IGNORE attempts SET anew=0 WHERE {THIS}", key)
                    self.file.write(f"DELETE FROM attempts WHERE {THIS}", key)

    def _unfold(self, attempt: int, record: Record) -> None:
        self.file.write_all(
            "INSERT INTO assignments VALUES (?, ?, ?) ON CONFLICT (folder) DO UPDATE SET"
            " points=MAX(points, excluded.points)",
            [(part["folder"], part["title"], part["points"]) for part in record["assignments"]],
        )
        scores = [(attempt, *row) for row in score_rows(record)]
        self.file.write_all("INSERT INTO scores VALUES (?, ?, ?, ?)", scores)
        results = [(attempt, self._place(place, title), *rest) for place, title, rest in result_rows(record)]
        self.file.write_all("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)", results)

    def _place(self, place: Place, title: str) -> int:
        """The number of a blank. Another process may have put it in; so may we, and then not have come to the end."""
        if place not in self._places:
            assignment, task, symbol = place
            self.file.write(
                "INSERT INTO places (assignment, task, title, symbol) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (assignment, task, symbol) DO UPDATE SET title=excluded.title",
                (assignment, task, title, symbol),
            )
            found = "SELECT number FROM places WHERE assignment=? AND task=? AND symbol=?"
            ((self._places[place],),) = self.file.rows(found, place)
        return self._places[place]

    def _last(
        self, scope: Scope, student: str | None = None, *, anew: bool = False
    ) -> Iterable[tuple[str, int, int | None]]:
        """(student, hand-in, attempt) of the last hand-in of each that was graded so, or could not be read.

        Only numbers, so that a class of any size passes through record by record.
        """
        rows = self.file.rows(
            "SELECT h.student, h.number, a.number, h.problem IS NULL AND a.number IS NULL AS ungraded FROM hand_ins h"
            f" LEFT JOIN attempts a ON {GRADED} WHERE h.scope=?{'' if student is None else ' AND h.student=?'}"
            f" ORDER BY h.student, ungraded DESC, {IN_TIME}",
            (scope.bundle, scope.sandbox, int(anew), scope.name, *(() if student is None else (student,))),
        )
        return {student: (student, hand_in, attempt) for student, hand_in, attempt, _ in rows}.values()

    def _record(self, scope: Scope, points: float, hand_in: int, attempt: int | None) -> Record:
        ((student, problem, notices),) = self.file.rows(
            "SELECT student, problem, notices FROM hand_ins WHERE number=?", (hand_in,)
        )
        if problem is None and attempt is None:
            raise InternalError(f"The gradebook has no grade for {student}; run the same command again.")
        record: Record = _ungraded(scope, points) if attempt is None else parsed(self._text(attempt) or "")
        record["student"] = student
        record["notices"] += parsed(notices) if problem is None else [{"path": student, "what": problem}]
        record["measured"] = self._measured(attempt)
        return record

    def _text(self, attempt: int | None) -> str | None:
        rows = self.file.rows("SELECT record FROM attempts WHERE number=?", (attempt,))
        return next((text for (text,) in rows), None)

    def _measured(self, attempt: int | None) -> dict[str, float]:
        rows = self.file.rows(f"SELECT {', '.join(MEASURED)} FROM attempts WHERE number=?", (attempt,))
        return dict(zip(MEASURED, next(rows, (0.0,) * len(MEASURED)), strict=True))


def _key(scope: Scope, submission: str, anew: bool) -> tuple[str, str, str, str, int]:
    return submission, scope.bundle, scope.name, scope.sandbox, int(anew)


def _ungraded(scope: Scope, points: float) -> Record:
    """The record of a submission that could not be read: no digest, and its one notice says why."""
    return {
        "schema": 1,
        "submission": "",
        "bundle": scope.bundle,
        "sandbox": scope.sandbox,
        "versions": {},
        "score": 0.0,
        "points": points,
        "assignments": [],
        "notices": [],
    }
