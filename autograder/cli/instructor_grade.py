"""The command `autograder grade`, which grades a class. Others ask for a grading with `requested`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.instructor_feedback import beside
from autograder.cli.instructor_options import (
    DONE,
    OURS,
    RESULTS,
    SHORT,
    chosen,
    jobs_option,
    json_option,
    make_ready,
    out_option,
    steps,
    weak_option,
)
from autograder.cli.instructor_scale import place_options, shard_of, shard_option, site_of
from autograder.course.errors import UsageError

if TYPE_CHECKING:
    from autograder.classroom.grading import Engine, Order
    from autograder.classroom.scale.shards import Shard
    from autograder.classroom.scale.site import Site
    from autograder.classroom.submissions import Source
    from autograder.classroom.term.rules import Rules
    from autograder.course.model import Assignment
    from autograder.reports.grades import Person
    from autograder.reports.summary import Row

Command = Callable[..., None]

OPTIONS = (
    click.argument("path", type=click.Path(path_type=Path)),
    out_option,
    jobs_option,
    click.option(
        "--assignments",
        default="",
        metavar="00-02,04",
        help="Grade these only; default: all, or what one submission holds.",
    ),
    click.option("--whole", is_flag=True, help="On the student's own earlier layers, not the reference's."),
    click.option(
        "--student", "students", multiple=True, help="Only this one, with every verdict; more than one may be named."
    ),
    click.option(
        "--times",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="A CSV file that says when who handed in.",
    ),
    click.option("--answers", is_flag=True, help="Put the expected values into the pages: not for handing out."),
    weak_option,
    json_option,
)


@dataclass(frozen=True)
class Request:
    """What a grading command was asked for."""

    order: Order
    sources: list[Source]
    alone: bool  # one student: every verdict is shown, with the answers
    answers: bool
    machine: bool
    engine: Engine | None = None  # None: this machine's processes
    shard: Shard | None = None
    part: bool = False  # some students of those in PATH


def grading_options(command: Command) -> Command:
    """The options of every command that grades PATH; `requested(**options)` makes a Request of them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def requested(
    path: Path, out: Path | None, jobs: int, assignments: str, whole: bool, students: Sequence[str],
    times: Path | None, answers: bool, weak: bool, machine: bool, bundle: Path | None = None,
    fingerprint: str | None = None, shard: str | None = None, engine: str = "here", scheduler: str | None = None,
) -> Request:  # fmt: skip
    """Find the course, the submissions and the sandbox; draw the examples."""
    from autograder.classroom.submissions import only, refuse_results_among
    from autograder.classroom.term.rules import read_rules

    out = out or RESULTS
    site = site_of(path, bundle=bundle, fingerprint=fingerprint, engine=engine, scheduler=scheduler, weak=weak)
    rules = read_rules(out)
    rules.check_assignments(assignment.folder for assignment in site.course.assignments)
    people, graded = _class(out)
    everybody = _sources(path, people, times, rules)
    sources = [source for name in dict.fromkeys(students) for source in only(everybody, name)] or everybody
    refuse_results_among(path, out)
    order = site.order(_assignments(site, assignments, sources, rules), out, jobs, whole=whole)
    of_many = len({source.student for source in sources}) < len({source.student for source in everybody})
    piece = shard_of(shard)
    sources = piece.part(sources) if piece else sources
    for remark in _remarks(sources, people, due=any(rules.due_for(each.folder) for each in order.assignments)):
        click.echo(remark, err=True)
    if graded and not assignments and (new := [a.folder for a in order.assignments if a.folder not in graded]):
        what = '--assignments says what to grade, and assignments = "00-02" in class.toml what counts'
        click.echo(f"New in everybody's sum: {_listed(new)}; {what}.", err=True)
    make_ready(order)
    alone = len({source.student for source in sources}) == 1
    return Request(order, sources, alone, answers, machine, site.engine(order), piece, of_many)


@click.command()
@grading_options
@place_options
@shard_option
def grade(**options: Any) -> None:
    """Grade PATH: a submission, a folder or zip of them, what a learning platform exported, or a student's checkout.

    Stopped at any moment, the same command goes on where it was. Results go to --out, by default results/; the roster
    and the rules of the class are found there (`autograder roster`, `autograder term`).

    \b
    Examples:
      autograder grade hand-ins/ --out results
      autograder grade hand-ins/ --assignments 00-02 --student ada --student bob
      autograder grade .
    """
    from autograder.classroom.class_page import leave_results
    from autograder.classroom.grading import grade_class, run_here
    from autograder.classroom.scale import shards
    from autograder.cli import instructor_text as show
    from autograder.reports.json import class_json

    request = requested(**options)
    order, alone = request.order, request.alone
    shards.begin(order.out)
    with steps(len(request.sources), "submissions") as step:
        records = grade_class(order, request.sources, step, engine=request.engine or run_here)
    whole = not (alone or request.shard or options["students"])
    around = beside(order.out, order.course, whole=whole)
    summary = leave_results(order.out, records, expected=request.answers or alone, beside=around, part=request.part)
    if request.shard:
        shards.finish(order.out, request.shard, records)
    if request.machine:
        for part in class_json(records):
            click.echo(part, nl=False)
    else:
        if alone:
            show.show_students(show.console(), records)
        else:
            show.show_class(show.console(), summary)
        show.show_places(show.console(), order.out)
    for student, error in records.failed.items():
        click.echo(f"Not graded through a fault of ours ({error}), nothing is noted of it: {student}.", err=True)
    sys.exit(OURS if records.failed else _exit_code(summary.rows, alone=alone))


def _assignments(site: Site, names: str, sources: Sequence[Source], rules: Rules) -> tuple[Assignment, ...]:
    """The named assignments; without names those that the last hand-in of a single student holds, or all."""
    from autograder.classroom.submissions import assignments_in

    if not names:
        alone = len({source.student for source in sources}) == 1
        counted = tuple(assignment for assignment in site.assignments if rules.counts(assignment.folder))
        return site.checked(assignments_in(sources[-1], site.course) if alone else counted)
    wanted = chosen(site.course, names)
    for assignment in wanted:
        if assignment not in site.assignments:
            held = ", ".join(each.folder for each in site.assignments)
            raise UsageError(f"The bundle has no checks of {assignment.folder}, only of {held}; leave it out.")
    return wanted


def _sources(path: Path, people: Sequence[Person], times: Path | None, rules: Rules) -> list[Source]:
    """The hand-ins in PATH, with the moments that a file tells of them."""
    from autograder.classroom.layouts.times import read_times
    from autograder.classroom.submissions import find_submissions, strangers

    told = None if times is None else read_times(times, rules.zone)
    sources = find_submissions(path, people, told)
    if told is not None and (unknown := strangers(sources, people, told)):
        click.echo(f"{told.file} has times of who handed nothing in here: {_listed(unknown)}.", err=True)
    return sources


def _remarks(sources: Sequence[Source], people: Sequence[Person], *, due: bool) -> Iterator[str]:
    """What an instructor should hear of these hand-ins before they are graded; `due`: there is a deadline."""
    listed = {person.student for person in people}
    unknown = sorted({source.student for source in sources} - listed)
    if people and unknown:
        yield f"Not on the roster, and graded all the same: {_listed(unknown)}."
    timeless = sum(source.moment is None for source in sources)
    if due and timeless:
        hand_ins = f"{timeless} of {len(sources)} hand-ins" if len(sources) > 1 else "The hand-in"
        yield f"{hand_ins} came without a time, and what has none is never late; --times FILE says when each came."


def _class(out: Path) -> tuple[list[Person], frozenset[str]]:
    """The roster, as `autograder roster` left it, and the assignments graded so far; nothing where there is no book."""
    from autograder.classroom.gradebook_file import GRADEBOOK, reading
    from autograder.classroom.term.people import roster

    if not (out / GRADEBOOK).is_file():
        return [], frozenset()
    with reading(out / GRADEBOOK) as database:
        return roster(database), frozenset(folder for (folder,) in database.rows("SELECT folder FROM assignments"))


def _listed(names: Iterable[str]) -> str:
    first, *rest = names
    return f"{first} and {len(rest)} more" if rest else first


def _exit_code(rows: Sequence[Row], *, alone: bool) -> int:
    """3 where we failed, 1 where a submission could not be graded or the only one misses points, else 0."""
    if any(row.broken for row in rows):
        return OURS
    short = any(row.problem or (alone and row.score < row.points) for row in rows)
    return SHORT if short else DONE
