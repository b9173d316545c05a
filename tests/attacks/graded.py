"""Makes a record of an attack as the classroom does, and all reports of a record."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from sections import Attack, Files

from autograder.classroom.submissions import Submission
from autograder.course.model import Assignment
from autograder.judge import records
from autograder.judge.bundle import Bundle
from autograder.judge.grading import Graded
from autograder.judge.records import BlankRecord, Record
from autograder.judge.scoring import total
from autograder.reports.folder import write_results
from autograder.reports.terminal import student_report
from autograder.sandbox.isolation import Level

Grade = Callable[[Attack], Record]


def owner(bundle: Bundle, file: str) -> Assignment:
    """The assignment that owns a file."""
    found = bundle.course.owner(file)
    assert found is not None, f"{file} belongs to no assignment"
    return found


def blanks(record: Record) -> dict[str, BlankRecord]:
    """Symbol -> blank."""
    return {blank.symbol: blank for a in record.assignments for task in a.tasks for blank in task.blanks}


def reports(record: Record, folder: Path) -> dict[str, str]:
    """All that is made of a record, by the file's name; and what a terminal shows."""
    data = record.to_json()
    console = Console(width=200, file=io.StringIO(), record=True)
    console.print(student_report(data, expected=False))
    write_results(folder, [data], expected=False)
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}
    return {"terminal": console.export_text(), **written}


def record_of(bundle: Bundle, level: Level, submission: Submission, graded: Graded) -> Record:
    """As the classroom makes one, without what was measured."""
    return Record(
        schema=records.SCHEMA,
        student="student",
        submission=submission.digest,
        bundle=bundle.digest,
        sandbox=level.value,
        versions={},
        score=total(a.score for a in graded.assignments),
        points=total(a.points for a in graded.assignments),
        assignments=graded.assignments,
        notices=(*submission.notices, *graded.notices),
        measured=records.Measured(0.0, 0.0, 0.0),
    )


def write(folder: Path, files: Files) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
