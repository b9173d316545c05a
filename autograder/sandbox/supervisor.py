"""Stands between one worker and the judge: forks the worker, ends it when the leash is let go, tells how it ended.

The leash is a socket on which the judge says nothing. The supervisor tells it the worker's number; when the judge
closes the leash, or dies, the worker is killed; when the worker is gone, the supervisor reports its wait status,
processor time and memory there and ends. The student's code never runs in this process, so the judge may believe the
report.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import numpy.random  # here and not in each worker: NumPy itself loads it late

from autograder.sandbox import wire
from autograder.sandbox.fence import Fence
from autograder.sandbox.terms import ENVIRONMENT, Limits
from autograder.sandbox.watch import Watch
from autograder.sandbox.worker import Worker

T = TypeVar("T")

PAUSE = 0.02  # seconds between two looks, where the system has no handle of a process to wait for
MAX_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def supervise(fence: Fence, limits: Limits, channel: socket.socket, leash: socket.socket) -> NoReturn:
    """Run one worker from fork to report; this process ends with it."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        room = _told(channel, fence.make_room)
        pid = os.fork()
        if pid == 0:
            leash.close()
            _become_worker(fence, limits, channel, room)
        channel.close()
        wire.send(leash, {"pid": pid})
        report = _outlive(pid, leash, Watch(pid, room, limits))
        fence.clear(room)
        wire.send(leash, report)
        status = 0
    except (EOFError, OSError):  # the judge is gone: nobody is left to tell
        status = 1
    finally:
        os._exit(status)


def _outlive(pid: int, leash: socket.socket, watch: Watch) -> dict[str, object]:
    """Wait until the worker is gone or is to go; what there is to say of it then."""
    handle, leash_end = _handle(pid), leash.fileno()
    signs, pause = ([leash_end], PAUSE) if handle is None else ([leash_end, handle], watch.pause)
    gone, killed = None, False
    while gone is None and not killed:
        ready = select.select(signs, [], [], pause)[0]
        ended = os.wait4(pid, os.WNOHANG)
        gone = ended if ended[0] else None
        killed = gone is None and (leash_end in ready or watch.exceeded())
    if gone is None:
        _kill(pid)
        gone = os.wait4(pid, 0)
    _, status, used = gone
    memory_mb = used.ru_maxrss * MAX_RSS_UNIT / (1 << 20)
    return {"status": status, "cpu": used.ru_utime + used.ru_stime, "memory": memory_mb, "killed": killed}


def _handle(pid: int) -> int | None:
    """What select() finds readable once a process is gone; None where the system has no such thing."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _kill(pid: int) -> None:
    """Kill the worker and what it may have forked where no fence forbids that; a dead one stays as it died."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it leads no group yet, or is a zombie on macOS
            kill(pid, signal.SIGKILL)


def _become_worker(fence: Fence, limits: Limits, channel: socket.socket, room: Path | None) -> NoReturn:
    """Shut this process in, tell the judge, and serve."""
    try:
        worker = _told(channel, lambda: _shut_in(fence, limits, channel, room))
        wire.send(channel, {"ready": True})
        worker.serve()
    finally:
        os._exit(1)


def _shut_in(fence: Fence, limits: Limits, channel: socket.socket, room: Path | None) -> Worker:
    os.setsid()
    _keep_only(channel)
    return Worker(channel, _furnished(fence.close(room, limits)))


def _told(channel: socket.socket, step: Callable[[], T]) -> T:
    """What the step gives; the judge is told why it failed, in place of the worker's first word."""
    try:
        return step()
    except Exception as error:  # whatever it is, it is our fault and belongs into the judge's error
        wire.send(channel, {"failed": f"{type(error).__name__}: {error}"})
        raise EOFError from error


def _keep_only(channel: socket.socket) -> None:
    """No descriptor stays open but the channel and three that lead nowhere."""
    for output in (1, 2):
        os.dup2(0, output)  # the warm parent's own errors are worth keeping, a worker's flood is not
    os.closerange(3, channel.fileno())
    os.closerange(channel.fileno() + 1, os.sysconf("SC_OPEN_MAX"))


def _furnished(room: Path) -> Path:
    """The folder for the package, in a room whose environment says only where it is; the same dice for everyone."""
    package, temporary = room / "package", room / "tmp"
    package.mkdir()
    temporary.mkdir()
    os.environ.clear()
    os.environ.update(HOME=str(room), TMPDIR=str(temporary), **ENVIRONMENT)
    tempfile.tempdir = None  # the warm parent may have looked for one, elsewhere
    random.seed(0)
    numpy.random.seed(0)
    return package
