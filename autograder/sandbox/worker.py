"""What a worker does once the fence is closed behind it: load one package, run programs, answer in plain data.

    {"do": "load", "files": {path: bytes}, "output": bytes}      -> {"ok": True} | {"raise": [kind, task]}
    {"do": "run", "programs": [...], "known": [[id, args, value], ...]}
                                              -> {"results": [["ok", value] | ["raise", kind, task], ...]}

"output" bounds each later reply. While a program runs, a proxy's call that is not among the known ones sends
{"ask": id, "args": [...]} and waits for {"answer": value} or {"fail": True}.
The student's code can do anything to this process, so nothing here decides anything.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
from copy import deepcopy
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.sandbox import wire
from autograder.sandbox.interpret import Interpreter
from autograder.sandbox.plain import ITEM, OPAQUE, Budget, failure, plain

PACKAGE = "tinytorch"

leave = os._exit
send, receive, encode, WireError = wire.send, wire.receive, wire.encode, wire.WireError
own_copy = deepcopy


class ProxyFailed(RuntimeError):
    """What a proxy's call raises in the student's code where the judge has no answer."""


class Worker:
    """One student's package, the folder that it lies in and the channel to the judge."""

    def __init__(self, channel: socket.socket, folder: Path) -> None:
        self._channel = channel
        self._folder = folder
        self._interpreter = Interpreter(self._ask)
        self._known: dict[bytes, Any] = {}
        self._output: int | None = None

    def serve(self) -> None:
        """Answer one message after the other until the judge hangs up."""
        while True:
            message = self._heard()
            self._say(self._load(message) if message["do"] == "load" else self._run(message))

    def _load(self, message: dict[str, Any]) -> dict[str, Any]:
        self._output = message.get("output")
        try:
            for name, data in message["files"].items():
                _write(self._folder, name, data)
            sys.path.insert(0, str(self._folder))
            importlib.invalidate_caches()
            importlib.import_module(PACKAGE)
        except BaseException as error:  # sys.exit() at import is a way to fail like any other
            return {"raise": list(failure(error))}
        return {"ok": True}

    def _run(self, message: dict[str, Any]) -> dict[str, Any]:
        self._known = {encode([name, args]): value for name, args, value in message.get("known", ())}
        budget = Budget.of(self._output)
        return {"results": [self._result(program, budget) for program in message["programs"]]}

    def _result(self, program: dict[str, Any], budget: Budget) -> list[Any]:
        budget.pays(3 * ITEM)
        try:
            return ["ok", plain(self._interpreter.run(program), budget)]
        except BaseException as error:  # SystemExit and KeyboardInterrupt are results too
            return ["raise", *failure(error)]

    def _ask(self, name: Any, args: list[Any]) -> Any:
        asked = plain(args, Budget())
        key = encode([name, asked])
        if key in self._known:
            return own_copy(self._known[key])
        self._say({"ask": name, "args": asked})
        reply = self._heard()
        if "answer" not in reply:
            raise ProxyFailed("the function under test raised an error")
        return reply["answer"]

    def _heard(self) -> dict[str, Any]:
        try:
            message: dict[str, Any] = receive(self._channel, trusted=True)
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
