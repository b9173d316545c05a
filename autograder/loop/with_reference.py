"""Run a program on the finished framework: `run_with_reference(workspace, ["python", "train.py"])`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.loop.workspace import Workspace


def run_with_reference(workspace: Workspace, command: Sequence[str]) -> int:
    """The command's own exit code; `import tinytorch` in it finds solutions/."""
    solutions = workspace.course.solutions.parent
    if not workspace.course.solutions.is_dir():
        raise UsageError("The solutions are not part of this copy of the course, so there is no reference to run with.")
    try:
        return subprocess.run(list(command), env=environment(solutions, command)).returncode
    except OSError as error:
        raise UsageError(
            f"`{command[0]}` cannot be run ({error.strerror}); name a program, such as `python`."
        ) from error


def environment(solutions: Path, command: Sequence[str]) -> dict[str, str]:
    """Ours, with solutions/ before the folder of a script: Python would put that first, with the student's package."""
    beside = [str(Path(word).resolve().parent) for word in command if word.endswith(".py") and Path(word).is_file()]
    path = [str(solutions), *beside, str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path), "PYTHONSAFEPATH": "1"}
