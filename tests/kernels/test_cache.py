"""Where compiled kernels are kept, and that no state of the disk keeps one from running."""

from __future__ import annotations

import atexit
import hashlib
import itertools
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core.bytecode import FunctionIdentity
from tinytorch.kernels import cache
from tinytorch.kernels.compiler import Kernel


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is wanted and not there yet; what was loaded from it is forgotten in the end."""
    wanted = tmp_path / "of" / "mine"
    monkeypatch.setenv("TINYTORCH_CACHE", str(wanted))
    forget_folders()
    yield wanted
    forget_folders()
    forget()


def forget_folders() -> None:
    cache.folder.cache_clear()
    cache.alone.cache_clear()


def forget() -> None:
    """As if in a new process."""
    for name in [name for name in sys.modules if name.startswith(("doubled_", "answer_"))]:
        del sys.modules[name]


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing can be made; the superuser, who may write everywhere, is given one of the system's."""
    if os.geteuid() == 0:
        yield Path("/proc/self")
        return
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield tmp_path
    tmp_path.chmod(stat.S_IRWXU)


def doubled(out: Any) -> None:
    for i in range(out.size):
        out[i] = 2.0 * out[i]


def run() -> tuple[int, int]:
    """Double 3 with a kernel that this process has not seen: how often it was loaded, and compiled."""
    forget()
    kernel, out = Kernel(doubled), np.array([3.0])
    kernel(1, "float64", out)
    assert out.tolist() == [6.0]
    stats: Any = kernel.of(None, "float64").serial.stats  # type: ignore[union-attr]
    return sum(stats.cache_hits.values()), sum(stats.cache_misses.values())


# --- Which folder


def test_a_folder_that_is_not_there_is_made(place: Path) -> None:
    assert cache.folder() == place
    assert place.is_dir()
    assert [run(), run()] == [(0, 1), (1, 0)]


def test_without_a_choice_it_is_where_the_system_keeps_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TINYTORCH_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    found = {}
    for platform in ("linux", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        found[platform] = cache.preferred().relative_to(tmp_path).as_posix()
    assert found == {"linux": ".cache/tinytorch/kernels", "darwin": "Library/Caches/tinytorch/kernels"}
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert cache.preferred() == tmp_path / "caches" / "tinytorch" / "kernels"


def homeless() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_without_a_home_there_is_a_folder_for_this_process(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TINYTORCH_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cache.folder().name.startswith("tinytorch-kernels-")
    assert run() == (0, 1)


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_where_nothing_can_be_written_there_is_a_folder_for_this_process(
    place: Path, locked: Path, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINYTORCH_CACHE", str(locked / inside))
    assert cache.folder().name.startswith("tinytorch-kernels-")
    assert run() == (0, 1)


def test_a_file_in_the_folders_place_is_left_alone(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("mine", encoding="utf-8")
    assert run() == (0, 1)
    assert place.read_text(encoding="utf-8") == "mine"


# --- What is in it


def test_a_text_has_a_file_of_its_own_with_the_versions_that_made_it(place: Path) -> None:
    one, two = cache.load("answer", "X = 1\n"), cache.load("answer", "X = 2\n")
    assert (one.X, two.X) == (1, 2)
    assert cache.load("answer", "X = 1\n") is one
    texts = {path.read_text(encoding="utf-8") for path in place.glob("answer_*.py")}
    assert texts == {f"{cache.VERSIONS}X = 1\n", f"{cache.VERSIONS}X = 2\n"}


def test_a_text_that_is_damaged_is_written_anew(place: Path) -> None:
    path = Path(str(cache.load("answer", "X = 1\n").__file__))
    for damage in (b"X =", b"\xa7\xff", path.read_bytes().replace(b"1", b"2")):
        path.write_bytes(damage)
        forget()
        assert cache.load("answer", "X = 1\n").X == 1
    assert [each.name for each in place.iterdir() if each.is_file()] == [path.name]


def test_a_text_that_is_interrupted_is_loaded_anew(place: Path) -> None:
    """Ctrl-C while it runs leaves no half of it behind."""
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            cache.load("answer", "raise KeyboardInterrupt\nX = 1\n")


def without_its_end(held: bytes) -> bytes:
    return held[:-20]


def with_a_bit_turned(held: bytes) -> bytes:
    return held[:-2000] + bytes([held[-2000] ^ 1]) + held[-1999:]


def of_another_make(held: bytes) -> bytes:
    """Whole, and nothing that can be read."""
    return hashlib.sha256(b"nothing").digest() + b"nothing"


@pytest.mark.parametrize("damage", [bytes, without_its_end, with_a_bit_turned, of_another_make])
def test_machine_code_that_is_damaged_is_made_anew(place: Path, damage: Any) -> None:
    """A machine that lost its power leaves files that are empty or too short, a bad disk worse ones."""
    assert run() == (0, 1)
    (made,) = (place / "__pycache__").glob("doubled_*.nbc")
    made.write_bytes(damage(made.read_bytes()) if damage is not bytes else b"")
    assert [run(), run()] == [(0, 1), (1, 0)]


def test_machine_code_for_other_arguments_is_never_taken(place: Path) -> None:
    """Of a row without gaps the code needs no stride; with it every other number would be left as it was."""
    gaps = np.arange(8.0)[::2]
    run()
    (close,) = (place / "__pycache__").glob("doubled_*.nbc")
    Kernel(doubled)(1, "float64", gaps.copy()[::2])
    (strided,) = set((place / "__pycache__").glob("doubled_*.nbc")) - {close}
    strided.write_bytes(close.read_bytes())
    forget()
    Kernel(doubled)(1, "float64", gaps)
    assert gaps.tolist() == [0.0, 4.0, 8.0, 12.0]


def test_processes_that_count_alike_number_what_they_compile_apart(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numba calls the inside of a parallel loop by that number, in a name that must be its own."""
    numbers = []
    for _ in range(2):
        monkeypatch.setattr(FunctionIdentity, "_unique_ids", itertools.count(1))
        forget()
        kernel = Kernel(doubled)
        kernel(1, "float64", np.array([3.0]))
        serial: Any = kernel.of(None, "float64").serial
        numbers += [each.fndesc.uid for each in serial.overloads.values()]
        for made in (place / "__pycache__").glob("doubled_*.nbc"):
            made.unlink()
    assert len(numbers) == len(set(numbers)) == 2


def test_a_disk_that_is_full_keeps_no_kernel_from_running(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Any, sig: Any, data: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.FunctionCache, "save_overload", full)
    assert [run(), run()] == [(0, 1), (0, 1)]


def test_a_text_that_has_no_place_on_the_disk_is_kept_elsewhere_by_this_process(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.parent == place:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    assert [run(), run()] == [(0, 1), (1, 0)]
    assert list(place.iterdir()) == []  # and nothing unfinished is left


def test_a_process_that_is_forked_off_takes_nothing_away(place: Path) -> None:
    made = cache.alone()
    child = os.fork()
    if child == 0:
        atexit._run_exitfuncs()
        os._exit(0)
    os.waitpid(child, 0)
    assert made.is_dir()


# --- What goes


def age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


def test_what_nobody_asked_for_in_a_month_goes_with_its_machine_code(place: Path) -> None:
    run()
    (text,) = place.glob("doubled_*.py")
    age(text, cache.MONTH - cache.DAY)
    cache.prune(place)
    assert run() == (1, 0)  # and that it was asked for is noted
    assert time.time() - text.stat().st_mtime < cache.DAY
    age(text, cache.MONTH + cache.DAY)
    cache.folder.cache_clear()
    cache.folder()
    assert [path.name for path in place.rglob("*") if path.is_file()] == []


def test_what_a_process_that_was_ended_left_unfinished_goes_after_a_day(place: Path) -> None:
    for folder in (place, place / "__pycache__"):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("old.tmp", "young.tmp"):
            (folder / name).touch()
        age(folder / "old.tmp", cache.DAY + 60)
    cache.folder()
    assert sorted(path.name for path in place.rglob("*.tmp")) == ["young.tmp", "young.tmp"]


def test_a_text_that_another_process_deletes_meanwhile_is_no_error(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.load("answer", "X = 1\n")
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [self / "answer_gone.py"])
    cache.prune(place)
