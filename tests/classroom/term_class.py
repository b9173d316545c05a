"""A class over a term without a judge: `Term(out).hand_in("ada", "00", 8, day=14)` is one graded hand-in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.term.grades import ClassGrades
from autograder.reports.grades import Grade, Mark
from tests.reports import example

FOLDERS = ("00_scalars", "01_autograd")
TITLES = ("Scalars", "Autograd")
POINTS = 10


@dataclass(frozen=True)
class Term:
    """Two assignments of ten blanks with one point each."""

    out: Path

    def hand_in(
        self, student: str, score: Mapping[str, int | str], *, day: int | None = None, problem: str | None = None,
        bundle: str = "b", sandbox: str = "full", whole: bool = False, folders: tuple[str, ...] = FOLDERS,
        minutes: Mapping[str, float] | None = None, law: str = "mul(x, y) is x times y.",
    ) -> None:  # fmt: skip
        """`score` says of each assignment that it holds how many blanks pass, or "broken"; graded under all `folders`.

        The same scores are the same bytes.
        """
        scope = Scope(bundle * 64, folders, whole, sandbox)
        digest = hashlib.sha256(f"{sorted(score.items())}".encode()).hexdigest()
        parts = [_assignment(folder, score.get(folder, 0), law) for folder in folders]
        with Gradebook(self.out / GRADEBOOK) as book:
            book.learn((folder, TITLES[FOLDERS.index(folder)], POINTS) for folder in folders)
            book.hand_in(
                scope,
                student,
                None if problem else digest,
                problem,
                (),
                holds=score,
                moment=None if day is None else f"2026-09-{day:02}T12:00:00Z",
                source=f"{student}.zip",
                minutes=minutes,
            )
            if not problem:
                book.enter(scope, example.record("", *parts, submission=digest, bundle=scope.bundle, sandbox=sandbox))

    def rules(self, text: str) -> None:
        """The rules of the class."""
        (self.out / "class.toml").write_text(text, encoding="utf-8")

    def grade(self, student: str) -> Grade:
        """One student's grade."""
        (found,) = (grade for grade in ClassGrades(self.out) if grade.person.student == student)
        return found

    def mark(self, student: str, folder: str = FOLDERS[0]) -> Mark:
        """One student's mark of an assignment."""
        (found,) = (mark for mark in self.grade(student).marks if mark.folder == folder)
        return found


def _assignment(folder: str, score: int | str, law: str) -> dict[str, Any]:
    passing = POINTS if score == "broken" else int(score)
    checks = [example.check("pass" if n < passing else "wrong", law) for n in range(POINTS)]
    blanks = [example.blank(f"blank{n}", check) for n, check in enumerate(checks)]
    if score == "broken":
        blanks[0] |= {"verdict": "broken", "score": 0.0, "points": 0.0}
    task = example.task(f"{int(folder[:2])}.1", "A task", *blanks)
    return example.assignment(folder, TITLES[FOLDERS.index(folder)], task)
