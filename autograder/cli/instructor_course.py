"""The commands of `autograder` that look after the course itself: build, notebooks, doctor."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from autograder.classroom import nbgrader_course
from autograder.classroom.obstacles import obstacles
from autograder.cli import instructor_text as show
from autograder.cli.instructor_options import RESULTS, json_option, out_option
from autograder.course import build as builder
from autograder.course.errors import UsageError
from autograder.course.manifest import find_root, load_course
from autograder.course.model import Course
from autograder.loop import doctor as examiner
from autograder.sandbox.isolation import Level, Probe, probe


def here(path: Path) -> Course:
    """The course around a path, or else around the current folder."""
    for start in (path if path.is_dir() else path.parent, Path.cwd()):
        try:
            root = find_root(start.resolve())
        except UsageError:
            continue
        if (root / "solutions").is_dir():
            return load_course(root)
    raise UsageError("There is no whole course here; run this in the folder of assignments/ and solutions/.")


def sandbox(*, weak: bool) -> Probe:
    """The best level of this machine; refused where it is none, unless a weak one is allowed."""
    found = probe()
    if found.level is Level.NONE and not weak:
        why = found.reasons[-1].split(": ", 1)[-1] if found.reasons else "nothing here can shut code in"
        raise UsageError(
            f"Students' code cannot be shut in here: {why}. `autograder doctor` says what to do; "
            "--allow-weak-sandbox grades all the same."
        )
    return found


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a generated file is out of date.")
def build(check: bool) -> None:
    """Write stubs, faces and notebooks from solutions/ and notebooks/src.

    Example: autograder build --check
    """
    course = load_course(find_root(Path.cwd()))
    report = builder.check(course) if check else builder.build(course)
    show.show_build(show.console(), report, checked=check)
    sys.exit(1 if check and not report.clean else 0)


@click.command()
@click.option(
    "--course", "out", type=click.Path(path_type=Path), required=True, help="The course's folder, new or made here."
)
@click.option("--upto", metavar="NN", help="The last assignment in it; default: all.")
def notebooks(out: Path, upto: str | None) -> None:
    """Write a course for nbgrader, with the notebooks as its assignments; run it again when notebooks have changed.

    Example: autograder notebooks --course ../nbgrader-course
    """
    course = load_course(find_root(Path.cwd()))
    last = course.assignment(upto).number if upto else len(course.assignments) - 1
    written = nbgrader_course.write_course(course, course.assignments[: last + 1], out)
    show.show_notebooks(show.console(), out, written)


@click.command()
@out_option
@json_option
def doctor(out: Path | None, machine: bool) -> None:
    """Say what this machine has: Python, packages, room, how well students' code can be shut in, how to do that better.

    With --out it looks at the gradebook there, too.

    Example: autograder doctor
    """
    from autograder.classroom.equipment import equipment

    findings = [*examiner.examine(Path.cwd()), *equipment(Path.cwd(), out or RESULTS)]
    found = probe()
    ahead = obstacles(found)
    if machine:
        level = {"sandbox": found.level.value, "reasons": found.reasons, "obstacles": list(map(asdict, ahead))}
        click.echo(json.dumps({"findings": list(map(_finding, findings))} | level, indent=1))
    else:
        show.show_findings(show.console(), findings, found, ahead)
    sys.exit(0 if all(finding.well for finding in findings) and found.level is not Level.NONE else 1)


def _finding(finding: examiner.Finding) -> dict[str, object]:
    return asdict(finding) | {"advice": "" if finding.well else finding.advice}
