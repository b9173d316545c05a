"""What a worker's code can reach: its own folder and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attacks import REFUSED, attack, load, program

import autograder
from autograder.sandbox.isolation import probe
from autograder.sandbox.warm import Level, WarmParent

PROJECT = Path(autograder.__file__).parents[1]

READ = "return open(args[0], 'rb').read(10)"
WRITE = "return open(args[0], 'wb').write(b'x')"


def test_the_probe_gives_a_reason_for_every_level_it_cannot_have() -> None:
    found = probe()
    assert len(found.reasons) == list(Level).index(found.level)
    assert all(reason.strip() for reason in found.reasons)


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/1/cmdline",
        "/dev/tty",
        __file__,
        autograder.__file__,
        PROJECT / "pyproject.toml",
    ],
    ids=str,
)
def test_a_file_of_the_machine_cannot_be_read(fenced: WarmParent, path: str | Path) -> None:
    assert attack(fenced, READ, str(path)) in REFUSED


@pytest.mark.parametrize(
    "folder", ["/etc", "/proc", "/home", "/tmp", str(PROJECT), str(PROJECT / "autograder" / "hidden")]
)
def test_a_folder_of_the_machine_cannot_be_listed(fenced: WarmParent, folder: str) -> None:
    result = attack(fenced, "import os\nreturn os.listdir(args[0])", folder)
    above_a_package = result[0] == "ok" and not any(name.endswith((".py", ".toml")) for name in result[1])
    assert result in REFUSED or above_a_package


def test_no_package_but_the_named_ones_can_be_imported(fenced: WarmParent) -> None:
    body = """
    import importlib
    for name in args:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return name
    """
    assert attack(fenced, body, "pytest", "hypothesis", "click", "autograder.hidden", "solutions") == ["ok", None]


def test_no_tinytorch_can_be_imported_before_one_is_loaded(parent: WarmParent) -> None:
    assert PROJECT.joinpath("tinytorch").parent == PROJECT
    with parent.spawn() as child:
        [result] = child.request({"do": "run", "programs": [program("anything")]}, seconds=20)["results"]
    assert result == ["raise", "ModuleNotFoundError", None]


def test_another_workers_folder_cannot_be_reached(fenced: WarmParent) -> None:
    keep = """
    import os
    def attack():
        open("secret", "w").write("mine")
        return os.path.abspath("secret")
    """
    with fenced.spawn() as child:
        load(child, keep)
        [(_, path)] = child.request({"do": "run", "programs": [program("attack")]}, seconds=20)["results"]
        assert attack(fenced, READ, path) in REFUSED


@pytest.mark.parametrize("path", ["/tmp/x", "/x", os.__file__, "/dev/zero/x", "/usr/lib/x"])
def test_nothing_can_be_written_outside_the_workers_folder(fenced: WarmParent, path: str) -> None:
    kind = attack(fenced, WRITE, path)
    assert kind[0] == "raise" and kind[1] in {"PermissionError", "FileNotFoundError", "OSError", "NotADirectoryError"}
    assert not Path(path).is_file() or path == os.__file__


def test_the_mode_of_a_file_cannot_be_changed(fenced: WarmParent) -> None:
    assert attack(fenced, "import os\nreturn os.chmod(args[0], 0o777)", os.__file__) in REFUSED


def test_a_worker_can_write_and_read_its_own_folder(parent: WarmParent) -> None:
    body = """
    import os, tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a")
        with open(path, "w") as file:
            file.write("text")
        os.rename(path, path + "b")
        return open(path + "b").read()
    """
    assert attack(parent, body) == ["ok", "text"]


def test_numba_compiles_a_parallel_loop_inside() -> None:
    body = """
    import numba, numpy as np
    @numba.njit(parallel=True)
    def total(x):
        s = 0.0
        for i in numba.prange(x.size):
            s += x[i]
        return s
    return total(np.arange(10.0))
    """
    with WarmParent(probe().level, preload=("numba",)) as parent:
        assert attack(parent, body) == ["ok", 45.0]
