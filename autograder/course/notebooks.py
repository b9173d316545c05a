"""Make a student's notebook from its source: notebooks/src/NN_slug.py (py:percent) -> the bytes of NN_slug.ipynb.

jupytext reads the cells, nbgrader's own preprocessors take out solutions, hidden tests and outputs. The bytes depend
on the source alone, so that they can be compared. Both libraries come with the extra `notebook`, imported when used.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.course.errors import UsageError
from autograder.course.model import Course
from autograder.course.symbols import lines_of

FIRST = "# <first cell>"  # stands in a source for the cell below, and `# <badge>` for the picture that opens Colab
BADGE = "<badge>"
FIRST_CELL = """\
# Finds your course: in JupyterLab, in VS Code, on Colab. Run it first.
import sys
from pathlib import Path

COURSE = "{address}"  # the address of your copy of the course; only Colab needs it
if "google.colab" in sys.modules and COURSE:
    !test -d /content/course || (git clone -q {{COURSE}} /content/course && pip install -q -e "/content/course[viz]")
    %cd -q /content/course/notebooks
sys.path += [str(folder) for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "autograder").is_dir()]
try:
    %reload_ext autograder.notebook
except ModuleNotFoundError:
    print("The course is not here: open this notebook in the course's folder; on Colab, fill in COURSE above.")"""
ADDRESS = re.compile(r"https://[\w.-]+/[\w.~/-]+")
COLAB = (
    "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
    "(https://colab.research.google.com/github/{repository}/blob/main/notebooks/{name}.ipynb)"
)
LIBRARIES = ("jupytext", "nbformat", "nbgrader")
STUB = '# TODO: write this cell\nraise NotImplementedError("Need to write this cell")'
TRACE = re.compile(r"(BEGIN|END)\s+(SOLUTION|HIDDEN TESTS)", re.IGNORECASE)
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
SEAL = re.compile(rb'"seal": "[0-9a-f]{64}"')
NO_SEAL = b'"seal": "' + b"0" * 64 + b'"'


def available() -> bool:
    """Whether the libraries of the extra `notebook` are installed."""
    return all(find_spec(name) is not None for name in LIBRARIES)


def sources(course: Course) -> dict[str, Path]:
    """Assignment folder -> the notebook's source, for every source there is."""
    found = {path.stem: path for path in sorted((course.root / "notebooks" / "src").glob("*.py"))}
    for stem in found:
        if course.assignment(stem).folder != stem:
            raise UsageError(f"notebooks/src/{stem}.py must be called like its assignment's folder, with its number.")
    return found


def address_of(course: Course) -> str:
    """Where the course is to be had, from [project.urls] of its pyproject.toml; "" where that does not say."""
    path = course.root / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
    except (OSError, tomllib.TOMLDecodeError):
        return ""
    address = str(project.get("urls", {}).get("Repository", ""))
    return checked_address(address) if address else ""


def checked_address(address: str) -> str:
    """The address, if it is one that git can clone and a notebook can hold."""
    if not ADDRESS.fullmatch(address):
        raise UsageError(
            f"Expected the address of a repository, as in https://github.com/OWNER/NAME (got '{address}')."
        )
    return address


def make_notebook(source: str, name: str, *, solved: bool = False, address: str = "") -> bytes:
    """The notebook `name` ("00_scalars") without outputs; without solutions too, unless `solved`.

    With the address of the course on GitHub it has a badge that opens it in Colab.
    """
    if not available():
        raise UsageError('Notebooks need the extra "notebook": run `pip install -e ".[notebook]"`, then repeat.')
    file = f"notebooks/src/{name}.py"
    _check_markers(source, file)
    jupytext: Any = import_module("jupytext")
    notebook = jupytext.reads(source, fmt="py:percent")
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "tinytorch": {"generated": f"from {file} by `autograder build`", "seal": "0" * 64},
    }
    _open(notebook, name, address)
    notebook = _preprocess(notebook, file, solved)
    for position, cell in enumerate(notebook.cells):
        content = f"{name}\n{position}\n{cell.cell_type}\n{cell.source}"
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's own
        cell["id"] = hashlib.sha256(content.encode()).hexdigest()[:12]
        if not solved and TRACE.search(cell.source):
            raise UsageError(
                f"{file}: cell {position} would show a marker to the student; check its BEGIN and END lines."
            )
    return _seal(_serialise(notebook))


def _open(notebook: Any, name: str, address: str) -> None:
    """Put in the cell that finds the course, and the badge where there is an address on GitHub."""
    found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", address)
    badge = COLAB.format(repository=found[1], name=name) if found else ""
    for cell in notebook.cells:
        if cell.source == FIRST:
            cell.source = FIRST_CELL.format(address=address)
        elif BADGE in cell.source:
            cell.source = re.sub(rf"\n*{BADGE}\n*", f"\n\n{badge}\n\n" if badge else "\n\n", cell.source).strip("\n")


def is_untouched(notebook: bytes) -> bool:
    """Whether make_notebook wrote these very bytes: the seal in them is the digest of the rest."""
    return bool(SEAL.search(notebook)) and _seal(SEAL.sub(NO_SEAL, notebook)) == notebook


def _seal(notebook: bytes) -> bytes:
    """Put the digest of everything else into the place kept for it, so that an edited notebook is known as edited."""
    digest = hashlib.sha256(notebook).hexdigest().encode()
    return notebook.replace(NO_SEAL, NO_SEAL.replace(b"0" * 64, digest))


def _check_markers(source: str, file: str) -> None:
    """nbgrader keeps the text between misspelt markers and drops a lone END in silence; here both are errors."""
    opened: str | None = None
    for number, line in enumerate(lines_of(source), 1):
        if line.startswith(("# %%", "#%%")) and opened:
            raise UsageError(f"{file}:{number}: a new cell begins before '### END {opened}'; end it in its own cell.")
        if not TRACE.search(line):
            continue
        kind = "SOLUTION" if "SOLUTION" in line.upper() else "HIDDEN TESTS"
        marker = line.strip().removeprefix("# ")  # in a markdown cell each line is a comment
        begins = marker == f"### BEGIN {kind}"
        if marker not in MARKERS or begins == bool(opened) or (opened and opened != kind):
            raise UsageError(
                f"{file}:{number}: expected '### BEGIN {kind}' and '### END {kind}' by turns (got '{marker}')."
            )
        opened = kind if begins else None
    if opened:
        raise UsageError(f"{file}: the last '### BEGIN {opened}' is never ended; add '### END {opened}'.")


def _preprocess(notebook: Any, file: str, solved: bool) -> Any:
    """Apply nbgrader's steps of `nbgrader generate_assignment`; a solved notebook keeps its answers."""
    nbgrader: Any = import_module("nbgrader.preprocessors")
    clear = [] if solved else [nbgrader.ClearSolutions(code_stub={"python": STUB}), nbgrader.ClearHiddenTests()]
    for step in [nbgrader.CheckCellMetadata(), nbgrader.LockCells(), *clear, nbgrader.ClearOutput()]:
        step.log = logging.getLogger("autograder.notebooks.nbgrader")
        step.log.setLevel(logging.CRITICAL)  # what is wrong is raised too; say it once
        try:
            notebook, _ = step.preprocess(notebook, {})
        except Exception as error:  # nbgrader raises RuntimeError, ValidationError and its own kinds
            reason = " ".join(str(error.__context__ or error).split()).rstrip(".")  # the first cause says which cell
            raise UsageError(f"{file}: nbgrader refuses the notebook: {reason}.") from error
    return notebook


def _serialise(notebook: Any) -> bytes:
    """Sorted keys, one space, a line per source line: the layout that Jupyter itself writes."""
    nbformat: Any = import_module("nbformat")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    text: str = nbformat.writes(notebook, version=4)
    return (text.rstrip("\n") + "\n").encode()
