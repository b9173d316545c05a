"""Spawns workers from the trusted side: a warm parent that has the libraries loaded, and a handle on each of its forks.

    with WarmParent(Level.FULL, preload=("numpy", "numba")) as parent, parent.spawn(Limits(cpu_seconds=5)) as child:
        child.request({"do": "load", "files": files}, seconds=10)

Every wait has a deadline, and whatever fails on our side of the fence raises SandboxError.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from autograder.sandbox import wire
from autograder.sandbox.rooms import remove
from autograder.sandbox.terms import ENVIRONMENT, LIMITS, Exit, Level, Limits, SandboxError
from autograder.sandbox.wire import WireError

__all__ = ["Child", "Exit", "Level", "Limits", "SandboxError", "WarmParent", "WireError"]

START_SECONDS = 120.0  # importing numba on a loaded machine
SPAWN_SECONDS = 30.0
REPORT_SECONDS = 30.0
CLOSE_SECONDS = 5.0
GRACE_SECONDS = 1.0

NEEDED = ("numpy", "msgpack")  # by the worker itself
NEEDED_BY = {"numba": ("llvmlite",)}
LIBRARY_VARIABLE = "LD_LIBRARY_PATH"  # an interpreter may not start without it

Handshake = dict[str, Any]


class Child:
    """One worker: `request` asks it, `channel` is the socket to it, `close` ends it and says how it ended."""

    def __init__(self, channel: socket.socket, leash: socket.socket, limits: Limits) -> None:
        self.channel = channel
        self.pid = 0  # known once it is ready
        self._leash = leash
        self._limits = limits
        self._exit: Exit | None = None
        self._lost: SandboxError | None = None

    def request(self, message: object, seconds: float) -> Any:
        """The reply to a message within `seconds` in all; TimeoutError, EOFError or WireError, and then close it."""
        deadline = time.monotonic() + seconds
        wire.send(self.channel, message, deadline)
        return wire.receive(self.channel, deadline)

    def close(self) -> Exit:
        """End the worker if it still runs; how it ended, by its supervisor's report. Asking twice is fine."""
        if self._lost:
            raise self._lost
        if self._exit is None:
            grace = GRACE_SECONDS if self._hung_up() else 0.0
            with self.channel, self._leash:  # the channel goes last: a worker that loses it leaves by itself
                select.select([self._leash], [], [], grace)
                with contextlib.suppress(OSError):  # the supervisor has ended already and its report waits
                    self._leash.shutdown(socket.SHUT_WR)
                try:
                    report = wire.receive(self._leash, time.monotonic() + REPORT_SECONDS)
                except (EOFError, TimeoutError, WireError) as error:
                    self._lost = SandboxError(f"a worker's supervisor has not reported how it ended: {error}")
                    raise self._lost from error
            self._exit = _exit(report, self._limits)
        return self._exit

    def _hung_up(self) -> bool:
        """Whether the worker's end is closed: most likely it is dying, and its own end is the one to be told."""
        try:
            self.channel.setblocking(False)
            return self.channel.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class WarmParent:
    """A process with `preload` imported behind the fence of `level`, from which workers are forked in milliseconds."""

    def __init__(self, level: Level, preload: Sequence[str] = ("numpy",)) -> None:
        if not hasattr(os, "fork"):
            raise SandboxError("workers need a system that can fork: Linux, macOS, or WSL on Windows")
        places = _places(preload)
        self.level = level
        self._rooms: str | None = None
        self._control, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as errors:
            settings = {"control": theirs.fileno(), "level": level.value, "preload": list(preload), **places}
            self._process = _start(settings, theirs, errors)
            theirs.close()
            try:
                self._rooms = _expect_ready(self._control, START_SECONDS, "the warm parent")["rooms"]
            except SandboxError as error:
                self.close()
                raise SandboxError(f"{error}{_last_line(errors)}") from error

    def spawn(self, limits: Limits | None = None) -> Child:
        """A fresh worker behind its fence; SandboxError where the fence cannot be put up or the parent is gone."""
        limits = limits or Limits()
        channel, worker_end = socket.socketpair()
        leash, supervisor_end = socket.socketpair()
        child = Child(channel, leash, limits)
        try:
            with worker_end, supervisor_end:
                ends = [worker_end.fileno(), supervisor_end.fileno()]
                socket.send_fds(self._control, [LIMITS.pack(*astuple(limits))], ends)
            _expect_ready(channel, SPAWN_SECONDS, "a worker")
            child.pid = wire.receive(leash, time.monotonic() + SPAWN_SECONDS)["pid"]
        except (OSError, EOFError, SandboxError) as error:
            channel.close()
            leash.close()
            raise (
                error if isinstance(error, SandboxError) else SandboxError(f"the warm parent is gone: {error}")
            ) from error
        return child

    def close(self) -> None:
        """End the warm parent. Workers that still run end when their Child is closed."""
        self._control.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._rooms:
            remove(Path(self._rooms))  # it does so itself, unless somebody has killed it

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _start(settings: Handshake, control: socket.socket, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """A clean interpreter: no environment but ours, no site-packages, no current folder, no terminal."""
    environment = ENVIRONMENT | {key: os.environ[key] for key in (LIBRARY_VARIABLE,) if key in os.environ}
    boot = Path(__file__).with_name("boot.py")
    return subprocess.Popen(
        # -I would say most of this in one letter, but it ignores PYTHONHASHSEED as well.
        [sys.executable, "-P", "-s", "-S", "-B", str(boot), json.dumps(settings)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=(control.fileno(),),
        cwd="/",
        env=environment,
        start_new_session=True,
    )


def _places(preload: Sequence[str]) -> dict[str, Any]:
    """Where the warm parent finds what it imports: tools while it starts, packages for good, all their paths."""
    named = dict.fromkeys((*NEEDED, *(name.split(".")[0] for name in preload)))
    named |= dict.fromkeys(needed for name in tuple(named) for needed in NEEDED_BY.get(name, ()))
    found = {name: _locate(name) for name in named if name not in sys.stdlib_module_names}
    libraries = (path.with_name(f"{name}.libs") for name, path in found.items())  # where wheels keep shared libraries
    tools = {"autograder": Path(__file__).parents[2]}
    with contextlib.suppress(SandboxError):  # the warm parent says what is missing, if the level needs it
        tools["pyseccomp"] = _locate("pyseccomp").parent
    return {
        "packages": {name: str(path.parent) for name, path in found.items()},
        "tools": {name: str(path) for name, path in tools.items()},
        "paths": [str(path) for path in (*found.values(), *libraries) if path.exists()],
    }


def _locate(name: str) -> Path:
    """The folder of a package, or the file of a module, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SandboxError(f"{name} is not installed; install it into the environment of {sys.executable}")
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)


def _expect_ready(sock: socket.socket, seconds: float, who: str) -> Handshake:
    """Wait for the first word of our own process, sent before any student's code can run there."""
    try:
        word: Handshake = wire.receive(sock, time.monotonic() + seconds)
    except (EOFError, TimeoutError, WireError) as error:
        raise SandboxError(f"{who} has not started: {error}") from error
    if "ready" not in word:
        raise SandboxError(f"{who} cannot be fenced in: {word.get('failed', word)}")
    return word


def _last_line(errors: IO[bytes]) -> str:
    """What an interpreter that broke down had to say for itself, if anything."""
    errors.seek(0)
    lines = errors.read().decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return f" ({said[-1]})" if said else ""


def _exit(report: dict[str, Any], limits: Limits) -> Exit:
    """What a wait status means, given the limits."""
    status, cpu, memory = report["status"], report["cpu"], report["memory"]
    if os.WIFEXITED(status):
        return Exit("exit", os.WEXITSTATUS(status), cpu, memory)
    number = os.WTERMSIG(status)
    if number != signal.SIGKILL:
        return Exit("cpu" if number == signal.SIGXCPU else "signal", number, cpu, memory)
    if report["killed"]:
        return Exit("cpu" if cpu > limits.cpu_seconds else "killed", number, cpu, memory)
    return Exit("taken", number, cpu, memory)
