"""A gradebook keeps what was graded: through kills, regrading, resubmission; and it says so when it cannot."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.course.errors import InternalError, UsageError
from autograder.judge.records import Notice, Record
from autograder.reports.json import class_json
from tests.reports import example

SCOPE = Scope("b" * 64, ("00_scalars",), False, "full")


FIRST = {  # what the record of ada's hand-in has of its own
    "student": "ada",
    "measured": {"seconds": 1.0, "cpu_seconds": 0.5, "memory_mb": 1.0},
    "notices": [{"path": "tinytorch/x.py", "what": "left aside"}],
}


def graded(submission: str, **more: Any) -> dict[str, Any]:
    return example.perfect("") | {"submission": submission, "bundle": SCOPE.bundle, **more}


def entered(path: Path, seconds: float = 1.0) -> Gradebook:
    book = Gradebook(path)
    book.hand_in(SCOPE, "ada", "1" * 64, None, [Notice("tinytorch/x.py", "left aside")])
    book.hand_in(SCOPE, "eve", None, "it is damaged", ())
    book.enter(SCOPE, graded("1" * 64, measured={"seconds": seconds, "cpu_seconds": 0.5, "memory_mb": seconds}))
    return book


def test_each_student_has_one_valid_record_sorted_by_name(tmp_path: Path) -> None:
    with entered(tmp_path / "g.sqlite") as book:
        records = list(book.class_records(SCOPE, 15.0, ["eve", "ada", "nobody"]))
    assert [record["student"] for record in records] == ["ada", "eve"]
    assert all(Record.from_json(record).to_json() == record for record in records)
    assert records[0]["notices"] == [{"path": "tinytorch/x.py", "what": "left aside"}]
    assert (records[1]["score"], records[1]["points"]) == (0.0, 15.0)
    assert records[1]["notices"] == [{"path": "eve", "what": "it is damaged"}]


def test_content_compares_equal_whatever_was_measured(tmp_path: Path) -> None:
    texts = []
    for seconds in (1.0, 2.0):
        with entered(tmp_path / f"{seconds}.sqlite", seconds) as book:
            texts.append("".join(class_json(book.class_records(SCOPE, 15.0, ["ada", "eve"]))))
    assert texts[0] == texts[1]


def test_a_grade_is_found_again_under_its_own_key_only(tmp_path: Path) -> None:
    with entered(tmp_path / "g.sqlite") as book:
        assert book.has_grade(SCOPE, "1" * 64)
        assert not book.has_grade(SCOPE, "2" * 64)
        for other in (
            replace(SCOPE, bundle="c" * 64),
            replace(SCOPE, assignments=("00_scalars", "01_autograd")),
            replace(SCOPE, whole=True),
            replace(SCOPE, sandbox="none"),
        ):
            assert not book.has_grade(other, "1" * 64)


def test_a_grade_that_is_our_fault_is_not_kept_as_one(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "g.sqlite") as book:
        broken = example.assignment(
            "00_scalars", "S", example.task("0.1", "T", example.blank("m", example.check("broken")))
        )
        book.enter(SCOPE, graded("1" * 64, assignments=[broken]))
        assert not book.has_grade(SCOPE, "1" * 64)
        book.enter(SCOPE, graded("1" * 64, assignments=[]))
        assert book.has_grade(SCOPE, "1" * 64)


def test_bundles_keep_the_order_in_which_they_were_first_seen(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "g.sqlite") as book:
        for letter in "cabca":
            book.enter(replace(SCOPE, bundle=letter * 64), graded("1" * 64))
        book.enter(replace(SCOPE, bundle="d" * 64, sandbox="none"), graded("1" * 64))
        book.enter(replace(SCOPE, bundle="e" * 64), graded("1" * 64), anew=True)
        assert book.bundles(SCOPE) == ["c" * 64, "a" * 64, "b" * 64]
        assert book.bundles(replace(SCOPE, sandbox="none")) == ["d" * 64]


def test_a_new_hand_in_is_the_current_one_and_the_old_one_stays(tmp_path: Path) -> None:
    with entered(tmp_path / "g.sqlite") as book:
        book.enter(SCOPE, graded("2" * 64, score=1.0))
        book.hand_in(SCOPE, "ada", "2" * 64, None, ())
        (record,) = book.class_records(SCOPE, 15.0, ["ada"])
        assert (record["submission"], record["notices"]) == ("2" * 64, [])
        assert book.previous(SCOPE, 15.0, "ada") == graded("1" * 64) | FIRST
        assert book.previous(SCOPE, 15.0, "eve") is None


def test_the_order_of_hand_ins_is_that_of_their_moments_and_not_of_when_we_saw_them(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "g.sqlite") as book:
        for digest, moment in (("3", "2026-09-03T00:00:00Z"), ("1", "2026-09-01T00:00:00Z"), ("2", None)):
            book.hand_in(SCOPE, "ada", digest, None, (), moment=moment)
            book.enter(SCOPE, graded(digest))
        (record,) = book.class_records(SCOPE, 15.0, ["ada"])
        assert record["submission"] == "2", "of unknown time, so it counts from when we saw it"
        previous = book.previous(SCOPE, 15.0, "ada")
        assert previous is not None
        assert previous["submission"] == "3"


def test_what_is_seen_again_is_one_hand_in_and_the_last_that_was_seen(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "g.sqlite") as book:
        for digest in "1212111":
            book.hand_in(SCOPE, "ada", digest, None, ())
            book.enter(SCOPE, graded(digest))
        assert list(book.file.rows("SELECT submission FROM hand_ins ORDER BY number")) == [("2",), ("1",)]
        (record,) = book.class_records(SCOPE, 15.0, ["ada"])
        assert record["submission"] == "1"


def test_a_file_that_was_put_right_is_no_longer_a_problem_whatever_its_time(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "g.sqlite") as book:
        book.hand_in(SCOPE, "eve", None, "it is damaged", (), source="eve.zip")
        book.hand_in(SCOPE, "eve", "1", None, (), source="eve.zip", moment="2026-09-01T00:00:00Z")
        book.enter(SCOPE, graded("1"))
        (record,) = book.class_records(SCOPE, 15.0, ["eve"])
    assert record["submission"] == "1"


def test_a_student_whose_newest_hand_in_has_no_such_grade_is_shown_with_the_last_that_has(tmp_path: Path) -> None:
    with entered(tmp_path / "g.sqlite") as book:
        book.hand_in(SCOPE, "ada", "9" * 64, None, ())
        (record,) = book.class_records(SCOPE, 15.0, ["ada"])
        assert record["submission"] == "1" * 64
        with pytest.raises(InternalError, match="no grade for ada; run the same command again"):
            list(book.class_records(replace(SCOPE, bundle="c" * 64), 15.0, ["ada"]))


def test_what_is_entered_together_is_there_altogether_or_not_at_all(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "g.sqlite") as book:
        with suppress(KeyError), book.together():
            book.enter(SCOPE, graded("1"))
            raise KeyError
        assert not book.has_grade(SCOPE, "1")
        with book.together():
            book.enter(SCOPE, graded("1"))
            book.enter(SCOPE, graded("2"))
        assert book.has_grade(SCOPE, "1")
        assert list(book.file.rows("SELECT COUNT(DISTINCT attempt) FROM results")) == [(2,)]


def test_a_file_that_is_no_gradebook_and_one_of_another_version_are_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite").write_text("this is not a database, however long it may be" * 100)
    with pytest.raises(UsageError, match="cannot be used as a gradebook"):
        Gradebook(tmp_path / "text.sqlite")
    with closing(sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA user_version=99")
    before = (tmp_path / "new.sqlite").read_bytes()
    with pytest.raises(UsageError, match="version 99"):
        Gradebook(tmp_path / "new.sqlite")
    assert (tmp_path / "new.sqlite").read_bytes() == before, "what another version wrote is left as it is"


def test_grades_of_a_version_that_nobody_noted_are_left_alone(tmp_path: Path) -> None:
    entered(tmp_path / "g.sqlite").__exit__(None, None, None)
    with closing(sqlite3.connect(tmp_path / "g.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA user_version=0")
    with pytest.raises(UsageError, match=r"version 0, expected .*choose another --out\.$"):
        Gradebook(tmp_path / "g.sqlite")


@pytest.mark.parametrize("offset", [100, 14_000, 20_000, 120_000])
def test_a_damaged_gradebook_is_one_sentence_wherever_the_damage_is(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "g.sqlite"
    with Gradebook(path) as book:
        for number in map(str, range(40)):
            book.hand_in(SCOPE, number, number, None, ())
            book.enter(SCOPE, graded(number, versions={"padding": "x" * 6000}))
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xaa" * 3000)
    with pytest.raises(UsageError, match=r"damaged|cannot be used"), Gradebook(path) as book:
        list(book.class_records(SCOPE, 15.0, map(str, range(40))))


def test_damage_that_comes_while_grading_is_one_sentence(tmp_path: Path) -> None:
    with entered(tmp_path / "g.sqlite") as book:
        book.file.close()
        for use in (
            lambda: book.has_grade(SCOPE, "1"),
            lambda: book.bundles(SCOPE),
            lambda: list(book.pairs(SCOPE, SCOPE, ["ada"])),
            lambda: book.enter(SCOPE, graded("1")),
        ):
            with pytest.raises(UsageError, match="The gradebook is damaged"):
                use()


def test_a_writer_killed_at_any_moment_leaves_every_committed_grade(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.classroom.test_gradebook import SCOPE, Gradebook, graded\n"
        "book = Gradebook(Path(sys.argv[1]))\n"
        "for n in range(10**6):\n"
        "    book.enter(SCOPE, graded(str(n)))\n"
        "    print(n, flush=True)\n"
    )
    path = tmp_path / "g.sqlite"
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while process.stdout.readline().strip() != "20":
        assert process.poll() is None
    time.sleep(0.01)
    process.kill()
    said = ["20", *process.stdout.read().split("\n")]
    process.stdout.close()
    process.wait()
    last = max(int(number) for number in said if number.isdecimal())
    with Gradebook(path) as book:
        assert all(book.has_grade(SCOPE, str(n)) for n in range(last + 1))
