"""The command `autograder export FORMAT`: a class's grades for other programs, one subcommand per format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.instructor_options import json_option
from autograder.course.errors import UsageError

if TYPE_CHECKING:
    from autograder.reports.exports.canvas import Filled

STDOUT = "-"
FEW = 6  # names in one line

Command = Callable[..., Any]


def results_option(command: Command) -> Command:
    """--out: the results folder, which must be there."""
    kind = click.Path(path_type=Path, file_okay=False)
    return click.option("--out", type=kind, default="results", show_default=True, help="The results folder.")(command)


def target_option(default: str) -> Callable[[Command], Command]:
    """-o: where to write to; `default` lies in the results folder."""
    kind = click.Path(path_type=Path)
    return click.option("-o", "target", type=kind, metavar="FILE", help=f"Default: {default} in the results folder.")


answers_option = click.option("--answers", is_flag=True, help="Put the expected values in: not for handing out.")
student_option = click.option("--student", help="This one student's record.")


@click.group()
def export() -> None:
    """Write a class's grades for other programs: a table, Canvas, nbgrader, Gradescope, CI.

    \b
    Examples:
      autograder export csv --out results
      autograder export canvas --out results --into 2026-Grades.csv
    """


@export.command()
@results_option
@target_option("exports/grades.csv")
def csv(out: Path, target: Path | None) -> None:
    """Write a table for a spreadsheet.

    Per assignment it has score, points, days late and a note, then comes the sum. The note says missing (nothing handed
    in), unreadable, broken (our fault), override (by hand) or dropped.

    Example: autograder export csv --out results -o grades.csv
    """
    from autograder.reports.exports.plain import grades_csv

    grades = _grades(out)
    _write(target or out / "exports" / "grades.csv", grades_csv(grades.columns, grades))


@export.command("json")
@results_option
@target_option("exports/grades.json")
def as_json(out: Path, target: Path | None) -> None:
    """Write all about every grade, for programs.

    Attempts, late days, overrides: the names are those of autograder/reports/grades.py.

    Example: autograder export json --out results -o -
    """
    from autograder.reports.exports.plain import grades_json

    grades = _grades(out)
    _write(target or out / "exports" / "grades.json", grades_json(grades.columns, grades))


@export.command()
@results_option
@click.option(
    "--into", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
    help="The gradebook as you exported it from Canvas.",
)  # fmt: skip
@target_option("exports/canvas.csv")
@click.option("--column", "columns", multiple=True, metavar="'Heading=00'", help="Which column an assignment is.")
@click.option("--scale", is_flag=True, help="Where Canvas has other points, scale the scores to them.")
@json_option
def canvas(out: Path, into: Path, target: Path | None, columns: tuple[str, ...], scale: bool, machine: bool) -> None:
    """Fill the gradebook that Canvas exported.

    Only our columns are written, every other cell stays as it was. Columns are guessed from their headings, and
    printed. Where nothing was handed in, a cell stays as it is.

    \b
    Examples:
      autograder export canvas --into 2026-Grades.csv
      autograder export canvas --into 2026-Grades.csv --column 'Homework 1 (12345)=00' --scale
    """
    from autograder.reports.exports.canvas import fill

    target = target or out / "exports" / "canvas.csv"
    _refuse_own_file(into, target)
    grades = _grades(out)
    filled = fill(into.read_bytes(), into.name, grades.columns, grades, columns, scale=scale)
    _write(target, filled.text(), quiet=machine)
    if machine:
        click.echo(json.dumps(_told(filled, target), indent=1))
    else:
        _show(filled)


@export.command()
@results_option
@target_option("exports/junit/, a file per student; NAME.xml makes one of all")
@student_option
@answers_option
def junit(out: Path, target: Path | None, student: str | None, answers: bool) -> None:
    """Write JUnit XML, for CI and editors.

    A test suite is one student's assignment, a test case one blank. Scores are as judged at the last grading: lateness,
    earlier attempts and what was given by hand are in csv, json, canvas and nbgrader.

    \b
    Examples:
      autograder export junit --out results
      autograder export junit --out results --student ada -o ada.xml
    """
    from autograder.reports.exports.folder import write_junit
    from autograder.reports.exports.junit import junit_xml
    from autograder.reports.exports.stored import stored_records

    records = stored_records(out, student)
    target = target or out / "exports" / "junit"
    if str(target) == STDOUT or target.suffix == ".xml":
        _write(target, junit_xml(records, expected=answers))
    else:
        click.echo(f"{_held(target, lambda: write_junit(target, records, expected=answers))} files in {target}")


@export.command()
@results_option
@target_option("exports/gradescope/, STUDENT/results.json in it")
@student_option
@answers_option
def gradescope(out: Path, target: Path | None, student: str | None, answers: bool) -> None:
    """Write Gradescope's results.json per student.

    Scores are as judged at the last grading, without lateness. `autograder gradescope` makes the autograder that runs
    there.

    Example: autograder export gradescope --out results
    """
    from autograder.reports.exports.folder import write_gradescope
    from autograder.reports.exports.stored import stored_records

    records = stored_records(out, student)
    folder = target or out / "exports" / "gradescope"
    click.echo(f"{_held(folder, lambda: write_gradescope(folder, records, expected=answers))} files in {folder}")


@export.command()
@results_option
@click.option("--course", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True,
              help="The folder of nbgrader's course.")  # fmt: skip
def nbgrader(out: Path, course: Path) -> None:
    """Write the scores into nbgrader's gradebook.

    Each assignment becomes one of nbgrader's own, beside the notebooks', whose grades are never touched. Run again, it
    brings them up to date.

    Example: autograder export nbgrader --out results --course class/
    """
    from autograder.reports.exports.nbgrader_book import write_gradebook

    grades = _grades(out)
    booked = _held(course, lambda: write_gradebook(course, grades.columns, grades))
    click.echo(f"{booked.scores} scores in {', '.join(booked.names)}; {booked.students} students are new to nbgrader.")


def _grades(out: Path) -> Any:
    """The class's grades, with `columns`; iterated as often as is needed."""
    from autograder.classroom.term.grades import ClassGrades

    return ClassGrades(out)


def _write(target: Path, parts: Iterable[str], *, quiet: bool = False) -> None:
    """Write a file whole or not at all, or to stdout for "-"."""
    from autograder.reports.files import write_file

    if str(target) == STDOUT:
        for part in parts:
            click.echo(part, nl=False)
        return
    _held(target, lambda: write_file(target, parts))
    if not quiet:
        click.echo(f"{target} is written.")


def _held(place: Path, work: Callable[[], Any]) -> Any:
    """Do the work; what cannot be written is told in one sentence."""
    from autograder.reports.files import telling

    with telling(place):
        return work()


def _show(filled: Filled) -> None:
    for folder, heading in filled.headings.items():
        click.echo(f"  {folder} -> {heading}")
    click.echo(f"{filled.written} scores written, {filled.same} were there already.")
    lines = {"No column for": filled.without, "In the file and not in the class": filled.rows.strangers}
    lines |= {"In the class and not in the file": filled.rows.absent}
    lines |= {f"Left as it was, {reason}": whom for reason, whom in filled.left.items()}
    for what, names in lines.items():
        if names:
            more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
            click.echo(f"{what}: {'; '.join(names[:FEW])}{more}")


def _told(filled: Filled, target: Path) -> dict[str, Any]:
    """The same for a program."""
    return {
        "file": str(target), "columns": dict(filled.headings), "without": filled.without, "written": filled.written,
        "same": filled.same, "left": dict(filled.left), "strangers": filled.rows.strangers,
        "absent": filled.rows.absent,
    }  # fmt: skip


def _refuse_own_file(into: Path, target: Path) -> None:
    """UsageError where the instructor's own export would be written over."""
    if into.resolve() == target.resolve():
        raise UsageError(f"{into} is what came from Canvas; give another file with -o, so that you can compare.")
