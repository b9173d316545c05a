"""The commands of `autograder` that keep a class's books: roster, term, override, status, backup."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.instructor_options import RESULTS, json_option
from autograder.course.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.classroom.gradebook_file import Database
    from autograder.classroom.term.rules import Rules
    from autograder.course.model import Course

FEW = 8  # names in one line

results_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=RESULTS,
    show_default=True,
    help="The results folder.",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@results_option
@json_option
def roster(file: Path, out: Path, machine: bool) -> None:
    """Take FILE as the roster of the class: a CSV file as Canvas, Moodle or GitHub Classroom write it, or your own.

    It replaces the one before. Who is not in it any more keeps what was handed in, and the grades.

    \b
    Example:
      autograder roster students.csv --out results
    """
    from autograder.classroom.gradebook_file import GRADEBOOK, Database
    from autograder.classroom.results_folder import make_folder
    from autograder.classroom.term.people import enrol
    from autograder.classroom.term.roster import read_roster

    found = read_roster(file)
    make_folder(out)
    with Database(out / GRADEBOOK, look=False) as database:
        moved = enrol(database, found.people)
    for remark in found.remarks:
        click.echo(remark, err=True)
    if machine:
        click.echo(json.dumps({"students": len(found.people), **asdict(moved)}, indent=1))
        return
    click.echo(f"{_students(len(found.people))} on the roster.")
    for word, students in (("came", moved.came), ("left", moved.left), ("changed", moved.changed)):
        if students:
            click.echo(f"{len(students)} {word}: {_listed(students)}")


@click.command()
@results_option
def term(out: Path) -> None:
    """Show the rules of the class in OUT/class.toml, in words; write one to fill in where there is none.

    \b
    Example:
      autograder term --out results
    """
    from autograder.classroom.results_folder import make_folder
    from autograder.classroom.term.rules import RULES, read_rules
    from autograder.classroom.term.rules_text import template
    from autograder.cli.instructor_course import here
    from autograder.cli.instructor_text import console
    from autograder.reports.files import write_file

    course = here(Path.cwd())
    if not (out / RULES).exists():
        make_folder(out)
        write_file(out / RULES, [template(course)])
        click.echo(f"{out / RULES} is there to be filled in; so far it changes nothing.")
        return
    rules = read_rules(out)
    rules.check_assignments(assignment.folder for assignment in course.assignments)
    _show_rules(console(), course, rules)


@click.command()
@click.argument("student")
@click.argument("assignment", metavar="NN")
@click.argument("score", type=float, required=False)
@click.option("--reason", required=True, help="Why, for the student and for whoever looks at it later.")
@click.option("--author", default=getpass.getuser, show_default="your login", help="Who says so.")
@click.option("--withdraw", is_flag=True, help="Let what was graded count again; then there is no SCORE.")
@results_option
def override(
    student: str, assignment: str, score: float | None, reason: str, author: str, withdraw: bool, out: Path
) -> None:
    """Give STUDENT the SCORE at assignment NN by hand, whatever is handed in and graded. The history keeps everything.

    `autograder report --pages` puts it into the student's page, with the reason.

    \b
    Examples:
      autograder override ada 00 12.5 --reason "oral exam" --out results
      autograder override ada 00 --withdraw --reason "was a mix-up" --out results
    """
    from autograder.classroom.gradebook_file import Database, gradebook_in
    from autograder.classroom.term import overrides

    if withdraw != (score is None):
        raise UsageError("Give a SCORE, or --withdraw without one.")
    if not reason.strip():
        raise UsageError("The --reason is empty; the student will read it, so say why.")
    with Database(gradebook_in(out), look=False) as database:
        folder, points = _assignment(database, assignment)
        _refuse_unknown(database, student)
        if score is None:
            if not overrides.withdraw(database, student, folder, reason, author):
                raise UsageError(f"There is no override of {student} at {folder} to withdraw.")
            click.echo(f"{student}, {folder}: what was graded counts again.")
            return
        if not 0.0 <= score <= points:
            raise UsageError(f"{folder} has {points:g} points; expected a SCORE from 0 to {points:g}, got {score:g}.")
        overrides.override(database, student, folder, score, reason, author)
    click.echo(f"{student}, {folder}: {score:g} of {points:g} points.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@results_option
def backup(file: Path | None, out: Path) -> None:
    """Copy the gradebook to FILE, also while a class is graded; default: a new file beside it.

    \b
    Example:
      autograder backup --out results
    """
    from autograder.classroom.gradebook_backup import backup as copied
    from autograder.classroom.gradebook_backup import unused
    from autograder.classroom.gradebook_file import gradebook_in, reading
    from autograder.course.moments import now

    path = gradebook_in(out)
    with reading(path):
        pass  # a file that is no gradebook is said to be none
    day = now().partition("T")[0]
    to = file or unused(path.with_stem(f"{path.stem}-{day}"))
    copied(path, to)
    click.echo(f"{to} ({to.stat().st_size / 1e6:.1f} MB)")


def _assignment(database: Database, name: str) -> tuple[str, float]:
    """The folder and the points of an assignment that the class was graded on."""
    found = list(database.rows("SELECT folder, points FROM assignments ORDER BY folder"))
    for folder, points in found:
        number, _, slug = folder.partition("_")
        if name in (folder, slug) or (name.isdecimal() and int(name) == int(number)):
            return folder, points
    known = ", ".join(folder for folder, _ in found) or "none"
    raise UsageError(f"The class was not graded on '{name}' yet; there is {known}.")


def _refuse_unknown(database: Database, student: str) -> None:
    from autograder.course.symbols import did_you_mean

    rows = database.rows("SELECT student FROM students UNION SELECT student FROM hand_ins")
    known = [name for (name,) in rows]
    if student not in known:
        raise UsageError(f"There is no student '{student}' in this class{did_you_mean(student, known)}")


def _show_rules(out: Console, course: Course, rules: Rules) -> None:
    from rich.table import Table

    from autograder.classroom.term.rules_text import sentences

    table = Table(title="Deadlines", title_style="bold", header_style="bold", pad_edge=False)
    for name in ("Assignment", "Points", "Due (UTC)", "Extensions"):
        table.add_column(name, overflow="fold")
    for assignment in course.assignments:
        number = assignment.folder.partition("_")[0]
        extended = (
            f"{each.student} {each.until} ({each.reason})" for each in rules.extensions if each.assignment == number
        )
        due = rules.due_for(assignment.folder) or "-"
        table.add_row(assignment.folder, f"{assignment.points:g}", due, "\n".join(extended))
    out.print(table)
    for sentence in sentences(rules):
        out.print(sentence, soft_wrap=True)


def _students(count: int) -> str:
    return f"{count} student" if count == 1 else f"{count} students"


def _listed(names: Iterable[str]) -> str:
    everybody = list(names)
    rest = f" and {len(everybody) - FEW} more" if len(everybody) > FEW else ""
    return ", ".join(everybody[:FEW]) + rest
