"""One notebook at work: which package it uses, what happens before each cell, and what it says when a cell stops."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.course.errors import CourseError
from autograder.loop.workspace import Workspace, open_workspace
from autograder.notebook import magics
from autograder.notebook.cards import Link, link
from autograder.notebook.reload import PACKAGE, Loaded, Refreshed
from autograder.notebook.stops import KINDS, stop

HOME = Path(__file__).resolve().parents[2]  # the folder that holds autograder/


class Session:
    """What the extension keeps while it is loaded."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.workspace, self.refused = find_workspace()
        self.loaded = Loaded()
        self.borrowed: Path | None = None
        self.began = time.time_ns()
        self.at_work = True

    def before_cell(self, *_: object) -> None:
        """Load what was saved since the last cell."""
        self.began = time.time_ns()
        done = self.loaded.refresh(self.shell.user_ns)
        for sentence in sentences(done):
            print(sentence if self.workspace is None else sentence.replace(f"{self.workspace.root}{os.sep}", ""))

    def link(self, place: str, name: str = "") -> Link:
        """The link to a place in the course's files, for the program that shows the notebook."""
        return link(self.workspace, place, name, vscode="__vsc_ipynb_file__" in self.shell.user_ns)

    def after_cell(self, *_: object) -> None:
        """Remember how the files of new modules look: they have just been read."""
        self.loaded.note(self.began)

    def on_error(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType,
        tb_offset: int | None = None,
    ) -> None:
        """IPython's place for an error of its own kinds: a card and one line instead of a page of calls."""
        card = stop(self.workspace, error, trace, self.link)
        if card is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        drop_figures()
        show(card)
        shell.showtraceback((kind, error, trace), exception_only=True)


def begin(shell: Any) -> None:
    """Start a session, or a new one in place of the old; what was borrowed stays so."""
    old = end(shell)
    session = Session(shell)
    if old is not None:
        session.borrowed, session.loaded = old.borrowed, old.loaded
    shell.tinytorch_session = session
    if session.workspace and session.borrowed is None and is_elsewhere(session.workspace):
        sys.path.insert(0, str(session.workspace.root))
    shell.set_custom_exc(KINDS, session.on_error)
    shell.events.register("pre_run_cell", session.before_cell)
    shell.events.register("post_run_cell", session.after_cell)
    magics.register(shell, session)
    print(greeting(session))


def end(shell: Any) -> Session | None:
    """The session that was, taken back; None where there is none."""
    session: Session | None = getattr(shell, "tinytorch_session", None)
    if session is not None and session.at_work:
        session.at_work = False
        shell.set_custom_exc((), None)
        shell.events.unregister("pre_run_cell", session.before_cell)
        shell.events.unregister("post_run_cell", session.after_cell)
    return session


def find_workspace() -> tuple[Workspace | None, str]:
    """The course around the notebook, else the one that this code belongs to; and why not, for the first of them."""
    refused = []
    for start in (Path.cwd(), HOME):
        try:
            return open_workspace(start), ""
        except CourseError as error:
            refused.append(str(error))
    return None, refused[0]


def is_elsewhere(workspace: Workspace) -> bool:
    """Whether `import tinytorch` gives none, or another course's though the notebook lies in this one."""
    found = package_folder()
    return found is None or (
        Path.cwd().is_relative_to(workspace.root.resolve()) and not found.is_relative_to(workspace.root.resolve())
    )


def package_folder() -> Path | None:
    """Where `import tinytorch` looks."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).resolve().parent if found and found.origin else None


def greeting(session: Session) -> str:
    """Which tinytorch the notebook works on."""
    folder, workspace = package_folder(), session.workspace
    if folder is None:
        return "No tinytorch is here: open the notebook in the course's folder, or install the course there (README)."
    if session.borrowed is not None and folder.is_relative_to(session.borrowed.resolve()):
        return "This notebook works with layers of the reference; `%borrow none` goes back to yours."
    if workspace is None or folder != workspace.package.resolve():
        return f"tinytorch comes from {folder}."
    unlocked = workspace.unlocked()
    to = "and" if len(unlocked) == 2 else "to"
    layers = f"assignments 00 {to} {unlocked[-1].number:02} are" if len(unlocked) > 1 else "assignment 00 is"
    return f"This notebook works on your own tinytorch; {layers} unlocked."


def sentences(done: Refreshed) -> list[str]:
    """What to tell of a look at the files."""
    said = [f"Not loaded, the version before stays: {why}." for why in done.failed]
    if done.whole:
        said.append("tinytorch was loaded anew, since a compiled part changed; make values from before again.")
    elif done.renewed:
        said.append(f"Loaded anew: {', '.join(done.renewed)}.")
    return said


def drop_figures() -> None:
    """Half a figure of matplotlib is not to be seen below a stop."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def show(value: Any) -> None:
    """Show it below the cell."""
    import_module("IPython.display").display(value)
