"""The group of `autograder`'s commands: COMMANDS says where each one is, and loads it when it is called for.

Results go to stdout, progress and log to stderr.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click

from autograder.cli.instructor_log import LEVELS, log_to
from autograder.course.symbols import did_you_mean

# What the help lists, in this order: section -> name of the command -> the module of autograder.cli that holds it.
COMMANDS: Mapping[str, Mapping[str, str]] = {
    "A term": {
        "release": "instructor_release",
        "roster": "instructor_term",
        "term": "instructor_term",
        "grade": "instructor_grade",
        "status": "instructor_status",
        "override": "instructor_term",
        "report": "instructor_report",
        "regrade": "instructor_regrade",
        "similar": "instructor_similar",
        "bundle": "instructor_scale",
        "merge": "instructor_scale",
        "export": "instructor_export",
        "gradescope": "instructor_gradescope",
        "backup": "instructor_term",
    },
    "The course": {
        "new": "instructor_new",
        "build": "instructor_course",
        "check": "instructor_check",
        "mutants": "instructor_mutants",
        "notebooks": "instructor_course",
    },
    "This machine": {
        "doctor": "instructor_course",
        "demo": "instructor_demo",
        "simulate": "instructor_simulate",
        "bench": "instructor_bench",
    },
}


class _Lazy(click.Group):
    """A group that imports a command when it is called, and none to list them all."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        for section in COMMANDS.values():
            if module := section.get(name):
                command = getattr(import_module(f"autograder.cli.{module}"), _function(name))
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(context)
        if args[0] not in known and not args[0].startswith("-"):
            context.fail(f"No such command '{args[0]}'{did_you_mean(args[0], known)}")
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, _summary(module, name)) for name, module in section.items()])


def _function(command: str) -> str:
    return command.replace("-", "_")


def _summary(module: str, command: str) -> str:
    """The first words of a command's docstring, up to a colon or stop; read without running the module."""
    tree = ast.parse(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8"))
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == _function(command))
    text = " ".join((ast.get_docstring(next(named)) or "").split())
    return re.split(r"[.:;](?: |$)", text, maxsplit=1)[0] + "."


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
@click.option(
    "--log-level", type=click.Choice(LEVELS), default="warning", show_default=True, help="What is told on stderr."
)
@click.option(
    "--log", "file", type=click.Path(path_type=Path, dir_okay=False), help="Add every event to FILE, as JSON lines."
)
def autograder(debug: bool, log_level: str, file: Path | None) -> None:
    """Grade the course.

    \b
    The usual round:
      autograder demo              see that everything works on this machine
      autograder release ../class  what the students clone
      autograder grade hand-ins/   a folder of zips, one per student
    """
    log_to(log_level, file)
