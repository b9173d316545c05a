"""What the student's own code does, seen while it runs: `see_kernel(workspace, "block_sum")` -> Seen.

The code runs in a process of its own, with the student's package first on the path. `kernel_picture.py` draws it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from autograder.course.errors import CourseError, UsageError
from autograder.loop.launch import environment
from autograder.loop.workspace import Workspace, place

SECONDS = 60.0


class Unfinished(CourseError):
    """The code to look at is not written yet, or ends with an error."""

    exit_code = 1


@dataclass(frozen=True)
class Seen:
    """One run of a kernel: what it worked on, whether the result was right, and the sanitizer's report, plain data."""

    kernel: str
    about: str
    right: bool
    sound: bool  # without a fault that can make results wrong
    report: dict[str, Any]


def see_kernel(workspace: Workspace, name: str) -> Seen:
    """Run the student's kernel on its small case, watched."""
    answer = ask(workspace, name)
    where = file_of(workspace, name)
    if "names" in answer:
        other = where and "/cuda/" not in where
        no = (
            f"{name} is not a kernel for a GPU, and only these can be drawn"
            if other
            else f"There is no kernel {name!r} to draw"
        )
        raise UsageError(known(answer["names"], no))
    if "todo" in answer:
        raise Unfinished(
            f"{name} is not written yet ({answer['todo']}); write it{where and ' in ' + where}, then draw it."
        )
    if "error" in answer:
        raise Unfinished(f"{name} cannot be drawn, for it ends with an error: {answer['error']}")
    return Seen(name, answer["about"], answer["right"], answer["sound"], answer["report"])


def kernel_names(workspace: Workspace) -> list[str]:
    """The kernels that can be drawn; UsageError where their layer is not unlocked."""
    answer = ask(workspace, "")
    if "error" in answer:
        raise Unfinished(f"The kernels cannot be loaded: {answer['error']}")
    if not answer["names"]:
        raise UsageError(known([], "No kernel can be drawn yet"))
    return [str(name) for name in answer["names"]]


def known(names: list[str], sentence: str) -> str:
    if names:
        return f"{sentence}; there are {', '.join(names)}."
    return f"{sentence}, for the assignment about kernels is not unlocked; `tt start` opens the next assignment."


def ask(workspace: Workspace, name: str) -> dict[str, Any]:
    """What the process that runs the kernel answers."""
    home = environment(workspace.root)
    home["PYTHONPATH"] = os.pathsep.join([str(workspace.package.parent), home["PYTHONPATH"]])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "autograder.loop.viz_kernel", name],
            cwd=workspace.root,
            env=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"it did not end within {SECONDS:.0f} seconds"}
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().rpartition("\n")[2]
        return {"error": last or f"Python ended with exit code {done.returncode}"}
    return dict(answer)


def file_of(workspace: Workspace, kernel: str) -> str:
    """Where the student writes the kernel; "" where it is no blank."""
    try:
        return place(workspace, workspace.course.blank(kernel))
    except CourseError:
        return ""
