"""Watch mode on a real terminal (a pty) with real saves: verdicts, the next task, a loop, what broke, Ctrl-C."""

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from student_course import Course, environment

pty = pytest.importorskip("pty", reason="a pseudo-terminal exists on Linux and macOS only")

PATIENCE = 60.0  # seconds until a screen that never comes is a failure; no verdict hangs on how soon it comes
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass
class Terminal:
    """`tt` on a pty; `wait_for(words)` reads until the words are on the screen."""

    process: subprocess.Popen[bytes]
    master: int
    seen: str = ""

    def wait_for(self, words: str) -> str:
        until = time.monotonic() + PATIENCE
        while words not in self.seen:
            left = until - time.monotonic()
            if left < 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError(f"{words!r} never came; the screen: {self.seen[-3000:]}")
            self.seen += COLOURS.sub("", os.read(self.master, 65536).decode("utf-8", "replace"))
        before, _, self.seen = self.seen.partition(words)
        return before + words

    def interrupt(self) -> int:
        os.write(self.master, b"\x03")
        self.wait_for("Stopped. Your progress is kept.")
        return self.process.wait(PATIENCE)


@pytest.fixture
def terminal(course: Course) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*course.command, "--limit", "2"],
        cwd=course.root,
        env=environment() | {"TERM": "xterm", "NO_COLOR": "1"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        preexec_fn=take_terminal,
    )
    os.close(slave)
    yield Terminal(process, master)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()
    os.close(master)


def take_terminal() -> None:
    """In the child: a session of its own on the pty, so that Ctrl-C typed there is a real one."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_student_works_through_a_layer(course: Course, terminal: Terminal) -> None:
    terminal.wait_for("TODO    mul")
    terminal.wait_for("Watching for saves")
    course.replace("mul", "def mul(x, y):\n    return x + y\n")
    terminal.wait_for("FAIL    mul")
    terminal.wait_for("Watching for saves")
    course.replace("neg", "def neg(x):\n    return x\n")
    assert "FAIL    mul" not in terminal.wait_for("FAIL    neg")  # the blank at hand first
    terminal.wait_for("Next: neg")
    course.write_solution("mul")
    terminal.wait_for("PASS    mul")
    course.write_solution("neg")
    terminal.wait_for("Task 0.1 is complete")
    terminal.wait_for("TODO    countdown")
    course.replace("countdown", "def countdown(n):\n    while True:\n        pass\n")
    terminal.wait_for("hung at tinytorch/scalars/graph.py:")
    path = course.file("scalars/graph.py")
    path.write_text(path.read_text(encoding="utf-8").replace("while True:", "while True"), encoding="utf-8")
    terminal.wait_for("SyntaxError")
    path.write_text(path.read_text(encoding="utf-8").replace("while True", "while n is None:"), encoding="utf-8")
    terminal.wait_for("FAIL    countdown")
    course.write_solution("countdown", "first")
    terminal.wait_for("Task 0.2 is complete")
    terminal.wait_for("tt start 01")
    assert course.tt("start").returncode == 0
    terminal.wait_for("TODO    Square.forward")
    assert terminal.interrupt() == 0
    assert course.tt("status", "--recorded").stdout.count("[x] Task 0.") == 2


def test_the_focus_follows_the_student_and_comes_back(course: Course, terminal: Terminal) -> None:
    terminal.wait_for("Watching for saves")
    course.write_solution("first")  # of Task 0.2, though 0.1 is open
    terminal.wait_for("PASS    first")
    course.write_solution("countdown")
    terminal.wait_for("Task 0.2 is complete")
    terminal.wait_for("TODO    mul")
    assert terminal.interrupt() == 0


def test_what_a_change_breaks_elsewhere_is_said(course: Course, terminal: Terminal) -> None:
    terminal.wait_for("Watching for saves")
    course.write_solution("mul", "neg")
    terminal.wait_for("Task 0.1 is complete")
    terminal.wait_for("Watching for saves")
    path = course.file("scalars/graph.py")
    spoil = "import tinytorch.scalars.operators as o\n\no.mul = lambda x, y: None\n"
    path.write_text(path.read_text(encoding="utf-8") + spoil, encoding="utf-8")
    terminal.wait_for("mul passed before and fails now")
    assert terminal.interrupt() == 0


def test_nothing_is_left_running(course: Course, terminal: Terminal) -> None:
    """The warm process ends with `tt`, even when `tt` is killed in the middle of a run."""
    terminal.wait_for("Watching for saves")
    found = subprocess.run(["pgrep", "-P", str(terminal.process.pid)], capture_output=True, text=True)
    children = found.stdout.split()
    assert children
    course.replace("mul", "def mul(x, y):\n    while True:\n        pass\n")
    terminal.wait_for("running the tests")
    terminal.process.kill()
    terminal.process.wait()
    until = time.monotonic() + PATIENCE
    while any(alive(int(child)) for child in children):
        assert time.monotonic() < until, f"{children} live on"
        time.sleep(0.02)


def alive(process: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout
    return state.strip()[:1] not in ("", "Z")


def test_without_a_terminal_the_lines_are_plain(course: Course) -> None:
    process = subprocess.Popen(
        course.command, cwd=course.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=PATIENCE)[0]
    assert lines[1].startswith("TODO    mul")
    assert "\x1b" not in "".join(lines) + rest
    assert process.returncode == 0
