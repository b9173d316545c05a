"""`autograder` ends with a truthful exit code and one sentence, never a traceback."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import pytest

from autograder.cli import instructor, instructor_course
from autograder.reports.folder import write_results
from autograder.sandbox.isolation import Level, Probe
from tests.reports import example


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as ended:
        instructor.main(words)
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_wrong_use_is_one_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "ada.zip").write_text("")
    cases = {
        ("grade", str(tmp_path / "absent")): "There is nothing at",
        ("grade", str(tmp_path / "empty")): "holds no submission",
        ("grade", str(tmp_path / "ada.zip"), "--assignments", "scalrs"): "There is no assignment 'scalrs'",
        ("grade", str(tmp_path), "--student", "ad"): "There is no submission of 'ad'; did you mean 'ada'?",
        ("grade", str(tmp_path / "ada.zip"), "--out", str(tmp_path / "file" / "out")): "cannot be written",
        ("mutants", "99"): "There is no assignment '99'",
        ("report", str(tmp_path / "empty")): "There are no records",
        ("frobnicate",): "No such command",
        ("grade",): "Missing argument",
    }
    for words, sentence in cases.items():
        code, out, err = run(capsys, *words)
        assert (code, out) == (2, ""), words
        assert sentence in err
        assert "Traceback" not in err


def test_code_that_cannot_be_shut_in_is_not_run_unless_allowed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instructor_course, "probe", lambda: Probe(Level.NONE, ("no landlock here",)))
    (tmp_path / "ada.zip").write_text("")
    code, _, err = run(capsys, "grade", str(tmp_path / "ada.zip"), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "no landlock here" in err
    assert "--allow-weak-sandbox" in err
    assert instructor_course.sandbox(weak=True).level is Level.NONE


def test_a_fault_of_ours_is_one_sentence_that_says_how_to_see_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(instructor, "here", fail)
    code, _, err = run(capsys, "demo")
    assert code == 3
    assert err.count("\n") == 1
    assert "ZeroDivisionError" in err
    assert "--debug" in err
    with pytest.raises(ZeroDivisionError):
        instructor.main(["--debug", "demo"])


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name, command in instructor.autograder.commands.items():
        assert isinstance(command, click.Command)
        code, out, _ = run(capsys, name, "--help")
        assert code == 0
        assert f"autograder {name}" in out.split("Example", 1)[1]


def test_report_makes_the_pages_again_from_the_records(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_results(tmp_path, [example.mixed("ada"), example.refused("eve", "it is damaged")], expected=False)
    before = {path: path.read_bytes() for path in (tmp_path / "reports").iterdir()}
    for path in before:
        path.unlink()
    code, out, _ = run(capsys, "report", str(tmp_path))
    assert code == 0
    assert "ada" in out
    assert {path: path.read_bytes() for path in (tmp_path / "reports").iterdir()} == before


def test_a_record_that_somebody_bent_is_refused_by_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_results(tmp_path, [example.mixed("ada")], expected=False)
    path = tmp_path / "records" / "ada.json"
    for text in ("{", json.dumps(json.loads(path.read_text()) | {"score": "100"})):
        path.write_text(text)
        code, _, err = run(capsys, "report", str(tmp_path))
        assert code == 2
        assert str(path) in err


def test_starting_the_command_loads_neither_the_framework_nor_pytest() -> None:
    import subprocess

    code = "import sys, autograder.cli.instructor; print(sorted({'tinytorch', 'pytest'} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
