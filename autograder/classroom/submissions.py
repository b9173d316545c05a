"""Find the submissions in a path and read one: the student's name, the files that grading takes, what it leaves.

`find_submissions(path)` takes a zip or tar, a folder of them (one per student) or a student's checkout.
`read_submission(source, course, assignments)` raises BadSubmission, one sentence, and touches that submission only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.archives import read_contents
from autograder.classroom.paths import BadSubmission, is_junk, shown
from autograder.classroom.receipts import check_receipt
from autograder.course.errors import UsageError
from autograder.course.faces import faces
from autograder.course.model import Assignment, Course
from autograder.course.symbols import did_you_mean
from autograder.judge.bundle import submission_digest
from autograder.judge.records import Notice

SUFFIXES = (".tar.gz", ".tgz", ".tar", ".zip")
MAX_NOTICES = 20


@dataclass(frozen=True)
class Source:
    """Where one student's submission lies."""

    student: str
    path: Path


@dataclass(frozen=True)
class Submission:
    """What grading takes from one student: `files` maps "tinytorch/..." to bytes, `digest` names exactly them."""

    student: str
    files: Mapping[str, bytes]
    notices: tuple[Notice, ...]
    digest: str


def find_submissions(path: Path) -> list[Source]:
    """One source per student, sorted by name; every entry of a class folder that is not junk is somebody's."""
    if not path.exists():
        raise UsageError(f"There is nothing at {path}; give a submission zip, a folder of them or a checkout.")
    if not _is_class(path):
        return [Source(student_name(path.resolve()), path)]
    entries = sorted(entry for entry in path.iterdir() if not is_junk(entry.name))
    if not entries:
        raise UsageError(f"The folder {path} holds no submission; put one zip, tar or folder per student into it.")
    return sorted((Source(student_name(entry), entry) for entry in entries), key=lambda source: source.student)


def refuse_results_among(path: Path, out: Path) -> None:
    """UsageError where `out` lies in a class folder: the next run would take it for somebody's work."""
    if _is_class(path) and out.resolve().is_relative_to(path.resolve()):
        raise UsageError("The results must not lie among the submissions; choose another folder with --out.")


def only(sources: list[Source], student: str | None) -> list[Source]:
    """The sources of one student; all of them where no name is given."""
    if student is None:
        return sources
    chosen = [source for source in sources if source.student == student]
    if not chosen:
        names = [source.student for source in sources]
        begun = [name for name in names if name.casefold().startswith(student.casefold())]
        known = f"; did you mean '{begun[0]}'?" if student and begun else did_you_mean(student, names)
        raise UsageError(f"There is no submission of '{student}'{known}")
    return chosen


def _is_class(path: Path) -> bool:
    """A folder of submissions, and no checkout."""
    return path.is_dir() and not (path / "tinytorch").is_dir()


def student_name(path: Path) -> str:
    """The student's name is the file's name without its suffix, made printable."""
    name = path.name
    suffix = next((s for s in SUFFIXES if name.lower().endswith(s)), "")
    name = name.removesuffix(name[len(name) - len(suffix) :]) if suffix else name
    return name if name.isprintable() and len(name) <= 80 else shown(name)


def namesakes(sources: Iterable[Source]) -> frozenset[str]:
    """Names that more than one source has, whatever the capitals or the way an accent is written: whose work is it?"""
    seen: dict[str, list[str]] = {}
    for source in sources:
        seen.setdefault(unicodedata.normalize("NFC", source.student).casefold(), []).append(source.student)
    return frozenset(name for names in seen.values() if len(names) > 1 for name in names)


def read_submission(source: Source, course: Course, assignments: Sequence[Assignment]) -> Submission:
    """The files with blanks of these assignments that the student handed in; others get a notice."""
    contents = read_contents(source.path)
    root = _package_root(contents.files.keys() | set(contents.unread))
    files = {path.removeprefix(root): data for path, data in contents.files.items() if path.startswith(root)}
    manifest = files.pop("manifest.json", None)
    if manifest is not None:
        check_receipt(manifest, files)
    unread = [path.removeprefix(root) for path in contents.unread if path.startswith(root)]
    taken = {f"tinytorch/{file}" for assignment in assignments for file in assignment.files_with_blanks}
    mine = {path: files[path] for path in sorted(taken & files.keys())}
    return Submission(source.student, mine, _notices(course, files, unread), submission_digest(mine))


def assignments_in(source: Source, course: Course) -> tuple[Assignment, ...]:
    """The assignments of which a submission holds a file with blanks; all where it holds none, or cannot be read."""
    try:
        files = read_submission(source, course, course.assignments).files
    except BadSubmission:
        return course.assignments
    held = [a for a in course.assignments if any(f"tinytorch/{file}" in files for file in a.files_with_blanks)]
    return tuple(held) or course.assignments


def _package_root(paths: Iterable[str]) -> str:
    """ "" where tinytorch/ is at the top, "name/" where it is one level down, as in an archive made by GitHub."""
    tops = {path.partition("/")[0] for path in paths if not path.endswith("manifest.json")}
    if "tinytorch" in tops:
        return ""
    if not tops:
        raise BadSubmission("it holds no tinytorch folder; hand in the zip that `tt submit` makes")
    if len(tops) > 1:
        first, second = sorted(tops)[:2]
        raise BadSubmission(
            f"it holds more than one tinytorch folder, in '{shown(first)}' and '{shown(second)}'; hand in one"
        )
    return tops.pop() + "/"


def _notices(course: Course, files: Mapping[str, bytes], unread: list[str]) -> tuple[Notice, ...]:
    given = {f"tinytorch/{file}" for assignment in course.assignments for file in assignment.data}
    notices = [Notice(shown(path), "not a Python file: left aside") for path in unread if path not in given]
    own_faces = _faces(course)
    for path, data in files.items():
        file = path.removeprefix("tinytorch/")
        owner = course.owner(file)
        if owner is not None and file in owner.given:
            if _lines(data) not in _copies(course, owner, file):
                notices.append(Notice(path, "given with the assignment: graded with the course's own copy"))
        elif path in own_faces:
            if _lines(data) not in own_faces[path]:
                notices.append(Notice(path, "made by `tt start` and then changed: graded with the course's own"))
        elif owner is None:
            notices.append(Notice(shown(path), "belongs to no assignment: left aside, so nothing may import it"))
    notices.sort(key=lambda notice: notice.path)
    if len(notices) > MAX_NOTICES:
        rest = len(notices) - MAX_NOTICES
        notices = [*notices[:MAX_NOTICES], Notice("tinytorch/", f"and {rest} more files that belong to no assignment")]
    return tuple(notices)


def _copies(course: Course, owner: Assignment, file: str) -> list[list[bytes]]:
    """A given file as the reference has it, and as students get it, with a line on top that says what made it."""
    copies = (course.solutions / file, owner.path / "stubs" / "tinytorch" / file)
    return [_lines(copy.read_bytes()) for copy in copies if copy.is_file()]


def _faces(course: Course) -> dict[str, list[list[bytes]]]:
    """Each face as it reads at every stage: a student's is one of these, unless somebody has changed it."""
    found: dict[str, list[list[bytes]]] = {}
    for assignment in course.assignments:
        for path, text in faces(course, assignment.number).items():
            found.setdefault(path, []).append(_lines(text.encode()))
    return found


def _lines(source: bytes) -> list[bytes]:
    return source.splitlines()  # an editor on Windows ends them differently
