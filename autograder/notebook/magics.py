"""The commands of a notebook: `%task 1.2`, `%check 1.2`, `%hint relu`, `%borrow 00-01`."""

from __future__ import annotations

import atexit
import contextlib
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from autograder.course.errors import CourseError, UsageError
from autograder.course.model import Assignment, Blank
from autograder.course.ranges import picked
from autograder.loop.borrow import source_for
from autograder.loop.hints import next_hint
from autograder.loop.launch import environment
from autograder.loop.selection import blanks_named, require_unlocked
from autograder.loop.workspace import Workspace, is_stub, place
from autograder.notebook.cards import Card, Link, Paragraph
from autograder.notebook.overlay import overlay
from autograder.notebook.reload import Loaded
from autograder.notebook.verdict import verdict

USES = {
    "task": "%task 1.2 shows the blanks of a task, or one blank: %task relu",
    "check": "%check 1.2 runs the public tests of a task, or of one blank: %check relu",
    "hint": "%hint relu gives the next hint for a blank",
    "borrow": "%borrow 00-01 takes the reference's layers for this notebook alone; %borrow none goes back to yours",
}


class Notebook(Protocol):
    """What the commands need of a session."""

    shell: Any
    workspace: Workspace | None
    refused: str  # why there is none
    loaded: Loaded
    borrowed: Path | None  # the folder with the package that is put together for this notebook

    def link(self, place: str, name: str = "") -> Link:
        """The link to a place in the course's files."""


def register(shell: Any, session: Notebook) -> None:
    """Make the commands known to IPython."""
    for name, command in (("task", task), ("check", check), ("hint", hint), ("borrow", borrow)):
        shell.register_magic_function(answering(session, name, command), "line", name)


def answering(session: Notebook, name: str, command: Callable[[Notebook, Workspace, str], Any]) -> Callable[[str], Any]:
    """The command as IPython wants it: of one line of text, and with errors as one sentence."""

    def run(line: str) -> Any:
        if session.workspace is None:
            return Card("There is no course to work on", session.refused, kind="failed")
        try:
            return command(session, session.workspace, line.strip())
        except CourseError as error:
            return Card(sentence(str(error)), USES[name] + ".", kind="failed")

    run.__doc__ = USES[name]
    return run


def sentence(words: str) -> str:
    """With a capital letter, unless a path or a number comes first; the card puts the full stop."""
    first = words.split(" ", 1)[0]
    return (words[0].upper() + words[1:] if first.isalpha() else words).rstrip(".")


def task(session: Notebook, workspace: Workspace, line: str) -> Card:
    """What there is to write, and where."""
    blanks = blanks_named(workspace.course, named(line, "task"))
    require_unlocked(workspace, workspace.assignment_of(blanks[0]))
    todo = [blank for blank in blanks if is_stub(workspace, blank)]
    lost = [blank for blank in blanks if ":" not in place(workspace, blank)]  # without a line: no file, or no Python
    written = [blank for blank in blanks if blank not in (*todo, *lost)]
    number = sum(blank.points for blank in blanks)
    first = (todo or blanks)[0].symbol
    return Card(
        f"{title(workspace, blanks)} ({number:g} point{'' if number == 1 else 's'})",
        *places(session, workspace, "To write", todo),
        *places(session, workspace, "Not to be found", lost),
        *places(session, workspace, "Written", written),
        f"`%check {line}` judges it, `%hint {first}` helps.",
        kind="todo" if todo or lost else "plain",
    )


def title(workspace: Workspace, blanks: Sequence[Blank]) -> str:
    """The task's, or the assignment's where the blanks are of several tasks."""
    if len({blank.task for blank in blanks}) == 1:
        return f"Task {blanks[0].task}: {workspace.course.task(blanks[0].task).title}"
    assignment = workspace.assignment_of(blanks[0])
    return f"Assignment {assignment.number:02}: {assignment.title}"


def places(session: Notebook, workspace: Workspace, what: str, blanks: list[Blank]) -> Iterator[Paragraph]:
    """A paragraph per file: each blank with a link to its line."""
    for file in dict.fromkeys(blank.file for blank in blanks):
        links = [session.link(place(workspace, b), b.symbol) for b in blanks if b.file == file]
        yield f"{what} in `tinytorch/{file}`: ", *[part for link in links for part in (link, "; ")][:-1], "."


def check(session: Notebook, workspace: Workspace, line: str) -> Card:
    """What the public tests say."""
    told = json.loads(tt(workspace, "check", "--json", "--", *named(line, "task").split()))
    return verdict(workspace, line, told, session.link)


def hint(session: Notebook, workspace: Workspace, line: str) -> Card:
    """The next hint."""
    blank = workspace.course.blank(named(line, "blank"))
    shown = next_hint(workspace, blank)
    more = f"Once more `%hint {blank.symbol}` says more." if shown.level < shown.levels else ""
    return Card(f"Hint {shown.level} of {shown.levels} for `{blank.symbol}`", shown.text, more, kind="plain")


def borrow(session: Notebook, workspace: Workspace, line: str) -> Card:
    """Put the reference's layers below, above or in place of the student's, in this process alone."""
    layers, source = asked(workspace, split(line))
    if layers is None:
        leave(session)
        return Card("This notebook works on your own layers", "Run the cells from the top.", kind="plain")
    folder = Path(tempfile.mkdtemp(prefix="tinytorch-borrowed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    overlay(workspace, layers, source_for(workspace, source), folder)
    leave(session)
    session.borrowed = folder
    sys.path.insert(0, str(folder))
    session.loaded.start_again(session.shell.user_ns)
    names = ", ".join(layer.folder for layer in layers)
    untouched = "Your files are as they were. Run the cells from the top."
    return Card(f"For this notebook alone: {names} from the reference", untouched, kind="plain")


def split(line: str) -> list[str]:
    """The words as a shell would read them: a path may stand between quotation marks."""
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def asked(workspace: Workspace, words: list[str]) -> tuple[list[Assignment] | None, Path | None]:
    """ "00-01 --from FILE" -> the layers, None for "none"; and where to take them from."""
    match words:
        case ["none"]:
            return None, None
        case [layers]:
            return chosen(workspace, layers), None
        case [layers, "--from", path]:
            return chosen(workspace, layers), Path(path).expanduser()
    raise UsageError("expected the assignments to borrow, as in 00-01.")


def leave(session: Notebook) -> None:
    """Take what is borrowed off the path."""
    folder, session.borrowed = session.borrowed, None
    if folder is not None:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(folder))
        shutil.rmtree(folder, ignore_errors=True)
        session.loaded.start_again(session.shell.user_ns)


def chosen(workspace: Workspace, words: str) -> list[Assignment]:
    """ "00-02", "01", "00,02" or "all" -> assignments."""
    course = workspace.course
    if words == "all":
        return list(course.assignments)
    return [course.assignments[place] for place in picked(words, lambda name: course.assignment(name).number)]


def named(line: str, what: str) -> str:
    if not line:
        raise UsageError(f"the name of a {what} is missing.")
    return line


def tt(workspace: Workspace, *arguments: str) -> str:
    """What `tt` prints; its own sentence where it ends with wrong use."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder.cli.student", *arguments],
        cwd=workspace.root,
        env=environment(workspace.root),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode > 1:
        raise UsageError(done.stderr.strip().removeprefix("tt: ") or f"tt ended with exit code {done.returncode}.")
    return done.stdout
