"""A child process with one tinytorch loaded: `Session(parent, files, ...).run(programs, seconds)` gives outcomes.

Used alike for a student's files and for the reference. What comes back is checked for its form, for a student's code
may write to the channel itself; silence, a crash and nonsense raise Ended with what the supervisor saw.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checks.compare import EXCEPTIONS
from autograder.checks.scenario import Program
from autograder.judge.verdicts import Verdict
from autograder.sandbox import wire
from autograder.sandbox.warm import Child, Exit, Limits, SandboxError, WarmParent

TASK = re.compile(r"\d{1,2}\.\d{1,2}")
LOAD_SECONDS = 20.0
LOAD_ENDED = {Verdict.TIME: "does not end", Verdict.MEMORY: "takes more memory than there is"}

BY_REASON = {"cpu": Verdict.TIME, "memory": Verdict.MEMORY}

Answer = Callable[[str, list[Any]], Any]


class AnswerFailed(Exception):
    """A proxy's call has no answer: the function behind it raises, or was given what is no plain data."""


class Ended(Exception):
    """The child is gone or was stopped; `verdict` says how it ended."""

    def __init__(self, verdict: Verdict, exit_: Exit) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict
        self.exit = exit_


class LoadFailed(Exception):
    """Importing the package failed; the text is the end of a sentence that begins with "importing tinytorch"."""


@dataclass(frozen=True)
class Outcome:
    """What one program gave: a plain value, or the kind of exception and the task that a stub named."""

    value: Any = None
    kind: str | None = None
    task: str | None = None


class Session:
    """One child; LoadFailed or Ended if the package cannot be imported."""

    def __init__(self, parent: WarmParent, files: Mapping[str, bytes], limits: Limits | None = None) -> None:
        self._child: Child = parent.spawn(limits or Limits())
        try:
            reply = self._request({"do": "load", "files": dict(files)}, LOAD_SECONDS)
        except Ended as ended:
            raise LoadFailed(LOAD_ENDED.get(ended.verdict, "ends the process")) from ended
        if reply != {"ok": True}:
            outcome = _outcome(reply.get("raise"))
            self.close()
            raise LoadFailed(f"raises {outcome.kind if outcome and outcome.kind else 'an exception'}")

    def run(self, programs: Sequence[Program], seconds: float, answer: Answer | None = None) -> list[Outcome]:
        """The outcome of each program, all of them within `seconds`; `answer` answers calls of proxies."""
        reply = self._request({"do": "run", "programs": list(programs)}, seconds, answer)
        outcomes = [_outcome(result) for result in _list(reply.get("results"))]
        if len(outcomes) != len(programs) or None in outcomes:
            raise self._ended(Verdict.CRASH)
        return [outcome for outcome in outcomes if outcome is not None]

    def close(self) -> Exit:
        """Stop the child; what it used. One whose end nobody can tell counts as killed: that fails closed."""
        try:
            return self._child.close()
        except SandboxError:
            return Exit("killed", signal.SIGKILL, 0.0, 0.0)

    def _request(self, message: Any, seconds: float, answer: Answer | None = None) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        try:
            wire.send(self._child.channel, message, deadline)
            while True:
                reply = wire.receive(self._child.channel, deadline)
                if not isinstance(reply, dict):
                    raise self._ended(Verdict.CRASH)
                if "ask" not in reply or answer is None:
                    return reply
                wire.send(self._child.channel, _answered(reply, answer), deadline)
        except TimeoutError:
            raise self._ended(Verdict.TIME) from None
        except (EOFError, OSError, wire.WireError):
            raise self._ended(Verdict.CRASH) from None

    def _ended(self, verdict: Verdict) -> Ended:
        exit_ = self.close()
        if verdict is not Verdict.TIME:
            refused = exit_.reason == "signal" and exit_.code == signal.SIGSYS  # a system call that the fence forbids
            verdict = Verdict.POLICY if refused else BY_REASON.get(exit_.reason, verdict)
        return Ended(verdict, exit_)


def _answered(reply: dict[str, Any], answer: Answer) -> dict[str, Any]:
    path, args = reply["ask"], reply.get("args")
    if not isinstance(path, str) or not isinstance(args, list):
        return {"fail": True}
    try:
        return {"answer": answer(path, args)}
    except AnswerFailed:
        return {"fail": True}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _outcome(result: Any) -> Outcome | None:
    """An outcome from ["ok", value], ["raise", kind, task] or, after a failed load, [kind, task]; None for nonsense."""
    if not isinstance(result, list):
        return None
    if len(result) == 2 and result[0] == "ok":
        return Outcome(value=result[1])
    kind, task = result[-2:] if len(result) >= 2 else (None, None)
    if len(result) > 3 or (len(result) == 3 and result[0] != "raise"):
        return None
    known = isinstance(kind, str) and kind in EXCEPTIONS
    named = isinstance(task, str) and TASK.fullmatch(task)
    return Outcome(kind=kind if known else "an exception", task=task if named else None)
