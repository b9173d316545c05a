"""autograder/README.md, the guide for whoever teaches: its commands are commands, and its term runs to its end."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from autograder.cli.instructor_commands import autograder
from tests.the_course import ROOT

GUIDE = (ROOT / "autograder" / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
TERM = 10
STUDENTS = 200


def lines_of(block: str) -> list[str]:
    """The commands of a block, one a line; what a comment says is for readers."""
    return [line.partition("  #")[0].strip() for line in block.splitlines() if line.strip()]


BLOCKS = [lines_of(block) for block in BLOCK.findall(GUIDE)]


def parsed(words: list[str]) -> None:
    """Raise where click would not take these words; nothing is run."""
    command: click.Command | None = autograder
    context = click.Context(autograder)
    while words[0].startswith("--"):  # of the group itself, each with a value
        words = words[2:]
    while isinstance(command, click.Group):
        name, *words = words
        command = command.get_command(context, name)
    assert command is not None, name
    command.make_context(name, words)


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block])
def test_every_command_of_the_guide_is_one(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, *words = shlex.split(line)
    assert program == "autograder"
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    for word in words:  # click looks whether some paths are there
        if "/" in word and not Path(word).suffix:
            Path(word).mkdir(parents=True)
        elif "/" in word or word.endswith(".csv"):
            Path(word).parent.mkdir(parents=True, exist_ok=True)
            Path(word).touch()
    parsed(words)


def test_the_term_is_ten_commands() -> None:
    assert len(BLOCKS[0]) == 1
    assert len(BLOCKS[1]) == TERM


@dataclass(frozen=True)
class Term:
    """A term that was run: the folder above the course, and what each command printed."""

    place: Path
    said: dict[str, str]

    @property
    def results(self) -> Path:
        return self.place / "course" / "results"

    def truth(self) -> dict[str, dict[str, object]]:
        return json.loads((self.place / "pretend" / "00_scalars.truth.json").read_text())


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Term]:
    """Everything that the guide says to type, typed in a copy of the course."""
    place = tmp_path_factory.mktemp("term")
    tracked = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True)
    for name in filter(None, tracked.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (place / "course" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / "course" / name)
    run = shell(place / "course")
    said = {}
    for line in [line for block in BLOCKS for line in block]:
        said[line] = run(line)
        if line == "autograder term":
            rules = place / "course" / "results" / "class.toml"
            filled = rules.read_text().replace("[due]\n", "[due]\n00_scalars = 2026-09-14T23:59:00+00:00\n")
            rules.write_text(filled.replace("# percent_per_day = 0 ", "percent_per_day = 10 "))
    yield Term(place, said)


def shell(course: Path) -> Callable[[str], str]:
    environment = os.environ | {"PYTHONPATH": str(course)}

    def run(line: str) -> str:
        words = [sys.executable, "-m", "autograder.cli.instructor", *shlex.split(line)[1:]]
        done = subprocess.run(words, cwd=course, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    return run


@pytest.mark.slow
def test_everybody_gets_what_the_work_deserves(term: Term) -> None:
    records = json.loads((term.results / "gradebook.json").read_text())["records"]
    assert len(records) == STUDENTS
    for record in records:
        truth = term.truth()[record["student"]]
        blanks = [blank for each in record["assignments"] for task in each["tasks"] for blank in task["blanks"]]
        failed = {f"{blank['file']} {blank['symbol']}" for blank in blanks if blank["verdict"] != "pass"}
        assert failed >= set(truth["fails"]), record["student"]
        assert not truth["sound"] or failed == set(truth["fails"]), record["student"]


@pytest.mark.slow
def test_lateness_costs_what_the_rules_say_and_the_word_of_the_instructor_holds(term: Term) -> None:
    shown = json.loads(shell(term.place / "course")("autograder export json -o -"))
    text = json.dumps(shown)
    assert "oral exam" in text
    with (term.place / "pretend" / "00_scalars.times.csv").open() as file:
        late = {row["student"] for row in csv.DictReader(file) if row["submitted at"] > "2026-09-14T23:59:00+00:00"}
    marks = [(grade["person"]["student"], mark) for grade in shown["grades"] for mark in grade["marks"]]
    told = {student for student, mark in marks if any(attempt["days_late"] for attempt in mark["attempts"])}
    assert told == late
    assert late


@pytest.mark.slow
def test_copied_work_comes_first_among_what_is_alike(term: Term) -> None:
    copied = {student for student, truth in term.truth().items() if truth["kind"] == "copied"}
    assert copied
    (told,) = (said for line, said in term.said.items() if line.startswith("autograder similar"))
    first = next(line for line in told.splitlines() if line.startswith(" student"))
    assert any(student in first for student in copied)


@pytest.mark.slow
def test_canvas_has_every_score_and_nothing_else_is_touched(term: Term) -> None:
    before = list(csv.reader((term.place / "pretend" / "canvas.csv").read_text().splitlines()))
    after = list(csv.reader((term.place / "filled.csv").read_text().splitlines()))
    assert after == list(csv.reader((term.results / "exports" / "canvas.csv").read_text().splitlines()))
    assert [row[:-1] for row in after] == [row[:-1] for row in before]
    scores = {row[3]: float(row[-1]) for row in after[2:]}
    assert len(scores) == STUDENTS
    assert scores["student00007"] == 40.0


@pytest.mark.slow
def test_the_class_gets_the_next_assignment_and_the_solution_of_the_last(term: Term) -> None:
    released = term.place / "class"
    assert (released / "assignments" / "01_autograd" / "assignment.toml").is_file()
    assert (released / "solutions" / "tinytorch" / "scalars" / "operators.py").is_file()
    assert not (released / "solutions" / "tinytorch" / "autograd").exists()


@pytest.mark.slow
def test_what_other_programs_read_is_there(term: Term) -> None:
    grades = json.loads((term.place / "grades.json").read_text())["grades"]
    assert len(grades) == STUDENTS
    assert len(list((term.results / "exports" / "junit").iterdir())) == STUDENTS
    assert len(list((term.results / "exports" / "gradescope").glob("*/results.json"))) == STUDENTS
    assert (term.place / "autograder.zip").is_file()
    assert (term.place / "nbgrader-course" / "gradebook.db").is_file()


@pytest.mark.slow
def test_parts_of_a_class_become_one(term: Term) -> None:
    parts = [json.loads((term.place / part / "gradebook.json").read_text())["records"] for part in ("part1", "part2")]
    whole = json.loads((term.place / "whole" / "gradebook.json").read_text())["records"]
    assert all(parts)
    assert sorted(map(str, [*parts[0], *parts[1]])) == sorted(map(str, whole))


@pytest.mark.slow
def test_what_happened_is_in_the_log_and_the_gradebook_has_a_copy(term: Term) -> None:
    events = [json.loads(line) for line in (term.place / "grading.jsonl").read_text().splitlines()]
    assert events[-1]["event"] == "ended"
    assert len(list(term.results.glob("gradebook*.sqlite"))) == 2
