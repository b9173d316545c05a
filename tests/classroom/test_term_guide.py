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
    while isinstance(command, click.Group):
        name, *words = words
        command = command.get_command(context, name)
    assert command is not None, name
    command.make_context(name, words)


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block if line.startswith("autograder ")])
def test_every_command_of_the_guide_is_one(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(line)[1:]
    for word in words:  # click looks whether some paths are there
        if "/" in word or word.endswith((".csv", ".bundle")):
            place = tmp_path / "a" / word.replace("../", "")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
    monkeypatch.chdir(tmp_path)
    parsed([str(tmp_path / "a" / word.replace("../", "")) if "../" in word else word for word in words])


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
    """The guide's first two blocks, typed into a shell in a copy of the course."""
    place = tmp_path_factory.mktemp("term")
    tracked = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True)
    for name in filter(None, tracked.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (place / "course" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / "course" / name)
    run = shell(place / "course")
    said = {}
    for line in [*BLOCKS[0], *BLOCKS[1]]:
        said[line.split()[1]] = run(line)
        if line == "autograder term":
            rules = place / "course" / "results" / "class.toml"
            filled = rules.read_text().replace("[due]\n", '[due]\n00_scalars = "2026-09-14T23:59:00+00:00"\n')
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
    told = {
        grade["student"]
        for grade in shown["grades"]
        for mark in grade["marks"]
        for a in mark["attempts"]
        if a["days_late"]
    }
    assert told == late
    assert late


@pytest.mark.slow
def test_copied_work_is_found(term: Term) -> None:
    copied = {student for student, truth in term.truth().items() if truth["kind"] == "copied"}
    assert copied
    assert all(student in term.said["similar"] for student in copied)


@pytest.mark.slow
def test_canvas_has_every_score_and_nothing_else_is_touched(term: Term) -> None:
    before = list(csv.reader((term.place / "pretend" / "canvas.csv").read_text().splitlines()))
    after = list(csv.reader((term.results / "exports" / "canvas.csv").read_text().splitlines()))
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
