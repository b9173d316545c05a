"""The help that a course has for its students: `help_of(course, address)`."""

from __future__ import annotations

import re

from autograder.course.model import Course
from autograder.reports.feedback.help import Help

GITHUB = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+?(?=(?:\.git)?/?$)")


def help_of(course: Course, address: str = "") -> Help:
    """The help of a course that students find at `address`; only of GitHub it is known how files are shown there."""
    hints = {(blank.task, blank.symbol): len(blank.hints) for each in course.assignments for blank in each.blanks}
    found = GITHUB.match(address)
    return Help(hints, f"{found[0]}/blob/main" if found else "")
