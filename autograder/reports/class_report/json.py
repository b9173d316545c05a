"""Write a class's statistics as JSON, for a program: `statistics_json(statistics)`, with sorted keys, byte-stable.

schema        1; it grows when an entry changes its meaning or goes, not when one is added
scores        of what counts: count, mean, least, lower (quartile), median, upper, most; null where there are none
histogram     eleven counts: shares of the points in [0, 0.1), ..., [0.9, 1), and 1 or more
pass_rate     passed / tried; a blank that is still TODO was not tried, one that is broken was not graded
share         of the points, the mean; `groups` the same for each of the class's groups, the lowest scores first
failures      law, the sentence of the first failing check, and how many students have it, the commonest first
versions, caught    wrong versions that a student's law meets, and the histogram of the share that it catches

No student is named in it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from autograder.reports.json import record_json
from autograder.reports.statistics import Assignment, Blank, Statistics, Task

SCHEMA = 1


def statistics_json(statistics: Statistics) -> str:
    """All of it but the students."""
    return record_json(
        {
            "schema": SCHEMA,
            "students": statistics.students,
            "points": statistics.points,
            "scores": _plain(statistics.scores),
            "histogram": list(statistics.histogram),
            "groups": [asdict(group) for group in statistics.groups],
            "seconds": _plain(statistics.seconds),
            "assignments": [_assignment(assignment) for assignment in statistics.assignments],
        }
    )


def _assignment(assignment: Assignment) -> dict[str, Any]:
    return asdict(assignment) | {"tasks": [_task(task) for task in assignment.tasks]}


def _task(task: Task) -> dict[str, Any]:
    more = {"points": task.points, "pass_rate": task.pass_rate, "blanks": [_blank(blank) for blank in task.blanks]}
    return asdict(task) | more


def _blank(blank: Blank) -> dict[str, Any]:
    counts = {"tried": blank.tried, "passed": blank.passed, "todo": blank.todo, "pass_rate": blank.pass_rate}
    failures = [{"law": failure.law, "students": failure.students} for failure in blank.failures]
    return asdict(blank) | counts | {"failures": failures}


def _plain(found: Any) -> dict[str, Any] | None:
    return None if found is None else asdict(found)
