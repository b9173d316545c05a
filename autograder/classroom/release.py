"""Write the folder that students clone: `release(course, out, range(0, 2))`, and renew it later: `renew(course, out)`.

It holds handouts, stubs, public tests, notebooks, tinytorch/ with the first layer unlocked, and the part of the grader
that `tt` needs. It is put together from lists of what may go out, so solutions, hidden checks and mutants cannot; only
of assignments that are named as `reference` the solutions go out too. `release_layers` writes a zip of such layers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from autograder.classroom.handout import layers, place, texts
from autograder.course import released
from autograder.course.build import plan
from autograder.course.errors import InternalError, UsageError
from autograder.course.imports import closure, module_file
from autograder.course.model import Assignment, Course
from autograder.course.moments import FORM, now
from autograder.course.notebooks import address_of, checked_address
from autograder.course.released import Released
from autograder.loop.milestone import FILE as MILESTONE

CODE = Path(__file__).resolve().parents[2]  # the folder that holds autograder/
# Packages that go out with all their files.
WHOLE = ("autograder.course", "autograder.loop", "autograder.bench", "autograder.notebook")
ROOTS = ("autograder.cli.student", "autograder.reports.terminal")
SECRET = ("autograder.judge", "autograder.checks", "autograder.hidden", "autograder.classroom")
PICTURES = {".svg", ".png", ".gif", ".jpg", ".jpeg"}
LEFT = (".pyc", ".pyo", "~", ".orig", ".rej", ".bak")
MARK = re.compile(rb"^\W*#+ *(BEGIN|END) +(SOLUTION|HIDDEN)", re.MULTILINE | re.IGNORECASE)
NOTHING = range(0)


def release(
    course: Course,
    out: Path,
    assignments: range,
    address: str | None = None,
    *,
    reference: range = NOTHING,
    moment: str | None = None,
) -> tuple[str, ...]:
    """Write the release into `out`, a new or empty folder or a new zip, whole or not at all; returns the paths in it.

    `address` is where students will find it: its notebooks then open in Colab. `reference` are the assignments whose
    solutions go out with it, `moment` is when it is written (now).
    """
    if out.suffix != ".zip":
        place.refuse_place(out)
    files = _files(course, assignments, address, reference, moment or now())
    try:
        (place.write_zip if out.suffix == ".zip" else place.write_new)(files, out)
    except OSError as error:
        raise _unwritable(out, error) from error
    return tuple(files)


def renew(
    course: Course,
    out: Path,
    assignments: range | None = None,
    address: str | None = None,
    *,
    reference: range | None = None,
    moment: str | None = None,
) -> tuple[str, ...]:
    """Bring the release in `out` up to date, all or nothing; returns the paths that have changed.

    What is not said stays as it was: the assignments, the address, the reference.
    """
    try:
        old = place.read_release(out.absolute())
        name, _ = released.identity(course.root)
        if old.course != name:
            raise UsageError(f"{out} holds a release of {old.course}, and this course is {name}; name its own folder.")
        later = datetime.strptime(old.moment, FORM) + timedelta(seconds=1)
        files = _files(
            course,
            range(len(old.assignments)) if assignments is None else assignments,
            old.address or None if address is None else address,
            range(len(old.reference)) if reference is None else reference,
            max(moment or now(), later.strftime(FORM)),
        )
        return place.update(files, old, out.absolute())
    except OSError as error:
        raise _unwritable(out, error) from error


def release_layers(course: Course, out: Path, chosen: range) -> tuple[str, ...]:
    """Write the zip of some layers' reference that `tt start --borrow --from` takes; returns the paths in it."""
    if out.suffix != ".zip":
        raise UsageError(f"Layers are written into a zip: call it something.zip (got {out}).")
    wanted = _chosen(course, chosen, "A zip of layers")
    files = layers.layers_files(course, wanted, plan(course, with_notebooks=False))
    try:
        place.write_zip(files, out)
    except OSError as error:
        raise _unwritable(out, error) from error
    return tuple(files)


def _files(course: Course, assignments: range, address: str | None, reference: range, moment: str) -> dict[str, bytes]:
    """Path -> bytes of the whole release, release.json included."""
    given = _chosen(course, assignments, "A release", first=0)
    solved = _chosen(course, reference, "The reference", first=0) if reference else ()
    if len(solved) > len(given):
        last = solved[-1].folder
        raise UsageError(
            f"The reference of {last} cannot go out: the release ends with {given[-1].folder}; leave {last} out of it."
        )
    address = checked_address(address) if address else address_of(course)
    try:
        files = release_files(course, given, address, solved)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read ({error.strerror}), and a release needs it.") from error
    _refuse_marks(files)
    try:
        released.refuse_odd(files)
    except ValueError as error:
        raise UsageError(f"{error}: not every system can hold it, or git; rename it.") from error
    name, version = released.identity(course.root)
    digests = {path: released.digest(content) for path, content in files.items()}
    here, solutions = (tuple(assignment.folder for assignment in some) for some in (given, solved))
    files[released.FILE] = Released(name, version, moment, here, solutions, address, digests).text().encode()
    return files


def _refuse_marks(files: Mapping[str, bytes]) -> None:
    """UsageError where a solution or a hidden test is marked: what made the file should have cut it out."""
    for path, content in files.items():
        if not path.startswith("autograder/") and MARK.search(content):
            raise UsageError(f"{path} holds a mark such as '### BEGIN SOLUTION', so students would see what it marks.")


def _chosen(course: Course, numbers: range, what: str, first: int | None = None) -> tuple[Assignment, ...]:
    """The assignments of these numbers, in a row; from `first` on where that is said."""
    last = len(course.assignments) - 1
    fits = numbers.step == 1 and len(numbers) > 0 and numbers[0] >= 0 and numbers[-1] <= last
    if not fits or first not in (None, numbers.start):
        row = "in a row, from 00 on" if first == 0 else "in a row"
        got = f"{numbers[0]:02}-{numbers[-1]:02}" if len(numbers) else "none"
        raise UsageError(f"{what} holds assignments {row}, at most to {last:02}, as in 00-{last:02} (got {got}).")
    return tuple(course.assignments[number] for number in numbers)


def _unwritable(out: Path, error: OSError) -> UsageError:
    where = error.filename or out
    return UsageError(f"{where} cannot be written ({error.strerror}); choose a folder that you may write to.")


def release_files(
    course: Course, given: tuple[Assignment, ...], address: str = "", solved: tuple[Assignment, ...] = ()
) -> dict[str, bytes]:
    """Path -> bytes of everything in the release but release.json."""
    files: dict[str, bytes] = {}
    made = plan(course, address=address)  # fresh from the reference, so that a stale stub on the disk cannot go out
    for assignment in given:
        own = (f"assignments/{assignment.folder}/stubs/", f"notebooks/{assignment.folder}.ipynb")
        files |= {path: content for path, content in made.items() if path.startswith(own)}
        files |= {_relative(course, path): path.read_bytes() for path in _public(assignment)}
    first = f"assignments/{given[0].folder}/stubs/"
    files |= {path.removeprefix(first): content for path, content in files.items() if path.startswith(first)}
    for pattern in ("assignments/conftest.py", "assignments/pytest.ini", "LICENSE*", ".gitignore", ".gitattributes"):
        files |= {_relative(course, path): path.read_bytes() for path in course.root.glob(pattern)}
    if ".gitattributes" in files:
        files[".gitattributes"] = texts.attributes(files[".gitattributes"].decode("utf-8")).encode()
    files |= grader_files()
    files |= layers.reference_files(course, solved)
    files["pyproject.toml"] = texts.pyproject(course, address).encode()
    files["README.md"] = texts.readme(given, solved, address).encode()
    files[texts.WORKFLOW] = texts.FEEDBACK.encode()
    return dict(sorted(files.items()))


def grader_files() -> dict[str, bytes]:
    """The part of autograder/ that `tt` needs; refuses to go on if that reaches what must stay with the instructor."""
    whole = [path for package in WHOLE for path in _files_below(CODE.joinpath(*package.split(".")))]
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
    for path in _files_below(assignment.path):
        inside = path.relative_to(assignment.path).parts
        public = inside[0] == "tests" or inside == (MILESTONE,) or path.suffix in PICTURES
        if public and inside[0] != "stubs":
            yield path


def _files_below(folder: Path) -> Iterator[Path]:
    """Every file but what programs leave behind: hidden files and folders, compiled files, an editor's copies."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        left = any(part.startswith(".") or part == "__pycache__" for part in inside) or path.name.endswith(LEFT)
        if path.is_symlink() and not left:
            raise UsageError(f"{path} is a link, and a release holds plain files; put the file itself there.")
        if path.is_file() and not left:
            yield path


def _relative(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()
