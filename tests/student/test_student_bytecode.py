"""What is compiled of the student's files is kept between runs, and never believed when the text has changed."""

from __future__ import annotations

import os
import subprocess
import sys

from student_course import Course, environment

from autograder.loop import bytecode

READ = """
import sys
from pathlib import Path
from autograder.loop import bytecode
root = Path(sys.argv[1])
bytecode.keep(root)
sys.path.insert(0, str(root))
{between}
from tinytorch.scalars.operators import mul
print(mul(3.0, 5.0))
"""


def answer(course: Course, between: str = "") -> str:
    """What mul(3, 5) is in a process that keeps bytecode, and does something before it imports the file."""
    command = [sys.executable, "-c", READ.format(between=between), str(course.root)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def save(course: Course, operator: str) -> None:
    """A save of the same length in the same second as all others."""
    path = course.file("scalars/operators.py")
    path.write_text(f"def mul(x, y):\n    return x {operator} y\n\n\nneg = None\n", encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_of_two_saves_in_one_second_the_later_counts(course: Course) -> None:
    """Size and time of the two are equal; also where the second comes after the first was compiled."""
    save(course, "*")
    assert answer(course) == "15.0"
    save(course, "+")
    assert answer(course) == "8.0"
    late = "path = root / 'tinytorch/scalars/operators.py'; import os; old = path.stat()\n"
    late += "path.write_text(path.read_text().replace('+', '-')); os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))"
    assert answer(course, late) == "-2.0"
    assert answer(course) == "-2.0"


def test_what_is_kept_is_of_this_very_text(course: Course) -> None:
    """Every file of the package is kept; a changed one is not, and nothing lies beside the student's own."""
    course.write_solution("mul")
    answer(course)
    files = sorted((course.root / "tinytorch").rglob("*.py"))
    assert [path.name for path in files if not bytecode.is_kept(course.root, path, path.read_bytes())] == []
    assert not bytecode.is_kept(course.root, files[0], files[0].read_bytes() + b"\n")
    assert not list((course.root / "tinytorch").rglob("*.pyc"))


def test_of_a_file_that_does_not_parse_nothing_is_kept(course: Course) -> None:
    """The others are kept all the same, and its import says what is wrong, as ever."""
    course.write_solution("mul")
    answer(course)
    wrong = course.file("scalars/graph.py")
    wrong.write_text("def (:\n", encoding="utf-8")
    made = "root / 'tinytorch/scalars/graph.py'"
    seen = f"print(bytecode.place(root, {made}).exists())\ntry: import tinytorch.scalars\n"
    seen += "except SyntaxError as error: print(error.lineno)\nroot = sys.exit()"
    assert answer(course, seen).split() == ["False", "1"]


def test_a_file_of_tests_that_is_not_wanted_is_not_read(course: Course) -> None:
    """`tt check mul` waits for nothing that only the tests of others import; `tt check` reads all."""
    course.write_solution("mul")
    (course.root / "assignments/00_scalars/tests/test_graph.py").write_text("1 / 0\n", encoding="utf-8")
    assert course.states("mul") == {"mul": "pass"}
    assert "ZeroDivisionError" in course.tt("check").stdout
