"""`tt milestone`: the program of an assignment on the student's own package, and what it says when that falls short."""

from __future__ import annotations

from student_course import Course, write

PROGRAM = """import os
import sys

from tinytorch.scalars import operators

print(operators.__file__)
print(sys.argv[1:], os.environ["OPENBLAS_NUM_THREADS"])
sys.exit(0 if operators.mul(2.0, 3.0) == 6.0 else 1)
"""


def with_program(course: Course) -> Course:
    write(course.root / "assignments/00_scalars/milestone.py", PROGRAM)
    course.write_solution("neg", "countdown", "first")
    return course


def test_the_student_s_own_package_is_what_runs_on_one_thread(course: Course) -> None:
    with_program(course).write_solution("mul")
    done = course.tt("milestone", "00", "--out", "here", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(course.file("scalars/operators.py")), "['--out', 'here', '--json'] 1"]


def test_what_falls_short_ends_with_1(course: Course) -> None:
    with_program(course).replace("mul", "def mul(x, y):\n    return x + y\n")
    assert course.tt("milestone", "00").returncode == 1


def test_an_assignment_without_one_is_one_sentence(course: Course) -> None:
    done = with_program(course).tt("milestone", "01")
    assert done.returncode == 2
    assert "01_autograd has no milestone; there is one for 00." in done.stderr


def test_a_layer_that_is_not_unlocked_is_one_sentence(course: Course) -> None:
    write(course.root / "assignments/01_autograd/milestone.py", PROGRAM)
    done = course.tt("milestone", "1")
    assert done.returncode == 2
    assert "01_autograd is not unlocked yet" in done.stderr and "Traceback" not in done.stderr
