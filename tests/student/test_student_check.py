"""`tt check`: three states, failures that explain themselves, and code that hangs, dies or does not parse."""

import sys

import pytest
from student_course import Course

from autograder.loop.selection import select
from autograder.loop.workspace import open_workspace


def test_a_fresh_course_is_todo_and_falls_short(course: Course) -> None:
    done = course.tt("check")
    assert done.returncode == 1
    assert [line.split()[:2] for line in done.stdout.splitlines()[:4]] == [
        ["TODO", "mul"],
        ["TODO", "neg"],
        ["TODO", "countdown"],
        ["TODO", "first"],
    ]
    assert "Traceback" not in done.stdout + done.stderr


def test_the_reference_passes(course: Course) -> None:
    course.write_solution("mul", "neg", "countdown", "first")
    done = course.tt("check")
    assert done.returncode == 0, done.stdout
    assert "4 of 4 blanks, 7 of 7 points" in done.stdout


@pytest.mark.parametrize(
    ("names", "symbols"),
    [
        (["0.1"], {"mul", "neg"}),
        (["first", "mul"], {"mul", "first"}),
        (["00"], {"mul", "neg", "countdown", "first"}),
        (["scalars", "neg"], {"mul", "neg", "countdown", "first"}),
        ([], {"mul", "neg", "countdown", "first"}),
    ],
)
def test_names_choose_a_task_a_symbol_or_an_assignment(course: Course, names: list[str], symbols: set[str]) -> None:
    ((layer, blanks),) = select(open_workspace(course.root), names)
    assert {blank.symbol for blank in blanks or layer.blanks} == symbols


def test_a_failure_shows_law_inputs_expected_got_and_a_line_that_runs(course: Course) -> None:
    course.replace("mul", "def mul(x, y):\n    return x + y\n")
    done = course.tt("check", "mul")
    for words in (
        "FAIL    mul",
        "tinytorch/scalars/operators.py:4",
        "mul(x, y) is x times y.",
        "inputs    x = ",
        "assert    operators.mul(x, y) == pytest.approx(x * y)",
        "test      assignments/00_scalars/tests/test_operators.py:14",
    ):
        assert words in done.stdout
    failure = course.checked("mul")["blanks"][0]["tests"][0]["failure"]
    shown = course.run(sys.executable, "-c", failure["paste"])
    assert shown.stdout.strip() == failure["got"], shown.stderr


def test_an_exception_names_the_students_line(course: Course) -> None:
    course.replace("neg", "def neg(x):\n    y = 0\n    return x / y\n")
    failure = course.checked("neg")["blanks"][0]["tests"][1]["failure"]
    assert failure["got"] == "ZeroDivisionError: float division by zero"
    assert failure["where"] == "tinytorch/scalars/operators.py:12 in neg"
    assert failure["inputs"] == {"x": "3.5"}
    assert failure["kind"] == "exception"


def test_an_endless_loop_is_named_by_its_line_and_the_others_still_run(course: Course) -> None:
    course.write_solution("mul", "neg", "first")
    course.replace("countdown", "def countdown(n):\n    while n:\n        n = n + 0\n    return []\n")
    done = course.tt("check", "--limit", "1")
    assert "hung at tinytorch/scalars/graph.py:" in done.stdout
    assert " in countdown, not done after 1 seconds of processor time" in done.stdout
    assert done.stdout.count("PASS") == 3


def test_a_test_that_waits_for_ever_ends_though_it_takes_no_time_of_the_processor(course: Course) -> None:
    """What others take of the processor is not the student's; so the clock allows three times as much."""
    course.write_solution("mul", "neg", "first")
    course.replace("countdown", "def countdown(n):\n    import time\n\n    time.sleep(1000)\n")
    done = course.tt("check", "--limit", "0.5")
    assert " in countdown, not done after 1.5 seconds" in done.stdout
    assert done.stdout.count("PASS") == 3


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os\n    os._exit(0)", "ended Python itself with exit code 0"),
        ("import os\n    os.kill(os.getpid(), 11)", "ended by SIGSEGV"),
        ("import sys\n    sys.exit(3)", "SystemExit: 3"),
    ],
)
def test_code_that_ends_python_is_named_and_the_others_still_run(course: Course, body: str, words: str) -> None:
    course.write_solution("mul", "neg", "countdown")
    course.replace("first", f"def first(items):\n    {body}\n")
    done = course.tt("check")
    assert words in done.stdout
    assert done.stdout.count("PASS") == 3
    assert done.returncode == 1


def test_a_syntax_error_is_one_message_with_its_caret(course: Course) -> None:
    path = course.file("scalars/graph.py")
    path.write_text(path.read_text().replace("def first(items", "def first(items:::"), encoding="utf-8")
    done = course.tt("check")
    assert done.stdout.count("SyntaxError") == 1
    lines = done.stdout.splitlines()
    assert "tinytorch/scalars/graph.py:10: SyntaxError" in lines[0]
    assert lines[2].strip() == "^"
    assert "PASS" not in done.stdout


def test_an_error_at_import_is_told_once_with_its_line(course: Course) -> None:
    path = course.file("scalars/graph.py")
    path.write_text(path.read_text() + "\n\nunknown_name\n", encoding="utf-8")
    done = course.tt("check", "mul")
    assert done.stdout.count("NameError") == 1
    assert "tinytorch/scalars/graph.py:16: NameError: name 'unknown_name' is not defined" in done.stdout


def test_a_name_that_is_gone_is_told_once_by_the_file_it_was_in(course: Course) -> None:
    path = course.file("scalars/graph.py")
    path.write_text(path.read_text().replace("def first(", "def frist("), encoding="utf-8")
    done = course.tt("check")
    assert "FAIL    tinytorch/scalars/graph.py: `first` is not there any more, and tinytorch/" in done.stdout
    assert done.stdout.count("is not there") == 1
    assert "/../" not in done.stdout
    handed_in = course.tt("submit")
    assert handed_in.returncode == 1
    assert "`first` is not in it any more" in handed_in.stdout


def test_a_file_that_is_gone_is_named_with_the_command_that_brings_its_stub_back(course: Course) -> None:
    course.write_solution("mul")
    course.file("scalars/graph.py").unlink()
    assert "tinytorch/scalars/graph.py: is not there; `tt start 00`" in course.tt("check", "mul").stdout
    assert "mend what is named above" in course.tt("next").stdout
    assert course.tt("start", "00").returncode == 0
    assert course.states("mul", "first") == {"mul": "pass", "first": "todo"}


def test_what_only_the_compiler_refuses_is_a_syntax_error_of_that_file(course: Course) -> None:
    path = course.file("scalars/graph.py")
    path.write_text("import math\n" + path.read_text() + "from __future__ import annotations\n", encoding="utf-8")
    done = course.tt("check", "mul")
    assert done.stdout.startswith("FAIL    tinytorch/scalars/graph.py:15: SyntaxError: from __future__ imports")


def test_a_loop_at_import_ends(course: Course) -> None:
    path = course.file("scalars/graph.py")
    path.write_text(path.read_text() + "\n\nwhile True:\n    pass\n", encoding="utf-8")
    done = course.tt("check", "--limit", "1")
    assert "while it was imported: hung at tinytorch/scalars/graph.py:" in done.stdout


def test_what_waits_for_another_task_is_todo_and_says_so(course: Course) -> None:
    assert course.tt("start", "01", "--borrow").returncode == 0
    course.write_solution("Square.forward")
    stub = (course.root / "assignments/00_scalars/stubs/tinytorch/scalars/operators.py").read_text(encoding="utf-8")
    course.file("scalars/operators.py").write_text(stub, encoding="utf-8")
    done = course.tt("check", "Square.forward")
    assert "TODO" in done.stdout
    assert "waits for Task 0.1" in done.stdout


def test_imports_that_grading_will_not_take_are_named(course: Course) -> None:
    course.write_solution("mul", "neg", "countdown", "first")
    course.file("helpers.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")
    path = course.file("scalars/graph.py")
    path.write_text(
        '"""Mine."""\nimport math\nimport numpy as np\n'
        "from tinytorch.helpers import double\nfrom ..helpers import double as d\n"
        "from . import operators\nfrom tinytorch.scalars import operators, mul\n"
        "def late():\n    import scipy\n    from tinytorch.autograd.functions import Square\n" + path.read_text(),
        encoding="utf-8",
    )
    done = course.tt("check", "0.1")
    assert done.returncode == 1
    refused = [line for line in done.stdout.splitlines() if "grading will not take" in line]
    assert [line.split("grading will not take ")[1].split("`")[1] for line in refused] == [
        "tinytorch.helpers.double",
        "tinytorch.helpers.double",
        "scipy",
        "tinytorch.autograd.functions.Square",
    ]
    assert "tinytorch/scalars/graph.py:4" in refused[0]
    assert [each["module"] for each in course.checked("0.1")["imports"]][2] == "scipy"


@pytest.mark.parametrize(
    ("name", "words"),
    [("mull", "did you mean 'mul'"), ("0.9", "no task"), ("7", "no assignment"), ("01", "tt start 01")],
)
def test_a_wrong_name_is_one_sentence(course: Course, name: str, words: str) -> None:
    done = course.tt("check", name)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert words in done.stderr


def test_the_students_package_is_tested_though_another_is_on_the_path(course: Course) -> None:
    """PYTHONPATH names solutions/ first; the tests still take the student's tinytorch."""
    done = course.run("env", f"PYTHONPATH={course.root / 'solutions'}:{course.here}", *course.command, "check", "mul")
    assert "TODO    mul" in done.stdout, done.stderr
