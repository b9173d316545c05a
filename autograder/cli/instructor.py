"""`autograder`, the instructor's command. Here: grade, demo, mutants, report; instructor_course.py holds the others.

Exit codes: 0 done, 1 the work falls short, 2 wrong use, 3 our fault. Results go to stdout, progress to stderr.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import click

from autograder.classroom.demo import hand_in, run_demo
from autograder.classroom.grading import PRIVATE, Order, grade_class, prepare
from autograder.classroom.mutants import all_variants, run_mutants
from autograder.classroom.progress import progress
from autograder.classroom.submissions import Source, assignments_in, find_submissions, only
from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import bench, build, doctor, here, release, sandbox
from autograder.course.errors import CourseError
from autograder.course.model import Assignment, Course
from autograder.reports.folder import read_records, write_pages, write_results
from autograder.reports.json import class_json
from autograder.reports.words import Record, is_broken, problem_of

DONE, SHORT, WRONG, OURS, STOPPED = 0, 1, 2, 3, 130

json_option = click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="one per core", help="Processes."
)
weak_option = click.option(
    "--allow-weak-sandbox", "weak", is_flag=True, help="Grade even where nothing shuts the students' code in."
)
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the results.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def autograder(debug: bool) -> None:
    """Grade the course.

    \b
    The usual round:
      autograder demo              see that everything works on this machine
      autograder release ../class  what the students clone
      autograder grade hand-ins/   a folder of zips, one per student
    """


@autograder.command()
@click.argument("path", type=click.Path(path_type=Path))
@out_option
@jobs_option
@click.option(
    "--assignments", default="", metavar="00,01", help="Grade these only; default: all, or what one submission holds."
)
@click.option("--whole", is_flag=True, help="On the student's own earlier layers, not the reference's.")
@click.option("--student", help="Grade this one student of the folder and show every verdict.")
@click.option("--answers", is_flag=True, help="Put the expected values into the pages: not for handing out.")
@weak_option
@json_option
def grade(
    path: Path, out: Path | None, jobs: int, assignments: str, whole: bool,
    student: str | None, answers: bool, weak: bool, machine: bool,
) -> None:  # fmt: skip
    """Grade PATH: a submission zip, a folder of them (one per student), or a student's checkout.

    Stopped at any moment, the same command goes on where it was. Results go to --out, by default results/.

    \b
    Examples:
      autograder grade hand-ins/ --out results
      autograder grade .
    """
    course = here(path)
    sources = only(find_submissions(path), student)
    alone = student is not None or len(sources) == 1
    chosen = _assignments(course, assignments, sources)
    out = out or Path("results")
    order = Order(course, chosen, sandbox(weak=weak).level, course.root / PRIVATE, out, jobs, whole)
    with show.working("Drawing the examples"):
        prepare(order)
    with _steps(len(sources), "submissions") as step:
        records = grade_class(order, sources, step)
    write_results(out, records, expected=answers or alone)
    if machine:
        click.echo(class_json(records), nl=False)
    else:
        show.show_grades(show.console(), records, alone=alone)
        show.show_places(show.console(), out)
    sys.exit(_exit_code(records, alone=alone))


@autograder.command()
@out_option
@click.option("--keep", is_flag=True, help="Keep the made-up submissions, in OUT/submissions.")
@jobs_option
def demo(out: Path | None, keep: bool, jobs: int) -> None:
    """Grade a small made-up class, and see that everybody gets what the work deserves.

    Example: autograder demo
    """
    course = here(Path.cwd())
    out = out or Path(tempfile.mkdtemp(prefix="autograder-demo-"))
    found = sandbox(weak=True)
    show.show_sandbox(show.console(), found)
    with tempfile.TemporaryDirectory(prefix="autograder-class-") as place:
        order = Order(course, course.assignments, found.level, Path(place) / "private", out, jobs)
        handed_in = hand_in(order, out / "submissions" if keep else Path(place) / "submissions")
        with show.working("Drawing the examples"):
            prepare(order)
        with _steps(len(handed_in.pupils), "submissions") as step:
            result = run_demo(order, handed_in, step)
    write_results(out, result.records, expected=True)
    show.show_demo(show.console(), result)
    show.show_places(show.console(), out)
    sys.exit(OURS if result.undeserved else DONE)


@autograder.command()
@click.argument("assignment", required=False, metavar="[NN]")
@jobs_option
@json_option
def mutants(assignment: str | None, jobs: int, machine: bool) -> None:
    """Plant every wrong implementation into the reference: each must be caught, and every right variant accepted.

    Example: autograder mutants 00
    """
    course = here(Path.cwd())
    chosen = course.assignments if assignment is None else (course.assignment(assignment),)
    variants = all_variants(chosen)
    order = Order(course, chosen, sandbox(weak=False).level, course.root / PRIVATE, course.root / PRIVATE, jobs)
    with show.working("Drawing the examples"):
        prepare(order)
    with _steps(len(variants), "variants") as step:
        fates = run_mutants(order, variants, step)
    if machine:
        click.echo(show.fates_json(fates))
    else:
        show.show_fates(show.console(), fates)
    sys.exit(DONE if all(fate.good for fate in fates) else SHORT)


@autograder.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--answers", is_flag=True, help="Put the expected values into the pages: not for handing out.")
def report(folder: Path, answers: bool) -> None:
    """Make the HTML pages of a results folder again, from its records.

    Example: autograder report results --answers
    """
    records = read_records(folder)
    write_pages(folder, records, expected=answers)
    show.show_grades(show.console(), records, alone=False)
    show.show_places(show.console(), folder)


for command in (build, release, doctor, bench):
    autograder.add_command(command)


def _assignments(course: Course, names: str, sources: Sequence[Source]) -> tuple[Assignment, ...]:
    """The named assignments; without names all, or those that a single submission holds."""
    if names:
        chosen = {course.assignment(name.strip()).number for name in names.split(",")}
        return tuple(assignment for assignment in course.assignments if assignment.number in chosen)
    return assignments_in(sources[0], course) if len(sources) == 1 else course.assignments


def _exit_code(records: Sequence[Record], *, alone: bool) -> int:
    """3 where we failed, 1 where a submission could not be graded or the only one misses points, else 0."""
    if any(is_broken(record) for record in records):
        return OURS
    short = any(problem_of(record) or (alone and record["score"] < record["points"]) for record in records)
    return SHORT if short else DONE


def _steps(total: int, what: str) -> AbstractContextManager[Callable[[], None]]:
    return progress(show.console(stderr=True), total, what)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `autograder`; an error that a person is meant to read is one sentence, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if "--debug" in words:
        autograder(words, prog_name="autograder")
    try:
        sys.exit(autograder(words, prog_name="autograder", standalone_mode=False) or DONE)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG)
    except (click.Abort, KeyboardInterrupt):
        click.echo("autograder: stopped; the same command goes on where it was.", err=True)
        sys.exit(STOPPED)
    except CourseError as error:
        click.echo(f"autograder: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        what = f"a fault of ours ({type(error).__name__}); `autograder --debug ...` shows where, please report it"
        click.echo(f"autograder: {what}.", err=True)
        sys.exit(OURS)


if __name__ == "__main__":
    main()
