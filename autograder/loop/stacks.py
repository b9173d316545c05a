"""Say why a test process ended early, from what faulthandler left behind: `why_it_ended(stack, status, ...)`."""

from __future__ import annotations

import re
import signal
from pathlib import Path

from autograder.loop.outcome import Failure

# The path is cut greedily: the course itself may lie in a folder named tinytorch.
FRAME = re.compile(
    r'^  File ".*[\\/]tinytorch[\\/](?P<file>[^"]+\.py)", line (?P<line>\d+) in (?P<name>.+)$', re.MULTILINE
)


def wall_limit(limit: float) -> float:
    """The seconds on the clock of a test that has `limit` seconds of processor time: other programs may take the rest.

    Where the system cannot count processor time, the clock alone decides.
    """
    return 3.0 * limit if hasattr(signal, "setitimer") else limit


def why_it_ended(stack: str, status: int, limit: float, package: Path) -> Failure:
    """A hang (kind "time") or a crash, with the innermost line of the student's code where the stack has one."""
    where = innermost(stack, package)
    used_up = hasattr(signal, "SIGPROF") and status == -signal.SIGPROF
    if used_up or stack.startswith("Timeout"):
        seconds = f"{limit:g} seconds of processor time" if used_up else f"{wall_limit(limit):g} seconds"
        spent = f"not done after {seconds}"
        return Failure("time", f"hung at {where}, {spent}" if where else spent, where=where)
    if status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        return Failure("crash", f"Python was ended by {name}", where=where)
    if status != 0 and "atal" in stack.partition("\n")[0]:  # "Fatal Python error", "Windows fatal exception"
        return Failure("crash", f"Python was ended: {stack.partition(chr(10))[0]}", where=where)
    return Failure("crash", f"the code ended Python itself with exit code {status}, as os._exit does", where=where)


def innermost(stack: str, package: Path) -> str:
    """ "tinytorch/scalars/graph.py:31 in topological_order"; "" where no frame is the student's."""
    for frame in FRAME.finditer(stack):
        file = frame["file"].replace("\\", "/")
        if (package / file).is_file():
            return f"tinytorch/{file}:{frame['line']} in {frame['name']}"
    return ""
