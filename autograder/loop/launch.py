"""Two ways to start a test run, behind one face: `Fresh().start(request)`, `Warm(root).start(request)`.

A started run is asked with `poll()` for its exit status and ended with `kill()`. `launcher(root)` picks the warm way
where the system can fork.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from autograder.course.errors import InternalError


class Started(Protocol):
    def poll(self) -> int | None: ...
    def kill(self) -> None: ...


class Launcher(Protocol):
    def start(self, request: dict[str, Any]) -> Started: ...
    def close(self) -> None: ...


def environment(root: Path) -> dict[str, str]:
    """Ours without pytest's own variables: options meant for other projects would change a verdict."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    home = str(Path(__file__).resolve().parents[2])  # the folder that holds autograder/
    return kept | {
        "PYTHONPATH": os.pathsep.join([home, *filter(None, [kept.get("PYTHONPATH")])]),
        "PYTHONUTF8": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(root / ".tinytorch" / "hypothesis"),
    }


class Fresh:
    """A new Python per run: the only way on Windows, and soon enough for a single `tt check`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def start(self, request: dict[str, Any]) -> Started:
        path = Path(request["events"]).with_name("request.json")
        path.write_text(json.dumps(request), encoding="utf-8")
        with Path(request["log"]).open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.loop.testrun", str(path)],
                cwd=self.root,
                env=environment(self.root),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def close(self) -> None:
        """Nothing outlives a run."""


class Warm:
    """A fork of a process that has imported everything but the student's code."""

    def __init__(self, root: Path) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.loop.forkserver"],
            cwd=root,
            env=environment(root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # Ctrl-C reaches the watching command alone, which closes this one in order
        )
        self.received = b""
        self.ready = False

    def start(self, request: dict[str, Any]) -> Started:
        if not self.ready:
            self.answer(None)
            self.ready = True
        self.tell(request)
        return Fork(self)

    def tell(self, message: dict[str, Any]) -> None:
        assert self.server.stdin is not None
        try:
            self.server.stdin.write(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise InternalError("The warm test process has ended by itself; start `tt` again.") from error

    def answer(self, seconds: float | None) -> dict[str, Any] | None:
        """The next answer of the server; None if none comes within `seconds`."""
        assert self.server.stdout is not None
        while b"\n" not in self.received:
            if not select.select([self.server.stdout], [], [], seconds)[0]:
                return None
            piece = os.read(self.server.stdout.fileno(), 4096)
            if not piece:
                raise InternalError("The warm test process has ended by itself; start `tt` again.")
            self.received += piece
        line, _, self.received = self.received.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def close(self) -> None:
        """End the server, and with it a child that still runs."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        with contextlib.suppress(OSError):
            self.server.stdin.close()
        try:
            self.server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.server.stdout.close()


class Fork:
    """A run in a child of the warm server; each run gets exactly one exit answer."""

    def __init__(self, warm: Warm) -> None:
        self.warm = warm
        self.status: int | None = None

    def poll(self) -> int | None:
        return self.wait(0.0)

    def kill(self) -> None:
        if self.poll() is None:
            self.warm.tell({"kill": True})
            self.wait(None)

    def wait(self, seconds: float | None) -> int | None:
        if self.status is None:
            message = self.warm.answer(seconds)
            self.status = int(message["exit"]) if message else None
        return self.status


def launcher(root: Path) -> Launcher:
    """Warm where the system can fork, else fresh."""
    return Warm(root) if hasattr(os, "fork") else Fresh(root)
