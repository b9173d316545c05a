"""One file per student in a folder: `write_junit(folder, records)`, `write_gradescope(folder, records)`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.reports.exports.gradescope import results
from autograder.reports.exports.junit import junit_xml
from autograder.reports.files import write_file
from autograder.reports.html import page_name
from autograder.reports.words import Record


def write_junit(folder: Path, records: Iterable[Record], *, expected: bool) -> int:
    """folder/STUDENT.xml; how many there are."""
    return _write(
        (folder / f"{page_name(each['student'])}.xml", junit_xml([each], expected=expected)) for each in records
    )


def write_gradescope(folder: Path, records: Iterable[Record], *, expected: bool) -> int:
    """folder/STUDENT/results.json; how many there are."""
    contents = ((folder / page_name(each["student"]), results(each, expected=expected)) for each in records)
    return _write((place / "results.json", [_json(content)]) for place, content in contents)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, allow_nan=False) + "\n"


def _write(files: Iterable[tuple[Path, Iterable[str]]]) -> int:
    count = 0
    for path, parts in files:
        write_file(path, parts)
        count += 1
    return count
