"""Measures what lies between the judge and a worker: starting one, asking it, sending it arrays."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from functools import partial
from itertools import cycle, islice

import numpy as np

from autograder.checks.scenario import Program
from autograder.classroom.speed_rows import Noise, Row, in_turn, rates, seconds, times
from autograder.course.errors import InternalError
from autograder.judge.session import Batch, Session, batch
from autograder.sandbox.terms import Level, Limits
from autograder.sandbox.warm import WarmParent

PRELOADS = {"numpy": ("numpy",), "numpy and numba": ("numpy", "numba")}
BATCHES = (1, 10, 100, 1000)
ARRAYS = {"1 KB": 1 << 10, "1 MB": 1 << 20, "16 MB": 16 << 20}
PATIENCE = 60.0
TRIPS = 20  # in one sample of what is over in less than a millisecond
SMALL = 10
LONG_LIVED = Limits(cpu_seconds=600)
AIMS = {"numpy and numba": "10 ms, loaded", 1000: "10,000/s"}

Files = Mapping[str, bytes]


def starts(level: Level, files: Files, cold: int, warm: int, noise: Noise) -> list[Row]:
    """How long it takes until a worker is ready, from nothing and from a warm parent; and until it is gone."""
    from_nothing = in_turn(cold, {name: partial(_cold, level, names) for name, names in PRELOADS.items()}, noise)
    rows = [times(f"from nothing, {name}", taken) for name, taken in from_nothing.items()]
    with ExitStack() as running:
        parents = {name: running.enter_context(WarmParent(level, names)) for name, names in PRELOADS.items()}
        lives = in_turn(warm, {name: partial(_life, parent, files) for name, parent in parents.items()}, noise)
    for name, taken in lives.items():
        spawned, loaded, ended = zip(*taken, strict=True)
        rows.append(times(f"warm, {name}", spawned))
        rows.append(times(f"warm, {name}, with a package loaded", loaded, AIMS.get(name, "")))
        rows.append(times(f"its end, {name}", ended))
    return rows


def calls(level: Level, files: Files, programs: list[Program], rounds: int, noise: Noise) -> list[Row]:
    """How often a worker can be asked in a second, and how many small calls it carries out, by size of the batch."""
    batches = {size: batch(list(islice(cycle(programs), size))) for size in (0, *BATCHES)}
    with WarmParent(level) as parent, closing(Session(parent, files, LONG_LIVED)) as session:
        asked = {str(size): partial(_asked, session, sent, _trips(size, SMALL)) for size, sent in batches.items()}
        taken = in_turn(rounds, asked, noise)
    round_trips = rates("round trips", "1/s", 1, taken.pop("0"))
    rows = [
        rates(f"small calls, {size} at a time", "1/s", size, taken[str(size)], AIMS.get(size, "")) for size in BATCHES
    ]
    return [round_trips, *rows]


def arrays(level: Level, files: Files, rounds: int, noise: Noise) -> list[Row]:
    """How fast arrays travel to a worker and from it."""
    with WarmParent(level) as parent, closing(Session(parent, files, LONG_LIVED)) as session:
        ways = {
            f"{size} {way}": partial(_asked_anew, session, make(count), _trips(count, 1 << 10))
            for size, count in ARRAYS.items()
            for way, make in (("to a worker", _program_to), ("from a worker", _program_from))
        }
        taken = in_turn(rounds, ways, noise)
    megabytes = {name: ARRAYS[size] / 1e6 for name in ways for size in ARRAYS if name.startswith(f"{size} ")}
    return [rates(name, "MB/s", megabytes[name], each) for name, each in taken.items()]


def _cold(level: Level, names: tuple[str, ...]) -> float:
    start = time.perf_counter()
    with WarmParent(level, names) as parent, parent.spawn():
        return time.perf_counter() - start


def _life(parent: WarmParent, files: Files) -> tuple[float, float, float]:
    """Seconds to a worker; to another one with the package loaded; to the end of that."""
    start = time.perf_counter()
    child = parent.spawn()
    spawned = time.perf_counter() - start
    child.close()
    start = time.perf_counter()
    session = Session(parent, files)
    loaded = time.perf_counter() - start
    return spawned, loaded, seconds(session.close)


def _trips(size: int, small: int) -> int:
    return TRIPS if size <= small else 1


def _asked(session: Session, sent: Batch, trips: int) -> float:
    """Seconds for one batch, the mean of some; what fails would be measured too, so that it must not."""
    start = time.perf_counter()
    for _ in range(trips):
        outcomes = session.run(sent, PATIENCE)
    taken = time.perf_counter() - start
    if any(outcome.kind for outcome in outcomes):
        raise InternalError("A call of the bench's own course fails; run `autograder doctor`.")
    return taken / trips


def _asked_anew(session: Session, program: Program, trips: int) -> float:
    """Seconds for one program, written into a frame each time."""
    written = seconds(lambda: batch([program]))
    return written + _asked(session, batch([program]), trips)


def _program_to(count: int) -> Program:
    """Takes an array and gives its length."""
    array = np.zeros(count // 8)
    return {"code": [["builtin", 0, "len"], ["call", 1, {"$": 0}, [array], {}]], "ret": {"$": 1}}


def _program_from(count: int) -> Program:
    """Gives an array."""
    zeros = ["call", 2, {"$": 1}, [count // 8], {}]
    return {"code": [["import", 0, "numpy"], ["attr", 1, {"$": 0}, "zeros"], zeros], "ret": {"$": 2}}
