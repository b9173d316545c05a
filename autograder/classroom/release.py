"""Write the folder that students clone: `release(course, out, range(0, 2))`.

It holds handouts, stubs, public tests, notebooks, tinytorch/ with the first layer unlocked, and the part of the grader
that `tt` needs. It is put together from lists of what may go out, so solutions, hidden checks and mutants cannot.
"""

from __future__ import annotations

import configparser
import json
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.course.build import plan
from autograder.course.errors import InternalError, UsageError
from autograder.course.imports import closure, module_file
from autograder.course.model import Assignment, Course
from autograder.course.notebooks import address_of, checked_address
from autograder.loop.milestone import FILE as MILESTONE

CODE = Path(__file__).resolve().parents[2]  # the folder that holds autograder/
# Packages that go out with all their files.
WHOLE = ("autograder.course", "autograder.loop", "autograder.bench", "autograder.notebook")
EXTRAS = ("viz", "notebook", "data", "log")  # what a student may want of the project's extras
ROOTS = ("autograder.cli.student", "autograder.reports.terminal")
SECRET = ("autograder.judge", "autograder.checks", "autograder.hidden", "autograder.classroom")
PICTURES = {".svg", ".png", ".gif", ".jpg", ".jpeg"}


def release(course: Course, out: Path, assignments: range, address: str | None = None) -> tuple[str, ...]:
    """Write the release into `out`, a new or empty folder, whole or not at all; returns the paths in it.

    `address` is where students will find it: its notebooks then open in Colab.
    """
    if assignments.start != 0 or assignments.step != 1 or not 0 < len(assignments) <= len(course.assignments):
        last = len(course.assignments) - 1
        raise UsageError(
            f"A release holds the assignments 0 to N in a row, where N is at most {last} (got {assignments})."
        )
    _refuse_place(out)
    address = checked_address(address) if address else address_of(course)
    try:
        files = release_files(course, [course.assignments[number] for number in assignments], address)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read ({error.strerror}), and a release needs it.") from error
    try:
        _write(files, out)
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written ({error.strerror}); choose a folder that you may write to."
        ) from error
    return tuple(files)


def release_files(course: Course, released: list[Assignment], address: str = "") -> dict[str, bytes]:
    """Path -> bytes of everything in the release."""
    files: dict[str, bytes] = {}
    made = plan(course, address=address)  # fresh from the reference, so that a stale stub on the disk cannot go out
    for assignment in released:
        own = (f"assignments/{assignment.folder}/stubs/", f"notebooks/{assignment.folder}.ipynb")
        files |= {path: content for path, content in made.items() if path.startswith(own)}
        files |= {_relative(course, path): path.read_bytes() for path in _public(assignment)}
    first = f"assignments/{released[0].folder}/stubs/"
    files |= {path.removeprefix(first): content for path, content in files.items() if path.startswith(first)}
    for pattern in ("assignments/conftest.py", "assignments/pytest.ini", "LICENSE*", ".gitignore", ".gitattributes"):
        files |= {_relative(course, path): path.read_bytes() for path in course.root.glob(pattern)}
    files |= grader_files()
    files["pyproject.toml"] = _pyproject(course, address).encode()
    files["README.md"] = _readme(released).encode()
    return dict(sorted(files.items()))


def grader_files() -> dict[str, bytes]:
    """The part of autograder/ that `tt` needs; refuses to go on if that reaches what must stay with the instructor."""
    whole = [path for package in WHOLE for path in sorted(CODE.joinpath(*package.split(".")).rglob("*"))]
    whole = [path for path in whole if path.is_file() and "__pycache__" not in path.parts]
    roots = [
        *ROOTS,
        *(".".join(path.relative_to(CODE).with_suffix("").parts) for path in whole if path.suffix == ".py"),
    ]
    modules = sorted(closure(CODE, (root.removesuffix(".__init__") for root in roots), "autograder"))
    for module in modules:
        if module.startswith(SECRET):
            raise InternalError(f"The student's side imports {module}, which must not go out; mend that import first.")
    files = [*whole, *(path for module in modules if (path := module_file(CODE, module)))]
    return {path.relative_to(CODE).as_posix(): path.read_bytes() for path in files}


def _public(assignment: Assignment) -> Iterator[Path]:
    """What an assignment's folder shows to students, beside the stubs."""
    yield from (assignment.path / "README.md", assignment.path / "assignment.toml")
    for path in sorted(assignment.path.rglob("*")):
        inside = path.relative_to(assignment.path).parts
        given = inside[0] == "tests" or inside == (MILESTONE,)
        public = (given and "__pycache__" not in inside) or path.suffix in PICTURES
        if path.is_file() and public and inside[0] != "stubs":
            yield path


def _relative(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()


def _pyproject(course: Course, address: str) -> str:
    """The course's own pyproject.toml, less what only an instructor needs."""
    source = tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))
    project, extras = source["project"], source["project"]["optional-dependencies"]
    kept = ("name", "version", "description", "readme", "requires-python", "license", "license-files", "dependencies")
    public = configparser.ConfigParser()
    public.read(course.root / "assignments" / "pytest.ini", encoding="utf-8")
    options = public["pytest"]
    tables: dict[str, dict[str, Any]] = {
        "build-system": source["build-system"],
        "project": {key: project[key] for key in kept if key in project},
        "project.optional-dependencies": {key: extras[key] for key in EXTRAS if key in extras},
        **({"project.urls": {"Repository": address}} if address else {}),
        "project.scripts": {"tt": project["scripts"]["tt"]},
        "tool.hatch.build.targets.wheel": {"packages": ["tinytorch", "autograder"]},
        "tool.pytest.ini_options": {
            "minversion": options["minversion"],
            "pythonpath": ["."],
            "testpaths": ["assignments"],
            "addopts": options["addopts"],
            "markers": options["markers"].strip().splitlines(),
        },
    }
    lines = ["# Generated from the course's pyproject.toml by `autograder release`."]
    for table, values in tables.items():
        lines += ["", f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _readme(released: list[Assignment]) -> str:
    rows = [f"| [{a.folder}](assignments/{a.folder}/README.md) | {a.title} | {a.points:g} |" for a in released]
    return README.format(rows="\n".join(rows))


def _refuse_place(out: Path) -> None:
    if not out.absolute().parent.is_dir():
        raise UsageError(f"{out.absolute().parent} does not exist; make that folder first.")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out} is not a folder; choose a new or empty one.")
    if out.is_dir() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty; choose a new or empty folder, a release never writes over one.")


def _write(files: dict[str, bytes], out: Path) -> None:
    """Write beside the place and rename, so that `out` is never half a release."""
    out = out.absolute()
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as beside:
        new = Path(beside) / "release"
        for path, content in files.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if out.is_dir():
            out.rmdir()
        new.rename(out)


README = """\
# tinytorch: build a deep-learning framework, layer by layer

You write a small PyTorch, and understand every line of it, because every line is yours. Your package is the folder
`tinytorch/`. The command `tt` tells you what to do next and checks what you have written.

## Start

You need Python 3.11 or newer (`python --version`). In this folder:

```bash
python -m venv .venv
source .venv/bin/activate      # on Windows: .venv\\Scripts\\activate
pip install -e .
tt doctor                      # says what is missing, if anything is
```

Under Anaconda make the environment with `conda create -n tinytorch python=3.11` and `conda activate tinytorch`.

## Work

```bash
tt status                      # every task, its points, and where you stand
tt next                        # the next blank: file, line, what it asks for
tt                             # watches: save a file and see the verdict
tt check 0.1                   # one task; or one symbol: tt check mul
tt hint                        # a little help, then more
tt start 01                    # unlocks the next layer, when this one is done
tt submit                      # writes the zip that you hand in
```

`pytest` runs the public tests of what is unlocked: a blank that you have not written is an `x`, not a failure. Grading
uses more tests than these; they check the same laws on other inputs.

For the notebooks: `pip install -e ".[notebook]"`, then `jupyter lab`, and open one of
`notebooks/` there. `%task 0.1` in a notebook shows what is to be written, `%check 0.1` judges it.

## Assignments

| read this first | what you build | points |
|---|---|---|
{rows}

Only the files that an assignment names as yours are graded; new files of your own are welcome but stay with you.
"""
