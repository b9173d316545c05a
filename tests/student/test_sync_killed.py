"""A sync is all or nothing: killed at any moment, the checkout is the old one, or becomes the new one."""

from __future__ import annotations

import errno
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from released_course import Class, Student, tree

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.loop import sync as syncing
from autograder.loop.sync_apply import Step, commit, finish, keep, waiting
from autograder.loop.sync_source import fetch

OPERATORS = "solutions/tinytorch/scalars/operators.py"
KILLED = """
import os, signal, sys
from pathlib import Path

left, replace = int(sys.argv.pop(1)), Path.replace

def counted(self, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

Path.replace = counted
from autograder.cli.student import main
main()
"""


class Killed(BaseException):
    """What the process feels of a kill: nothing runs after it."""


def changed(school: Class) -> Path:
    """A second release, in which many files differ."""
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    school.edit("assignments/00_scalars/README.md", "# Scalars", "# Numbers")
    (school.course / "assignments/01_autograd/tests/test_functions.py").unlink()
    return school.release(2)


@pytest.mark.parametrize("operation", ["replace", "unlink", "rename", "write_bytes", "mkdir"])
def test_a_sync_that_ends_before_any_of_its_steps_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """Every call that changes the disk is once the one that is never made."""
    school = Class(tmp_path).write()
    old = school.release(1)
    new = changed(school)
    whole = school.student(old, "whole")
    whole.solve("mul")
    before = tree(whole.root)
    whole.sync(new)
    expected = {path: content for path, content in tree(whole.root).items() if "state" not in path}
    original = getattr(Path, operation)
    for number in range(1000):
        ada = school.student(old, f"{operation} {number}")
        ada.solve("mul")
        calls = iter(range(number))

        def call(*arguments: object, calls: object = calls, **more: object) -> object:
            if next(calls, None) is None:  # type: ignore[call-overload]
                raise Killed
            return original(*arguments, **more)

        incoming = fetch(str(new))
        plan = syncing.plan_sync(ada.root, incoming)
        monkeypatch.setattr(Path, operation, call)
        try:
            syncing.carry_out(ada.root, plan, incoming)
        except Killed:
            monkeypatch.undo()
        else:
            monkeypatch.undo()
            break
        staged = waiting(ada.root)
        if staged is None and tree(ada.root).keys() - before.keys() <= {".tinytorch/.gitignore"}:
            assert {path: content for path, content in tree(ada.root).items() if path in before} == before
            ada.sync(new)
        elif staged is not None:
            finish(staged)
        assert tree(ada.root) == expected
        assert ada.sync(new).is_current
        shutil.rmtree(ada.root)
    assert number >= 1


def test_a_kill_in_the_middle_of_the_graders_own_files_is_finished_by_the_next_command(tmp_path: Path) -> None:
    """SIGKILL when some files of autograder/ are new and some old; the next `tt` mends that before it loads them."""
    school = Class(tmp_path, whole=True).write()
    ada = school.student(school.release(1))
    ada.solve("mul")
    inside = sorted((ada.root / "autograder").rglob("*.py"))
    for path in inside:  # as an older release may have been: every file differs
        path.write_bytes(path.read_bytes() + b"# old\n")
    resealed(ada)
    new = changed(school)
    done = ada.run("-c", KILLED, str(len(inside) // 2), "sync", str(new))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert 10 < sum(path.read_bytes().endswith(b"# old\n") for path in inside) < len(inside) - 10
    again = ada.tt("status", "--recorded")
    assert again.returncode == 1
    assert again.stderr == "tt: a `tt sync` that was interrupted is finished now; give your command once more.\n"
    assert not any(path.read_bytes().endswith(b"# old\n") for path in inside)
    assert "return x * y" in ada.file("scalars/operators.py").read_text(encoding="utf-8")
    assert ada.tt("status", "--recorded").returncode == 0
    assert "You have the newest release" in ada.tt("sync", str(new)).stdout


def resealed(ada: Student) -> None:
    """Let release.json say what is in autograder/ now."""
    path = ada.root / released.FILE
    release = released.read(path.read_bytes(), str(path))
    files = {name: released.digest((ada.root / name).read_bytes()) for name in release.files}
    path.write_text(replace(release, files=files).text(), encoding="utf-8")


def test_what_was_written_between_a_kill_and_the_next_command_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old", encoding="utf-8")
    staged = commit(tmp_path, [Step("a.py", None, b"new")])
    (tmp_path / "a.py").write_text("written meanwhile", encoding="utf-8")
    finish(staged)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "new"
    (kept,) = (tmp_path / ".tinytorch/backups").rglob("a.py")
    assert kept.read_text(encoding="utf-8") == "written meanwhile"


def test_two_copies_of_one_second_are_both_kept(tmp_path: Path) -> None:
    for content in (b"one", b"two", b"two"):
        (tmp_path / "a.py").write_bytes(content)
        keep(tmp_path, "a.py", "today")
    found = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in (tmp_path / ".tinytorch").rglob("*.py")
    }
    assert found == {".tinytorch/backups/today/a.py": b"one", ".tinytorch/backups/today_2/a.py": b"two"}


def test_a_disk_that_is_full_is_one_sentence_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = Class(tmp_path).write()
    ada = school.student(school.release(1))
    new = changed(school)
    before = tree(ada.root)

    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    incoming = fetch(str(new))
    plan = syncing.plan_sync(ada.root, incoming)
    with monkeypatch.context() as patch, pytest.raises(UsageError, match=r"Nothing is changed: .*No space left on dev"):
        patch.setattr(Path, "write_bytes", full)
        syncing.carry_out(ada.root, plan, incoming)
    assert {path: each for path, each in tree(ada.root).items() if not path.startswith(".tinytorch")} == before
    assert waiting(ada.root) is None and not list((ada.root / ".tinytorch").glob("sync*"))


def test_a_folder_that_may_not_be_written_is_one_sentence_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = Class(tmp_path).write()
    ada = school.student(school.release(1))
    new = changed(school)
    before = tree(ada.root)
    monkeypatch.setattr(syncing.os, "access", lambda place, mode: "stubs" not in str(place))
    with pytest.raises(UsageError, match=r"Nothing is changed: .*stubs.* cannot be written; make it writable"):
        ada.sync(new)
    assert tree(ada.root) == before


def test_a_plan_that_is_damaged_is_one_sentence(tmp_path: Path) -> None:
    school = Class(tmp_path).write()
    ada = school.student(school.release(1))
    (ada.root / ".tinytorch/sync").mkdir(parents=True)
    (ada.root / ".tinytorch/sync/plan.json").write_text("{", encoding="utf-8")
    done = ada.tt("status")
    assert done.returncode == 1
    assert done.stderr.startswith("tt: an interrupted `tt sync` cannot be finished (") and done.stderr.count("\n") == 1
