"""A roster as platforms write it, in any encoding and with any separator; what is wrong in it is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.gradebook_file import GRADEBOOK, Database
from autograder.classroom.term.people import Moved, enrol, roster
from autograder.classroom.term.roster import read_roster
from autograder.course.errors import UsageError
from autograder.reports.grades import Person

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,00 Scalars (123),Final Score
    Points Possible,,,,,51,
"Lovelace, Ada",101,S1,ada,A01,,
"Hopper, Grace",102,S2,grace,A01,,
"Student, Test",999,,,A01,,
"""
MOODLE = (
    "First name\tSurname\tUsername\tID number\tEmail address\tGroups\nAda\tLovelace\tada\tS1\tada@uni.edu\tMonday\n"
)
GITHUB = '"identifier","github_username","github_id","name"\n"ada","ada-l","7","Ada Lovelace"\n"","eve-x","9",""\n'
OWN = "email;section;name;github\nada@uni.edu;A01;Ada Lovelace;ada-l\nzoë@uni.edu;A02;Zoë Müller;\n"


def read(path: Path, text: str, encoding: str = "utf-8") -> tuple[list[Person], tuple[str, ...]]:
    path.write_bytes(text.encode(encoding))
    found = read_roster(path)
    return list(found.people), found.remarks


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def test_canvas_moodle_and_github_classroom_are_known_by_their_columns(file: Path) -> None:
    people, remarks = read(file, CANVAS)
    assert people == [
        Person("ada", "Ada Lovelace", "", "A01", {"login": "ada", "sis": "S1", "canvas": "101"}),
        Person("grace", "Grace Hopper", "", "A01", {"login": "grace", "sis": "S2", "canvas": "102"}),
    ]
    assert remarks == (
        "roster.csv has columns that mean nothing here, and were left out: '00 Scalars (123)', 'Final Score'.",
        "roster.csv:2 is no student (Points Possible), and was left out.",
        "roster.csv:5 is no student (Student, Test), and was left out.",
    )
    ids = {"login": "ada", "sis": "S1"}
    assert read(file, MOODLE) == ([Person("ada", "Ada Lovelace", "ada@uni.edu", "Monday", ids)], ())
    people, _ = read(file, GITHUB)
    assert people == [
        Person("ada", "Ada Lovelace", ids={"github": "ada-l", "github id": "7"}),
        Person("eve-x", ids={"github": "eve-x", "github id": "9"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_encoding_and_the_separator_are_found_out(file: Path, encoding: str, mark: str) -> None:
    people, remarks = read(file, OWN.replace(";", mark), encoding)
    assert people == [
        Person("ada", "Ada Lovelace", "ada@uni.edu", "A01", {"github": "ada-l"}),
        Person("zoë", "Zoë Müller", "zoë@uni.edu", "A02"),
    ]
    assert [remark.split(",")[0] for remark in remarks] == ["roster.csv is no UTF-8"] * (encoding == "cp1252")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no table"),
        ("\n\n", "holds no table"),
        ("student\n", "has a header and no student below it"),
        ("shoe size,hat\n41,L\n", "has no column that names students (it has: shoe size, hat)"),
        ("student,name\nada,A\n,B\n", "roster.csv:3: the student is empty"),
        ("student,name\nada,A\n\nADA,B\n", "roster.csv:4: 'ADA' stands in line 2 too"),
        ("student,email,e-mail\nada,a,b\n", "says the email twice, in 'email' and 'e-mail'"),
        ("student\na/b\n", "'a/b' is no name"),
        ("student\n" + "x" * 81, "is no name: it is too long"),
        ("student\nada\0\n", "holds no table"),
    ],
)
def test_what_is_wrong_is_one_sentence(file: Path, text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as error:
        read(file, text)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_a_new_roster_replaces_the_old_one_and_says_who_came_left_and_changed(tmp_path: Path) -> None:
    with Database(tmp_path / GRADEBOOK) as database:
        assert enrol(database, [Person("ada"), Person("bob", "Bob")]) == Moved(("ada", "bob"), (), ())
        assert enrol(database, [Person("bob", "Bobby"), Person("eve")]) == Moved(("eve",), ("ada",), ("bob",))
        assert [(person.student, person.name) for person in roster(database)] == [("bob", "Bobby"), ("eve", "")]
        with pytest.raises(UsageError):
            enrol(database, [Person("mallory"), Person("mallory")])
        assert [person.student for person in roster(database)] == ["bob", "eve"], "all of a roster or nothing"
