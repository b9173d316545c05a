"""Scores of the class stand in nbgrader's own gradebook, beside the notebooks' and never in them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import nbformat
import nbgrader.api
import pytest
from nbgrader.api import Gradebook

from autograder.cli import instructor, instructor_export
from autograder.course.errors import UsageError
from autograder.reports.exports import nbgrader_book
from autograder.reports.exports.nbgrader_book import write_gradebook
from autograder.reports.exports.nbgrader_rows import Line, write_lines
from autograder.reports.grades import Grade, Person
from tests.notebook.test_nb_cycle import Class, fetch, formgrader
from tests.reports import made_up_grades as made

NAMES = ("tinytorch-00_scalars", "tinytorch-01_autograd")
SOURCE, COPY = "source", "gradebook.db"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader with a notebook's assignment that somebody was graded in."""
    folder = tmp_path_factory.mktemp("nbgrader") / "class"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(
        'import os\nc = get_config()\nc.CourseDirectory.course_id = "class"\nos.environ["OF_NBGRADER"] = "1"\n'
    )
    with pytest.MonkeyPatch.context() as patch, opened_new(patch, folder) as book:
        book.add_assignment("00_scalars")
        book.add_notebook("00_scalars", "00_scalars")
        book.add_grade_cell("question", "00_scalars", "00_scalars", max_score=4, cell_type="code")
        book.add_student("ada", first_name="Augusta")
        book.add_student("bob-login")
        with warnings.catch_warnings(action="ignore"):  # of nbgrader's own way with SQLAlchemy
            book.add_submission("00_scalars", "ada")
        book.find_grade("question", "00_scalars", "00_scalars", "ada").auto_score = 3.0
        book.db.commit()
    return folder


@pytest.fixture
def course(empty: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("nbgrader_config.py", COPY):
        (folder / name).write_bytes((empty / name).read_bytes())
    return folder


@contextmanager
def opened_new(patch: pytest.MonkeyPatch, course: Path) -> Iterator[Gradebook]:
    """A new gradebook, without the program that nbgrader asks for the number of its schema, which takes a second."""
    patch.setattr(nbgrader.api, "get_alembic_version", lambda: "of a test")
    with opened(course) as book:
        yield book


@contextmanager
def opened(course: Path) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course / COPY}", "class") as book:
        yield book


def grades(**changed: Grade) -> list[Grade]:
    return [changed.get(grade.person.student, grade) for grade in made.small_class()]


def scores(course: Path, name: str) -> dict[str, tuple[float, float, float]]:
    """Student -> score, the most there is, the late penalty."""
    with opened(course) as book:
        submissions = book.find_assignment(name).submissions
        return {s.student.id: (s.score, s.max_score, s.late_submission_penalty) for s in submissions}


def test_every_score_stands_there_with_its_penalty_and_none_that_nobody_earned(course: Path) -> None:
    booked = write_gradebook(course, made.COLUMNS, grades())
    assert booked.names == NAMES
    assert scores(course, NAMES[0]) == {
        "ada": (18.0, 20.0, pytest.approx(3.6)),
        "bob": (1 / 3, 20.0, 0.0),
        "cat": (0.0, 20.0, 0.0),
    }
    by_hand = scores(course, NAMES[1])
    assert by_hand["ada"] == (9.5, 10.0, 0.0) and by_hand["eve"] == (9.5, 10.0, 0.0)
    assert "bob" not in by_hand
    assert booked.scores == 7, "and none for dan, whose work was not judged by our fault"


def test_nothing_waits_for_a_person_and_times_are_utc(course: Path) -> None:
    write_gradebook(course, made.COLUMNS, grades())
    with opened(course) as book:
        rows = [row for name in NAMES for row in book.submission_dicts(name)]
        assert len(rows) == 7 and not any(row["needs_manual_grade"] for row in rows)
        submission = book.find_submission(NAMES[0], "ada")
        assert str(submission.timestamp) == "2026-09-16 10:00:00"
        assert str(submission.assignment.duedate) == "2026-09-14 21:59:00"


def test_students_get_what_the_roster_knows_and_keep_what_nbgrader_knew(course: Path) -> None:
    bob = Person("bob", "Møller-Hansen, Bob", "bob@school.edu", ids={"login": "bob-login", "moodle": "7"})
    listed = grades(bob=made.grade(bob, *made.small_class()[1].marks))
    booked = write_gradebook(course, made.COLUMNS, listed)
    with opened(course) as book:
        known = {s.id: (s.first_name, s.last_name, s.email, s.lms_user_id) for s in book.students}
    assert booked.students == 3
    assert known["dan"][:2] == ("", "dan"), "formgrader would call a student without a name None, None"
    assert known["ada"] == ("Augusta", "Lovelace", "ada@school.edu", "101")
    assert known["bob-login"] == ("Bob", "Møller-Hansen", "bob@school.edu", "7")
    assert "bob" not in known


def test_run_again_it_brings_the_same_rows_up_to_date(course: Path) -> None:
    write_gradebook(course, made.COLUMNS, grades())
    with opened(course) as book:
        before = {s.student.id: s.id for s in book.find_assignment(NAMES[0]).submissions}
    scalars, autograd = made.mark(made.SCALARS, made.attempt(20.0, 20.0)), made.mark(made.AUTOGRAD)
    newer = grades(
        ada=made.grade(made.ADA, scalars, autograd), bob=made.grade(made.BOB, made.mark(made.SCALARS), autograd)
    )
    assert write_gradebook(course, made.COLUMNS, newer).students == 0
    with opened(course) as book:
        after = {s.student.id: s.id for s in book.find_assignment(NAMES[0]).submissions}
    assert scores(course, NAMES[0])["ada"] == (20.0, 20.0, 0.0)
    assert after == {student: number for student, number in before.items() if student != "bob"}, "bob's was taken back"
    assert "ada" not in scores(course, NAMES[1])


def test_the_notebooks_own_grades_are_never_touched(course: Path) -> None:
    def own() -> list[object]:
        with closing(sqlite3.connect(course / COPY)) as book:
            query = (
                "SELECT * FROM grade JOIN base_cell ON base_cell.id = grade.cell_id WHERE base_cell.name = 'question'"
            )
            return book.execute(query).fetchall()

    before = own()
    write_gradebook(course, made.COLUMNS, grades())
    assert own() == before and len(before) == 1
    assert scores(course, "00_scalars") == {"ada": (3.0, 4.0, 0.0)}


def test_formgrader_has_a_notebook_to_list_and_one_to_open_per_student(course: Path) -> None:
    write_gradebook(course, made.COLUMNS, grades())
    name = NAMES[0]
    pages = [course / SOURCE / name, *(course / "autograded" / student / name for student in ("ada", "bob"))]
    for page in pages:
        notebook = nbformat.read(page / f"{name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        (cell,) = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
        assert (cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points) == ("score", 20.0)
    text = json.dumps(nbformat.read(pages[1] / f"{name}.ipynb", as_version=4))
    assert "18 of 20" in text and "3.6 points less, so 14.4 count" in text
    assert made.small_class()[0].marks[1].override.reason not in text  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["../../up", "a/b", "..", "/abs"])
def test_a_name_that_leads_out_of_the_course_has_its_score_and_no_page(name: str, course: Path) -> None:
    bob = made.small_class()[1]
    write_gradebook(course, made.COLUMNS, grades(bob=made.grade(Person(name), *bob.marks)))
    assert name in scores(course, NAMES[0])
    places = [path.relative_to(course).parts[:-2] for path in course.parent.rglob("*.ipynb")]
    assert {*places} == {
        (SOURCE,),
        ("autograded", "ada"),
        ("autograded", "cat"),
        ("autograded", "dan"),
        ("autograded", "eve"),
    }


def test_what_the_course_s_own_config_sets_stays_out_of_this_process(course: Path) -> None:
    write_gradebook(course, made.COLUMNS, grades())
    assert "OF_NBGRADER" not in os.environ


def test_a_folder_that_is_no_course_and_a_config_that_fails_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="autograder notebooks --course"):
        write_gradebook(tmp_path, made.COLUMNS, grades())
    (tmp_path / "nbgrader_config.py").write_text("c = get_konfig()\n")
    with pytest.raises(UsageError, match="NameError"):
        write_gradebook(tmp_path, made.COLUMNS, grades())


def test_an_assignment_of_that_name_that_somebody_else_made_is_refused(course: Path) -> None:
    with opened(course) as book:
        book.add_assignment(NAMES[0])
        book.add_notebook("another", NAMES[0])
    with pytest.raises(UsageError, match="of another making"):
        write_gradebook(course, made.COLUMNS, grades())


@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_gradebook_that_another_program_holds_is_one_sentence_and_nothing_changes(
    course: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    before = (course / COPY).read_bytes()
    patient = sqlite3.dbapi2.connect
    monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *a, **b: patient(*a, **{**b, "timeout": 0.05}))
    with closing(patient(course / COPY)) as other:
        other.execute(f"BEGIN {lock}")
        with pytest.raises(UsageError, match="close the program that holds it"):
            write_gradebook(course, made.COLUMNS, grades())
    assert (course / COPY).read_bytes() == before


def test_an_error_in_the_middle_leaves_no_scores(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(book: Gradebook, name: str, lines: list[Line]) -> None:
        if name != NAMES[0]:
            raise KeyboardInterrupt
        write_lines(book, name, lines)

    monkeypatch.setattr(nbgrader_book, "write_lines", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_gradebook(course, made.COLUMNS, grades())
    assert scores(course, NAMES[0]) == {}


def test_the_command_says_what_it_wrote(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(instructor_export, "_grades", lambda out: made.LargeClass(3, 1))
    with pytest.raises(SystemExit) as ended:
        instructor.main(["export", "nbgrader", "--course", str(course)])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "3 scores in tinytorch-00_layer; 3 students are new to nbgrader.\n"


@pytest.mark.slow
def test_a_course_without_a_gradebook_gets_one(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (course / COPY).unlink()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # without the programs of this Python's environment
    assert write_gradebook(course, made.COLUMNS, grades()).scores == 7
    assert scores(course, NAMES[1])["ada"] == (9.5, 10.0, 0.0)


@pytest.mark.slow
def test_a_real_formgrader_shows_the_scores_beside_the_notebooks(tmp_path: Path) -> None:
    school = Class(tmp_path)
    school.nbgrader("generate_assignment", "00_scalars")
    write_gradebook(school.folder, made.COLUMNS, grades())
    school.nbgrader("export", "--to=grades.csv")
    with (school.folder / "grades.csv").open(encoding="utf-8") as file:
        exported = {(row["assignment"], row["student_id"]): row for row in csv.DictReader(file)}
    ada = exported[NAMES[0], "ada"]
    assert [float(ada[key]) for key in ("raw_score", "late_submission_penalty", "score", "max_score")] == [
        18.0, pytest.approx(3.6), pytest.approx(14.4), 20.0,
    ]  # fmt: skip
    assert ada["last_name"] == "Lovelace"
    with formgrader(school) as address:
        rows = json.loads(fetch(f"{address}/formgrader/api/assignments"))
        assert {row["name"] for row in rows} == {"00_scalars", *NAMES}
        shown = json.loads(fetch(f"{address}/formgrader/api/submissions/{NAMES[0]}"))
        assert {row["student"]: row["score"] for row in shown}["ada"] == 18.0
        in_a_browser(address, tmp_path)


def in_a_browser(address: str, place: Path) -> None:
    """The pages as a person sees them: both kinds of assignments, the scores, and one student's page."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{address}/formgrader/gradebook")
        page.wait_for_selector(f"text={NAMES[0]}")
        assert page.get_by_text("00_scalars", exact=True).count() == 1
        page.screenshot(path=place / "gradebook.png")
        page.goto(f"{address}/formgrader/gradebook/{NAMES[0]}/{NAMES[0]}")
        page.wait_for_selector("text=Submission #1")
        page.screenshot(path=place / "submissions.png")
        page.get_by_text("Submission #1", exact=True).click()
        page.wait_for_selector("text=Judged by the autograder")
        page.screenshot(path=place / "one.png")
        page.goto(f"{address}/formgrader/manage_submissions/{NAMES[0]}")
        page.wait_for_selector("text=Lovelace")
        assert "18 / 20" in page.inner_text("body")
        page.screenshot(path=place / "manage.png")
        browser.close()


def chromium() -> str:
    """The machine's browser."""
    return shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("there is no browser here")
