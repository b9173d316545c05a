"""Where a student finds help with a blank: how many hints it has, and the handout's address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.reports.words import Record


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


def handout_of(assignment: Record) -> str:
    """Where an assignment's handout lies in the course's folder."""
    return f"assignments/{assignment['folder']}/README.md"
