"""The warm parent's own program: go behind the fence, load the packages, then fork a supervisor for each request.

It was started with an empty environment, is told paths and module names only, and never runs a student's code. A
request is one message on the control socket, a worker's limits, with two sockets attached: the worker's channel and
the supervisor's leash. When the judge closes the control socket, or dies, it ends.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
from typing import Any, NoReturn

from autograder.sandbox import wire
from autograder.sandbox.fence import Fence
from autograder.sandbox.supervisor import supervise
from autograder.sandbox.terms import LIMITS, Level, Limits, SandboxError


class Zygote:
    """One warm parent; `settings` are what WarmParent has put together for it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._control = socket.socket(fileno=settings["control"])
        self._level = Level(settings["level"])
        self._paths: list[str] = settings["paths"]
        self._preload: list[str] = settings["preload"]

    def go_behind_fence(self) -> None:
        """Leave the machine behind as far as the level says; ends this process where that fails."""
        try:
            self._fence = Fence.prepared(self._level, self._paths)
        except (SandboxError, OSError) as error:
            self._give_up(str(error))

    def serve(self) -> None:
        """Get ready, say so, and fork until the judge hangs up."""
        try:
            self._load()
            wire.send(self._control, {"ready": True, "rooms": self._fence.base})
            self._fork_on_request()
        finally:
            self._fence.take_down()

    def _load(self) -> None:
        """Import the packages here, behind the fence and once, rather than in every worker."""
        for name in self._preload:
            try:
                importlib.import_module(name)
            except ImportError as error:
                self._give_up(f"{name} cannot be imported in the sandbox: {error}")
        gc.collect()
        gc.freeze()  # a worker's collector would copy every page that it touches

    def _fork_on_request(self) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the supervisors
        while True:
            request, sockets, _, _ = socket.recv_fds(self._control, LIMITS.size, 2)
            if len(request) != LIMITS.size:
                return
            if os.fork() == 0:
                self._control.close()
                supervise(self._fence, Limits(*LIMITS.unpack(request)), *map(_socket, sockets))
            for descriptor in sockets:
                os.close(descriptor)

    def _give_up(self, reason: str) -> NoReturn:
        wire.send(self._control, {"failed": reason})
        sys.exit(1)


def _socket(descriptor: int) -> socket.socket:
    return socket.socket(fileno=descriptor)
