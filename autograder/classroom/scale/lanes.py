"""Work in a process of its own: `Lane(make, arguments).do(job)`, as in one process of pool.py, wherever it is started.

It is no child of multiprocessing, whose rules forbid one to the processes that a nanny of dask has started. A job that
the process dies of is tried once more, in a fresh one; then its result is `DIED`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from autograder.classroom.pool import DIED, LEAVE_SECONDS, TRIES, Make, serve
from autograder.course.errors import InternalError

CHILD = "import sys; from autograder.classroom.scale.lanes import main; main(int(sys.argv[1]))"


class Lane:
    """One process at a time, started when it is needed; `close` may come from another thread, during a job."""

    def __init__(self, make: Make, arguments: tuple[Any, ...]) -> None:
        self._work = make, arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._starting = threading.Lock()
        self._closed = False

    def do(self, job: Any) -> Any:
        """The job's result, or DIED; what a CourseError in the process says is raised here."""
        for _ in range(TRIES):
            pipe = self._pipe or self._opened()
            try:
                pipe.send(job)
                return self._heard(pipe)
            except (EOFError, OSError):
                self._end()
        return DIED

    def close(self) -> None:
        """End the process; there will be no other."""
        with self._starting:
            self._closed = True
            if self._process is not None:
                _stop(self._process)

    def _opened(self) -> Connection:
        """The pipe to a process that is ready."""
        for _ in range(TRIES):
            self._pipe = self._started()
            try:
                self._heard(self._pipe)
                return self._pipe
            except (EOFError, OSError):
                self._end()
        raise InternalError("A grading process ended before it was ready; run `autograder doctor` on that machine.")

    def _started(self) -> Connection:
        with self._starting:
            if self._closed:
                raise InternalError("The grading was stopped; run the same command again.")
            ours, theirs = socket.socketpair()
            with theirs:
                words = [sys.executable, "-c", CHILD, str(theirs.fileno())]
                path = os.pathsep.join(filter(None, sys.path))  # where this process has found the course
                environment = {**os.environ, "PYTHONPATH": path}
                self._process = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),), env=environment
                )
        pipe = Connection(ours.detach())
        pipe.send(self._work)
        return pipe

    def _heard(self, pipe: Connection) -> Any:
        """The next result; EOFError where the process has died."""
        kind, value = pipe.recv()
        if kind == "failed":
            self._end()
            raise value
        return value

    def _end(self) -> None:
        if self._process is not None:
            _stop(self._process)
        if self._pipe is not None:
            self._pipe.close()
        self._pipe = None


def main(descriptor: int) -> None:
    """The process's own program."""
    os.set_inheritable(descriptor, False)
    pipe = Connection(descriptor)
    try:
        make, arguments = pipe.recv()
    except EOFError:
        return  # whoever started it has ended meanwhile
    serve(pipe, make, arguments)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
