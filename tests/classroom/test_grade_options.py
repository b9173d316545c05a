"""What `autograder grade` grades: whom, which assignments, when it was handed in, by whose names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.gradebook import Gradebook
from autograder.classroom.gradebook_file import GRADEBOOK, Database
from autograder.classroom.grading import Job, Order, run_here
from autograder.classroom.scale.site import Site
from autograder.classroom.term.grades import ClassGrades
from autograder.classroom.term.people import enrol
from autograder.cli import instructor, instructor_grade
from autograder.cli.instructor_options import chosen
from autograder.course.errors import UsageError
from autograder.judge.bundle import HIDDEN
from autograder.reports.grades import Person
from tests.classroom.hostile import GOOD, zipped
from tests.classroom.school import Class
from tests.the_course import COURSE


class Run:
    """Run `autograder grade class WORDS` on a class of ada, bob, eve and a zip that is none: the exit code."""

    def __init__(self, school: Class) -> None:
        self.school, self.place = school, school.sources[0].path.parent

    def __call__(self, *words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            instructor.main(["grade", str(self.place), "--out", str(self.school.order.out), *words])
        return int(ended.value.code or 0)

    def handed_in(self) -> dict[str, list[str | None]]:
        """Student -> the moments of what the gradebook holds."""
        found: dict[str, list[str | None]] = {}
        with Gradebook(self.school.order.out / GRADEBOOK) as book:
            for student, moment in book.file.rows("SELECT student, moment FROM hand_ins ORDER BY student, moment"):
                found.setdefault(student, []).append(moment)
        return found


@pytest.fixture
def run(school: Class, monkeypatch: pytest.MonkeyPatch) -> Run:
    order = school.order
    site = Site(order.course, order.assignments, order.private, HIDDEN, order.level, lambda _: run_here)
    monkeypatch.setattr(instructor_grade, "site_of", lambda *_, **__: site)
    monkeypatch.setattr(instructor_grade, "make_ready", lambda _: None)
    return Run(school)


def test_more_than_one_student_may_be_named(run: Run) -> None:
    assert run("--student", "eve", "--student", "ada", "--student", "eve") == 0
    assert sorted(run.school.judge.graded) == ["ada", "eve"]
    assert run("--student", "bob") == 0
    assert run("--student", "adda") == 2


def test_times_come_from_a_file_in_the_zone_of_the_class(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "times.csv").write_text("student;submitted at\nada;2026-09-14 23:59\nzoe;2026-09-14 23:59\n")
    assert run("--times", str(tmp_path / "times.csv")) == 2
    assert "with its zone" in capsys.readouterr().err
    (run.school.order.out / "class.toml").write_text('timezone = "Europe/Berlin"\n')
    assert run("--times", str(tmp_path / "times.csv")) == 1, "a zip that is none"
    assert "times of who handed nothing in here: zoe." in capsys.readouterr().err
    assert run.handed_in() == {"ada": ["2026-09-14T21:59:00Z"], "bob": [None], "eve": [None], "unlucky": [None]}


def test_rules_that_are_wrong_stop_before_anything_is_graded(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("attempt = 'first'", "[due]\n03 = 2026-09-14T23:59:00Z"):
        (run.school.order.out / "class.toml").write_text(text)
        assert run() == 2
        assert "class.toml" in capsys.readouterr().err
    assert run.school.judge.graded == []


def test_one_student_graded_again_leaves_the_sheets_of_the_class(run: Run) -> None:
    run()
    sheets = [run.school.order.out / "gradebook.csv", run.school.order.out / "gradebook.json"]
    before = [sheet.read_bytes() for sheet in sheets]
    record = run.school.order.out / "records" / "ada.json"
    record.unlink()
    assert run("--student", "ada") == 0
    assert [sheet.read_bytes() for sheet in sheets] == before
    assert record.is_file()


def test_the_roster_turns_a_layout_s_names_into_students(run: Run) -> None:
    with Database(run.school.order.out / GRADEBOOK) as database:
        enrol(database, [Person("al", ids={"login": "ada"}), Person("bob"), Person("eve"), Person("unlucky")])
    assert run() == 1
    assert sorted(run.handed_in()) == ["al", "bob", "eve", "unlucky"]


def test_every_attempt_of_a_student_is_graded_and_kept(run: Run) -> None:
    for path in run.place.iterdir():
        path.unlink()
    for attempt in (1, 2):
        folder = run.place / "ada"
        folder.mkdir(exist_ok=True)
        zipped((GOOD, f"ada {attempt}".encode()))(folder / f"attempt{attempt}.zip")
    zipped((GOOD, b"bob"))(run.place / "bob.zip")
    run.school.judge.verdicts["ada 1"] = "wrong"
    assert run() == 0
    assert sorted(run.school.judge.graded) == ["ada 1", "ada 2", "bob"]
    marks = {grade.person.student: grade.marks[0] for grade in ClassGrades(run.school.order.out)}
    assert sorted(each.score for each in marks["ada"].attempts) == [0.0, 1.0]
    assert marks["ada"].score == 1.0


def test_who_is_not_on_the_roster_and_what_has_no_time_is_told(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    assert "roster" not in capsys.readouterr().err, "there is none"
    with Database(run.school.order.out / GRADEBOOK) as database:
        enrol(database, [Person("bob"), Person("eve"), Person("unlucky")])
    (run.school.order.out / "class.toml").write_text("[due]\n00 = 2026-09-14T23:59:00Z\n")
    (tmp_path / "times.csv").write_text("student,time\nada,2026-09-14T23:59:00Z\n")
    run("--times", str(tmp_path / "times.csv"))
    said = capsys.readouterr().err
    assert "Not on the roster, and graded all the same: ada." in said
    assert "3 of 4 hand-ins came without a time, and what has none is never late; --times FILE" in said


def test_an_assignment_that_nobody_named_is_told_before_it_is_in_the_sum(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    assert "sum" not in capsys.readouterr().err, "the first grading names none"
    with Database(run.school.order.out / GRADEBOOK) as database:
        database.write("UPDATE assignments SET folder='07_other'")
    run("--assignments", "00")
    assert "sum" not in capsys.readouterr().err
    with Database(run.school.order.out / GRADEBOOK) as database:
        database.write("DELETE FROM assignments WHERE folder='00_scalars'")
    run()
    assert "New in everybody's sum: 00_scalars; --assignments says what to grade, and" in capsys.readouterr().err


def test_grading_again_goes_to_the_bundle_and_the_cluster_that_are_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    asked: list[dict[str, object]] = []
    digests: list[str] = []
    site = instructor_grade.site_of(run.place)

    def engine(order: Order, bundle: str, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Any]]:
        for digest, job in jobs:
            digests.append(digest)
            yield from run_here(order, bundle, [(digest, job)])

    def site_of(_: Path, **where: object) -> Site:
        asked.append(where)
        return replace(site, engine=lambda _: engine)

    monkeypatch.setattr(instructor_grade, "site_of", site_of)
    where = ["--bundle", "term.bundle", "--fingerprint", "AB", "--engine", "dask", "--scheduler", "tcp://x:1"]
    with pytest.raises(SystemExit) as ended:
        instructor.main(["regrade", str(run.place), "--out", str(run.school.order.out), *where])
    assert (ended.value.code, len(digests)) == (0, 3)
    assert asked == [
        {"bundle": Path("term.bundle"), "fingerprint": "AB", "engine": "dask", "scheduler": "tcp://x:1", "weak": False}
    ]


def test_assignments_are_named_one_by_one_or_from_to() -> None:
    for names, numbers in {"00": [0], "scalars,02": [0, 2], "01-03": [1, 2, 3], "0 - 1, 03": [0, 1, 3]}.items():
        assert [assignment.number for assignment in chosen(COURSE, names)] == numbers
    with pytest.raises(UsageError, match="from the earlier to the later one"):
        chosen(COURSE, "03-01")
    with pytest.raises(UsageError, match="There is no assignment '9'"):
        chosen(COURSE, "00-9")
