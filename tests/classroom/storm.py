"""Kills processes of a grading run: `python -m tests.classroom.storm ROOT KILLS SEED [LEVEL]` prints figures as JSON.

It grades the class of cheap_class.py once in peace and then again and again, and at random moments kills the main
process, one of its pool, a warm parent, a supervisor or a worker, each equally often. A run whose main process died or
that did not end well is started again, as a person would. Only what descends from this process is ever killed: orphans
come back to it (it is a subreaper), a victim is held by a handle, and its ancestry is read again before the signal.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.cli.instructor_options import SHORT
from tests.classroom import cheap_class

ROLES = ("main", "pool", "warm parent", "supervisor", "worker")
PR_SET_CHILD_SUBREAPER = 36
LONGEST_PAUSE = 1.5
RUN_SECONDS = 120.0
GONE_SECONDS = 20.0
PATIENCE = 20
PEACEFUL_RUNS = 2  # a submission that was hit twice is broken after one, and graded after the next
BANK_IS_LOST = 0.15  # how often the examples are drawn again too
MEASURED = re.compile(rb"Grading took [^<]* seconds")  # on the page of the class


@dataclass
class Figures:
    """What happened; `codes` are the exit codes that came up, `strays` the processes that outlived their main one."""

    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    runs: int = 0
    reruns: int = 0
    seconds: float = 0.0
    straight_seconds: float = 0.0
    codes: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Process:
    """A living process below this one."""

    pid: int
    parent: int
    command: str


def below() -> dict[int, Process]:
    """All living processes that descend from this one."""
    everybody: dict[int, Process] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        if state != "Z":
            everybody[int(folder.name)] = Process(int(folder.name), int(parent), command)
    found = {os.getpid()}
    while more := {pid for pid, process in everybody.items() if process.parent in found} - found:
        found |= more
    return {pid: process for pid, process in everybody.items() if pid in found and pid != os.getpid()}


def role(process: Process, family: dict[int, Process], main: int) -> str | None:
    """What a process is to grading; None for one that is nothing of ours, like the tracker of multiprocessing."""
    if process.pid == main:
        return "main"
    if "boot.py" not in process.command:
        return "pool" if "multiprocessing.spawn" in process.command else None
    above = family.get(process.parent)
    if above is None or "boot.py" not in above.command:
        return "warm parent"
    higher = family.get(above.parent)
    return "supervisor" if higher is None or "boot.py" not in higher.command else "worker"


class Storm:
    """One storm over one class."""

    def __init__(self, root: Path, seed: int, level: str | None) -> None:
        self._root, self._level = root, level
        self._dice = random.Random(seed)
        self._rooms: set[str] = set()
        self.figures = Figures()
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def rage(self, kills: int) -> Figures:
        """Every role is killed equally often, in a random order."""
        cheap_class.write_class(self._root)
        start = time.monotonic()
        self._expected_code = self._waited(self._start("straight"))
        if self._expected_code != SHORT:  # somebody's zip is none
            raise RuntimeError((self._root / "straight.log").read_text(encoding="utf-8"))
        self._expected = found(self._root / "straight")
        self.figures.straight_seconds = time.monotonic() - start
        victims = [ROLES[number % len(ROLES)] for number in range(kills)]
        self._dice.shuffle(victims)
        start = time.monotonic()
        idle = 0
        while victims and idle < PATIENCE:
            left = len(victims)
            self._episode(victims)
            idle = idle + 1 if len(victims) == left else 0
        self.figures.seconds = time.monotonic() - start
        self.figures.rooms = sorted(room for room in self._rooms if Path(room).exists())
        return self.figures

    def _episode(self, victims: list[str]) -> None:
        """Grade the class anew, with kills until it is through or there are no more; then see what came out."""
        out = self._root / "stormy"
        shutil.rmtree(out, ignore_errors=True)
        if self._dice.random() < BANK_IS_LOST:
            for bank in (self._root / ".autograder").glob("bank-*"):
                bank.unlink()
        code, peaceful, again = None, 0, 0
        while code != self._expected_code and peaceful < PEACEFUL_RUNS and again < PATIENCE:
            peaceful += not victims
            process = self._start("stormy")
            while victims and self._strike(process, victims[-1]):
                self.figures.kills[victims.pop()] += 1
            code = self._waited(process)
            again += 1
        self.figures.runs += again
        self.figures.reruns += again - 1
        self._compare(found(out) if out.exists() else {})

    def _start(self, out: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.classroom.cheap_class", str(self._root), str(self._root / out)]
        command += [self._level] if self._level else []
        with (self._root / f"{out}.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def _strike(self, process: subprocess.Popen[bytes], wanted: str) -> bool:
        """Kill one process of a role at a random moment; False where the run has ended before there was one."""
        moment = time.monotonic() + self._dice.uniform(0.0, LONGEST_PAUSE)
        while process.poll() is None:
            if time.monotonic() < moment:
                time.sleep(0.01)
                continue
            family = below()
            self._note_rooms(family)
            victims = [each for each in family.values() if role(each, family, process.pid) == wanted]
            if victims and self._kill(self._dice.choice(victims)):
                return True
        return False

    def _kill(self, victim: Process) -> bool:
        """Whether the signal was sent, to this very process and as a descendant of ours."""
        try:
            handle = os.pidfd_open(victim.pid)
        except ProcessLookupError:
            return False
        try:
            now = below().get(victim.pid)  # the handle holds one process; this shows that it is still the one we chose
            if now is None or now.command != victim.command:
                return False
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        except ProcessLookupError:
            return False
        finally:
            os.close(handle)
        return True

    def _waited(self, process: subprocess.Popen[bytes]) -> int:
        """The exit code of a run, once all that it started is gone too; what stays is noted, and ended."""
        try:
            code = process.wait(RUN_SECONDS)
        except subprocess.TimeoutExpired:
            self.figures.strays.append("a run that did not end")
            self._kill(below()[process.pid])
            code = process.wait()
        self.figures.codes[str(code)] = self.figures.codes.get(str(code), 0) + 1
        if not eventually(lambda: not self._living()):
            self.figures.strays += [each.command for each in below().values()]
            for stray in below().values():
                self._kill(stray)
        return code

    def _living(self) -> dict[int, Process]:
        """Descendants that live; the dead among the orphans are buried."""
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return {}
        return below()

    def _note_rooms(self, family: dict[int, Process]) -> None:
        """Workers' folders on this machine's disk, for as long as a worker is in one."""
        for pid in family:
            try:
                room = str(Path(f"/proc/{pid}/cwd").readlink())
            except OSError:
                continue
            if Path(room).parent.name.startswith("tinytorch-room-"):
                self._rooms.add(str(Path(room).parent))

    def _compare(self, results: dict[str, object]) -> None:
        names = sorted(self._expected.keys() | results.keys())
        self.figures.differences += [name for name in names if self._expected.get(name) != results.get(name)]


def found(out: Path) -> dict[str, object]:
    """All that a run has left, by name: files as bytes, records and the gradebook's rows without what was measured."""
    results: dict[str, object] = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        name = str(path.relative_to(out))
        if path.parent.name == "records":
            record = json.loads(path.read_text(encoding="utf-8"))
            results[name] = {key: value for key, value in record.items() if key != "measured"}
        elif "sqlite" not in path.name:
            results[name] = MEASURED.sub(b"", path.read_bytes())
    return results | rows(out / "gradebook.sqlite")


def rows(path: Path) -> dict[str, object]:
    """table -> its rows, without what was measured, when and in which order; a number is what it stands for."""
    differing = {"seconds", "cpu_seconds", "memory_mb", "number", "noted"}
    results: dict[str, object] = {}
    with closing(sqlite3.connect(path)) as book:
        stands_for = {
            "attempt": dict(book.execute("SELECT number, submission FROM attempts")),
            "place": dict(book.execute("SELECT number, assignment || task || symbol FROM places")),
        }
        for (table,) in book.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
            columns = [row[1] for row in book.execute(f"PRAGMA table_info({table})") if row[1] not in differing]
            found = book.execute(f"SELECT {', '.join(columns)} FROM {table}")
            named = [
                tuple(stands_for.get(column, {}).get(value, value) for column, value in zip(columns, row, strict=True))
                for row in found
            ]
            results[f"table {table}"] = sorted(named, key=str)
    return results


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a generous while."""
    deadline = time.monotonic() + GONE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


if __name__ == "__main__":
    place, count, seed, *level = sys.argv[1:]
    print(json.dumps(asdict(Storm(Path(place), int(seed), level[0] if level else None).rage(int(count)))))
