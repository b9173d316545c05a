"""One file per student in a folder: `write_junit(folder, records)`, `write_gradescope(folder, records)`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from autograder.reports.exports.gradescope import results
from autograder.reports.exports.junit import junit_xml
from autograder.reports.files import write_file
from autograder.reports.html import page_name
from autograder.reports.words import Record


def write_junit(folder: Path, records: Iterable[Record], *, expected: bool) -> int:
    """folder/STUDENT.xml; how many there are."""
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007
        write_file(folder / f"{page_name(record['student'])}.xml", junit_xml([record], expected=expected))
    return count


def write_gradescope(folder: Path, records: Iterable[Record], *, expected: bool) -> int:
    """folder/STUDENT/results.json; how many there are."""
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007
        text = json.dumps(results(record, expected=expected), sort_keys=True, allow_nan=False) + "\n"
        write_file(folder / page_name(record["student"]) / "results.json", [text])
    return count
