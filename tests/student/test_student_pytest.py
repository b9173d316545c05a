"""Plain pytest: `assignments/` tests the student's tinytorch, `tests/` the reference, and never both in one process."""

import subprocess
import sys

from student_course import Course


def pytest_on(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    return course.run(sys.executable, "-m", "pytest", "--disable-plugin-autoload", "-p", "no:cacheprovider", *arguments)


def add_probe(course: Course) -> None:
    """A public test that says which tinytorch it got."""
    probe = course.root / "assignments/00_scalars/tests/test_probe.py"
    probe.write_text(
        "import tinytorch\n\n\ndef test_which():\n    print('USED', tinytorch.__file__)\n", encoding="utf-8"
    )


def test_assignments_test_the_students_package(course: Course) -> None:
    add_probe(course)
    for arguments, folder in ((["assignments/00_scalars"], course.root), (["00_scalars"], course.root / "assignments")):
        done = course.run(sys.executable, "-m", "pytest", "--disable-plugin-autoload", "-s", *arguments, cwd=folder)
        used = next(line for line in done.stdout.splitlines() if "USED" in line)
        assert used.endswith("/tinytorch/__init__.py") and "solutions" not in used, done.stdout


def test_the_root_tests_the_reference(course: Course) -> None:
    assert pytest_on(course).returncode == 0
    assert pytest_on(course, "tests").returncode == 0


def test_both_trees_in_one_call_are_refused_in_one_sentence(course: Course) -> None:
    for arguments in (["tests", "assignments"], ["assignments/00_scalars", "tests/test_reference.py"], ["."]):
        done = pytest_on(course, *arguments)
        assert done.returncode == 4, done.stdout
        both = done.stdout + done.stderr
        assert both.count("run `pytest assignments` and `pytest tests` one after the other") == 1
        assert "Traceback" not in both


def test_a_blank_is_an_xfail_with_its_task(course: Course) -> None:
    done = pytest_on(course, "assignments/00_scalars")
    assert done.returncode == 0
    assert "5 xfailed" in done.stdout
    assert done.stdout.count("TODO Task 0.1") == 3


def test_a_failure_prints_inputs_expected_and_got(course: Course) -> None:
    course.replace("mul", "def mul(x, y):\n    return x + y\n")
    done = pytest_on(course, "assignments/00_scalars")
    assert done.returncode == 1
    assert "assert 1.0 == 0.0 ± 1.0e-12" in done.stdout
    assert "x=0.0" in done.stdout


def test_what_is_not_unlocked_is_left_out_and_refused_by_name(course: Course) -> None:
    whole = pytest_on(course, "assignments")
    assert "5 xfailed" in whole.stdout
    assert whole.returncode == 0
    named = pytest_on(course, "assignments/01_autograd")
    assert named.returncode == 4
    assert "01_autograd is not unlocked yet: run `tt start 01` first." in named.stdout + named.stderr


def test_the_reference_passes_the_public_tests_when_the_path_is_given(course: Course) -> None:
    done = pytest_on(course, "-c", "assignments/pytest.ini", "-o", "pythonpath=../solutions", "assignments")
    assert "6 passed" in done.stdout
