"""The gradebook's file: older ones are brought along, a lock or a wrong permission is one sentence, nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from autograder.classroom import gradebook_file
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.gradebook_backup import backup, unused
from autograder.classroom.gradebook_file import reading
from autograder.classroom.gradebook_rows import canonical
from autograder.classroom.term.grades import ClassGrades
from autograder.course.errors import InternalError, UsageError
from tests.classroom.test_full_disk import room
from tests.classroom.test_gradebook import SCOPE, entered, graded
from tests.reports import example

VERSION_3 = """
CREATE TABLE submissions (
    student TEXT NOT NULL, scope TEXT NOT NULL, submission TEXT, problem TEXT, notices TEXT NOT NULL,
    PRIMARY KEY (student, scope)
);
CREATE TABLE bundles (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE);
CREATE TABLE attempts (
    submission TEXT NOT NULL, bundle TEXT NOT NULL, scope TEXT NOT NULL, sandbox TEXT NOT NULL, anew INTEGER NOT NULL,
    broken INTEGER NOT NULL, record TEXT NOT NULL, seconds REAL NOT NULL, cpu_seconds REAL NOT NULL,
    memory_mb REAL NOT NULL, PRIMARY KEY (submission, bundle, scope, sandbox, anew)
);
PRAGMA user_version=3;
PRAGMA journal_mode=WAL;
"""


def write_version_3(path: Path, record: str | None = None) -> None:
    """Two students with one work, as version 3 kept them, and one whose zip is none."""
    kept = {key: value for key, value in graded("1" * 64).items() if key not in ("student", "measured")}
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(VERSION_3)
        for student in ("ada", "copycat"):
            db.execute("INSERT INTO submissions VALUES (?, '00_scalars', ?, NULL, '[]')", (student, "1" * 64))
        db.execute("INSERT INTO submissions VALUES ('eve', '00_scalars', NULL, 'it is damaged', '[]')")
        db.execute("INSERT INTO bundles VALUES (7, ?)", (SCOPE.bundle,))
        row = ("1" * 64, SCOPE.bundle, "00_scalars", "full", 0, 0, record or canonical(kept), 1.0, 0.5, 80.0)
        db.execute("INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}


def test_a_gradebook_of_version_3_is_brought_along_and_left_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.sqlite"
    write_version_3(path)
    (tmp_path / "gradebook-version3.sqlite").write_text("somebody's own file")
    with Gradebook(path) as book:
        records = {record["student"]: record for record in book.class_records(SCOPE, 15.0, ["ada", "copycat", "eve"])}
        assert book.bundles(SCOPE) == [SCOPE.bundle]
    assert records["ada"]["assignments"] == records["copycat"]["assignments"] == graded("1" * 64)["assignments"]
    assert records["ada"]["measured"] == {"seconds": 1.0, "cpu_seconds": 0.5, "memory_mb": 80.0}
    assert records["eve"]["notices"] == [{"path": "eve", "what": "it is damaged"}]
    scores = {grade.person.student: (grade.score, grade.points) for grade in ClassGrades(tmp_path)}
    whole = graded("1" * 64)
    assert scores["ada"] == scores["copycat"] == (whole["score"], whole["points"])
    assert scores["eve"] == (0.0, whole["points"])
    assert (tmp_path / "gradebook-version3.sqlite").read_text() == "somebody's own file"
    assert tables(tmp_path / "gradebook-version3-2.sqlite") == {"submissions", "bundles", "attempts"}


def test_one_that_was_brought_along_is_the_same_as_one_made_new(tmp_path: Path) -> None:
    write_version_3(tmp_path / "old.sqlite")
    for name in ("old", "new"):
        with Gradebook(tmp_path / f"{name}.sqlite") as book:
            for student in ("ada", "copycat"):
                book.hand_in(SCOPE, student, "1" * 64, None, ())
            book.enter(SCOPE, graded("1" * 64))
            book.enter(SCOPE, graded("2" * 64))
    found = []
    for name in ("old", "new"):
        with reading(tmp_path / f"{name}.sqlite") as database:
            found.append(
                [
                    sorted(database.rows("SELECT type, name, tbl_name, sql FROM sqlite_master"), key=str),
                    list(database.rows("SELECT * FROM places")),
                    list(database.rows("SELECT student, scope, submission, holds FROM hand_ins WHERE problem IS NULL")),
                    sorted(database.rows("SELECT submission, assignment, score, points FROM scores, attempts")),
                ]
            )
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER gift AFTER INSERT ON attempts BEGIN UPDATE scores SET score=points; END",
        "CREATE VIEW gift AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ],
)
def test_a_gradebook_with_a_program_in_it_is_never_opened(planted: str, tmp_path: Path) -> None:
    Gradebook(tmp_path / "gradebook.sqlite").file.close()
    with closing(sqlite3.connect(tmp_path / "gradebook.sqlite")) as db:
        db.execute(planted)
    with pytest.raises(UsageError, match="triggers or views"):
        reading(tmp_path / "gradebook.sqlite")


def test_one_that_cannot_be_brought_along_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    write_version_3(path, record='{"assignments": 3')
    with pytest.raises(UsageError, match=r"cannot be used as a gradebook \(a record in it cannot be read"):
        Gradebook(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
    assert tables(path) == {"submissions", "bundles", "attempts"}


def test_without_room_it_stays_as_it_is_and_is_brought_along_with_room(tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    write_version_3(path)
    with room(40_000), pytest.raises(InternalError, match="make room and run the same command again"):
        Gradebook(path)
    assert tables(path) == {"submissions", "bundles", "attempts"}
    with Gradebook(path) as book:
        assert book.has_grade(SCOPE, "1" * 64)


LOCKING = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
db.execute("INSERT INTO bundles (digest) VALUES ('somebody else')")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    command = [sys.executable, "-c", LOCKING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield
        process.communicate("")


def test_a_gradebook_that_another_process_has_locked_is_one_sentence_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradebook_file, "BUSY_SECONDS", 0.05)
    path = tmp_path / "gradebook.sqlite"
    entered(path).file.close()
    with Gradebook(path) as book:
        with locked(path):
            for write in (
                lambda: book.enter(SCOPE, graded("2" * 64)),
                lambda: book.hand_in(SCOPE, "bob", "2" * 64, None, ()),
                lambda: book.settle(SCOPE, ["ada"]),
                lambda: book.learn([("00_scalars", "Scalars", 3.0)]),
            ):
                with pytest.raises(UsageError, match=r"locked by another process .* run the same command again"):
                    write()
            assert [grade.person.student for grade in ClassGrades(tmp_path)] == ["ada", "eve"], "reading goes on"
            backup(path, tmp_path / "backup.sqlite")
        book.enter(SCOPE, graded("2" * 64))
        assert book.has_grade(SCOPE, "1" * 64)
        assert book.has_grade(SCOPE, "2" * 64)


@contextmanager
def nobody() -> Iterator[None]:
    """Without the rights of an administrator, whom no permission stops."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def fixed() -> Iterator[Path]:
    """A results folder that may be read and not written."""
    place = Path(tempfile.mkdtemp())  # pytest's own folders are closed to others
    try:
        entered(place / "gradebook.sqlite").file.close()
        (place / "gradebook.sqlite").chmod(0o444)
        place.chmod(0o555)
        yield place
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


def test_a_gradebook_that_may_not_be_written_can_be_read_and_says_so_when_it_cannot(fixed: Path) -> None:
    with nobody():
        assert [grade.person.student for grade in ClassGrades(fixed)] == ["ada", "eve"]
        with Gradebook(fixed / "gradebook.sqlite") as book:
            assert book.has_grade(SCOPE, "1" * 64)
            with pytest.raises(UsageError, match=r"cannot be written .* make it and its folder writable"):
                book.enter(SCOPE, graded("2" * 64))


def test_a_backup_is_whole_and_takes_nobody_s_place(tmp_path: Path) -> None:
    path, to = tmp_path / "g.sqlite", tmp_path / "somewhere" / "else" / "b.sqlite"
    with entered(path) as book:
        backup(path, to)
        book.enter(SCOPE, graded("2" * 64))
    with Gradebook(to) as book:
        assert book.has_grade(SCOPE, "1" * 64)
        assert not book.has_grade(SCOPE, "2" * 64)
    with pytest.raises(UsageError, match="is there already; choose another name"):
        backup(path, to)
    assert unused(to) == to.with_name("b-2.sqlite")
    with room(4_000), pytest.raises(InternalError, match="make room"):
        backup(path, to.with_name("c.sqlite"))
    assert [file.name for file in to.parent.iterdir()] == ["b.sqlite"]


def test_a_blank_is_named_once_and_what_a_new_grading_says_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    wrong = example.assignment("00_scalars", "S", example.task("0.1", "T", example.blank("m", example.check("wrong"))))
    with Gradebook(path) as book:
        for number in "123":
            book.enter(SCOPE, graded(number * 64, assignments=[wrong]))
        book.enter(SCOPE, graded("1" * 64, assignments=[example.perfect("")["assignments"][0]]))
    with reading(path) as database:
        places = list(database.rows("SELECT assignment, task, symbol FROM places"))
        assert len(places) == len(set(places))
        assert list(database.rows("SELECT COUNT(DISTINCT attempt) FROM results")) == [(3,)]
        assert list(database.rows("SELECT COUNT(*) FROM scores")) == [(3,)]
        ((verdict, law, passed, examples),) = database.rows(
            "SELECT verdict, law, passed, examples FROM results JOIN attempts ON number=attempt WHERE submission=?",
            ("2" * 64,),
        )
        assert (verdict, law, passed, examples) == ("wrong", "mul(x, y) is x times y.", 7, 40)
