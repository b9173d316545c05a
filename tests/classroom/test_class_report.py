"""`autograder report` writes what it says where it says, and says in a sentence what it cannot do."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.grading import ClassRecords
from autograder.cli.instructor_feedback import beside
from autograder.reports.folder import write_results
from tests.classroom.test_instructor import run
from tests.reports import example
from tests.reports.graded_class import HandIn, Pupil, enter_class

HAND_IN = HandIn(("00_scalars", "01_autograd"), (("pass", 0),) * 6, {"0.1": 12.0})


@pytest.fixture
def results(tmp_path: Path) -> Path:
    out = tmp_path / "results"
    enter_class(out, [Pupil("ada", (HAND_IN,)), Pupil("a b", (HAND_IN,)), Pupil("eve", ())])
    check = example.check("wrong", expected="the-reference-says")
    part = example.assignment("00_scalars", "Scalars", example.task("0.1", "T", example.blank("mul", check)))
    write_results(out, [example.record(name, part) for name in ("ada", "a b")], expected=False)
    return out


def test_the_page_is_written_and_named_and_leads_to_the_students(
    capsys: pytest.CaptureFixture[str], results: Path
) -> None:
    code, out, _ = run(capsys, "report", str(results))
    assert code == 0
    page = results / "reports" / "index.html"
    assert f"Page  {page}" in out
    text = page.read_text(encoding="utf-8")
    assert 'href="ada.html"' in text
    assert 'href="a%20b.html"' in text


def test_json_is_all_of_the_output_and_writes_nothing(capsys: pytest.CaptureFixture[str], results: Path) -> None:
    code, out, _ = run(capsys, "report", "--out", str(results), "--json", "--assignments", "01")
    assert code == 0
    assert [each["folder"] for each in json.loads(out)["assignments"]] == ["01_autograd"]
    assert not (results / "reports" / "index.html").exists()


def test_where_no_page_can_be_written_the_tables_are_shown_all_the_same(
    capsys: pytest.CaptureFixture[str], results: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    code, out, err = run(capsys, "report", str(results), "--html", str(tmp_path / "file" / "page.html"))
    assert (code, "Assignments" in out, "cannot be written" in err) == (2, True, True)


def test_files_go_where_they_are_asked_for_and_links_lead_back(
    capsys: pytest.CaptureFixture[str], results: Path, tmp_path: Path
) -> None:
    page, sheet = tmp_path / "out" / "page.html", tmp_path / "out" / "blanks.csv"
    code, out, _ = run(capsys, "report", str(results), "--html", str(page), "--csv", str(sheet))
    assert code == 0
    assert f"CSV   {sheet}" in out
    assert sheet.read_text(encoding="utf-8").count("\n") == 7
    assert 'href="../results/reports/ada.html"' in page.read_text(encoding="utf-8")
    assert not (results / "reports" / "index.html").exists()


def test_the_students_pages_are_made_again_where_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], results: Path
) -> None:
    page = results / "reports" / "ada.html"
    page.unlink()
    for words, there, answered in (((), False, False), (("--pages",), True, False), (("--answers",), True, True)):
        assert run(capsys, "report", str(results), *words)[0] == 0
        assert page.exists() == there
        assert not there or ("the-reference-says" in page.read_text(encoding="utf-8")) == answered


def test_pages_that_are_made_again_are_those_that_grading_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where no course is, whose hints would stand in them
    scope = ("00_scalars", "01_autograd")
    worse = HandIn(scope, (("wrong", 1),) * 6, {})
    enter_class(tmp_path, [Pupil("ada", (worse, HAND_IN)), Pupil("bob", (HAND_IN,))])
    graded = Scope(hashlib.sha256(" ".join(scope).encode()).hexdigest(), scope, False, "full")
    records = ClassRecords(tmp_path / GRADEBOOK, graded, 12.5, ("ada", "bob"))
    write_results(tmp_path, records, expected=False, beside=beside(tmp_path))
    before = {path: path.read_bytes() for path in (tmp_path / "reports").iterdir()}
    ada, bob = (before[tmp_path / "reports" / f"{name}.html"] for name in ("ada", "bob"))
    assert ada != bob.replace(b"bob", b"ada"), "there is something to say of the hand-in before"
    for path in before:
        path.unlink()
    assert run(capsys, "report", str(tmp_path), "--pages", "--html", str(tmp_path / "class.html"))[0] == 0
    assert {path: path.read_bytes() for path in (tmp_path / "reports").iterdir()} == before


def test_what_cannot_be_reported_is_one_sentence(
    capsys: pytest.CaptureFixture[str], results: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "new").mkdir()
    with Gradebook(tmp_path / "new" / GRADEBOOK):
        pass
    (tmp_path / "file").write_text("")
    cases = {
        (str(tmp_path / "empty"),): "There is no gradebook in",
        (str(tmp_path / "new"),): "Nobody in this gradebook has been graded yet",
        (str(tmp_path / "absent"),): "does not exist",
        (
            str(results),
            "--assignments",
            "07",
        ): "There is no assignment '07' in this gradebook; it has 00_scalars,",
        (str(results), "--csv", str(tmp_path / "file" / "x.csv")): "cannot be written",
    }
    for words, sentence in cases.items():
        code, out, err = run(capsys, "report", *words)
        assert (code, out) == (2, ""), words
        assert sentence in err
        assert "Traceback" not in err


def test_a_class_in_which_nobody_could_be_graded_is_reported_as_such(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    enter_class(tmp_path, [Pupil("ada", (HandIn(("00_scalars",), None, {}),))])
    code, out, _ = run(capsys, "report", str(tmp_path), "--json")
    assert code == 0
    found = json.loads(out)["assignments"][0]
    assert (found["handed_in"], found["graded"], found["not_graded"], found["scores"]) == (1, 0, 1, None)
