"""class.toml: rules as data; what is wrong in it is one sentence that names file, key and what was expected."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from autograder.classroom.term.late import Policy
from autograder.classroom.term.rules import Rules, read_rules
from autograder.classroom.term.rules_text import sentences, template
from autograder.course.errors import UsageError
from tests.classroom.courses import tiny_course

WHOLE = """\
timezone = "Europe/Berlin"
attempt = "last"
drop_lowest = 1
badges = false
[late]
grace_minutes = 15
percent_per_day = 10
most_days = 5
free_days = 2
[due]
00_scalars = 2026-09-14T23:59:00
01 = 2026-09-21T23:59:00-04:00
02_tensors = 2026-12-01T23:59:00
[[extension]]
student = "ada"
assignment = "0"
until = 2026-09-20T12:00:00Z
reason = "ill"
[[extension]]
student = "bob"
assignment = "00_scalars"
until = 2026-09-01T12:00:00Z
reason = "by mistake"
"""


def rules(out: Path, text: str) -> Rules:
    (out / "class.toml").write_text(text, encoding="utf-8")
    return read_rules(out)


def test_every_rule_is_read(tmp_path: Path) -> None:
    found = rules(tmp_path, WHOLE)
    assert found.policy == Policy(15.0, 10.0, 5, 2, "last")
    assert (found.drop_lowest, found.badges) == (1, False)
    assert found.due == {"00": "2026-09-14T21:59:00Z", "01": "2026-09-22T03:59:00Z", "02": "2026-12-01T22:59:00Z"}


def test_an_extension_holds_for_its_student_and_never_makes_a_deadline_earlier(tmp_path: Path) -> None:
    found = rules(tmp_path, WHOLE)
    due = found.due_for("00_scalars")
    assert due == "2026-09-14T21:59:00Z"
    assert found.due_for("00_scalars", "ada") == "2026-09-20T12:00:00Z"
    assert found.due_for("00_scalars", "bob") == found.due_for("00_scalars", "eve") == due
    assert found.due_for("04_nn", "ada") is None


def test_without_a_file_nothing_is_ever_late(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == Rules()
    assert "Nothing is ever late" in " ".join(sentences(Rules()))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("attempt = 'first'", "'attempt' must be 'best' or 'last' (got 'first')."),
        ("atempt = 'best'", "unknown key 'atempt'; did you mean 'attempt'?"),
        ("drop_lowest = 1.5", "'drop_lowest' must be a whole number that is 0 or more (got 1.5)."),
        ("assignments = '02-00'", "'assignments': Assignments go from the earlier to the later one"),
        ("assignments = 'all'", "'assignments' must be an assignment's folder or number"),
        ("badges = 1", "'badges' must be true or false (got 1)."),
        ("late = 3", "'late' must be a table (got 3)."),
        ("timezone = 'Europe/Berln'", "'timezone' must name a time zone, such as \"Europe/Berlin\""),
        ("timezone = '../etc'", "'timezone' must name a time zone"),
        ("[late]\npercent_per_day = 110", "[late]: 'percent_per_day' must be a number from 0 to 100 (got 110)."),
        ("[late]\ngrace_minutes = -1", "[late]: 'grace_minutes' must be a number that is 0 or more (got -1)."),
        ("[late]\ngrace_minutes = nan", "[late]: 'grace_minutes' must be a number that is 0 or more (got nan)."),
        ("[late]\nfree_days = '2'", "[late]: 'free_days' must be a whole number that is 0 or more (got '2')."),
        ("[late]\ndays = 2", "[late]: unknown key 'days'"),
        ("[due]\n00 = 2026-09-14T23:59:00", "[due]: '00' is 2026-09-14T23:59:00 without a time zone; write one"),
        ("[due]\n00 = 2026-09-14", "[due]: '00' must be a date with a time"),
        ("[due]\n00 = '2026-09-14T23:59:00Z'", "not quoted"),
        ("[due]\n00 = 0001-01-01T00:00:00+02:00", "'00' must be a time of our days"),
        (
            "[due]\nscalars = 2026-09-14T23:59:00Z",
            "'scalars' must be an assignment's folder or number",
        ),
        ("[due]\n00 = 2026-09-14T23:59:00Z\n00_scalars = 2026-09-14T23:59:00Z", "'00' and '00_scalars' are one"),
        ("extension = 1", "'extension' must be a list of at least one table"),
        ("[[extension]]\nstudent = 'ada'", "[[extension]] 1: the key 'assignment' is missing"),
        ("[[extension]]\nstudent = ''", "[[extension]] 1: 'student' must be text that is not empty"),
        ("attempt = ", "class.toml is not valid TOML"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as error:
        rules(tmp_path, text)
    assert sentence in str(error.value)
    assert str(tmp_path / "class.toml") in str(error.value)
    assert "\n" not in str(error.value)


def test_who_or_what_is_not_in_the_class_is_named(tmp_path: Path) -> None:
    found = rules(tmp_path, WHOLE)
    with pytest.raises(UsageError, match=r"names assignment 02, expected one of 00_scalars, 01_autograd\.$"):
        found.check_assignments(["00_scalars", "01_autograd"])
    with pytest.raises(UsageError, match=r"an extension for 'bob', who is not on the roster.*; did you mean 'rob'\?$"):
        found.check_students({"ada", "rob"})
    found.check_assignments(["00_scalars", "01_autograd", "02_tensors"])
    with pytest.raises(UsageError, match="names assignment 07"):
        rules(tmp_path, 'assignments = "00,07"').check_assignments(["00_scalars"])
    found.check_students({"ada", "bob"})


def test_the_template_changes_nothing_and_says_everything_that_may_be_said(tmp_path: Path) -> None:
    text = template(tiny_course(tmp_path))
    assert rules(tmp_path, text) == Rules()
    filled = "\n".join(line.removeprefix("# ") for line in text.splitlines()[3:])
    assert tomllib.loads(filled)["due"].keys() == {"00_scalars"}
    found = rules(tmp_path, filled)
    assert found.extensions
    assert len(list(sentences(found))) >= 4
