"""IPython without a screen, told by lines of JSON what to run: the process behind `nb_kernel.Kernel`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

ROOT = Path(__file__).resolve().parents[2]
PATH = [folder for folder in sys.path if Path(folder).resolve() != ROOT]  # as if the course were not installed
OURS = ("tinytorch", "google", "autograder")


def begin(shell: Any, folder: str, path: list[str]) -> None:
    """As in a new kernel that was started in `folder`, with `path` first on the path."""
    if "autograder.notebook" in shell.extension_manager.loaded:
        shell.extension_manager.unload_extension("autograder.notebook")
    vars(shell).pop("tinytorch_session", None)
    shell.reset()
    kept = "autograder" if sys.path == [*path, *PATH] else ""  # it takes a while to import
    for name in [name for name in sys.modules if name.split(".")[0] in OURS and name.split(".")[0] != kept]:
        del sys.modules[name]
    sys.path[:] = [*path, *PATH]
    sys.path_importer_cache.clear()
    os.chdir(folder)


def run(shell: Any, cell: str) -> dict[str, Any]:
    """What the cell showed and how it ended."""
    with capture_output() as seen:
        done = shell.run_cell(cell)
    shown = [output.data for output in seen.outputs]
    if done.result is not None:
        shown.append({"text/plain": repr(done.result), "text/html": getattr(done.result, "_repr_html_", str)()})
    error = done.error_before_exec or done.error_in_exec
    return {"printed": seen.stdout, "shown": shown, "error": type(error).__name__ if error else ""}


def main() -> None:
    shell = InteractiveShell.instance(colors="nocolor")
    for line in sys.stdin:
        asked = json.loads(line)
        if "folder" in asked:
            begin(shell, asked["folder"], asked["path"])
            answer: dict[str, Any] = {}
        else:
            answer = run(shell, asked["cell"])
        sys.__stdout__.write(json.dumps(answer) + "\n")
        sys.__stdout__.flush()


main()
