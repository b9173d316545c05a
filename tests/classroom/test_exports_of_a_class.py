"""`autograder export` writes a graded class for other programs, and says in one sentence what it cannot."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import junitparser
import pytest

from autograder.classroom.term.grades import ClassGrades
from autograder.cli import instructor
from autograder.cli.instructor_export import export as command
from autograder.reports.folder import write_results
from tests.classroom.school import Class

CANVAS = """\
Student,ID,SIS Login ID,Section,Scalars (5),Final Score
    Points Possible,,,,{points},(read only)
"A, Ada",1,ada,S,,
"B, Bob",2,bob,S,,
"""


@pytest.fixture
def out(school: Class) -> Path:
    """Ada and Eve are right, Bob is wrong, one zip cannot be read."""
    school.judge.verdicts["bob"] = "wrong"
    write_results(school.order.out, school.grade().values(), expected=False)
    return school.order.out


def export(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        instructor.main(["export", *words])
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_the_table_and_the_json_say_what_the_gradebook_says(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, err = export(capsys, "csv", "--out", str(out), "-o", "-")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (code, err) == (0, "")
    assert {name: row["score"] for name, row in rows.items()} == {"ada": "1", "bob": "0", "eve": "1", "unlucky": "0"}
    assert rows["unlucky"]["00_scalars note"] == "unreadable"
    assert export(capsys, "json", "--out", str(out))[0] == 0
    data = json.loads((out / "exports" / "grades.json").read_text())
    assert {grade["person"]["student"]: str(round(grade["score"])) for grade in data["grades"]} == {
        name: row["score"] for name, row in rows.items()
    }


def test_canvas_file_is_filled_and_the_mapping_is_told(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "canvas.csv"
    into.write_text(CANVAS.format(points=100))
    code, _, err = export(capsys, "canvas", "--out", str(out), "--into", str(into))
    assert code == 2 and "--scale" in err and err.count("\n") == 1
    code, told, _ = export(capsys, "canvas", "--out", str(out), "--into", str(into), "--scale")
    assert code == 0
    assert "00_scalars -> Scalars (5)" in told and "In the class and not in the file: eve; unlucky" in told
    filled = (out / "exports" / "canvas.csv").read_text()
    assert filled.splitlines()[2:] == [
        '"A, Ada",1,ada,S,' + f"{100 / ClassGrades(out).columns[0].points:g},",
        '"B, Bob",2,bob,S,0,',
    ]
    again = export(capsys, "canvas", "--out", str(out), "--into", str(into), "--scale", "--json")[1]
    assert json.loads(again)["columns"] == {"00_scalars": "Scalars (5)"}
    assert export(capsys, "canvas", "--out", str(out), "--into", str(into), "-o", str(into))[0] == 2


def test_junit_and_gradescope_have_a_file_per_student(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(capsys, "junit", "--out", str(out))[1].startswith("4 files")
    assert junitparser.JUnitXml.fromfile(str(out / "exports" / "junit" / "bob.xml")).failures == 1
    whole = export(capsys, "junit", "--out", str(out), "-o", "-")[1]
    assert junitparser.JUnitXml.fromstring(whole.encode()).tests == 4
    alone = export(capsys, "junit", "--out", str(out), "--student", "ada", "-o", "-")[1]
    assert junitparser.JUnitXml.fromstring(alone.encode()).tests == 1
    assert export(capsys, "gradescope", "--out", str(out))[1].startswith("4 files")
    scores = {
        path.parent.name: json.loads(path.read_text())["score"]
        for path in (out / "exports" / "gradescope").glob("*/results.json")
    }
    assert scores == {"ada": 1.0, "bob": 0.0, "eve": 1.0, "unlucky": 0}


def test_what_is_missing_or_cannot_be_written_is_one_sentence(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    empty, at = str(tmp_path / "none"), ("--out", str(out))
    cases = {
        ("csv", "--out", empty): "gradebook",
        ("junit", "--out", empty): "There are no records",
        ("junit", *at, "--student", "adda"): "did you mean 'ada'",
        ("csv", *at, "-o", str(tmp_path / "file" / "x.csv")): "cannot be written",
        ("junit", *at, "-o", str(tmp_path / "file" / "x")): "cannot be written",
        ("canvas", *at): "Missing option '--into'",
        ("nbgrader", *at, "--course", str(tmp_path)): "no course of nbgrader",
        ("moodle", *at): "No such command",
    }
    for words, sentence in cases.items():
        code, printed, err = export(capsys, *words)
        assert (code, printed) == (2, ""), words
        assert sentence in err and "Traceback" not in err
    assert not Path(empty).exists()


@pytest.mark.parametrize("name", sorted(command.commands))
def test_every_format_shows_an_example(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, printed, _ = export(capsys, name, "--help")
    assert code == 0
    assert f"autograder export {name}" in printed.split("Example", 1)[1]
