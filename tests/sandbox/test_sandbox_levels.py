"""What each level shuts and what it leaves open; which level a machine gives, and why not a higher one."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attacks import attack, attacks, load, program
from cells import FENCED, FULL, NO_LANDLOCK, UNFENCED, at, on
from doors import HARMLESS, OPEN, REFUSED, SHUT, known, prelude
from machine import OF_A_CONTAINER, ORDINARY

import autograder
from autograder.cli import instructor
from autograder.cli.instructor_course import sandbox
from autograder.sandbox.isolation import Probe, probe
from autograder.sandbox.warm import Level, WarmParent

pytest.importorskip("pyseccomp", reason="there is a fence on Linux only", exc_type=ImportError)


@pytest.fixture(scope="module")
def victim() -> Iterator[Path]:
    """A file that no user of this machine is kept from, but the fence."""
    with tempfile.TemporaryDirectory(prefix="outside-") as folder:
        Path(folder).chmod(0o777)
        path = Path(folder, "victim")
        path.write_text("precious")
        path.chmod(0o666)
        yield path
        assert path.read_text() == "precious"
        assert list(Path(folder).iterdir()) == [path]


@at(FENCED)
@pytest.mark.parametrize("where", SHUT)
def test_behind_a_fence_every_door_is_shut(cell: WarmParent, victim: Path, where: str) -> None:
    rows = known(SHUT[where])
    answers = attacks(cell, rows, prelude(rows, victim))
    assert {name: answer for name, answer in answers.items() if answer not in REFUSED} == {}


@at(FENCED)
def test_newer_calls_are_answered_as_by_an_older_kernel(cell: WarmParent) -> None:
    rows = known({name: f"call({name!r}, 0, 0, 0, 0, 0)" for name in ("clone3", "openat2", "faccessat2")})
    codes = {name: f"try:\n    {body}\nexcept OSError as error:\n    return error.errno" for name, body in rows.items()}
    assert attacks(cell, codes, prelude(rows, Path())) == {name: ["ok", errno.ENOSYS] for name in rows}


@at(UNFENCED)
def test_without_a_fence_the_doors_are_open(cell: WarmParent, victim: Path) -> None:
    """So the tables test what they say: it is the fence that answers, not a mistake in a row."""
    rows = {name: body for table in SHUT.values() for name, body in known(table).items() if name in HARMLESS}
    assert len(rows) == len(HARMLESS)
    answers = attacks(cell, rows, prelude(rows, victim))
    assert {name: answer for name, answer in answers.items() if answer[0] != "ok"} == {}


@at([*FENCED, *UNFENCED])
def test_at_every_level_what_a_course_computes_with_works(cell: WarmParent) -> None:
    answers = attacks(cell, OPEN, prelude({}, Path()))
    assert {name: answer for name, answer in answers.items() if answer != ["ok", True]} == {}


@at(FENCED)
def test_a_worker_has_no_privilege_and_a_filter(cell: WarmParent) -> None:
    with cell.spawn() as child:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{child.pid}/status").read_text().splitlines())
    shown = {name: status[name].split() for name in ("CapEff", "CapPrm", "CapInh", "CapAmb", "NoNewPrivs", "Seccomp")}
    assert shown == {name: ["0" * 16] for name in list(shown)[:4]} | {"NoNewPrivs": ["1"], "Seccomp": ["2"]}


@at(FULL)
def test_at_full_a_worker_is_number_1_of_a_table_of_its_own(cell: WarmParent) -> None:
    assert attack(cell, "import os; return [os.getpid(), os.getppid()]") == ["ok", [1, 0]]


@at(FULL)
def test_at_full_not_even_root_starts_a_worker_as_root(cell: WarmParent) -> None:
    assert attack(cell, "import os; return 0 in (*os.getresuid(), *os.getresgid(), *os.getgroups())") == ["ok", False]


@at(FULL)
def test_at_full_what_lies_outside_cannot_even_be_named(cell: WarmParent, victim: Path) -> None:
    body = """
    import os
    return [path for path in args if os.path.lexists(path)]
    """
    outside = ["/etc", "/proc", "/sys", "/var", "/bin", "/usr/bin", "/dev/shm", autograder.__file__, str(victim)]
    assert attack(cell, body, *outside) == ["ok", []]


@at(FENCED)
def test_a_call_by_another_machines_numbers_ends_the_worker(cell: WarmParent) -> None:
    """A filter that reads the number of one system must not meet the numbers of another."""
    if os.uname().machine != "x86_64":
        pytest.skip("this machine has one set of numbers")
    with cell.spawn() as child:
        load(child, "def attack():\n    import ctypes; ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 39))")
        with pytest.raises(EOFError):
            child.request({"do": "run", "programs": [program("attack")]}, seconds=20)
        assert (child.close().reason, child.close().code) == ("signal", signal.SIGSYS)


ALSO = pytest.mark.parametrize("also", [{}, {"user": ORDINARY}], ids=["as we are", "as an ordinary user"])


@ALSO
@pytest.mark.parametrize(
    "less",
    [{"deny": ["unshare"]}, {"deny": ["mount"]}, {"namespaces": 0}],
    ids=["namespaces are forbidden", "mounts are forbidden", "there are no user namespaces"],
)
def test_without_namespaces_the_level_is_reduced_and_the_reason_is_told(
    less: dict[str, Any], also: dict[str, Any]
) -> None:
    found = probed(less | also)
    assert found.level is Level.REDUCED
    [reason] = found.reasons
    assert reason.startswith("full: ") and "does not let us" in reason


@ALSO
def test_without_landlock_the_namespaces_are_the_fence_and_the_level_is_reduced(also: dict[str, Any]) -> None:
    found = probed(NO_LANDLOCK | also)
    assert found.level is Level.REDUCED
    [reason] = found.reasons
    assert reason.startswith("full: ") and "no landlock" in reason


@ALSO
@pytest.mark.parametrize(
    ("less", "why"),
    [({"deny": ["landlock_create_ruleset", "unshare"]}, "no landlock"), ({"seccomp": False}, "filter system calls")],
    ids=["neither landlock nor namespaces", "no seccomp"],
)
def test_without_the_parts_of_a_fence_there_is_none(less: dict[str, Any], why: str, also: dict[str, Any]) -> None:
    found = probed(less | also)
    assert found.level is Level.NONE
    assert [reason.split(":")[0] for reason in found.reasons] == ["full", "reduced"]
    assert all(why in reason for reason in found.reasons)


def test_root_in_a_container_has_the_full_level_once_namespaces_are_allowed() -> None:
    if os.geteuid() != 0 or probe().level is not Level.FULL:
        pytest.skip("needs root, and a machine that allows namespaces")
    assert probed({"capabilities": OF_A_CONTAINER}) == Probe(Level.FULL, ())


def test_nothing_is_graded_on_a_machine_without_a_fence_unless_that_is_allowed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "ada.zip").write_bytes(b"")
    words = ("grade", str(tmp_path / "ada.zip"), "--assignments", "00", "--out", str(tmp_path / "out"))
    with on({"seccomp": False}), pytest.raises(SystemExit) as ended:
        instructor.main(words)
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert "filter system calls" in err and "--allow-weak-sandbox" in err
    assert not (tmp_path / "out").exists()
    with on({"seccomp": False}):
        assert sandbox(weak=True).level is Level.NONE


def probed(less: dict[str, Any]) -> Probe:
    """What a machine with less gives."""
    if ("user" in less and os.geteuid() != 0) or ("namespaces" in less and probe().level is not Level.FULL):
        pytest.skip("needs root, or a machine that allows namespaces")
    with on(less):
        return probe()
