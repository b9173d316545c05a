"""Write a class's scores as CSV for a spreadsheet: `class_csv(records)`, sorted by student, byte-stable."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.reports.words import problem_of

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def class_csv(records: Iterable[Mapping[str, Any]]) -> str:
    """One row per student: score, points, the score of each assignment, the problem's sentence if there is one."""
    rows = sorted(records, key=lambda record: str(record["student"]))
    folders = sorted({assignment["folder"] for record in rows for assignment in record["assignments"]})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "score", "points", *folders, "sandbox", "problem"])
    for record in rows:
        scores = {assignment["folder"]: assignment["score"] for assignment in record["assignments"]}
        by_folder = [scores.get(folder, "") for folder in folders]
        cells = [record["score"], record["points"], *by_folder, record["sandbox"], _inert(problem_of(record) or "")]
        writer.writerow([_inert(record["student"]), *cells])
    return text.getvalue()


def _inert(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text  # else a spreadsheet would compute it
