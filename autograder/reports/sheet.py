"""Write what a grading found as CSV for a spreadsheet: `class_csv(summary)`, sorted by student, byte-stable.

Scores are as judged, of each student's current hand-in. What counts in the end is the table of exports/plain.py.
"""

from __future__ import annotations

import csv
import io

from autograder.reports.summary import Summary

WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # =, +, - and @ as they are typed in East Asia
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", *WIDE)


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
