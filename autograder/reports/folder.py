"""Leave a class's results in a folder with `write_results(out, records)`, find them again with `read_records(out)`.

records/NAME.json per student, reports/NAME.html and reports/index.html, gradebook.csv and gradebook.json.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.judge.records import Record as Whole
from autograder.reports.html import page_name, student_page
from autograder.reports.index import index_page
from autograder.reports.json import class_json, record_json
from autograder.reports.sheet import class_csv
from autograder.reports.words import Record


def write_results(out: Path, records: Sequence[Record], *, expected: bool) -> None:
    """Write everything; `expected` puts the reference's answers into the pages."""
    write_pages(out, records, expected=expected)
    texts = {f"records/{page_name(record['student'])}.json": record_json(record) for record in records}
    texts |= {"gradebook.csv": class_csv(records), "gradebook.json": class_json(records)}
    _write(out, texts)


def write_pages(out: Path, records: Sequence[Record], *, expected: bool) -> None:
    """Write the pages only: one per student and the class's."""
    students = {f"reports/{page_name(r['student'])}.html": student_page(r, expected=expected) for r in records}
    _write(out, {"reports/index.html": index_page(records)} | students)


def read_records(out: Path) -> list[Record]:
    """The records that `write_results` left in a folder, sorted by student."""
    files = sorted((out / "records").glob("*.json"))
    if not files:
        raise UsageError(f"There are no records in {out / 'records'}; run `autograder grade` with --out {out} first.")
    return sorted((_read(file) for file in files), key=lambda record: str(record["student"]))


def _read(file: Path) -> Record:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} is not readable JSON; grade that submission again.") from error
    return Whole.from_json(content, str(file)).to_json()


def _write(out: Path, texts: dict[str, str]) -> None:
    try:
        for path, text in texts.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}); choose another folder with --out.") from error
