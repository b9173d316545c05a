"""An error that a given file makes of the student's own is shown with the student's line."""

from __future__ import annotations

import inspect
from pathlib import Path

from autograder.loop.explain import explain

STUDENTS = "def kernel():\n    x = 1\n    return x / 0\n"
GIVEN = """
def run(kernel):
    try:
        kernel()
    except ZeroDivisionError as error:
        raise RuntimeError("thread 3 has failed") from error
"""


def test_the_line_is_that_of_the_cause(tmp_path: Path) -> None:
    """As for a kernel, whose error the block runner turns into a sentence about the thread."""
    package, names = tmp_path / "tinytorch", {}
    for file, text in (("kernel.py", STUDENTS), ("runner.py", GIVEN)):
        exec(compile(text, str(package / file), "exec"), names)
    try:
        names["run"](names["kernel"])
    except RuntimeError as error:
        here = inspect.currentframe().f_code.co_name
        failure = explain(error, None, tmp_path, Path(__file__).resolve(), here, ["kernel.py"])
    assert failure.where == "tinytorch/kernel.py:3 in kernel"
    assert failure.got == "RuntimeError: thread 3 has failed"
