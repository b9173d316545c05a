"""Read the records of a results folder one after the other: `stored_records(out)`, or one student's alone.

They are what `autograder grade` wrote there, so each is looked at only as far as an export needs: read whole and
checked field by field, ten thousand of them would take minutes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.symbols import did_you_mean
from autograder.judge.records import SCHEMA
from autograder.reports.html import page_name
from autograder.reports.words import Record

NEEDED = frozenset({"student", "submission", "bundle", "sandbox", "score", "points", "assignments", "notices"})


def stored_records(out: Path, student: str | None = None) -> Iterator[Record]:
    """The records in the order of their files' names; UsageError at once where there is none."""
    folder = out / "records"
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(f"There are no records in {folder}; run `autograder grade` with --out {out} first.")
    if student is not None:
        wanted = folder / f"{page_name(student)}.json"
        if wanted not in files:
            names = [file.stem for file in files]
            raise UsageError(f"There is no record of '{student}' in {folder}{did_you_mean(student, names)}")
        files = [wanted]
    return map(_read, files)


def _read(file: Path) -> Record:
    try:
        record = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} is not readable JSON; grade that submission again.") from error
    if not isinstance(record, dict) or record.get("schema") != SCHEMA or not record.keys() >= NEEDED:
        raise UsageError(f"{file} is no record of schema {SCHEMA}; grade that submission again.")
    return record
