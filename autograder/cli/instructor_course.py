"""The commands of `autograder` that look after the course itself: build, release, doctor."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from autograder.classroom import nbgrader_course
from autograder.classroom import release as releases
from autograder.classroom.obstacles import obstacles
from autograder.cli import instructor_text as show
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
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--upto", metavar="NN", help="The last assignment in it; default: all.")
@click.option("--url", metavar="URL", help="Where students will find it, on GitHub: notebooks then open in Colab.")
def release(out: Path, upto: str | None, url: str | None) -> None:
    """Write what students clone into OUT: no solutions, no hidden checks, no examples of grading.

    Example: autograder release ../tinytorch-class
    """
    course = load_course(find_root(Path.cwd()))
    last = course.assignment(upto).number if upto else len(course.assignments) - 1
    written = releases.release(course, out, range(last + 1), url)
    show.console().print(f"{len(written)} files in {out}")


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
@click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")
def doctor(machine: bool) -> None:
    """Say what this machine has: Python, packages, how well students' code can be shut in, and how to do that better.

    Example: autograder doctor
    """
    findings = examiner.examine(Path.cwd())
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
