"""The notebooks that formgrader lists and opens where the work was graded elsewhere: a text and one grade cell."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.reports.exports.nbgrader_rows import Line
from autograder.reports.exports.plain import plain
from autograder.reports.files import write_file
from autograder.reports.grades import Column

CELL = "score"


def source_page(column: Column) -> str:
    """The instructor's version."""
    return _notebook(column, "Graded by `autograder grade`; the scores come from `autograder export nbgrader`.")


def autograded_page(column: Column, line: Line) -> str:
    """What stands for one student's work."""
    return _scored(column, line.judged, line.by_hand, line.penalty)


@lru_cache(4096)  # a class has more students than scores
def _scored(column: Column, judged: float, by_hand: float | None, penalty: float) -> str:
    lines = [f"Judged by the autograder: **{plain(judged)} of {plain(column.points)} points**."]
    if by_hand is not None:
        lines.append(f"Set by hand to {plain(by_hand)}.")
    if penalty:
        lines.append(f"Late: {plain(penalty)} points less, so {plain(judged - penalty)} count.")
    lines.append("The student's page in the results folder says what passed and what did not.")
    return _notebook(column, "\n\n".join(lines))


def write_page(path: Path, text: str) -> None:
    """Write the file unless it says so already: a class has thousands of them."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_file(path, [text])


def _notebook(column: Column, text: str) -> str:
    graded = {
        "cell_type": "code", "grade": True, "grade_id": CELL, "locked": True, "points": column.points,
        "schema_version": 3, "solution": False, "task": False,
    }  # fmt: skip
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "about", "metadata": {}, "source": f"# {column.title}\n\n{text}"},
        {
            "cell_type": "code", "id": CELL, "metadata": {"nbgrader": graded}, "execution_count": None, "outputs": [],
            "source": "# The score of this cell is the score of the assignment.",
        },
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
