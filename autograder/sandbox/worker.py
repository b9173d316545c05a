"""What a worker does once the fence is closed behind it: load one package, run programs, answer in plain data.

    {"do": "load", "files": {path: bytes}}    -> {"ok": True} | {"raise": [kind, task]}
    {"do": "run", "programs": [program, ...]} -> {"results": [["ok", value] | ["raise", kind, task], ...]}

While a program runs, a proxy's call sends {"ask": id, "args": [...]} and waits for {"answer": value} or {"fail": True}.
The student's code can do anything to this process, so nothing here decides anything.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.sandbox import wire
from autograder.sandbox.interpret import Interpreter
from autograder.sandbox.plain import ITEM, OPAQUE, Budget, failure, plain

PACKAGE = "tinytorch"

leave = os._exit
send, receive, WireError = wire.send, wire.receive, wire.WireError


class ProxyFailed(RuntimeError):
    """What a proxy's call raises in the student's code where the judge has no answer."""


class Worker:
    """One student's package, the folder that it lies in and the channel to the judge."""

    def __init__(self, channel: socket.socket, folder: Path) -> None:
        self._channel = channel
        self._folder = folder
        self._interpreter = Interpreter(self._ask)

    def serve(self) -> None:
        """Answer one message after the other until the judge hangs up."""
        while True:
            message = self._heard()
            reply = self._load(message["files"]) if message["do"] == "load" else self._run(message["programs"])
            self._say(reply)

    def _load(self, files: dict[str, bytes]) -> dict[str, Any]:
        try:
            for name, data in files.items():
                _write(self._folder, name, data)
            sys.path.insert(0, str(self._folder))
            importlib.invalidate_caches()
            importlib.import_module(PACKAGE)
        except BaseException as error:  # sys.exit() at import is a way to fail like any other
            return {"raise": list(failure(error))}
        return {"ok": True}

    def _run(self, programs: list[dict[str, Any]]) -> dict[str, Any]:
        budget = Budget()
        return {"results": [self._result(program, budget) for program in programs]}

    def _result(self, program: dict[str, Any], budget: Budget) -> list[Any]:
        budget.pays(3 * ITEM)
        try:
            return ["ok", plain(self._interpreter.run(program), budget)]
        except BaseException as error:  # SystemExit and KeyboardInterrupt are results too
            return ["raise", *failure(error)]

    def _ask(self, name: Any, args: list[Any]) -> Any:
        self._say({"ask": name, "args": plain(args, Budget())})
        reply = self._heard()
        if "answer" not in reply:
            raise ProxyFailed("the function under test raised an error")
        return reply["answer"]

    def _heard(self) -> dict[str, Any]:
        try:
            message: dict[str, Any] = receive(self._channel)
        except (EOFError, WireError):  # the judge is gone, or what came through was not the judge
            leave(0)
        return message

    def _say(self, reply: dict[str, Any]) -> None:
        try:
            send(self._channel, reply)
        except WireError:  # plain() keeps within the wire's caps unless the student's code has changed it
            send(self._channel, {"results": [["ok", OPAQUE] for _ in reply.get("results", ())]})
        except EOFError:
            leave(0)


def _write(folder: Path, name: str, data: bytes) -> None:
    """Write one file of the package below folder, and nowhere else: where there is no fence, this is all there is."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"expected a path below the package, got {name!r}")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
