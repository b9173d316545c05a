"""Run a command of `autograder` and turn how it ended into an exit code and at most one sentence: `run(words)`."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from autograder.cli.instructor_commands import autograder
from autograder.cli.instructor_options import DONE, UNREAD, WRONG
from autograder.course.errors import CourseError, InternalError
from autograder.course.log import note
from autograder.reports.files import NO_ROOM, unwritable


def run(words: Sequence[str]) -> int:
    """The exit code of `autograder WORDS`; KeyboardInterrupt where it is stopped."""
    started = time.monotonic()
    code = _ended(words)
    try:
        note("ended", code=code, seconds=round(time.monotonic() - started, 3))
    except CourseError as error:  # the log cannot be written
        click.echo(f"autograder: {error}", err=True)
        return error.exit_code
    return code


def _ended(words: Sequence[str]) -> int:
    try:
        code = _called(list(words))  # click takes words off it
        _flush()
    except click.ClickException as error:
        error.show()
        return WRONG
    except BrokenPipeError:
        _let_go_of_output()
        return UNREAD
    except Exception as error:
        if "--debug" in words:
            traceback.print_exc()
        told = _told(error)
        click.echo(f"autograder: {told}", err=True)
        return told.exit_code
    return code


def _called(words: list[str]) -> int:
    try:
        with autograder.make_context("autograder", words) as context:  # main() would make 1 of a broken pipe
            autograder.invoke(context)
        return DONE
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # rich makes 1 of it too, which means "falls short" here
            raise ended.__context__ from None
        return int(ended.code or DONE)


def _told(error: Exception) -> CourseError:
    """The error in one sentence, with whose fault it is."""
    if isinstance(error, CourseError):
        return error
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        if error.filename is None and _output_is_full():
            _let_go_of_output()
            return InternalError(f"Standard output cannot be written ({error.strerror}); send it elsewhere.")
        return unwritable(Path(error.filename or tempfile.gettempdir()), error)
    return InternalError(
        f"a fault of ours ({type(error).__name__}); `autograder --debug ...` shows where, please report it."
    )


def _output_is_full() -> bool:
    """Whether standard output is a file on a full disk, or a device that takes nothing."""
    try:
        number = sys.stdout.fileno()
        os.write(number, b"")
        return stat.S_ISREG(os.fstat(number).st_mode) and os.fstatvfs(number).f_bavail == 0
    except OSError as error:
        return error.errno in NO_ROOM


def _flush() -> None:
    if sys.stdout is not None:  # None where it was closed from the start
        sys.stdout.flush()


def _let_go_of_output() -> None:
    """What could not be written must not be tried again when Python ends, which would say so."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
