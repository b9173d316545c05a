"""The group of `autograder`'s commands: COMMANDS says where each one is, and loads it when it is called for.

Results go to stdout, progress to stderr.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True)
class Entry:
    """A command: the module of autograder.cli that holds a click command of its name, and its help's first sentence."""

    module: str
    summary: str


COMMANDS: Mapping[str, Mapping[str, Entry]] = {
    "A term": {
        "release": Entry("instructor_course", "Write what students clone into OUT."),
        "grade": Entry("instructor_grade", "Grade PATH: a submission, or a folder of them."),
        "report": Entry("instructor_grade", "Make the HTML pages of a results folder again."),
        "regrade": Entry("instructor_regrade", "Grade PATH again and see what changes."),
    },
    "The course": {
        "build": Entry("instructor_course", "Write stubs, faces and notebooks from their sources."),
        "check": Entry("instructor_check", "Try hidden checks out."),
        "mutants": Entry("instructor_mutants", "Plant every wrong implementation: each must be caught."),
        "notebooks": Entry("instructor_course", "Write a course for nbgrader."),
    },
    "This machine": {
        "doctor": Entry("instructor_course", "Say what this machine has, and what to do better."),
        "demo": Entry("instructor_demo", "Grade a small made-up class."),
        "bench": Entry("instructor_bench", "Measure the judge or the framework."),
    },
}


class _Lazy(click.Group):
    """A group that imports a command when it is run or asked for help, and none for the list of them."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        for section in COMMANDS.values():
            if entry := section.get(name):
                command = getattr(import_module(f"autograder.cli.{entry.module}"), name.replace("-", "_"))
                assert isinstance(command, click.Command)
                return command
        return None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, entry.summary) for name, entry in section.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def autograder(debug: bool) -> None:
    """Grade the course.

    \b
    The usual round:
      autograder demo              see that everything works on this machine
      autograder release ../class  what the students clone
      autograder grade hand-ins/   a folder of zips, one per student
    """
