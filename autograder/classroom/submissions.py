"""Find the submissions in a path and read one: whose it is, the files that grading takes, what it leaves.

`find_submissions(path, people, times)` takes one submission, or a class in any layout that `layouts` knows.
`read_submission(source, course, assignments)` raises BadSubmission, one sentence, and touches that submission only.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.classroom.archives import Contents, read_path
from autograder.classroom.class_zip import open_class_zip
from autograder.classroom.layouts.handin import HandIn, named_after
from autograder.classroom.layouts.people import Roll
from autograder.classroom.layouts.place import Entry, FolderPlace, Place
from autograder.classroom.layouts.recognise import class_in
from autograder.classroom.layouts.times import Times, paired
from autograder.classroom.paths import BadSubmission, printable, shown
from autograder.classroom.receipts import check_receipt
from autograder.classroom.signatures import changes
from autograder.classroom.strays import left_aside
from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Course
from autograder.course.symbols import did_you_mean
from autograder.judge.digests import submission_digest
from autograder.judge.records import Notice
from autograder.reports.grades import Person
from autograder.reports.likeness import folded

MAX_NOTICES = 20


@dataclass(frozen=True)
class Source:
    """Where one hand-in lies: `path` on disk, and `inside` that archive where it holds a whole class.

    Several sources of one student are attempts, in the order of time, if they have one `owner`: the layout's own word
    for whose they are. Two owners of one name are namesakes.
    """

    student: str
    path: Path
    moment: str | None = None  # when it was handed in, "2026-09-14T21:59:00Z"; None where nobody knows
    inside: str = ""  # "ada.zip", or with a slash at the end a folder: "ada/"
    owner: str = ""
    notices: tuple[Notice, ...] = ()  # what the layout says of it

    @property
    def name(self) -> str:
        """How it is called before people: the file or folder, and what in it."""
        file = self.path.name or self.path.resolve().name
        return printable(f"{file}/{self.inside}".rstrip("/"))


@dataclass(frozen=True)
class Submission:
    """What grading takes from one student: `files` maps "tinytorch/..." to bytes, `digest` names exactly them."""

    student: str
    files: Mapping[str, bytes]
    notices: tuple[Notice, ...]
    digest: str
    holds: tuple[str, ...] = ()  # the folders of the assignments of which a file with blanks is there
    moment: str | None = None  # when, in UTC; None where nobody knows
    source: str = ""  # the name of the file or folder that it came in
    minutes: Mapping[str, float] = field(default_factory=dict)  # of work on each task, by the student's own word


def find_submissions(path: Path, people: Iterable[Person] = (), times: Times | None = None) -> list[Source]:
    """Every hand-in, sorted by student and then by time; `people` turn a layout's ids into students.

    Where somebody is found by no id, or by more than one person's, the layout's own name is the student and a notice
    says so. `times` overrule what the layout itself knows of moments.
    """
    if not path.exists():
        raise UsageError(f"There is nothing at {path}; give a submission zip, a folder of them or a checkout.")
    roll = Roll(people)
    found = class_in(path)
    if found is None:
        alone = HandIn(named_after(Entry(path.resolve().name)), Entry(path.name))
        sources = [_source(FolderPlace(path.parent), alone, roll)]
    else:
        place, hand_ins = found
        sources = [_source(place, hand_in, roll) for hand_in in hand_ins]
    if not sources:
        raise UsageError(f"{path} holds no submission; put one zip, tar or folder per student into it.")
    if times is not None:
        sources = _timed(sources, times, roll)
    return sorted(sources, key=lambda source: (source.student, source.moment is None, source.moment or ""))


def strangers(sources: Sequence[Source], people: Iterable[Person], times: Times) -> tuple[str, ...]:
    """The names in a file of times that neither the roster nor any hand-in has."""
    return times.by_student(Roll(people), _aliases(sources))[1]


def _source(place: Place, hand_in: HandIn, roll: Roll) -> Source:
    path, inside = place.where(hand_in.entry)
    claim, notices = hand_in.claim, hand_in.notices
    student, why = roll.find(claim) if roll else (claim.name, "")
    if student is None:
        notices = (Notice(printable(hand_in.entry.last), why), *notices)
        is_taken = folded(claim.name) in roll.students  # by somebody else
        student = f"{claim.name} ({claim.owner})" if is_taken else claim.name
    return Source(printable(student), path, hand_in.moment, inside, claim.owner, notices)


def _timed(sources: Sequence[Source], times: Times, roll: Roll) -> list[Source]:
    """The sources with the moments that a file tells of."""
    told = times.by_student(roll, _aliases(sources))[0]
    by_student: dict[str, list[Source]] = {}
    for source in sources:
        by_student.setdefault(source.student, []).append(source)
    timed = []
    for student, own in by_student.items():
        own.sort(key=lambda source: source.moment or "")
        moments = [source.moment for source in own]
        moments = paired(moments, told[student]) if student in told else moments
        timed += [replace(source, moment=moment) for source, moment in zip(own, moments, strict=True)]
    return timed


def _aliases(sources: Iterable[Source]) -> dict[str, str]:
    """What a file of times may call the students of these sources: their names, and the ids of the layout.

    "" stands where two students have one name.
    """
    aliases: dict[str, str] = {}
    for source in sources:
        for name in (folded(source.owner.partition(" ")[2]), folded(source.student)):
            aliases[name] = source.student if aliases.get(name, source.student) == source.student else ""
    return aliases


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


def namesakes(sources: Iterable[Source]) -> frozenset[str]:
    """Names that more than one owner has, whatever the capitals or the way an accent is written: whose work is it?"""
    seen: dict[str, set[tuple[str, str]]] = {}
    for source in sources:
        seen.setdefault(folded(source.student), set()).add((source.student, source.owner))
    return frozenset(student for owners in seen.values() if len(owners) > 1 for student, _ in owners)


def read_submission(source: Source, course: Course, assignments: Sequence[Assignment]) -> Submission:
    """The files with blanks of these assignments that the student handed in; others get a notice."""
    contents = read_contents(source.path, source.inside)
    root = _package_root(contents)
    files = {path.removeprefix(root): data for path, data in contents.files.items() if path.startswith(root)}
    manifest = files.pop("manifest.json", None)
    said = check_receipt(manifest, files) if manifest is not None else {}
    unread = [path.removeprefix(root) for path in contents.unread if path.startswith(root)]
    taken = {f"tinytorch/{file}" for assignment in assignments for file in assignment.files_with_blanks}
    mine = {path: files[path] for path in sorted(taken & files.keys())}
    notices = _shortened([*left_aside(course, files, unread), *_changed(assignments, mine)])
    tasks = {task.number for assignment in course.assignments for task in assignment.tasks}
    return Submission(
        student=source.student,
        files=mine,
        notices=(*source.notices, *notices),
        digest=submission_digest(mine),
        holds=tuple(each.folder for each in _held(course, files)),
        moment=source.moment,
        source=source.name,
        minutes={task: minutes for task, minutes in said.items() if task in tasks},
    )


def read_contents(path: Path, inside: str = "") -> Contents:
    """The Python files of a hand-in, which lies at `path`, or `inside` a class's zip there."""
    return open_class_zip(path).contents(inside) if inside else read_path(path)


def assignments_in(source: Source, course: Course) -> tuple[Assignment, ...]:
    """The assignments of which a submission holds a file with blanks; all where it holds none, or cannot be read."""
    try:
        held = read_submission(source, course, ()).holds
    except BadSubmission:
        return course.assignments
    return tuple(each for each in course.assignments if each.folder in held) or course.assignments


def _held(course: Course, files: Mapping[str, bytes]) -> list[Assignment]:
    return [a for a in course.assignments if any(f"tinytorch/{file}" in files for file in a.files_with_blanks)]


def _package_root(contents: Contents) -> str:
    """ "" where tinytorch/ is at the top, "name/" where it is one level down, as in an archive made by GitHub."""
    paths = contents.files.keys() | set(contents.unread)
    tops = {path.partition("/")[0] for path in paths if not path.endswith("manifest.json")}
    if "tinytorch" in tops:
        return ""
    if not tops and contents.inner:
        inner = shown(contents.inner)
        raise BadSubmission(f"it holds no tinytorch folder, but the archive '{inner}'; hand in that one as it is")
    if not tops:
        raise BadSubmission("it holds no tinytorch folder; hand in the zip that `tt submit` makes")
    if len(tops) > 1:
        first, second = sorted(tops)[:2]
        raise BadSubmission(
            f"it holds more than one tinytorch folder, in '{shown(first)}' and '{shown(second)}'; hand in one"
        )
    return tops.pop() + "/"


def _changed(assignments: Iterable[Assignment], files: Mapping[str, bytes]) -> list[Notice]:
    """A notice for each blank that is called otherwise than in its stub."""
    found = []
    for assignment in assignments:
        for file in assignment.files_with_blanks:
            path, stub = f"tinytorch/{file}", _stub(assignment.stubs / file)
            if stub is not None and path in files:
                blanks = [blank for blank in assignment.blanks if blank.file == file]
                found += [Notice(path, sentence) for sentence in changes(stub, files[path], blanks)]
    return found


def _stub(path: Path) -> bytes | None:
    try:
        status = path.stat()
    except OSError:  # a course that is only written
        return None
    return _read_stub(path, status.st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _read_stub(path: Path, changed: int) -> bytes:
    return path.read_bytes()


def _shortened(notices: list[Notice]) -> list[Notice]:
    """By path, and cut where somebody handed in half of the disk."""
    notices.sort(key=lambda notice: notice.path)
    rest = len(notices) - MAX_NOTICES
    return [*notices[:MAX_NOTICES], Notice("tinytorch/", f"and {rest} more like these")] if rest > 0 else notices
