"""Whose life depends on whose: the judge's end is everyone's end, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from attacks import attack

from autograder.sandbox.isolation import probe
from autograder.sandbox.warm import Level, SandboxError, WarmParent

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes by Linux's /proc")

JUDGE = """
import sys
from autograder.sandbox.warm import Level, WarmParent
parent = WarmParent(Level(sys.argv[1]))
child = parent.spawn()
child.request({"do": "load", "files": {"tinytorch/__init__.py": b"def f():\\n while True: pass"}}, 20)
print("ready", flush=True)
code = [["import", 0, "tinytorch"], ["attr", 1, {"$": 0}, "f"], ["call", 2, {"$": 1}, [], {}]]
child.request({"do": "run", "programs": [{"code": code, "ret": None}]}, 60)
"""


def descendants(pid: int) -> set[int]:
    """All living processes below this one."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, above = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        if state != "Z":
            parents[int(folder.name)] = int(above)
    found = {pid}
    while more := {one for one, above in parents.items() if above in found} - found:
        found |= more
    return found - {pid}


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a generous while."""
    deadline = time.monotonic() + 30
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@needs_proc
def test_killing_the_judge_kills_everything_it_started(parent: WarmParent, root: Path) -> None:
    command = [sys.executable, "-c", JUDGE, parent.level.value]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as judge:
        assert judge.stdout is not None and judge.stdout.readline() == b"ready\n"
        below = descendants(judge.pid)
        assert len(below) == 3  # the warm parent, a supervisor, a worker
        judge.kill()
    assert eventually(lambda: not below & {int(p.name) for p in Path("/proc").glob("[0-9]*")})


@needs_proc
def test_two_hundred_workers_leave_nothing_behind(parents: Callable[[Level], WarmParent]) -> None:
    parent = parents(probe().level)

    def traces() -> tuple[int, int, int]:
        warm = parent._process.pid
        open_here = len(list(Path("/proc/self/fd").iterdir()))
        open_there = len(list(Path(f"/proc/{warm}/fd").iterdir()))
        return open_here, open_there, len(descendants(os.getpid()))

    parent.spawn().close()
    assert eventually(lambda: not descendants(parent._process.pid))
    before = traces()
    for _ in range(200):
        parent.spawn().close()
    assert eventually(lambda: traces() == before)


def test_a_closed_warm_parent_leaves_no_folder(tmp_path: Path) -> None:
    with WarmParent(Level.NONE) as parent:
        state, room = attack(parent, "import os\nos.makedirs('a/b')\nos.chmod('a', 0)\nreturn os.getcwd()")
        assert state == "ok"
        assert not Path(room).exists()
        assert Path(room).parent.exists()
    assert not Path(room).parent.exists()


def test_a_worker_outlives_no_warm_parent_that_is_closed_after_it() -> None:
    with WarmParent(probe().level) as parent:
        child = parent.spawn()
    assert child.close().reason == "killed"


def test_a_warm_parent_that_is_dead_is_one_named_error() -> None:
    with WarmParent(probe().level) as parent:
        os.kill(parent._process.pid, signal.SIGKILL)
        parent._process.wait()
        with pytest.raises(SandboxError):
            parent.spawn()


def test_a_package_that_is_not_there_is_one_named_error() -> None:
    with pytest.raises(SandboxError, match="no_such_package is not installed"):
        WarmParent(Level.NONE, preload=("no_such_package",))


def test_a_module_that_cannot_be_imported_is_one_named_error() -> None:
    with pytest.raises(SandboxError, match=r"numpy\.no_such_module cannot be imported"):
        WarmParent(Level.NONE, preload=("numpy.no_such_module",))


def test_an_interpreter_that_cannot_start_is_one_named_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'cannot run at all' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(SandboxError, match="cannot run at all"):
        WarmParent(Level.NONE)


def test_a_system_that_cannot_fork_is_one_named_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(SandboxError, match="WSL"):
        WarmParent(Level.NONE)


@pytest.mark.skipif(sys.platform != "linux", reason="about namespaces")
def test_who_names_the_users_of_a_namespace_does_not_outlive_whom_it_helps() -> None:
    """It holds that process's sockets, so the judge would wait for a warm parent that is long gone."""
    code = """
import os, signal
from autograder.sandbox import namespaces
namespaces._unshare = lambda: os.kill(os.getpid(), signal.SIGKILL)
namespaces._unshare_as_root()
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=20
    )  # it holds these pipes as well
    assert ended.returncode == -signal.SIGKILL
