"""How a worker ends: every cap has its own reason, and its trusted supervisor tells it."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from attacks import attack, load, program

from autograder.sandbox.fence import Fence
from autograder.sandbox.warm import Exit, Level, Limits, WarmParent, WireError

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts threads by Linux's /proc")

ENDS = """
import os, ctypes, time
def loop():
    while True: pass
def sleep(): time.sleep(60)
def leave(): os._exit(7)
def crash(): ctypes.string_at(0)
def deep(): return deep()
def quit(): raise SystemExit(3)
def shout(kind):
    raise {"k": KeyboardInterrupt, "g": GeneratorExit, "b": BaseException}[kind]("x")
def babble():
    os.write(channel(), b"\\xff" * 64)
def hang_up():
    os.close(channel())
    time.sleep(60)
def flood():
    for _ in range(64):
        os.write(1, b"x" * (1 << 20)); os.write(2, b"y" * (1 << 20))
    return "done"
def forge():
    from autograder.sandbox import worker
    worker.send = lambda channel, reply: os._exit(0)
    return 1
def channel():
    import stat
    return next(d for d in range(3, 64) if stat.S_ISSOCK(os.fstat(d).st_mode))
"""


def ended(parent: WarmParent, name: str, seconds: float = 20, limits: Limits | None = None) -> tuple[Any, Exit]:
    """What the judge sees of a call, an answer or an exception, and how the worker ended."""
    with parent.spawn(limits) as child:
        assert load(child, ENDS) == {"ok": True}
        try:
            answer = child.request({"do": "run", "programs": [program(name)]}, seconds)
        except (TimeoutError, EOFError, WireError) as error:
            answer = type(error)
        return answer, child.close()


def test_processor_time_ends_at_its_cap(parent: WarmParent) -> None:
    answer, exit_ = ended(parent, "loop", limits=Limits(cpu_seconds=1))
    assert (answer, exit_.reason) == (EOFError, "cpu")
    assert exit_.cpu_seconds >= 0.5  # the kernel counts whole clock ticks for the cap, and finer for the report


@pytest.mark.parametrize("name", ["loop", "sleep"])
def test_the_wall_clock_ends_a_wait_and_then_the_worker(parent: WarmParent, name: str) -> None:
    answer, exit_ = ended(parent, name, seconds=0.2)
    assert (answer, exit_.reason, exit_.code) == (TimeoutError, "killed", signal.SIGKILL)


def test_leaving_is_told_with_its_code(parent: WarmParent) -> None:
    answer, exit_ = ended(parent, "leave")
    assert (answer, exit_.reason, exit_.code) == (EOFError, "exit", 7)


def test_a_crash_is_told_with_its_signal(parent: WarmParent) -> None:
    answer, exit_ = ended(parent, "crash")
    assert (answer, exit_.reason, exit_.code) == (EOFError, "signal", signal.SIGSEGV)


def test_hanging_up_is_the_end(parent: WarmParent) -> None:
    answer, exit_ = ended(parent, "hang_up")
    assert (answer, exit_.reason) == (EOFError, "killed")


def test_bytes_that_are_no_frame_are_refused(parent: WarmParent) -> None:
    assert ended(parent, "babble")[0] is WireError


def test_a_worker_that_cuts_its_own_tongue_out_is_the_end(parent: WarmParent) -> None:
    assert ended(parent, "forge")[0] is EOFError


def test_output_goes_nowhere(parent: WarmParent, capfd: pytest.CaptureFixture[str]) -> None:
    answer, _ = ended(parent, "flood")
    assert answer == {"results": [["ok", "done"]]}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("def deep(): return deep()\nreturn deep()", "RecursionError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise BaseException", "BaseException"),
        ("class Own(ArithmeticError): pass\nraise Own", "ArithmeticError"),
        ("return [] + 1", "TypeError"),
    ],
)
def test_whatever_is_raised_is_a_result(parent: WarmParent, body: str, kind: str) -> None:
    assert attack(parent, body) == ["raise", kind, None]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits an address space")
def test_memory_ends_at_its_cap(parent: WarmParent) -> None:
    assert attack(parent, "return len(bytearray(1 << 30))", limits=Limits(memory_mb=512)) == [
        "raise",
        "MemoryError",
        None,
    ]


def test_a_file_ends_at_its_cap(parent: WarmParent) -> None:
    body = """
    with open("big", "wb") as file:
        file.write(bytes(2 << 20))
    """
    assert attack(parent, body, limits=Limits(files_mb=1)) == ["raise", "OSError", None]


FILES = """
    for name in "abcdef":
        with open(name, "wb") as file:
            file.write(bytes(700 << 10))
"""
MANY_FILES = """
    for i in range(6_000):
        open(str(i), "w").close()
"""
DEEP_FOLDERS = """
    import os
    for _ in range(6_000):
        os.mkdir("folder")
        os.chdir("folder")
"""
THREADS = """
    import threading, time
    for _ in range(100):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""
WAIT = """
    import time
    time.sleep(60)
"""
IN_ALL = pytest.mark.parametrize(
    ("body", "limits", "kind"),
    [
        (FILES, Limits(files_mb=2), "OSError"),
        (MANY_FILES, Limits(), "OSError"),
        (DEEP_FOLDERS, Limits(), "OSError"),
        (THREADS, Limits(processes=16), "RuntimeError"),
    ],
    ids=["bytes in all files", "files", "folders in folders", "threads"],
)


@IN_ALL
def test_at_full_the_kernel_counts_all_that_a_worker_has(
    full: WarmParent, body: str, limits: Limits, kind: str
) -> None:
    assert attack(full, body, limits=limits) == ["raise", kind, None]


@needs_proc
@IN_ALL
def test_without_namespaces_a_worker_that_has_too_much_is_ended(
    parent: WarmParent, body: str, limits: Limits, kind: str
) -> None:
    if parent.level is Level.FULL:
        pytest.skip("the kernel counts")
    with parent.spawn(limits) as child:
        assert load(child, f"def attack():\n{textwrap.indent(textwrap.dedent(body + WAIT), '    ')}") == {"ok": True}
        with pytest.raises(EOFError):
            child.request({"do": "run", "programs": [program("attack")]}, seconds=50)
        assert child.close().reason == "killed"


def test_a_worker_within_its_limits_is_not_watched_to_death(parent: WarmParent) -> None:
    body = """
    import threading, time
    with open("a", "wb") as file:
        file.write(bytes(1 << 20))
    for _ in range(8):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    time.sleep(0.3)  # longer than the pause between two looks
    """
    assert attack(parent, body, limits=Limits(files_mb=2, processes=16)) == ["ok", None]


def test_folders_too_deep_for_a_path_and_closed_ones_are_removed(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    place = os.open(room, os.O_RDONLY)
    for depth in range(1_500):
        os.mkdir("folder", dir_fd=place)
        inner = os.open("folder", os.O_RDONLY, dir_fd=place)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=inner))
        os.fchmod(place, 0o000 if depth % 2 else 0o700)
        os.close(place)
        place = inner
    os.close(place)
    Fence(Level.NONE, b"", (), (), os.geteuid(), str(tmp_path)).clear(room)
    assert list(tmp_path.iterdir()) == []


def test_open_files_end_at_their_cap(parent: WarmParent) -> None:
    body = "files = [open('/dev/null') for _ in range(100)]"
    assert attack(parent, body, limits=Limits(open_files=32)) == ["raise", "OSError", None]


def test_closing_twice_tells_the_same(parent: WarmParent) -> None:
    child = parent.spawn()
    assert child.close() is child.close()


def test_the_deadline_of_a_request_counts_from_its_start(parent: WarmParent) -> None:
    with parent.spawn() as child:
        load(child, ENDS)
        begin = time.monotonic()
        with pytest.raises(TimeoutError):
            child.request({"do": "run", "programs": [program("sleep")]}, seconds=0.2)
        assert time.monotonic() >= begin + 0.2
