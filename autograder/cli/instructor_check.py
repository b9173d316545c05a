"""`autograder check NAME`: what a hidden check is good for, on the screen of the person who writes it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from autograder.classroom.authoring import Study, Trial, Workbench
from autograder.classroom.grading import PRIVATE
from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import here, sandbox
from autograder.cli.instructor_options import DONE, SHORT, json_option
from autograder.judge.branches import Reach

LONG = 100  # characters of an example
WIDE = 60  # and of a branch


@click.command()
@click.argument("name")
@json_option
def check(name: str, machine: bool) -> None:
    """Try one hidden check out: NAME is its function, or a blank for all checks of that blank.

    It runs on the reference, on the stub, on every mutant planted in its blank and on every right variant. The exit
    code is 1 where the check is weak: the reference fails, the stub passes, it catches no mutant, or it accuses a
    solution that is right. autograder/checks/README.md says how to write one.

    \b
    Examples:
      autograder check sigmoid
      autograder check relu_back_at_the_kink
    """
    course = here(Path.cwd())
    with Workbench(course, course.root / PRIVATE, sandbox(weak=False).level) as bench:
        choices = bench.chosen(name)
        with show.working(f"Trying {len(choices)} check{'s' if len(choices) > 1 else ''}"):
            studies = [bench.study(choice) for choice in choices]
    if machine:
        click.echo(json.dumps({"checks": [study.to_json() for study in studies]}, indent=1))
    else:
        show_studies(show.console(), studies)
    sys.exit(SHORT if any(study.faults for study in studies) else DONE)


def show_studies(out: Console, studies: Sequence[Study]) -> None:
    """Each check, then what all of a blank's checks together leave open."""
    for study in studies:
        _show_study(out, study)
    if len(studies) > 1:
        _show_open(out, studies)


def _show_study(out: Console, study: Study) -> None:
    out.print(Text.assemble((study.name, "bold"), f"  of {study.symbol}, {study.folder}"), soft_wrap=True)
    out.print(f"  {study.law}", soft_wrap=True, style="dim")
    if study.examples:
        share = 100 * study.seconds / study.limit
        cost = f"{1000 * study.seconds:.1f} ms on the reference, {share:.2g} % of the {study.limit:g} s it may take"
        out.print(f"  {_count(study.examples, 'example')}: {cost}", soft_wrap=True)
        for text in study.drawn:
            out.print(f"    {text if len(text) <= LONG else text[: LONG - 4] + ' ...'}", soft_wrap=True)
        _show_versions(out, study)
        _show_branches(out, study)
        _show_variants(out, study)
    for fault in study.faults:
        out.print(f"  Weak: {fault}", soft_wrap=True, style="bold red")
    if not study.faults:
        out.print("  Well: the reference passes, a stub does not.", style="green")
    out.print()


def _show_versions(out: Console, study: Study) -> None:
    """A student's law: what it is asked about."""
    if study.versions:
        out.print("  the reference's law accuses")
    for version in study.versions:
        words = f"{version.words}{', which is right' if version.right else ''}"
        out.print(f"    in {version.caught:>3} of {study.examples}  {words}", soft_wrap=True)


def _show_branches(out: Console, study: Study) -> None:
    """Each branch with its outcomes; one that no example comes to stands out."""
    if study.branches:
        out.print(f"  {study.symbol} in {study.file}, by examples")
    width = min(WIDE, max((len(reach.text) for reach in study.branches), default=0))
    for reach in study.branches:
        line = f"    line {reach.line:>3}  {reach.text:<{width}}  {_counts(reach, study.examples)}"
        out.print(line, style="yellow" if reach.missed else None, soft_wrap=True)


def _counts(reach: Reach, examples: int) -> str:
    return ", ".join(f"{outcome} {count} of {examples}" for outcome, count in reach.counts.items())


def _show_variants(out: Console, study: Study) -> None:
    killed = len(study.wrong) - len(study.left)
    if study.wrong:
        out.print(f"  catches {killed} of {_count(len(study.wrong), 'mutant')} of {study.symbol}")
    else:
        out.print(f"  no mutant is planted in {study.symbol}", style="yellow")
    for trial in study.wrong:
        _show_trial(out, trial, "LEFT" if trial.name in study.left else "KILLED")
    accepted = [trial for trial in study.right if trial.verdict == "pass"]
    out.print(f"  accepts {len(accepted)} of {_count(len(study.right), 'right variant')}")
    for trial in study.right:
        if trial not in accepted:
            _show_trial(out, trial, "ACCUSED")


def _show_trial(out: Console, trial: Trial, word: str) -> None:
    style = {"KILLED": "green", "LEFT": "yellow", "ACCUSED": "bold red"}[word]
    verdict = "" if word == "LEFT" else f"  {trial.verdict}"
    why = f"  {trial.why}{_elsewhere(trial) if word == 'LEFT' else ''}"
    out.print(Text.assemble((f"    {word:<7}", style), f" {trial.name}{verdict}", (why, "dim")), soft_wrap=True)


def _elsewhere(trial: Trial) -> str:
    return f" (planted in {', '.join(trial.elsewhere)} as well)" if trial.elsewhere else ""


def _show_open(out: Console, studies: Sequence[Study]) -> None:
    """Mutants and branches that every check of the blank leaves to the others."""
    first = studies[0]
    alive = [trial for trial in first.wrong if all(trial.name in study.left for study in studies)]
    out.print(f"All {len(studies)} checks of {first.symbol} together", style="bold")
    out.print(f"  catch {len(first.wrong) - len(alive)} of {_count(len(first.wrong), 'mutant')}")
    for trial in alive:
        _show_trial(out, trial, "LEFT")
    for place, reach in enumerate(first.branches):
        for outcome in reach.counts:
            if not any(study.branches[place].counts[outcome] for study in studies if study.branches):
                out.print(f"  come in no example to line {reach.line}  {reach.text}: {outcome}", style="yellow")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
