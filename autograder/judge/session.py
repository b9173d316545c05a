"""A child process with one tinytorch loaded: `Session(parent, files).run(batch(programs), seconds)` gives outcomes.

Used alike for a student's files and for the reference. What comes back is checked for its form, for a student's code
may write to the channel itself; silence, a crash and nonsense raise Ended with what the supervisor saw. Where the
machine is to blame (a process of ours is gone, somebody killed the worker) it is a SandboxError.
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
from autograder.sandbox.clock import Clock
from autograder.sandbox.warm import Child, Exit, Level, Limits, SandboxError, WarmParent

LOAD_SECONDS = 60.0  # of the reference: it may be slow on a busy machine
TASK = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}")
LOAD_ENDED = {Verdict.TIME: "does not end", Verdict.MEMORY: "takes more memory than there is"}

LONGEST = 10.0  # times what a request may spend: wall time after which nobody waits, whatever the clocks say
LEAST_WALL = 5.0
LEAST_WAIT = 0.001
MOST_QUESTIONS = 20_000  # that the proxies of one batch may ask
HUNGRY = 0.5  # a worker that is killed with this share of its memory in use has itself brought that about

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

    def __init__(self, text: str, verdict: Verdict, exit_: Exit, spent: float) -> None:
        super().__init__(text)
        self.verdict = verdict
        self.exit = exit_
        self.spent = spent


@dataclass(frozen=True)
class Batch:
    """Programs in the bytes that a worker reads: a bank's are written once and sent to every submission."""

    frame: bytes
    count: int


def batch(programs: Sequence[Program], known: Sequence[Any] = ()) -> Batch:
    """The batch of some programs; `known` are answers to proxies' calls, [path, args, answer] each."""
    return Batch(wire.encode({"do": "run", "programs": list(programs), "known": list(known)}), len(programs))


@dataclass(frozen=True)
class Outcome:
    """What one program gave: a plain value, or the kind of exception and the task that a stub named."""

    value: Any = None
    kind: str | None = None
    task: str | None = None


class _Deadline:
    """Seconds that a child may still spend, as the wire asks for them; clocks are read only when it matters."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._last = time.monotonic() + LONGEST * seconds + LEAST_WALL

    def __call__(self) -> float:
        left = self._seconds - self._clock.elapsed
        if left <= 0.0:
            left = self._seconds - self._clock.spent()
        if left <= 0.0 or time.monotonic() > self._last:
            return 0.0
        return max(left, LEAST_WAIT)


class Session:
    """One child; LoadFailed or Ended if the package cannot be imported. `spent` adds up the seconds that it has had."""

    def __init__(
        self,
        parent: WarmParent,
        files: Mapping[str, bytes],
        limits: Limits | None = None,
        output: int | None = None,
        load_seconds: float = LOAD_SECONDS,
    ) -> None:
        self._limits = limits or Limits()
        self._level = parent.level
        self._output = output
        self.spent = 0.0
        self._child: Child = parent.spawn(self._limits)
        self._clock = Clock(self._child.pid)
        try:
            load = {"do": "load", "files": dict(files), "output": output}
            reply = self._request(wire.encode(load), load_seconds)
        except Ended as ended:
            text = LOAD_ENDED.get(ended.verdict, "ends the process")
            raise LoadFailed(text, ended.verdict, ended.exit, self.spent) from ended
        if reply.get("ok") is not True:
            outcome = _outcome(reply.get("raise"))
            text = f"raises {outcome.kind if outcome and outcome.kind else 'an exception'}"
            raise LoadFailed(text, Verdict.EXCEPTION, self.close(), self.spent)

    def run(self, programs: Batch, seconds: float, answer: Answer | None = None) -> list[Outcome]:
        """The outcome of each program, all of them within `seconds`; `answer` answers calls of proxies."""
        reply = self._request(programs.frame, seconds, answer)
        outcomes = [_outcome(result) for result in _list(reply.get("results"))]
        if len(outcomes) != programs.count or None in outcomes:
            raise self._ended(Verdict.CRASH)
        return [outcome for outcome in outcomes if outcome is not None]

    def close(self) -> Exit:
        """Stop the child; what it used. Where nothing shuts it in it may have killed its supervisor: then it lost."""
        self._clock.close()
        try:
            return self._child.close()
        except SandboxError:
            if self._level is not Level.NONE:
                raise
            return Exit("killed", signal.SIGKILL, 0.0, 0.0)

    def _request(self, frame: bytes, seconds: float, answer: Answer | None = None) -> dict[str, Any]:
        channel, clock = self._child.channel, self._clock
        clock.start()
        deadline = _Deadline(clock, seconds)
        try:
            wire.send_frame(channel, frame, deadline)
            for _ in range(MOST_QUESTIONS):
                reply = wire.receive(channel, deadline, self._output)
                if not isinstance(reply, dict):
                    raise self._ended(Verdict.CRASH)
                if clock.processor() > seconds:  # by many threads, in less wall time
                    raise TimeoutError
                if "ask" not in reply or answer is None:
                    return reply
                start = time.monotonic()
                answered = _answered(reply, answer)
                clock.excuse(time.monotonic() - start)
                wire.send(channel, answered, deadline)
            raise TimeoutError
        except TimeoutError:
            raise self._ended(Verdict.TIME) from None
        except (EOFError, wire.WireError):
            raise self._ended(Verdict.CRASH) from None
        finally:
            self.spent += clock.spent() + clock.excused

    def _ended(self, verdict: Verdict) -> Ended:
        """Close the child and say how it ended; SandboxError where that is nobody's fault in it."""
        exit_ = self.close()
        if verdict is Verdict.TIME or exit_.reason == "cpu":
            return Ended(Verdict.TIME, exit_)
        if exit_.reason == "taken" and self._level is not Level.NONE:
            if exit_.memory_mb < HUNGRY * self._limits.memory_mb:
                raise SandboxError("a worker was killed from outside")
            return Ended(Verdict.MEMORY, exit_)
        refused = exit_.reason == "signal" and exit_.code == signal.SIGSYS  # a system call that the fence forbids
        return Ended(Verdict.POLICY if refused else verdict, exit_)


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
    word = result[0] if result and isinstance(result[0], str) else None  # an array would compare to an array
    if len(result) == 2 and word == "ok":
        return Outcome(value=result[1])
    kind, task = result[-2:] if len(result) >= 2 else (None, None)
    if len(result) > 3 or (len(result) == 3 and word != "raise"):
        return None
    known = isinstance(kind, str) and kind in EXCEPTIONS
    named = isinstance(task, str) and TASK.fullmatch(task)
    return Outcome(kind=kind if known else "an exception", task=task if named else None)
