"""A data file of a layer is unlocked, borrowed, compared and kept byte for byte, and is never handed in."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from student_course import Course

BYTES = bytes(range(256)) + b"\r\nno line of ours\r\n\xff\xfe"  # not UTF-8, and line ends that a text would lose
ALL = ("mul", "neg", "countdown", "first")
LOW, HIGH = "scalars/low.bin", "autograd/high.bin"


@pytest.fixture
def course(course: Course) -> Course:
    """The small course, where both layers own a data file; layer 00 is unlocked."""
    for folder, file in (("00_scalars", LOW), ("01_autograd", HIGH)):
        manifest = course.root / "assignments" / folder / "assignment.toml"
        text = manifest.read_text(encoding="utf-8")
        text = text.replace('owns = ["', f'owns = ["{file}", "').replace("given = []", f'given = ["{file}"]')
        manifest.write_text(text, encoding="utf-8")
        for base in ("solutions/tinytorch", f"assignments/{folder}/stubs/tinytorch"):
            (course.root / base / file).write_bytes(BYTES)
    course.file(LOW).write_bytes(BYTES)
    return course


def pristine(course: Course, file: str) -> Path:
    return course.root / ".tinytorch" / "pristine" / file


def test_start_brings_the_bytes_and_keeps_a_pristine_copy(course: Course) -> None:
    course.write_solution(*ALL)
    done = course.tt("start")
    assert done.returncode == 0, done.stderr
    assert f"new       tinytorch/{HIGH}" in done.stdout
    assert course.file(HIGH).read_bytes() == pristine(course, HIGH).read_bytes() == BYTES


def test_start_never_overwrites_data_that_is_there(course: Course) -> None:
    course.write_solution(*ALL)
    assert course.tt("start").returncode == 0
    course.file(HIGH).write_bytes(BYTES.replace(b"\r\n", b"\n"))
    course.file("autograd/functions.py").unlink()
    assert f"kept      tinytorch/{HIGH}" in course.tt("start", "01").stdout
    assert course.file(HIGH).read_bytes() == BYTES.replace(b"\r\n", b"\n")


def test_what_is_gone_comes_back_though_a_task_of_a_lower_layer_fails_again(course: Course) -> None:
    course.write_solution(*ALL)
    assert course.tt("start").returncode == 0
    course.replace("mul", "def mul(x, y):\n    return x\n")
    course.file(HIGH).unlink()
    assert f"tinytorch/{HIGH}: is not there; `tt start 01`" in course.tt("check", "mul").stdout
    assert course.tt("start", "01").returncode == 0
    assert course.file(HIGH).read_bytes() == BYTES
    assert course.states("mul") == {"mul": "fail"}


@pytest.mark.parametrize("place", ["solutions", "layers.zip"])
def test_what_a_layer_above_needs_is_borrowed_byte_for_byte(course: Course, place: str) -> None:
    with zipfile.ZipFile(course.root / "layers.zip", "w") as out:
        for path in (path for path in (course.root / "solutions").rglob("*") if path.is_file()):
            out.write(path, path.relative_to(course.root / "solutions").as_posix())
    shutil.rmtree(course.file("scalars"))
    done = course.tt("start", "01", "--borrow", "--from", place)
    assert done.returncode == 0, done.stderr
    assert f"borrowed  tinytorch/{LOW}" in done.stdout
    assert course.file(LOW).read_bytes() == pristine(course, LOW).read_bytes() == BYTES


def test_changed_data_is_one_line_of_the_diff_and_untouched_data_none(course: Course) -> None:
    course.write_solution("mul")
    assert LOW not in course.tt("diff", "00").stdout
    course.file(LOW).write_bytes(b"\xff mine")
    shown = course.tt("diff", "00").stdout
    assert f"Data files stub/tinytorch/{LOW} and yours/tinytorch/{LOW} differ" in shown
    assert "+    return x * y" in shown


def test_reset_leaves_data_as_they_are(course: Course) -> None:
    course.write_solution("mul")
    assert course.tt("reset", "mul").returncode == 0
    assert course.file(LOW).read_bytes() == BYTES


def test_data_is_never_handed_in(course: Course) -> None:
    course.file(LOW).write_bytes(b"\xff mine")
    course.tt("submit", "00", "-o", "out.zip")
    with zipfile.ZipFile(course.root / "out.zip") as archive:
        assert sorted(archive.namelist()) == [
            "manifest.json",
            "tinytorch/scalars/graph.py",
            "tinytorch/scalars/operators.py",
        ]


def test_a_verdict_is_stale_when_data_below_it_change_and_holds_when_a_later_layer_s_do(course: Course) -> None:
    course.write_solution("mul")
    assert course.states("mul") == {"mul": "pass"}
    course.file(HIGH).parent.mkdir()
    course.file(HIGH).write_bytes(b"\xff of a later layer")
    assert recorded(course) == "pass"
    course.file(LOW).write_bytes(b"\xff mine")
    assert recorded(course) == "unknown"


def recorded(course: Course) -> str:
    """The state of `mul` by what is remembered alone, no test run."""
    blanks = json.loads(course.tt("status", "--json", "--recorded").stdout)["blanks"]
    return next(str(blank["state"]) for blank in blanks if blank["symbol"] == "mul")


def test_data_that_are_gone_are_named_with_the_command_that_brings_them_back(course: Course) -> None:
    course.file(LOW).unlink()
    shown = course.tt("check", "mul").stdout
    assert f"tinytorch/{LOW}" in shown and "`tt start 00`" in shown
    assert course.tt("start", "00").returncode == 0
    assert course.file(LOW).read_bytes() == BYTES


def test_an_import_of_data_is_named_as_one_that_grading_will_not_take(course: Course) -> None:
    path = course.file("scalars/graph.py")
    path.write_text("import tinytorch.scalars.low\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "grading will not take `tinytorch.scalars.low`" in course.tt("submit", "00", "-o", "out.zip").stdout
