"""The command `autograder similar`: who of a class wrote alike, as a reason to look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.instructor_options import RESULTS, jobs_option, json_option, out_option, steps

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.classroom.similarity.findings import Report
    from autograder.reports.grades import Person

PAGE = Path("similar.html")
SHOWN = 20
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("path", metavar="SUBMISSIONS", type=click.Path(path_type=Path))
@click.option("--assignments", required=True, metavar="00-02,04", help="What is compared.")
@out_option
@click.option("--also", type=click.Path(path_type=Path, exists=True), multiple=True, help="Hand-ins of earlier years.")
@click.option("--threshold", type=click.FloatRange(0.05, 1.0), help="Show pairs that share so much; default: 0.7.")
@click.option("--html", "page", type=FILE, metavar="FILE", help=f"Where the page goes; default: {PAGE} in --out.")
@click.option("--most", type=click.IntRange(0), default=40, show_default=True, help="Pairs shown side by side.")
@click.option(
    "--export",
    "exported",
    type=(click.Choice(["moss", "jplag", "dolos"]), FOLDER),
    metavar="TOOL FOLDER",
    help="Write the class for moss, jplag or dolos instead.",
)
@jobs_option
@json_option
def similar(
    path: Path, assignments: str, out: Path | None, also: tuple[Path, ...], threshold: float | None, page: Path | None,
    most: int, exported: tuple[str, Path] | None, jobs: int, machine: bool,
) -> None:  # fmt: skip
    """Say who of a class wrote alike, beyond what the task, the reference and most of the class have in common.

    A finding is a reason to look, never a verdict; it touches no points. --export writes normalised files for another
    tool and prints the command that starts it; nothing is sent anywhere.

    \b
    Examples:
      autograder similar hand-ins/ --assignments 00
      autograder similar hand-ins/ --assignments 02 --also last-year/ --html alike.html
      autograder similar hand-ins/ --assignments 00 --export dolos for-dolos
    """
    from autograder.classroom.similarity.findings import SHARE, Terms
    from autograder.classroom.similarity.reading import Task
    from autograder.classroom.similarity.run import Study, need_library, report_json
    from autograder.classroom.submissions import find_submissions
    from autograder.cli import instructor_text as show
    from autograder.cli.instructor_course import here
    from autograder.cli.instructor_options import chosen
    from autograder.reports.files import telling, write_file

    course = here(path)
    wanted = chosen(course, assignments)
    people = _people(out or RESULTS)
    sources = find_submissions(path, people)
    earlier = [source for folder in also for source in find_submissions(folder)]
    study = Study(Task(course.root, tuple(each.number for each in wanted)), sources, earlier, jobs)
    if exported:
        _export(study.export(*exported), exported[1])
        return
    need_library()
    with steps(len({each.student for each in sources}) + len({each.student for each in earlier}), "Reading") as step:
        report = study.report(Terms(share=threshold or SHARE), step)
    place = page or (None if machine else (out or RESULTS) / PAGE)
    if place:
        title = ", ".join(each.folder for each in wanted)
        with telling(place):
            write_file(place, [study.page(report, title, most)])
    if machine:
        click.echo(report_json(report, [each.folder for each in wanted]), nl=False)
    else:
        _show(show.console(), report, place)


def _export(done: tuple[str, list[tuple[str, str]]], folder: Path) -> None:
    from autograder.classroom.similarity.export import shown_command

    command, missing = done
    for student, why in missing:
        click.echo(f"{student}: {why}", err=True)
    click.echo(shown_command(folder, command))


def _show(out: Console, report: Report, page: Path | None) -> None:
    """The first pairs as a table, then the rest in words."""
    from rich.table import Table
    from rich.text import Text

    from autograder.classroom.similarity.page import CAUTION, symbols_of

    if report.pairs:
        table = Table("one", "other", "shared", "weight", "most alike in", box=None, header_style="bold")
        for pair in report.pairs[:SHOWN]:
            cells = pair.first, pair.second, _percent(pair.share), f"{pair.weight:.0f}", symbols_of(pair)
            table.add_row(*map(Text, cells))
        out.print(table)
    else:
        out.print(f"No pair of {report.students} students shares {_percent(report.terms.share)} of what is rare.")
    if len(report.pairs) > SHOWN:
        out.print(f"and {len(report.pairs) - SHOWN} more pairs on the page")
    for group in report.clusters:
        if len(group) > 2:
            out.print(Text(f"group of {len(group)}: {', '.join(group)}"))
    for pair in report.as_known[:SHOWN]:
        out.print(Text(f"{pair.first}: {_percent(pair.share)} as {pair.second}"))
    if len(report.as_known) > SHOWN:
        out.print(f"and {len(report.as_known) - SHOWN} more as a known solution")
    for student, why in report.unread:
        out.print(Text(f"{student}: {why}"))
    out.print(Text(f"\n{CAUTION}"), soft_wrap=True)
    if page:
        out.print(Text(f"Page  {page}"), soft_wrap=True)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _people(out: Path) -> list[Person]:
    """The roster of the class in a results folder, which knows whose a hand-in is; nobody where there is none."""
    from autograder.classroom.gradebook_file import GRADEBOOK, reading
    from autograder.classroom.term.people import roster

    if not (out / GRADEBOOK).is_file():
        return []
    with reading(out / GRADEBOOK) as database:
        return roster(database)
