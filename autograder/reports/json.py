"""Write records as JSON that compares equal byte for byte: sorted keys, one spelling, a line feed at the end.

`record_json(record)` is one student's whole record; `class_json(records)` is what a class's grading found, without
what the machine happened to measure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def record_json(record: Mapping[str, Any]) -> str:
    """One record, indented for reading."""
    return json.dumps(record, sort_keys=True, indent=2, allow_nan=False) + "\n"


def class_json(records: Iterable[Mapping[str, Any]]) -> str:
    """All records sorted by student, `measured` left out: two gradings of the same class give the same bytes."""
    kept = [{key: value for key, value in record.items() if key != "measured"} for record in records]
    return record_json({"schema": 1, "records": sorted(kept, key=lambda record: str(record["student"]))})
