"""Write a class's scores as CSV for a spreadsheet: `class_csv(summary)`, sorted by student, byte-stable."""

from __future__ import annotations

import csv
import io

from autograder.reports.summary import Summary

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def class_csv(summary: Summary) -> str:
    """One row per student: score, points, the score of each assignment, the problem's sentence if there is one."""
    folders = summary.folders
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "score", "points", *folders, "sandbox", "problem"])
    for row in sorted(summary.rows, key=lambda row: row.student):
        by_folder = [row.assignments[folder][0] if folder in row.assignments else "" for folder in folders]
        cells = [row.score, row.points, *by_folder, row.sandbox, inert(row.problem or "")]
        writer.writerow([inert(row.student), *cells])
    return text.getvalue()


def inert(text: str) -> str:
    """The text of a cell; one that a spreadsheet would compute begins with an apostrophe."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text
