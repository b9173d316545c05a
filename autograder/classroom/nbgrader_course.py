"""Write a course for nbgrader from the notebooks' sources: `write_course(course, assignments, folder)`.

    folder/nbgrader_config.py             what nbgrader must know; an instructor's own lines may follow below
    folder/source/NN_slug/NN_slug.ipynb   the instructor's version, with solutions, hidden tests and rubrics
    folder/source/NN_slug/pictures/       what its text shows, for nbgrader hands on what lies beside a notebook

From there on nbgrader does what it always does: generate_assignment, release, collect, autograde, feedback, formgrader.
Answers are graded on the reference's layers, so that a broken layer of a student does not sink the questions.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.course import notebooks
from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Course
from autograder.reports.files import replaced

CONFIG = """# Written by `autograder notebooks --course`. Lines of your own may stand below the last line of this block.
import os
from pathlib import Path

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = {name!r}
c.ClearSolutions.code_stub = {{"python": {stub!r}}}
c.Execute.timeout = {seconds}  # of one cell
c.ExecutePreprocessor.timeout = {seconds}
c.HTMLExporter.embed_images = True  # a student's feedback is one file
# Answers run on the reference's layers. To grade on what is installed, take the next two lines out.
reference = [{reference!r}, {root!r}]
os.environ["PYTHONPATH"] = os.pathsep.join([*reference, *filter(None, [os.environ.get("PYTHONPATH")])])
os.environ["MPLBACKEND"] = "agg"
# --- end of the block
"""
END = "# --- end of the block\n"
SECONDS = 120
LINK = re.compile(r"\]\(\.\./(assignments/\w+/pictures/([\w-]+\.svg))\)")


@dataclass(frozen=True)
class Written:
    """What was done, by assignment folder."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


def write_course(course: Course, assignments: Iterable[Assignment], folder: Path) -> Written:
    """Write or renew the course in `folder`; UsageError where that would spoil what is there already."""
    sources = notebooks.sources(course)
    chosen = {layer.folder: sources[layer.folder] for layer in assignments if layer.folder in sources}
    if not chosen:
        raise UsageError("None of these assignments has a notebook; `notebooks/src` says which do.")
    texts = {name: path.read_text(encoding="utf-8") for name, path in chosen.items()}
    made = {
        name: notebooks.make_notebook(LINK.sub(r"](pictures/\2)", text), name, solved=True)
        for name, text in texts.items()
    }
    shown = {name: pictures(course, text) for name, text in texts.items()}
    folder = folder.absolute()
    refuse_place(folder)
    before = {name: content(place(folder, name)) for name in made}
    changed = [name for name in made if before[name] is not None and before[name] != made[name]]
    for name in changed:
        refuse_submitted(folder, name)
    write(folder / "nbgrader_config.py", config(course, folder).encode())
    for name in made:
        if before[name] != made[name]:
            write(place(folder, name), made[name])
        for file, data in shown[name].items():
            write(place(folder, name).with_name("pictures") / file, data)
    new = tuple(name for name in made if before[name] is None)
    return Written(new, tuple(changed), tuple(name for name in made if name not in (*new, *changed)))


def place(folder: Path, name: str) -> Path:
    return folder / "source" / name / f"{name}.ipynb"


def pictures(course: Course, text: str) -> dict[str, bytes]:
    """The files that the text of a notebook shows, by name."""
    found = {file: (path, content(course.root / path)) for path, file in LINK.findall(text)}
    for path, data in found.values():
        if data is None:
            raise UsageError(f"A notebook shows {path}, and there is no such file; put it there, or take the link out.")
    return {file: data for file, (_, data) in found.items() if data is not None}


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def config(course: Course, folder: Path) -> str:
    """Our block, and below it whatever the instructor has added to the file that is there."""
    block = CONFIG.format(
        name=folder.name,
        stub=notebooks.STUB,
        seconds=SECONDS,
        reference=str(course.solutions.parent),
        root=str(course.root),
    )
    old = content(folder / "nbgrader_config.py")
    own = old.decode("utf-8", errors="replace").partition(END)[2] if old else ""
    return block + own


def refuse_place(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; name a new one, or the course that was made here.")
    ours = content(folder / "nbgrader_config.py")
    if ours is not None and END.encode() not in ours:
        raise UsageError(f"{folder} holds a course for nbgrader that was not made here; name a new folder.")
    if ours is None and folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty and no course that was made here; name a new folder.")


def refuse_submitted(folder: Path, name: str) -> None:
    """Cells that come or go would break what nbgrader knows of notebooks that were handed in."""
    handed_in = sorted((folder / "submitted").glob(f"*/{name}"))
    if handed_in or in_gradebook(folder / "gradebook.db", name):
        raise UsageError(
            f"{name} has changed, and notebooks of it are handed in already: grade those first, then make a new course "
            "in another folder."
        )


def in_gradebook(database: Path, name: str) -> bool:
    """Whether nbgrader's gradebook knows a submission of the assignment."""
    if not database.is_file():
        return False
    query = """
        SELECT count(*) FROM submitted_assignment JOIN assignment
        ON assignment.id = submitted_assignment.assignment_id WHERE assignment.name = ?
    """
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute(query, (name,)).fetchone()[0])
    except sqlite3.Error:
        return False


def write(path: Path, data: bytes) -> None:
    try:
        with replaced(path) as new:
            new.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); choose a folder that you may write to."
        ) from error
