"""`autograder check` says what a check is good for, and ends with 1 where it is not fit for a class."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from tiny_course import HIDDEN, write

from autograder.classroom import authoring, grading
from autograder.classroom.authoring import Study, Trial, Workbench, one_line
from autograder.cli import instructor
from autograder.cli.instructor_study import show_studies
from autograder.course.errors import UsageError
from autograder.course.model import Course
from autograder.sandbox.isolation import Level
from tests.known_seed import known_seed

NAMES = count()
VARIANTS = {
    "00_numbers/wrong/all.py": """\
### MUTANT mul_adds: the sum
### REPLACES numbers/operators.py mul
def mul(x, y):
    return x + y


### MUTANT mul_off_at_two: right almost everywhere
### REPLACES numbers/operators.py mul
def mul(x, y):
    return 5.0 if x == y == 2.0 else x * y


### MUTANT power_by_adding: both are wrong together
### REPLACES numbers/operators.py mul
def mul(x, y):
    return x * y


### REPLACES numbers/operators.py power
def power(x, n):
    return x + n


### MUTANT square_law_says_yes: catches nothing
### REPLACES numbers/laws.py square_law
def square_law(square, x):
    return True
""",
    "00_numbers/right/all.py": """\
### RIGHT power_by_halves: squares on the way
### REPLACES numbers/operators.py power
def power(x, n):
    half = power(x, n // 2) if n else 1.0
    return half * half * (x if n % 2 else 1.0) if n else 1.0
""",
}


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("variants")
    write(folder, VARIANTS)
    return folder


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return known_seed(tmp_path_factory.mktemp("private"))


@pytest.fixture(scope="module")
def bench(course: Course, level: Level, private: Path, variants: Path) -> Iterator[Workbench]:
    with Workbench(course, private, level, hidden="tiny_hidden", mutants=variants) as bench:
        yield bench


@pytest.fixture
def edited(
    course: Course, level: Level, private: Path, variants: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Study]:
    """The study of a check of 00_numbers whose module has been changed."""

    def study(name: str, old: str, new: str) -> Study:
        package = f"tried_hidden_{next(NAMES)}"
        source = HIDDEN["tiny_hidden/numbers.py"]
        assert old in source
        write(tmp_path, {f"{package}/__init__.py": "", f"{package}/numbers.py": source.replace(old, new)})
        monkeypatch.syspath_prepend(tmp_path)
        with Workbench(course, private, level, hidden=package, mutants=variants) as bench:
            (choice,) = bench.chosen(name)
            return bench.study(choice)

    return study


def study_of(bench: Workbench, name: str) -> Study:
    (choice,) = bench.chosen(name)
    return bench.study(choice)


def test_a_good_check_has_no_faults_and_lists_what_it_catches(bench: Workbench) -> None:
    study = study_of(bench, "mul_is_the_product")
    assert study.faults == ()
    assert {trial.name: trial.verdict for trial in study.wrong} == {
        "mul_adds": "wrong",
        "mul_off_at_two": "pass",
        "power_by_adding": "pass",
    }
    assert study.left == ("mul_off_at_two", "power_by_adding")
    assert [trial.verdict for trial in study.right] == ["pass"]
    assert study.examples == 40
    assert len(study.drawn) == 3
    assert all(text.startswith("x = ") and ", y = " in text for text in study.drawn)
    assert study.seconds > 0.0
    assert study.limit == 0.6
    assert [(reach.line, reach.text, dict(reach.counts)) for reach in study.branches] == [
        (6, "def mul", {"called": 40})
    ]


def test_the_examples_are_those_of_grading(bench: Workbench, bundle: object) -> None:
    (banked,) = bundle.banks["00_numbers"].of("falling")  # type: ignore[attr-defined]
    study = study_of(bench, "falling_falls")
    assert study.examples == len(banked.examples)
    assert study.drawn[0] == f"xs = {banked.examples[0].drawn['xs']}"
    assert study.drawn[-1] == f"xs = {banked.examples[-1].drawn['xs']}"


def test_an_example_with_an_array_is_one_line() -> None:
    drawn = {"x": np.array([[1.0, 2.0], [3.0, 4.0]]), "n": 2}
    assert one_line(drawn) == "x = array([[1., 2.], [3., 4.]], dtype=float64), n = 2"


def test_branches_are_those_of_the_blank_by_examples(bench: Workbench) -> None:
    study = study_of(bench, "power_by_mul")
    definition, loop = study.branches
    assert (definition.text, definition.counts["called"]) == ("def power", study.examples)
    assert loop.text == "for _ in range(n)"
    assert loop.counts["entered"] + loop.counts["empty"] == study.examples
    assert loop.missed == ()


def test_of_a_students_law_each_version_says_how_many_examples_give_it_away(bench: Workbench) -> None:
    study = study_of(bench, "square_law_catches")
    assert study.faults == study.branches == ()
    caught = {version.words: (version.right, version.caught) for version in study.versions}
    assert caught["the reference"] == caught["a square of the size"] == (True, 0)
    assert all(0 < number <= study.examples for right, number in caught.values() if not right)
    assert [trial.name for trial in study.wrong] == ["square_law_says_yes"]
    assert study.left == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("mul_by_one", "mul(x, 1.0)", "mul(x, 1.0).y", "raises AttributeError on the reference"),
        ("mul_by_one", "tt.numbers.operators.mul(x, 1.0)", "x", "passes while 'mul' is a stub"),
        ("mul_by_one", "mul(x, 1.0)", "mul(0.0, 0.0) + x", "It catches none of the mutants of mul."),
        (
            "power_by_mul",
            "compare=close(rtol=1e-9), seconds=0.6, x=draw.small_floats, n=",
            "seconds=0.6, x=draw.small_floats, n=",
            "It accuses solutions that are right: power_by_halves.",
        ),
    ],
)
def test_a_weak_check_says_why(edited: Callable[..., Study], name: str, old: str, new: str, fault: str) -> None:
    (found,) = edited(name, old, new).faults
    assert fault in found


def test_a_blanks_name_stands_for_all_its_checks(bench: Workbench) -> None:
    names = ["mul_is_the_product", "mul_by_one", "mul_by_zero", "mul_refuses_text"]
    assert [choice.check.name for choice in bench.chosen("mul")] == names


def test_an_unknown_name_is_answered_with_the_closest_one(bench: Workbench) -> None:
    with pytest.raises(
        UsageError, match=r"no hidden check, no blank and no task 'mul_by_on'; did you mean 'mul_by_one'\?"
    ):
        bench.chosen("mul_by_on")


@pytest.fixture
def run(
    course: Course, private: Path, variants: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """`autograder` in the tiny course, on a wide page: exit code, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(grading, "PRIVATE", private)
    here = partial(Workbench, hidden="tiny_hidden", mutants=variants)
    monkeypatch.setattr(authoring, "Workbench", here)

    def command(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            instructor.main(words)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


def test_the_screen_shows_what_is_caught_what_it_costs_and_where_the_examples_go(run: Callable[..., tuple]) -> None:
    code, out, _ = run("check", "power_by_mul")
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "power_by_mul  of power, 00_numbers"
    assert lines[1] == "power(x, n) is x to the n."
    assert lines[2].startswith("40 examples: ")
    assert lines[2].endswith("% of the 0.6 s it may take")
    assert "catches 1 of 1 mutant of power" in lines
    assert "KILLED  power_by_adding  wrong  both are wrong together" in lines
    assert "accepts 1 of 1 right variant" in lines
    assert lines[-2:] == ["Well: the reference passes, a stub does not.", ""]


def test_a_blank_ends_with_what_all_its_checks_leave_open(run: Callable[..., tuple]) -> None:
    code, out, _ = run("check", "mul")
    assert code == 1
    assert out.count("Weak: It catches none of the mutants of mul.") == 1  # text times a number is refused by + as well
    together = out[out.index("All 4 checks of mul together") :].splitlines()
    assert together[1] == "  catch 1 of 3 mutants"
    assert together[2:] == [
        "    LEFT    mul_off_at_two  right almost everywhere",
        "    LEFT    power_by_adding  both are wrong together (planted in power as well)",
        "  Weak: no check of mul catches mul_off_at_two.",
        "",
    ]


def test_one_check_says_for_whom_its_survivors_are(run: Callable[..., tuple]) -> None:
    code, out, _ = run("check", "mul_is_the_product")
    assert code == 0
    assert "Well: the reference passes, a stub does not. LEFT ones are for the blank's other checks." in out


def test_a_check_that_cannot_be_used_counts_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    trial = Trial("mul_adds", "the sum", "pass", ())
    broken = Study("00", "f.py", "mul", "a", "Law.", 1.0, faults=("It is broken.",), others=("b",))
    used = Study("00", "f.py", "mul", "b", "Law.", 1.0, examples=3, wrong=(trial,), others=("a",))
    show_studies(Console(highlight=False, width=120), [broken, used])
    out = capsys.readouterr().out
    assert "  Cannot be used: It is broken." in out
    together = out[out.index("All 2 checks of mul together") :].splitlines()
    assert together[1:3] == ["  1 of them cannot be used and is not counted", "  catch 0 of 1 mutant"]
    assert "  Weak: no check of mul catches mul_adds." in together


def test_a_tasks_number_stands_for_the_checks_of_its_blanks(bench: Workbench) -> None:
    assert {choice.check.symbol for choice in bench.chosen("0.1")} == {"mul", "falling", "power"}


def test_a_program_reads_the_same(run: Callable[..., tuple]) -> None:
    code, out, _ = run("check", "falling_falls", "--json")
    (study,) = json.loads(out)["checks"]
    assert code == 0
    assert (study["name"], study["symbol"], study["faults"], study["wrong"]) == ("falling_falls", "falling", [], [])
    assert study["branches"][0]["counts"] == {"called": study["examples"]}


def test_wrong_use_is_one_sentence_and_exit_code_2(run: Callable[..., tuple]) -> None:
    code, out, err = run("check", "powr")
    assert (code, out) == (2, "")
    assert err.endswith("There is no hidden check, no blank and no task 'powr'; did you mean 'power'?\n")
