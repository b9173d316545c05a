"""Milestones: what an assignment's layer can do when it is done, tried on the student's own package.

`run_milestone(workspace, assignment, ["--json"])` runs `assignments/NN_slug/milestone.py`, a program that says by its
exit code whether it got there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from autograder.course.errors import UsageError
from autograder.course.model import Assignment
from autograder.loop.launch import environment
from autograder.loop.workspace import Workspace

FILE = "milestone.py"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def with_milestone(workspace: Workspace) -> list[Assignment]:
    """The assignments that have one."""
    return [assignment for assignment in workspace.course.assignments if (assignment.path / FILE).is_file()]


def run_milestone(workspace: Workspace, assignment: Assignment, options: Sequence[str]) -> int:
    """The program's exit code: 0 if the goals are reached.

    Its networks are small: one thread does them in less time than several that wait for each other, and on a busy
    machine in very much less.
    """
    if assignment not in with_milestone(workspace):
        known = ", ".join(f"{each.number:02}" for each in with_milestone(workspace)) or "no assignment"
        raise UsageError(f"Assignment {assignment.folder} has no milestone; there is one for {known}.")
    missing = [file for file in assignment.owns if not (workspace.package / file).is_file()]
    if missing:
        raise UsageError(f"Assignment {assignment.folder} is not unlocked yet; `tt start` opens the next assignment.")
    own = environment(workspace.root) | ONE_THREAD
    own["PYTHONPATH"] = os.pathsep.join([str(workspace.package.parent), own["PYTHONPATH"]])
    return subprocess.run([sys.executable, "-P", str(assignment.path / FILE), *options], env=own).returncode
