"""Pictures of what the student's own code does: `draw(workspace, {"what": "graph", ...})` -> Drawn.

The code runs in a process of its own, with the student's package first on the path; `viz_draw.py` is what runs there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError, InternalError, UsageError
from autograder.loop.launch import environment
from autograder.loop.workspace import Workspace, place

SECONDS = 60.0


class Unfinished(CourseError):
    """The code to look at is not written yet, or ends with an error."""

    exit_code = 1


@dataclass(frozen=True)
class Drawn:
    """A picture: in words, as SVG, and as part of a page; where it was written; of a kernel, what was measured."""

    words: str
    svg: str
    body: str
    path: str | None
    right: bool | None = None
    sound: bool = True
    report: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        told = {"words": self.words, "svg": self.svg, "path": self.path}
        measured = {"right": self.right, "sound": self.sound, "report": self.report}
        return told | (measured if self.report is not None else {})


def draw(workspace: Workspace, request: Mapping[str, Any]) -> Drawn:
    """The picture, or an error in one sentence."""
    return drawn(workspace, ask(workspace, [request])[0])


def draw_kernel(workspace: Workspace, name: str, out: str | None) -> Drawn:
    """The student's kernel on its small case, watched."""
    names, answer = ask(workspace, [{"what": "kernels"}, {"what": "kernel", "name": name, "out": out}])
    if "names" not in names:
        drawn(workspace, names)
    if name not in names["names"]:
        raise UsageError(f"{unknown(workspace, name)}; there are {', '.join(names['names'])}.")
    if "wrong" in answer:
        raise Unfinished(f"{name} cannot be drawn, for it ends with an error: {answer['wrong']}")
    return drawn(workspace, answer)


def kernel_names(workspace: Workspace) -> list[str]:
    """The kernels that can be drawn; UsageError where their layer is not unlocked."""
    answer = ask(workspace, [{"what": "kernels"}])[0]
    if "names" not in answer:
        drawn(workspace, answer)
    return [str(name) for name in answer["names"]]


def unknown(workspace: Workspace, name: str) -> str:
    """Why there is no picture of a kernel of this name."""
    try:
        file = workspace.course.blank(name).file
    except CourseError:
        return f"There is no kernel {name!r} to draw"
    if "/cuda/" in file:
        return f"There is no small case for {name}, and only kernels with one can be drawn by name"
    return f"{name} is not a kernel for a GPU, and only these can be drawn"


def drawn(workspace: Workspace, answer: Mapping[str, Any]) -> Drawn:
    """The answer as a picture; what went wrong is raised."""
    if "words" in answer:
        return Drawn(**answer)
    if "missing" in answer:
        raise UsageError(
            f"{locked(workspace, answer['missing'])}; `tt start` opens the next assignment, and "
            "`tt with-reference tt viz ...` draws with the finished framework."
        )
    if "todo" in answer:
        raise Unfinished(f"{todo(workspace, answer)}, then draw it.")
    if "wrong" in answer:
        raise UsageError(sentence(answer["wrong"]))
    if "ours" in answer:
        raise InternalError(f"{answer['trace']}\nThe drawing function broke: {answer['ours']}")
    raise Unfinished(f"Your code ends with an error before there is a picture: {answer['error']}")


def locked(workspace: Workspace, name: str) -> str:
    """Which assignment brings a drawing function."""
    for assignment in workspace.course.assignments:
        if any(name in names for names in assignment.exports.get("viz", {}).values()):
            return f"viz.{name} comes with assignment {assignment.folder}, which is not unlocked"
    return f"viz.{name} is not in this tinytorch"


def todo(workspace: Workspace, answer: Mapping[str, Any]) -> str:
    """Which blank is not written, and where it is."""
    file = Path(answer["file"])
    with_line = f"{file}:{answer['line']}"
    for assignment in workspace.course.assignments:
        for blank in assignment.blanks:
            named = blank.symbol.rpartition(".")[2] == answer["function"]
            if named and file == workspace.package / blank.file:
                with_line = place(workspace, blank)
    return f"{answer['function']} is not written yet ({answer['todo']}); write it in {with_line}"


def sentence(text: str) -> str:
    """The text with a full stop."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def ask(workspace: Workspace, requests: Sequence[Mapping[str, Any]], seconds: float = SECONDS) -> list[dict[str, Any]]:
    """What the process that runs the student's code answers to each request."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "autograder.loop.viz_draw"],
            env=paths(workspace),
            input=json.dumps(list(requests)),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
        said, last = done.stdout, done.stderr.strip().rpartition("\n")[2]
        last = last or f"Python ended with exit code {done.returncode}"
    except subprocess.TimeoutExpired as error:
        said = (error.stdout or b"").decode("utf-8", "replace")
        last = f"it did not end within {seconds:.0f} seconds"
    answers = [json.loads(line) for line in said.splitlines() if line.endswith("}")]
    return answers + [{"error": last}] * (len(requests) - len(answers))


def paths(workspace: Workspace) -> dict[str, str]:
    """Our environment, where `import tinytorch` finds the student's package; under `tt with-reference`, solutions/."""
    own = environment(workspace.root)
    solutions = str(workspace.course.solutions.parent)
    package = solutions if solutions in own["PYTHONPATH"].split(os.pathsep) else str(workspace.package.parent)
    return own | {"PYTHONPATH": os.pathsep.join([package, own["PYTHONPATH"]])}
