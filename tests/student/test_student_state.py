"""`tt status`, `tt next` and what they remember: never a wrong tick, whatever happened to the files."""

import json
from pathlib import Path

import pytest
from student_course import Course

from autograder.course.errors import UsageError
from autograder.loop import memory
from autograder.loop.memory import Memory


def ticks(course: Course, *arguments: str) -> dict[str, str]:
    answer = json.loads(course.tt("status", "--json", *arguments).stdout)
    return {blank["symbol"]: blank["state"] for blank in answer["blanks"]}


def test_status_lists_every_task_with_points_and_the_next_step(course: Course) -> None:
    course.write_solution("mul")
    done = course.tt("status")
    assert done.returncode == 0
    for words in (
        "00_scalars  Scalars  1 of 4 blanks, 1 of 7 points",
        "Task 0.1  Operators  1 of 2 blanks, 1 of 3 points",
        "      TODO    neg\n      PASS    mul\n",
        "[ ] Task 0.2  Graphs  0 of 2 blanks, 0 of 4 points  TODO\n",
        "01_autograd  Autograd  not unlocked",
        "Next: neg, Task 0.1 (Operators), 2 points",
    ):
        assert words in done.stdout


def test_a_recorded_verdict_holds_only_for_the_code_it_was_found_on(course: Course) -> None:
    course.write_solution("mul", "neg")
    assert ticks(course)["mul"] == "pass"
    assert ticks(course, "--recorded")["mul"] == "pass"
    course.replace("mul", "def mul(x, y):\n    return x\n")
    assert ticks(course, "--recorded")["mul"] == "unknown"
    assert ticks(course)["mul"] == "fail"


def test_a_changed_test_makes_a_verdict_stale_and_a_later_layer_does_not(course: Course) -> None:
    course.write_solution("mul", "neg", "countdown", "first")
    course.tt("start")
    ticks(course)
    course.write_solution("Square.forward")
    recorded = ticks(course, "--recorded")
    assert (recorded["mul"], recorded["Square.forward"]) == ("pass", "unknown")
    tests = course.root / "assignments/00_scalars/tests/test_graph.py"
    tests.write_text(tests.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert ticks(course, "--recorded")["mul"] == "unknown"


@pytest.mark.parametrize("garbage", [b"", b"\xff\xfe\x00", b"[]", b'{"schema": 1}', b'{"schema": 99}', b"[" * 100_000])
def test_a_damaged_memory_is_set_aside_in_one_sentence(course: Course, garbage: bytes) -> None:
    private = course.root / ".tinytorch"
    memory.prepare(private)
    (private / "state.json").write_bytes(garbage)
    remembered = memory.load(private)
    assert remembered.verdicts == {}
    assert remembered.notice is not None and "is set aside as state.json.broken" in remembered.notice
    assert (private / "state.json.broken").read_bytes() == garbage
    assert memory.load(private).notice is None


def test_status_goes_on_from_a_damaged_memory(course: Course) -> None:
    course.write_solution("mul")
    assert ticks(course)["mul"] == "pass"
    (course.root / ".tinytorch" / "state.json").write_text("{", encoding="utf-8")
    done = course.tt("status")
    assert "PASS    mul" in done.stdout
    assert done.stderr.count("was damaged") == 1
    assert ticks(course, "--recorded")["mul"] == "pass"


def test_a_folder_that_cannot_be_written_shows_verdicts_and_one_sentence(course: Course) -> None:
    (course.root / ".tinytorch").write_text("in the way", encoding="utf-8")
    course.write_solution("mul")
    done = course.tt("check", "mul")
    assert done.returncode == 0, done.stderr
    assert "PASS    mul" in done.stdout
    assert done.stdout.count("Progress is not recorded") == 1
    hint = course.tt("hint", "mul")
    assert hint.returncode == 2
    assert len(hint.stderr.strip().splitlines()) == 1


def test_saving_leaves_the_old_state_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.save(tmp_path, Memory(hints={"0.1 mul": 1}))

    def killed(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(UsageError, match="No space left"):
        memory.save(tmp_path, Memory(hints={"0.1 mul": 2}))
    monkeypatch.undo()
    assert memory.load(tmp_path).hints == {"0.1 mul": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "state.json"]


def test_the_memory_keeps_itself_out_of_git(course: Course) -> None:
    course.tt("hint", "mul")
    assert (course.root / ".tinytorch" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_next_shows_the_place_the_docstring_and_the_command(course: Course) -> None:
    course.write_solution("mul")
    done = course.tt("next", cwd=course.root / "tinytorch" / "scalars")
    for words in ("Next: neg", "tinytorch/scalars/operators.py:12", "-x.", "tt check neg", "tt hint neg"):
        assert words in done.stdout


def test_next_opens_the_next_assignment_when_all_is_done(course: Course) -> None:
    course.write_solution("mul", "neg", "countdown", "first")
    assert "tt start 01" in course.tt("next").stdout


@pytest.mark.parametrize("command", [["status"], ["next"], ["check"], ["submit"], []])
def test_outside_of_a_course_is_one_sentence(course: Course, tmp_path: Path, command: list[str]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = course.tt(*command, cwd=elsewhere)
    assert done.returncode == 2
    assert "is not inside a course" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_command_has_help_with_an_example(course: Course) -> None:
    listed = course.tt("--help").stdout.split("Commands:")[1].strip().splitlines()
    commands = [line.split()[0] for line in listed]
    assert len(commands) == 15
    for command in commands:
        assert "Example" in course.tt(command, "--help").stdout, command
