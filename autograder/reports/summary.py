"""Keep of a class only what its table and its sheet need, while the records themselves pass by.

`Summary().add(record)` for one record after the other; `rows` then has one Row per student.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.reports.words import Record, problem_of, tally


@dataclass(frozen=True, slots=True)
class Row:
    """One student in a line: points altogether and of each assignment, and how many blanks ended in which verdict."""

    student: str
    score: float
    points: float
    sandbox: str
    problem: str | None
    assignments: Mapping[str, tuple[float, float]]  # folder -> score, points
    tally: Mapping[str, int]

    @property
    def scored(self) -> dict[str, float]:
        """Score and points under the names that a record gives them."""
        return {"score": self.score, "points": self.points}

    @property
    def broken(self) -> bool:
        """Whether any blank has no verdict through our fault."""
        return "broken" in self.tally


@dataclass
class Summary:
    """One Row per student, in the order in which they came."""

    rows: list[Row] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Take note of one more student."""
        self.rows.append(row_of(record))

    @property
    def folders(self) -> list[str]:
        """The assignments that anybody was graded on."""
        return sorted({folder for row in self.rows for folder in row.assignments})


def row_of(record: Record) -> Row:
    """The line of one student."""
    scores = {a["folder"]: (a["score"], a["points"]) for a in record["assignments"]}
    problem = problem_of(record)
    return Row(record["student"], record["score"], record["points"], record["sandbox"], problem, scores, tally(record))


def summary_of(records: Iterable[Record]) -> Summary:
    """The summary of all these records."""
    summary = Summary()
    for record in records:
        summary.add(record)
    return summary
