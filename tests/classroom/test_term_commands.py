"""The class's books from the command line: roster, rules, overrides, status, backup."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.cli import instructor
from tests.classroom.term_class import FOLDERS, Term

FIRST, SECOND = FOLDERS
ROSTER = "student;name\nada;Ada Lovelace\nbob;Bob\neve;Eve\n"


@pytest.fixture
def term(tmp_path: Path) -> Term:
    (tmp_path / "results").mkdir()
    return Term(tmp_path / "results")


class Run:
    """Run `autograder WORDS --out results`: exit code and what it says."""

    def __init__(self, capsys: pytest.CaptureFixture[str], term: Term) -> None:
        self._capsys, self._out = capsys, str(term.out)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            instructor.main([*words, "--out", self._out])
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], term: Term) -> Run:
    return Run(capsys, term)


def test_a_roster_is_taken_and_the_next_one_says_who_came_and_left(run: Run, term: Term, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8-sig")
    assert run("roster", str(tmp_path / "roster.csv")) == (0, "3 students on the roster.\n3 came: ada, bob, eve\n", "")
    (tmp_path / "roster.csv").write_text(ROSTER.replace("bob;Bob", "zoe;Zoe"), encoding="utf-8")
    code, out, _ = run("roster", str(tmp_path / "roster.csv"))
    assert (code, out.splitlines()[1:]) == (0, ["1 came: zoe", "1 left: bob"])
    code, out, _ = run("roster", str(tmp_path / "roster.csv"), "--json")
    assert json.loads(out) == {"students": 3, "came": [], "left": [], "changed": []}


def test_the_rules_are_written_to_be_filled_in_and_then_told_in_words(run: Run, term: Term) -> None:
    code, out, _ = run("term")
    assert (code, "there to be filled in" in out) == (0, True)
    before = (term.out / "class.toml").read_text()
    run("term")
    assert (term.out / "class.toml").read_text() == before
    term.rules("[late]\npercent_per_day = 10\n[due]\n00 = 2026-09-14T23:59:00+02:00\n")
    code, out, _ = run("term")
    assert "2026-09-14T21:59:00Z" in out
    assert "After the deadline, each begun day (24 hours) takes 10 % of the score." in out
    term.rules("[due]\n99 = 2026-09-14T23:59:00+02:00\n")
    assert run("term")[::2] == (2, "autograder: class.toml names assignment 99, expected one of "
                                "00_scalars, 01_autograd, 02_tensors, 03_kernels, 04_nn.\n")  # fmt: skip


def test_an_override_is_given_shown_and_withdrawn(run: Run, term: Term) -> None:
    term.hand_in("ada", {FIRST: 4})
    assert (
        run("override", "ada", "0", "7.5", "--reason", "oral", "--author", "X")[1]
        == "ada, 00_scalars: 7.5 of 10 points.\n"
    )
    assert term.mark("ada").score == 7.5
    assert "override 7.5 (X: oral)" in run("status")[1]
    assert run("override", "ada", "scalars", "--withdraw", "--reason", "mix-up")[0] == 0
    assert term.mark("ada").score == 4.0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("adda", "00", "1"), "There is no student 'adda' in this class; did you mean 'ada'?"),
        (("ada", "07", "1"), "The class was not graded on '07' yet; there is 00_scalars, 01_autograd."),
        (("ada", "00", "11"), "00_scalars has 10 points; expected a SCORE from 0 to 10, got 11."),
        (("ada", "00", "nan"), "expected a SCORE from 0 to 10, got nan."),
        (("ada", "00"), "Give a SCORE, or --withdraw without one."),
        (("ada", "00", "3", "--withdraw"), "Give a SCORE, or --withdraw without one."),
        (("ada", "00", "--withdraw"), "There is no override of ada at 00_scalars to withdraw."),
    ],
)
def test_an_override_of_nobody_or_nothing_is_one_sentence(
    run: Run, term: Term, words: tuple[str, ...], sentence: str
) -> None:
    term.hand_in("ada", {FIRST: 4})
    code, _, err = run("override", *words, "--reason", "x")
    assert (code, err.count("\n")) == (2, 1)
    assert sentence in err


def test_an_override_says_why(run: Run, term: Term) -> None:
    term.hand_in("ada", {FIRST: 4})
    code, _, err = run("override", "ada", "00", "3", "--reason", " ")
    assert (code, "The --reason is empty" in err, term.mark("ada").score) == (2, True, 4.0)


def test_the_status_says_who_is_graded_late_missing_and_unreadable_and_why(
    run: Run, term: Term, tmp_path: Path
) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    run("roster", str(tmp_path / "roster.csv"))
    term.rules("[due]\n00 = 2026-09-10T12:00:00Z\n")
    term.hand_in("ada", {FIRST: 4, SECOND: 10}, day=9)
    term.hand_in("bob", {FIRST: 4}, day=12)
    term.hand_in("mallory", {}, day=9, problem="it is damaged")
    found = json.loads(run("status", "--json")[1])
    assert (found["students"], found["listed"]) == (4, 3)
    assert found["queue"] == {"hand_ins": 3, "graded": 2, "waiting": 0, "unreadable": 1, "broken": 0, "anew": 0}
    counts = {"handed_in": 3, "graded": 2, "late": 1, "not_graded": 1, "overridden": 0}
    assert found["assignments"][0] == {"folder": FIRST, "due": "2026-09-10T12:00:00Z", **counts}
    assert {line["student"]: line["remarks"] for line in found["lines"]} == {
        "ada": [],
        "bob": ["00_scalars: 2 days late"],
        "eve": ["nothing handed in"],
        "mallory": [
            "not on the roster",
            "00_scalars: not graded: it is damaged",
            "01_autograd: not graded: it is damaged",
        ],
    }
    code, out, _ = run("status")
    assert (code, "Nothing to say of 1 more student;" in out, "Ada Lovelace" in out) == (0, True, False)
    assert "Ada Lovelace" in run("status", "--all")[1]


def test_a_backup_that_cannot_be_written_is_one_sentence(
    run: Run, term: Term, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    term.hand_in("ada", {FIRST: 4})

    def refused(path: Path, **_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    for method in ("mkdir", "unlink", "touch"):
        monkeypatch.setattr(Path, method, refused)
    code, _, err = run("backup", str(tmp_path / "b.sqlite"))
    assert (code, err.count("\n")) == (2, 1)
    assert "b.sqlite cannot be written (Read-only file system)" in err


def test_a_backup_lies_beside_the_gradebook_or_where_it_is_wanted(run: Run, term: Term, tmp_path: Path) -> None:
    assert run("backup")[::2] == (
        2,
        f"autograder: There is no gradebook in {term.out}; `autograder grade` makes one.\n",
    )
    term.hand_in("ada", {FIRST: 4})
    for _ in range(2):
        assert run("backup")[0] == 0
    assert len([path for path in term.out.glob("gradebook-*.sqlite") if path.name != GRADEBOOK]) == 2
    assert run("backup", str(tmp_path / "b.sqlite"))[0] == 0
    assert run("backup", str(tmp_path / "b.sqlite"))[0] == 2
    (tmp_path / "b.sqlite").replace(term.out / GRADEBOOK)
    assert term.mark("ada").score == 4.0
