"""`tt viz kernel` runs the student's own kernel, watched: a table, faults with their lines, and a picture."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tinytorch.kernels.cuda.cases import CASES

MANIFEST = """title = "Kernels"
needs = []
owns = ["kernels/cuda/reduce.py"]
given = []
[[task]]
n = 1
title = "Blocks"
[[task.blank]]
symbol = "block_sum"
points = 1
hints = ["Together."]
"""
BARRIER = "    shared[t] = a[i] if i < a.size else 0.0\n    cuda.syncthreads()\n"
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Desk:
    """A student's folder in which the kernels are written."""

    root: Path
    home: Path

    @property
    def file(self) -> Path:
        return self.root / "tinytorch/kernels/cuda/reduce.py"

    def tt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "autograder.cli.student", *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.home)},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )


@pytest.fixture
def desk(tmp_path: Path, root: Path) -> Desk:
    made = tmp_path / "my coursé"
    shutil.copytree(root / "solutions/tinytorch", made / "tinytorch", ignore=shutil.ignore_patterns("__pycache__"))
    folder = made / "assignments/00_kernels"
    (folder / "stubs/tinytorch/kernels/cuda").mkdir(parents=True)
    shutil.copy(made / "tinytorch/kernels/cuda/reduce.py", folder / "stubs/tinytorch/kernels/cuda/reduce.py")
    (folder / "assignment.toml").write_text(MANIFEST, encoding="utf-8")
    return Desk(made, root)


def test_a_kernel_for_the_processor_is_told_from_a_name_that_nobody_has(desk: Desk) -> None:
    """One sentence, with the kernels that can be drawn."""
    manifest = desk.root / "assignments/00_kernels/assignment.toml"
    more = '[[task.blank]]\nsymbol = "map_strided"\npoints = 1\nhints = ["Rows."]\n'
    owned = '"kernels/cuda/reduce.py", "kernels/cpu/pointwise.py"'
    manifest.write_text(MANIFEST.replace('"kernels/cuda/reduce.py"', owned) + more, encoding="utf-8")
    stub = desk.root / "assignments/00_kernels/stubs/tinytorch/kernels/cpu/pointwise.py"
    stub.parent.mkdir(parents=True)
    shutil.copy(desk.root / "tinytorch/kernels/cpu/pointwise.py", stub)
    there = "; there are map_kernel, zip_kernel, block_sum, "
    known, unknown = (desk.tt("viz", "kernel", name) for name in ("map_strided", "nothing"))
    assert known.returncode == unknown.returncode == 2
    assert f"map_strided is not a kernel for a GPU, and only these can be drawn{there}" in known.stderr
    assert f"There is no kernel 'nothing' to draw{there}" in unknown.stderr


def test_the_table_and_the_picture_show_what_the_students_kernel_did(desk: Desk) -> None:
    done = desk.tt("viz", "kernel", "block_sum")
    assert done.returncode == 0, done.stderr
    assert "block_sum: 12 numbers by 2 blocks of 8 threads" in done.stdout
    assert "shared writes  1 to 4 in a thread, 30 together" in done.stdout
    assert "barriers       4 in a thread, 64 together" in done.stdout
    assert "faults         none" in done.stdout
    picture = ElementTree.parse(desk.root / "block_sum.svg").getroot()
    assert picture.find(f"{SVG}title").text == "block_sum: 12 numbers by 2 blocks of 8 threads"
    assert not picture.findall(f".//{SVG}rect[@class='fault']")


def test_a_fault_is_shown_with_its_line_and_in_the_picture(desk: Desk) -> None:
    source = desk.file.read_text(encoding="utf-8")
    desk.file.write_text(source.replace(BARRIER, BARRIER.replace("    cuda.syncthreads()\n", "")), encoding="utf-8")
    done = desk.tt("viz", "kernel", "block_sum", "--out", "sum.svg")
    assert done.returncode == 1
    assert "shared[4] was read by thread 0 of block 0 in line" in done.stdout
    assert "shared[t] += shared[t + reach]" in done.stdout
    picture = ElementTree.parse(desk.root / "sum.svg").getroot()
    assert picture.findall(f".//{SVG}rect[@class='fault']")
    assert any("nobody had written it before" in (text.text or "") for text in picture.iter(f"{SVG}text"))


def test_a_machine_gets_the_whole_report(desk: Desk) -> None:
    done = desk.tt("viz", "kernel", "softmax_kernel", "--json")
    seen = json.loads(done.stdout)
    assert (seen["right"], seen["sound"], seen["report"]["faults"]) == (True, True, [])
    assert len(seen["report"]["counts"]) == 16
    assert not list(desk.root.glob("*.svg"))


def test_a_blank_says_that_it_is_one_and_where(desk: Desk) -> None:
    source = desk.file.read_text(encoding="utf-8")
    todo = '    raise NotImplementedError("Need to implement for Task 3.3")\n'
    desk.file.write_text(source.replace("    shared = cuda", todo + "    shared = cuda", 1), encoding="utf-8")
    done = desk.tt("viz", "kernel", "block_sum")
    assert done.returncode == 1
    assert "block_sum is not written yet (Need to implement for Task 3.3)" in done.stderr
    assert "tinytorch/kernels/cuda/reduce.py:" in done.stderr


def test_a_file_that_python_cannot_read_is_named(desk: Desk) -> None:
    desk.file.write_text("def block_sum(:\n", encoding="utf-8")
    done = desk.tt("viz", "kernel", "block_sum")
    assert done.returncode == 1
    assert "SyntaxError" in done.stderr and "reduce.py, line 1" in done.stderr and "Traceback" not in done.stderr


def test_other_names_get_a_list_of_those_that_there_are(desk: Desk) -> None:
    assert "tt viz kernel   Which thread of your CUDA kernel" in desk.tt("viz").stdout
    assert desk.tt("viz", "kernel", "--json").stdout == json.dumps(list(CASES), indent=1) + "\n"


def test_kernels_that_are_not_unlocked_are_said_to_be(desk: Desk) -> None:
    shutil.rmtree(desk.root / "tinytorch/kernels")
    (desk.root / "tinytorch/__init__.py").write_text("", encoding="utf-8")
    done = desk.tt("viz", "kernel", "block_sum")
    assert done.returncode == 2
    assert "viz.kernel is not in this tinytorch; `tt start` opens the next assignment" in done.stderr
