"""A warm process that forks a child per test run: pytest, hypothesis and NumPy are imported before the first save,
and Numba with the first test of a kernel.

`python -m autograder.loop.forkserver` reads one JSON request a line and answers with the child's id, then its exit
status. It never imports a tinytorch. It ends, with its child, when its standard input closes. Linux and macOS.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import select
import signal
import sys
import tempfile
import warnings
from pathlib import Path

import pytest

from autograder.loop import testrun

REHEARSAL = """
from hypothesis import given, settings, strategies as st

@settings(max_examples=100, database=None, deadline=None, derandomize=True)
@given(x=st.floats(), y=st.floats(-1, 1), n=st.integers(), items=st.lists(st.floats(), max_size=2))
def test_rehearsal(x, y, n, items):
    assert y == y
"""


def warm_up() -> None:
    """Run a test session once: pytest and hypothesis load half of themselves at their first use only."""
    import numpy  # noqa: F401

    with tempfile.TemporaryDirectory(prefix="tt-") as folder, contextlib.redirect_stdout(io.StringIO()):
        test = Path(folder) / "test_rehearsal.py"
        test.write_text(REHEARSAL, encoding="utf-8")
        (Path(folder) / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        pytest.main([str(test), "--import-mode=importlib", *testrun.QUIET])
    gc.collect()
    gc.freeze()  # a child need not look through all of this whenever it collects


def serve() -> None:
    """One request at a time until standard input closes; a request `{"kill": true}` ends the child that runs."""
    warm_up()
    answer({"ready": True})
    child = 0
    while True:
        readable, _, _ = select.select([0], [], [], 0.005 if child else None)
        if child:
            child = reap(child)
        if not readable:
            continue
        request = json.loads(read_line() or b"null")
        if request is None:
            end(child)
            return
        child = end(child) if "kill" in request else fork(request)


def read_line() -> bytes:
    """One line from standard input, unbuffered: select would not see what a buffer holds."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return b""
        line += byte
    return line


def answer(message: dict[str, object]) -> None:
    os.write(1, json.dumps(message).encode() + b"\n")


def fork(request: dict[str, object]) -> int:
    testrun.load_compiler(request)  # here, so that the next child has it, too
    with warnings.catch_warnings():
        # NumPy's idle BLAS threads make Python warn; they hold no lock that the child could wait for.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        run_and_leave(request)
    return child


def run_and_leave(request: dict[str, object]) -> None:
    """In the child: the answers' pipe is closed to it, its own output goes to the log."""
    code = 3
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        log = os.open(str(request["log"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        code = testrun.run(request)
    finally:
        os._exit(code)  # never back into the loop of the parent, whatever happened


def reap(child: int) -> int:
    """0 and an answer once the child has ended, else the child."""
    done, status = os.waitpid(child, os.WNOHANG)
    if not done:
        return child
    answer({"exit": os.waitstatus_to_exitcode(status)})
    return 0


def end(child: int) -> int:
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        answer({"exit": -signal.SIGKILL})
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the watching command, which then closes our input
    serve()
    sys.exit(0)
