"""Write records as JSON that compares equal byte for byte: sorted keys, one spelling, a line feed at the end.

`record_json(record)` is one student's whole record; `class_json(records)` is what a class's grading found, record by
record, without what the machine happened to measure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def record_json(record: Mapping[str, Any]) -> str:
    """One record, indented for reading."""
    return json.dumps(record, sort_keys=True, indent=2, allow_nan=False) + "\n"


def class_json(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The parts of one JSON text, a record a line, `measured` left out: two gradings of a class give the same bytes."""
    between = '{"records": ['
    for record in records:
        kept = {key: value for key, value in record.items() if key != "measured"}
        yield f"{between}\n{json.dumps(kept, sort_keys=True, allow_nan=False)}"
        between = ","
    yield '\n], "schema": 1}\n' if between == "," else '{"records": [], "schema": 1}\n'
