"""Whatever shows a mark shows the same one: every table, file and letter agrees with the grades of the class."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.gradebook_file import GRADEBOOK, Database
from autograder.classroom.statistics import class_statistics
from autograder.classroom.term.grades import ClassGrades
from autograder.classroom.term.overrides import override
from autograder.classroom.term.people import enrol
from autograder.classroom.term.status import status_of
from autograder.cli.instructor_feedback import beside
from autograder.reports.exports.canvas import fill
from autograder.reports.exports.nbgrader_book import line_of
from autograder.reports.exports.plain import grades_csv, grades_json
from autograder.reports.folder import write_results
from autograder.reports.grades import Grade, Mark, Person
from autograder.reports.words import number
from tests.reports import graded_class

FIRST, SECOND = graded_class.POINTS
RULES = """\
attempt = "{attempt}"
drop_lowest = {drop}
[late]
percent_per_day = {percent}
free_days = {free}
[due]
00 = 2026-09-01T11:00:00Z
01 = 2026-09-02T12:00:00Z
"""
rules = st.fixed_dictionaries(
    {
        "attempt": st.sampled_from(["best", "last"]),
        "drop": st.integers(0, 1),
        "percent": st.sampled_from([0, 33, 12.5, 100]),
        "free": st.integers(0, 1),
    }
)
by_hand = st.dictionaries(st.sampled_from([(who, what) for who in ("student0", "gone") for what in (FIRST, SECOND)]),
                          st.sampled_from([0.1, 2.0, 1 / 3]), max_size=2)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(graded_class.classes(4), rules, by_hand)
def test_every_table_file_and_letter_has_the_marks_of_the_class_s_grades(
    pupils: list[graded_class.Pupil], chosen: Mapping[str, object], given: Mapping[tuple[str, str], float]
) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        graded_class.enter_class(out, pupils)
        (out / "class.toml").write_text(RULES.format_map(chosen))
        with Database(out / GRADEBOOK) as database:
            enrol(database, [Person("student0", "Ada"), Person("student9", "Eve")])
            for (student, assignment), score in given.items():
                override(database, student, assignment, score, "oral exam", "x")
        grades = {grade.person.student: grade for grade in ClassGrades(out)}
        assert grades, "nobody would agree with anything"
        _sums_agree(out, grades)
        _sheets_agree(out, grades)
        _canvas_and_nbgrader_agree(out, grades)
        _letters_agree(out, grades)


def _sums_agree(out: Path, grades: Mapping[str, Grade]) -> None:
    sums = {student: (grade.score, grade.points) for student, grade in grades.items()}
    assert {line.student: (line.score, line.points) for line in status_of(out).lines} == sums
    assert {line.person.student: (line.score, line.points) for line in class_statistics(out).lines} == sums


def _sheets_agree(out: Path, grades: Mapping[str, Grade]) -> None:
    columns = ClassGrades(out).columns
    for row in csv.DictReader("".join(grades_csv(columns, grades.values())).splitlines()):
        grade = grades[row["student"]]
        assert (float(row["score"]), float(row["points"])) == (grade.score, round(grade.points, 6))
        assert all(float(row[mark.folder]) == round(mark.score, 6) for mark in grade.marks)
    for told in json.loads("".join(grades_json(columns, grades.values())))["grades"]:
        grade = grades[told["person"]["student"]]
        assert (told["score"], told["points"]) == (grade.score, grade.points)


def _canvas_and_nbgrader_agree(out: Path, grades: Mapping[str, Grade]) -> None:
    """To two digits in Canvas; both leave out what we owe a verdict."""
    columns = ClassGrades(out).columns
    heading = ",".join(f"{column.folder} ({place})" for place, column in enumerate(columns))
    rows = "".join(f"{student},,{student},S{',' * len(columns)}\n" for student in grades)
    filled = "".join(fill(f"Student,ID,SIS Login ID,Section,{heading}\n{rows}".encode(), "c.csv", columns,
                          grades.values()).text())  # fmt: skip
    for student, _, _, _, *cells in list(csv.reader(filled.splitlines()))[1:]:
        for mark, cell in zip(grades[student].marks, cells, strict=True):
            assert cell == (number(mark.score) if _is_judged(mark) else "")
            line = line_of(student, mark)
            assert (line is not None) == (_is_judged(mark) or _is_unreadable(mark))
            if line is not None:
                counts = line.judged - line.penalty if line.by_hand is None else line.by_hand
                assert abs(counts - mark.score) < 1e-9


def _letters_agree(out: Path, grades: Mapping[str, Grade]) -> None:
    with Gradebook(out / GRADEBOOK) as book:
        scopes = [Scope(bundle, tuple(scope.split()), False, "full") for bundle, scope in book.file.rows(
            "SELECT DISTINCT bundle, scope FROM attempts ORDER BY scope DESC")]  # fmt: skip
        records = list(book.class_records(scopes[0], 1.0, grades)) if scopes else []
    write_results(out, records, expected=False, beside=beside(out))
    shown = {record["student"]: {part["folder"] for part in record["assignments"]} for record in records}
    for file in (out / "reports").glob("*.md"):
        letter, grade = file.read_text().replace("\\", ""), grades[file.stem]
        if len(grade.marks) > 1 and (file.stem in shown or any(mark.override for mark in grade.marks)):
            assert f": {number(grade.score)} of {number(grade.points)} point" in letter.split("All assignments")[1]
        for mark in grade.marks:
            if mark.folder in shown.get(file.stem, ()) or (mark.override and file.stem not in shown):
                assert f"{mark.title}: {number(mark.score)} of {number(mark.points)} point" in letter


def _is_judged(mark: Mark) -> bool:
    attempt = mark.attempt
    return bool(mark.override) or (attempt is not None and attempt.problem is None and not attempt.broken)


def _is_unreadable(mark: Mark) -> bool:
    return mark.attempt is not None and mark.attempt.problem is not None
