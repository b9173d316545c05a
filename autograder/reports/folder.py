"""Leave a class's results in a folder with `write_results(out, records)`, find them again with `read_records(out)`.

records/NAME.json per student, reports/NAME.html and reports/NAME.md, gradebook.csv and gradebook.json. Records pass
through one at a time, so that a large class takes no more memory than a small one; each file is written whole or not at
all.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.judge.records import Record as Whole
from autograder.reports.feedback.beside import Beside, Passing
from autograder.reports.feedback.letter import Feedback, absent_feedback, feedback_of
from autograder.reports.feedback.markdown import feedback_markdown
from autograder.reports.files import telling, write_file
from autograder.reports.grades import Grade
from autograder.reports.html import feedback_page, page_name
from autograder.reports.json import class_json, record_json
from autograder.reports.sheet import class_csv
from autograder.reports.summary import Summary
from autograder.reports.words import Record

NOTHING = Beside()


def write_results(
    out: Path, records: Iterable[Record], *, expected: bool, beside: Beside = NOTHING, part: bool = False
) -> Summary:
    """Write everything; `expected` puts the reference's answers into the pages, `beside` what no record knows.

    Where the records are `part` of a class, its gradebook.csv and gradebook.json stay as they are.
    """
    summary = Summary()
    written = _written(out, records, summary, expected, beside)
    with telling(out):
        if part:
            deque(written, maxlen=0)
            return summary
        write_file(out / "gradebook.json", class_json(written))
        write_file(out / "gradebook.csv", [class_csv(summary)])
    return summary


def write_pages(out: Path, records: Iterable[Record], *, expected: bool, beside: Beside = NOTHING) -> Summary:
    """Write the students' pages only."""
    summary = Summary()
    with telling(out):
        for record in _with_pages(out, records, expected, beside):
            summary.add(record)
    return summary


def read_records(out: Path) -> Iterator[Record]:
    """The records that `write_results` left in a folder, by student; all are looked at before the first comes."""
    files = sorted((out / "records").glob("*.json"))
    if not files:
        raise UsageError(f"There are no records in {out / 'records'}; run `autograder grade` with --out {out} first.")
    by_student = sorted(files, key=lambda file: str(_read(file)["student"]))
    return map(_read, by_student)


def bundles_written(out: Path) -> Counter[str]:
    """How many of the records in a folder were graded with which bundle; one that cannot be read counts for none."""
    found: Counter[str] = Counter()
    for file in (out / "records").glob("*.json"):
        with suppress(UsageError):
            found[_read(file)["bundle"]] += 1
    return found


def _written(
    out: Path, records: Iterable[Record], summary: Summary, expected: bool, beside: Beside
) -> Iterator[Record]:
    """Each record, once its own files are written."""
    for record in _with_pages(out, records, expected, beside):
        write_file(out / "records" / f"{page_name(record['student'])}.json", [record_json(record)])
        summary.add(record)
        yield record


def _with_pages(out: Path, records: Iterable[Record], expected: bool, beside: Beside) -> Iterator[Record]:
    """Each record, once its pages are written; between them the pages of those who handed in nothing."""

    def absent(grade: Grade) -> None:
        if beside.columns:
            _write_pages(out, grade.person.student, absent_feedback(grade.person, beside.columns, grade))

    passing = Passing(beside.grades, absent)
    for record in records:
        student = record["student"]
        before, grade = beside.previous(record), passing.of(student)
        letter = feedback_of(record, expected=expected, previous=before, grade=grade, help=beside.help)
        _write_pages(out, student, letter)
        yield record
    passing.end()


def _write_pages(out: Path, student: str, letter: Feedback) -> None:
    name = page_name(student)
    write_file(out / "reports" / f"{name}.html", [feedback_page(letter)])
    write_file(out / "reports" / f"{name}.md", [feedback_markdown(letter)])


def _read(file: Path) -> Record:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} is not readable JSON; grade that submission again.") from error
    return Whole.from_json(content, str(file)).to_json()
