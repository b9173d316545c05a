"""Write a class's grades into a course of nbgrader: `write_gradebook(course, columns, grades)`.

Each assignment is one of nbgrader's own, "tinytorch-00_scalars", with one notebook of one grade cell, beside the
notebooks' assignments and never in them. The score as judged is the automatic one, what lateness takes nbgrader's late
penalty, an override the manual score. Written again, the same rows are brought up to date; what formgrader changed in
these assignments is replaced.

    source/NAME/NAME.ipynb                what formgrader lists
    autograded/STUDENT/NAME/NAME.ipynb    what it opens
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from autograder.course.errors import UsageError
from autograder.reports.exports.nbgrader_pages import CELL, autograded_page, source_page, write_page
from autograder.reports.exports.nbgrader_rows import Line, write_lines, write_students
from autograder.reports.grades import Column, Grade, Mark

PREFIX = "tinytorch-"


@dataclass(frozen=True)
class Booked:
    """What was written: the assignments' names there, how many students are new to nbgrader, how many scores."""

    names: tuple[str, ...]
    students: int
    scores: int


def write_gradebook(course: Path, columns: Sequence[Column], grades: Iterable[Grade]) -> Booked:
    """Bring nbgrader's gradebook up to date; UsageError where there is none, or another program holds it."""
    nbgrader_api()
    directory = _directory(course)
    held = list(grades)
    with _gradebook(directory, course) as book:
        new, ids = write_students(book, [grade.person for grade in held])
        lines = {column.folder: list(_lines(column, held, ids)) for column in columns}
        for column in columns:
            _prepare(book, column)
        for column in columns:
            write_lines(book, name_of(column), lines[column.folder])
        book.db.commit()
    for column in columns:
        _write_pages(directory, column, lines[column.folder])
    return Booked(tuple(map(name_of, columns)), new, sum(map(len, lines.values())))


def nbgrader_api() -> Any:
    """nbgrader's interface to its gradebook; UsageError where it is not installed."""
    try:
        from nbgrader import api
    except ImportError as error:
        raise UsageError("nbgrader is not installed; `pip install -e '.[notebook]'` brings it.") from error
    return api


def name_of(column: Column) -> str:
    """The assignment's name in nbgrader."""
    return PREFIX + column.folder


def _directory(course: Path) -> Any:
    """nbgrader's own idea of where the course has what, by its nbgrader_config.py."""
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    file = course / "nbgrader_config.py"
    if not file.is_file():
        hint = "`autograder notebooks --course` makes one"
        raise UsageError(f"{course} is no course of nbgrader (it has no {file.name}); {hint}.")
    try:
        with _environment():
            config = PyFileConfigLoader(file.name, path=str(course.absolute())).load_config()
    except Exception as error:  # whatever the instructor's own code raises
        why = f"{type(error).__name__}: {error}"
        raise UsageError(f"{file} cannot be read ({why}); nbgrader would refuse it.") from error
    config.CourseDirectory.setdefault("root", str(course.absolute()))
    return CourseDirectory(config=config)


@contextmanager
def _environment() -> Iterator[None]:
    """Variables as nbgrader's own command has them, and afterwards as they were.

    Its configuration may set some; for a new gradebook it calls a program that lies beside this Python.
    """
    before = dict(os.environ)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before.get("PATH", os.defpath)])
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _gradebook(directory: Any, course: Path) -> Iterator[Any]:
    """The gradebook, open; nothing of what is done stays where an error ends it."""
    from sqlalchemy import false, update
    from sqlalchemy.exc import SQLAlchemyError

    api = nbgrader_api()
    try:
        with _environment():
            book = api.Gradebook(directory.db_url, directory.course_id)
        with book:
            nothing = update(api.Student).where(false()).values(email="").execution_options(synchronize_session=False)
            book.db.execute(nothing)  # a gradebook that somebody else writes to is met here, before anything is done
            yield book
    except (SQLAlchemyError, api.InvalidEntry) as error:  # which nbgrader makes of some of the former
        why = str(getattr(error, "orig", error)).splitlines()[0]
        todo = "close the program that holds it" if "locked" in why else "run `nbgrader db upgrade` there"
        raise UsageError(f"The gradebook of {course} cannot be written ({why}); {todo} and try again.") from error


def _prepare(book: Any, column: Column) -> None:
    """The assignment with its one notebook and its one cell; UsageError where the name is somebody else's."""
    name = name_of(column)
    there = [assignment for assignment in book.assignments if assignment.name == name]
    cells = [cell.name for assignment in there for notebook in assignment.notebooks for cell in notebook.grade_cells]
    notebooks = [notebook.name for assignment in there for notebook in assignment.notebooks]
    if (notebooks and notebooks != [name]) or (cells and cells != [CELL]):
        raise UsageError(f"nbgrader has an assignment {name} of another making; rename it there and try again.")
    due = datetime.fromisoformat(column.due).replace(tzinfo=None) if column.due else None
    book.update_or_create_assignment(name, duedate=due)
    book.update_or_create_notebook(name, name)
    book.update_or_create_grade_cell(CELL, name, name, max_score=column.points, cell_type="code")


def _lines(column: Column, grades: Iterable[Grade], ids: Mapping[str, str]) -> Iterator[Line]:
    """What is to stand there for each student who has a score."""
    for grade in grades:
        mark = next((mark for mark in grade.marks if mark.folder == column.folder), None)
        line = line_of(ids[grade.person.student], mark) if mark is not None else None
        if line is not None:
            yield line


def line_of(student: str, mark: Mark) -> Line | None:
    """What is to stand there for one mark; None where nothing was handed in, or not judged by our fault."""
    attempt, override = mark.attempt, mark.override
    if override is None and (attempt is None or attempt.broken):
        return None
    judged = attempt.score if attempt else 0.0
    moment = datetime.fromisoformat(attempt.moment).replace(tzinfo=None) if attempt and attempt.moment else None
    if override is not None:
        return Line(student, judged, override.score, 0.0, moment)
    return Line(student, judged, None, max(0.0, judged - mark.score), moment)


def _write_pages(directory: Any, column: Column, lines: Iterable[Line]) -> None:
    name = name_of(column)

    def place(folder: str, student: str) -> Path:
        return Path(directory.format_path(folder, student, name)) / f"{name}.ipynb"

    write_page(place(directory.source_directory, "."), source_page(column))
    for line in lines:
        if PurePath(line.student).name != line.student or line.student == "..":
            continue  # as a folder the name would lie elsewhere; nbgrader itself could not take such a student's work
        write_page(place(directory.autograded_directory, line.student), autograded_page(column, line))
