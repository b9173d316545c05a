"""Where a student finds help with a blank: `help_of(course, address)` knows its hints, and the handout's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course.model import Course
from autograder.reports.words import Record

GITHUB = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+?(?=(?:\.git)?/?$)")


@dataclass(frozen=True, slots=True)
class Help:
    """`hints` tells how many there are, by task and symbol; `site` is where the course's files can be read, or ""."""

    hints: Mapping[tuple[str, str], int] = field(default_factory=dict)
    site: str = ""

    def link(self, assignment: Record, task: Record) -> str:
        """The address of a task in its handout; "" where the course is on no site."""
        if not self.site:
            return ""
        heading = f"Task {task['task']} {task['title']}".lower()
        anchor = re.sub(r"[^\w -]", "", heading).replace(" ", "-")  # as GitHub makes it from a heading
        return f"{self.site}/{handout_of(assignment)}#{anchor}"


NO_HELP = Help()


def help_of(course: Course, address: str = "") -> Help:
    """The help of a course that students find at `address`; only of GitHub it is known how files are shown there."""
    hints = {(blank.task, blank.symbol): len(blank.hints) for each in course.assignments for blank in each.blanks}
    found = GITHUB.match(address)
    return Help(hints, f"{found[0]}/blob/main" if found else "")


def handout_of(assignment: Record) -> str:
    """Where an assignment's handout lies in the course's folder."""
    return f"assignments/{assignment['folder']}/README.md"
