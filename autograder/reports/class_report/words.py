"""The words of a class's statistics, for every way of showing them: shares in percent, spreads, counts of students."""

from __future__ import annotations

from autograder.reports.statistics import Assignment, Failure, Spread
from autograder.reports.words import number, several

HARDEST = 8  # so many blanks are shown at first


def percent(share: float | None) -> str:
    """As in "42 %"; what is not quite all is never shown as 100 %, and what is not quite nothing never as 0 %."""
    return "-" if share is None else f"{percents(share)} %"


def percents(share: float) -> int:
    """A share from 0 to 1 as a whole number of hundredths, of which 0 and 100 are exact."""
    if 0.0 < share < 1.0:
        return min(max(round(100 * share), 1), 99)
    return round(100 * share)


def short(value: float) -> str:
    """A score at a glance: one digit after the point at most."""
    return f"{round(value, 1):g}"


def of(part: int, whole: int) -> str:
    """As in "12 of 20"."""
    return f"{part} of {whole}"


def middle(found: Spread | None) -> str:
    """The median, with the quartiles beside it: "3.5 (2 to 5.25)"."""
    return f"{number(found.median)} ({number(found.lower)} to {number(found.upper)})" if found else "-"


def minutes(found: Spread) -> str:
    """The same in whole numbers: "34 (20 to 55)"."""
    return f"{found.median:.0f} ({found.lower:.0f} to {found.upper:.0f})"


def failure_words(failure: Failure | None) -> str:
    """The sentence of a law, and how many students have it as their first failing check."""
    return "" if failure is None else f"{failure.law} ({several(failure.students, 'student')})"


def facts(assignment: Assignment) -> dict[str, str]:
    """What is to be said of an assignment in one line; what is nothing is left out."""
    found = {
        "handed in": of(assignment.handed_in, assignment.students),
        "median": f"{middle(assignment.scores)} of {number(assignment.points)}" if assignment.scores else "-",
        "mean": number(assignment.scores.mean) if assignment.scores else "-",
        "full marks": str(assignment.full),
    }
    counts = {
        "late": assignment.late,
        "given by hand": assignment.overridden,
        "not graded": assignment.not_graded,
        "our fault": assignment.broken,
    }
    found |= {name: str(count) for name, count in counts.items() if count}
    if assignment.attempts and assignment.attempts.most > 1:
        found["attempts"] = f"mean {number(assignment.attempts.mean)}, most {number(assignment.attempts.most)}"
    if assignment.gain:
        gained = of(assignment.gained, assignment.again)
        found["first to last"] = f"{gained} gained; median {number(assignment.gain.median)} points"
    return found
