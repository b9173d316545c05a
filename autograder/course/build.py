"""Write everything that is made from the reference: stubs, faces, notebooks, and what is unlocked in tinytorch/.

`plan(course)` makes it all in memory, `check(course)` compares it with the disk, `build(course)` writes what differs.
In tinytorch/ and notebooks/ people work: a file there that somebody has edited is theirs, listed and never touched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course import notebooks
from autograder.course.errors import UsageError
from autograder.course.faces import faces
from autograder.course.model import Assignment, Course
from autograder.course.readme import fill, has_parts
from autograder.course.stubs import MARKER, check_against_manifest, make_stub


@dataclass(frozen=True)
class Report:
    """What differs from the plan, by path relative to the root: `build` has mended it, `check` only tells."""

    stale: tuple[str, ...]  # differs from what the sources give now
    missing: tuple[str, ...]
    extra: tuple[str, ...]  # generated once, made from nothing any more
    theirs: tuple[str, ...]  # edited by whoever works here: left alone, no fault
    notebooks: bool  # False: the extra `notebook` is not installed, so notebooks were not compared

    @property
    def clean(self) -> bool:
        return not (self.stale or self.missing or self.extra)


def plan(course: Course, with_notebooks: bool = True, address: str | None = None) -> dict[str, bytes]:
    """Path relative to the root -> bytes, for every generated file."""
    if not course.solutions.is_dir():
        raise UsageError(f"{course.root} has no solutions/tinytorch, and stubs are made from it; use the full course.")
    stubs = {assignment.folder: _stubs(course, assignment) for assignment in course.assignments}
    made: dict[str, bytes] = {}
    files = {f"solutions/{path}": text for path, text in faces(course, len(course.assignments) - 1).items()}
    stage = unlocked_stage(course)
    for assignment in course.assignments:
        folder = f"assignments/{assignment.folder}/stubs"
        made |= {f"{folder}/{path}": content for path, content in stubs[assignment.folder].items()}
        files |= {f"{folder}/{path}": text for path, text in faces(course, assignment.number).items()}
        if assignment.number <= stage:
            made |= stubs[assignment.folder]
    files |= faces(course, stage)
    for page in ["README.md", *(f"assignments/{assignment.folder}/README.md" for assignment in course.assignments)]:
        text = (course.root / page).read_text(encoding="utf-8") if (course.root / page).is_file() else ""
        if has_parts(text):
            files[page] = fill(course, page, text)
    made |= {path: text.encode() for path, text in files.items()}
    if with_notebooks:
        address = notebooks.address_of(course) if address is None else address
        for name, path in notebooks.sources(course).items():
            source = path.read_text(encoding="utf-8")
            made[f"notebooks/{name}.ipynb"] = notebooks.make_notebook(source, name, address=address)
    return dict(sorted(made.items()))


def unlocked_stage(course: Course) -> int:
    """The highest assignment with a file in tinytorch/; 0 where there is none yet."""
    return max(
        (
            assignment.number
            for assignment in course.assignments
            if any((course.workspace / file).exists() for file in assignment.owns)
        ),
        default=0,
    )


def check(course: Course) -> Report:
    """Compare the plan with the disk, byte by byte."""
    return _compare(course, plan(course, with_notebooks=notebooks.available()))


def build(course: Course) -> Report:
    """Write what differs, remove what is no longer made; the report says what was done."""
    files = plan(course)
    report = _compare(course, files)
    # The stubs come last: until they are written, a file of tinytorch/ that equals an old stub is known as untouched.
    for path in sorted([*report.stale, *report.missing], key=_is_stub):
        _write(course.root / path, files[path])
        pristine = _pristine(course, path)
        if path.startswith("tinytorch/") and pristine.exists():
            _write(pristine, files[path])
    for path in sorted(report.extra, key=_is_stub):
        (course.root / path).unlink()
    return report


def _stubs(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """tinytorch/FILE -> what students get, for every file that the assignment owns: its stub, or the data as it is."""
    sources = {file: (course.solutions / file).read_text(encoding="utf-8") for file in assignment.modules}
    check_against_manifest(assignment, sources)
    stubs = {
        file: f"# Made from solutions/tinytorch/{file} by `autograder build`.\n"
        + make_stub(source, assignment.number, f"solutions/tinytorch/{file}")
        for file, source in sources.items()
    }
    made = {f"tinytorch/{file}": stub.encode() for file, stub in stubs.items()}
    return made | {f"tinytorch/{file}": _data(course, file) for file in assignment.data}


def _data(course: Course, file: str) -> bytes:
    """The bytes of a data file; refused where a solution is marked in it, for nothing would cut that out."""
    content = (course.solutions / file).read_bytes()
    if MARKER.search(content.decode("latin-1")):
        raise UsageError(
            f"solutions/tinytorch/{file}: solutions are cut out of .py files only, and this goes to students as it is; "
            "take the markers out, and what stands between them."
        )
    return content


def _compare(course: Course, files: Mapping[str, bytes]) -> Report:
    compared = notebooks.available()
    stale: list[str] = []
    missing: list[str] = []
    theirs: list[str] = []
    for path, made in files.items():
        try:
            found = (course.root / path).read_bytes()
        except FileNotFoundError:
            missing.append(path)
        except OSError as error:
            raise UsageError(f"{path} cannot be read ({error.strerror}); a generated file belongs there.") from error
        else:
            if found != made:
                (stale if _is_ours(course, path, found) else theirs).append(path)
    extra = [path for path in _generated(course, compared) if path not in files]
    return Report(tuple(stale), tuple(missing), tuple(extra), tuple(theirs), compared)


def _is_ours(course: Course, path: str, found: bytes) -> bool:
    """Whether nobody has edited the file: outside tinytorch/ and notebooks/ nobody should."""
    if path.startswith("notebooks/"):
        return notebooks.is_untouched(found)
    if not path.startswith("tinytorch/"):
        return True
    copies = [assignment.path / "stubs" / path for assignment in course.assignments]
    return any(copy.is_file() and copy.read_bytes() == found for copy in [*copies, _pristine(course, path)])


def _pristine(course: Course, path: str) -> Path:
    """Where `tt` keeps the copy of tinytorch/FILE that it delivered when the layer was unlocked."""
    return course.root / ".tinytorch" / "pristine" / path.removeprefix("tinytorch/")


def _generated(course: Course, compared: bool) -> Iterator[str]:
    """Every file on the disk that build has made, or that stands where only build writes."""
    root = course.root
    places = [(folder, "*") for folder in sorted((root / "assignments").glob("*/stubs"))]
    places += [(course.solutions, "__init__.py"), (course.workspace, "*")]
    found = [file for folder, pattern in places for file in sorted(folder.rglob(pattern))]
    if compared:
        found += sorted((root / "notebooks").glob("*.ipynb"))
    for file in found:
        path = file.relative_to(root).as_posix()
        if file.is_file() and "__pycache__" not in path and _is_ours(course, path, file.read_bytes()):
            yield path


def _is_stub(path: str) -> bool:
    return path.startswith("assignments/")


def _write(path: Path, content: bytes) -> None:
    """Replace the file whole, so that a build killed at any moment leaves the old file or the new one."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); make its folder writable, then repeat."
        ) from error
    finally:
        new.unlink(missing_ok=True)
