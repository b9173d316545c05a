"""`autograder` ends with a truthful exit code and one sentence, never a traceback."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.classroom.mutants import Fate
from autograder.cli import instructor, instructor_course, instructor_demo, instructor_text
from autograder.cli.instructor_commands import COMMANDS
from autograder.loop.doctor import Finding
from autograder.reports.folder import write_results
from autograder.sandbox.isolation import Level, Probe
from tests.reports import example
from tests.reports.graded_class import HandIn, Pupil, enter_class


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
        ("grade", str(tmp_path), "--student", "A"): "There is no submission of 'A'; did you mean 'ada'?",
        ("grade", str(tmp_path), "--out", str(tmp_path / "results")): "must not lie among the submissions",
        ("regrade", str(tmp_path), "--out", str(tmp_path / "no where")): "no where; `autograder grade` makes one",
        ("regrade", str(tmp_path), "--out", str(tmp_path / "empty")): "There is no gradebook in",
        ("regrade", "--diff", "subs"): "--diff took 'subs' for a bundle; write PATH before --diff.",
        ("regrade",): "Missing argument",
        ("mutants", "99"): "There is no assignment '99'",
        ("report", str(tmp_path / "empty")): "There is no gradebook in",
        ("frobnicate",): "No such command 'frobnicate'.",
        ("grad",): "No such command 'grad'; did you mean 'grade'?",
        ("grade",): "Missing argument",
    }
    for words, sentence in cases.items():
        code, out, err = run(capsys, *words)
        assert (code, out) == (2, ""), words
        assert sentence in err
        assert "Traceback" not in err
    assert not (tmp_path / "no where").exists()


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

    monkeypatch.setattr(instructor_demo, "here", fail)
    code, _, err = run(capsys, "demo")
    assert code == 3
    assert err.count("\n") == 1
    assert "ZeroDivisionError" in err
    assert "--debug" in err
    code, _, err = run(capsys, "--debug", "demo")
    assert code == 3, "the whole traceback changes nothing else"
    assert "in fail" in err


NAMES = [name for section in COMMANDS.values() for name in section]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = run(capsys, name, "--help")
    assert code == 0
    assert f"autograder {name}" in out.split("Example", 1)[1]


def test_no_command_loads_what_is_slow_before_it_runs() -> None:
    """Judging needs numpy and hypothesis, and they take a third of a second; --help, a typing error and most do not."""
    program = f"""
import sys
from autograder.cli.instructor_commands import autograder
for name in {NAMES!r}:
    assert autograder.get_command(None, name) is not None
print(*sorted({{"hypothesis", "numba", "nbgrader", "nbformat", "distributed", "pytest"}} & sys.modules.keys()))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_a_record_that_somebody_bent_is_refused_by_name(capsys: pytest.CaptureFixture[str], results: Path) -> None:
    path = results / "records" / "ada.json"
    for text in ("{", json.dumps(json.loads(path.read_text()) | {"score": "100"})):
        path.write_text(text)
        code, _, err = run(capsys, "report", str(results), "--pages")
        assert code == 2
        assert str(path) in err


ROOT = Path(__file__).parents[2]
AUTOGRADER = f"{shlex.quote(sys.executable)} -m autograder.cli.instructor"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A results folder with a class of one."""
    enter_class(tmp_path, [Pupil("ada", (HandIn(("00_scalars",), (("pass", 0),) * 6, {}),))])
    write_results(tmp_path, [example.mixed("ada")], expected=False)
    return tmp_path


def test_output_that_nobody_reads_ends_with_141_and_no_word(results: Path) -> None:
    for words in (f"report {shlex.quote(str(results))}", "--help", "grade --help"):
        line = f"(sleep 0.7; {AUTOGRADER} {words}; echo $? >&2) | true"
        done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True)
        assert done.stderr == "141\n", words


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_without_room_is_named(results: Path) -> None:
    for words in (["report", str(results)], ["--help"]):
        with Path("/dev/full").open("w") as full:
            command = [sys.executable, "-m", "autograder.cli.instructor", *words]
            done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 3
        assert done.stderr.startswith("autograder: Standard output cannot be written (No space left on device)")
        assert done.stderr.count("\n") == 1


def test_control_c_is_one_sentence_even_while_the_command_loads() -> None:
    stopping = (
        "import sys\n\ndef find_spec(name, *_):\n    if name in ('numpy', 'sqlite3'):\n        raise KeyboardInterrupt"
    )
    for words, told in {
        "bench": "stopped.",
        "regrade subs": "stopped; the same command goes on where it was.",
        "grade subs": "stopped; the same command goes on where it was.",
    }.items():
        code = (
            f"{stopping}\nclass Finder:\n    find_spec = staticmethod(find_spec)\n"
            "sys.meta_path.insert(0, Finder)\nfrom autograder.cli.instructor import main\n"
            f"main({words.split()!r})"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (130, "", f"autograder: {told}\n")


def test_what_survives_is_named_again_below_the_kill_rate(capsys: pytest.CaptureFixture[str]) -> None:
    fates = [Fate("00", name, "why", right, good, 0.0, 1.0, ()) for name, right, good in FATES]
    instructor_text.show_fates(instructor_text.console(), fates)
    below = capsys.readouterr().out.split("Kill rate", 1)[1]
    assert "Survived: alive, well\n" in below
    assert "Refused: accused\n" in below
    assert "dead" not in below


FATES = [("dead", False, True), ("alive", False, False), ("well", False, False), ("accused", True, False)]


def test_the_doctor_advises_only_where_something_is_not_well(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = [Finding("a", "x", True, "do it"), Finding("b", "x", False, "do it")]
    monkeypatch.setattr(instructor_course.examiner, "examine", lambda _: findings)
    _, out, _ = run(capsys, "doctor", "--json")
    assert [finding["advice"] for finding in json.loads(out)["findings"]][:2] == ["", "do it"]


def test_starting_the_command_loads_neither_the_framework_nor_pytest() -> None:
    code = "import sys, autograder.cli.instructor_errors; print(sorted({'tinytorch', 'pytest'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
