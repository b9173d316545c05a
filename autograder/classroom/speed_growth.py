"""How a class's work grows with its size: grading, storing, pages and every export, for 100, 1,000 and 10,000.

Grading is measured on the bench's own course, whose code costs next to nothing, so that it is the judge's share that
grows. What comes after grading is measured on real records: those of PUPILS made-up students of an assignment, judged
for real, stand in the gradebook again and again under other names. Each command runs in a process of its own, as a
person would type it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from autograder.classroom import speed_course
from autograder.classroom.class_page import leave_results
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.grading import PRIVATE, ClassRecords, Order, grade_class, prepare, scope_of
from autograder.classroom.made_up import canvas_export, write_class
from autograder.classroom.simulation import student_name
from autograder.classroom.speed import Report
from autograder.classroom.speed_class import long_class
from autograder.classroom.speed_rows import Noise, Row, seconds
from autograder.classroom.submissions import find_submissions
from autograder.course.errors import InternalError
from autograder.course.model import Course
from autograder.judge.digests import digest
from autograder.sandbox.isolation import Level

PUPILS = 40
LATEST = "2026-09-14T23:59:00Z"

# Runs a command and leaves behind how many kilobytes it had at its peak.
TELLING = """
import sys
from pathlib import Path
from autograder.cli.instructor import main
try:
    main(sys.argv[2:])
finally:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    Path(sys.argv[1]).write_text("".join(line.split()[1] for line in lines if line.startswith("VmHWM:")))
"""

# What is run on the results folder OUT; FILE is the gradebook as Canvas exports it.
COMMANDS = {
    "status": "status --out OUT",
    "report": "report OUT",
    "students' pages": "report OUT --pages",
    "export csv": "export csv --out OUT",
    "export json": "export json --out OUT",
    "export canvas": "export canvas --out OUT --into FILE",
    "export junit": "export junit --out OUT",
    "export gradescope": "export gradescope --out OUT",
}
AIMS = {"status": "", "report": "5 s", "students' pages": ""}
EXPORT_AIM = "60 s"


def growth(course: Course, level: Level, jobs: int, sizes: Sequence[int], step: Callable[[], None]) -> Report:
    """Everything for each size; `step` is called twice for each."""
    noise = Noise()
    groups: list[tuple[str, tuple[Row, ...]]] = []
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as folder:
        place = Path(folder)
        pupils, first = _judged(course, level, jobs, place / "pupils")
        groups.append((f"{PUPILS} made-up students of {course.assignments[0].folder}", (first,)))
        for size in sizes:
            rows = _graded(place / f"cheap{size}", level, jobs, size, noise)
            step()
            rows += _used(place / f"class{size}", pupils, size, noise)
            step()
            groups.append((f"{size:,} students", tuple(rows)))
    return Report(level.value, jobs, noise.share, tuple(groups), "class")


def _judged(course: Course, level: Level, jobs: int, place: Path) -> tuple[ClassRecords, Row]:
    """A made-up class, judged for real, and how fast its hand-ins were judged."""
    assignment = course.assignments[0]
    count = write_class(place, course, (assignment,), PUPILS, 0, datetime.fromisoformat(LATEST))
    order = Order(course, (assignment,), level, course.root / PRIVATE, place / "out", jobs)
    scope_of(order)  # draws the examples
    start = time.perf_counter()
    records = grade_class(order, find_submissions(place / assignment.folder), lambda: None)
    return records, Row("hand-ins judged, real code", "1/s", (count / (time.perf_counter() - start),))


def _graded(place: Path, level: Level, jobs: int, size: int, noise: Noise) -> list[Row]:
    """The judge's own share: a class whose code costs nothing."""
    course = speed_course.write_course(place)
    with speed_course.importable(course):
        private, out = place / "private", place / "out"
        order = Order(course, course.assignments[:1], level, private, out, jobs, hidden=speed_course.HIDDEN)
        prepare(order)
        return long_class(order, size, noise)


def _used(out: Path, pupils: ClassRecords, size: int, noise: Noise) -> list[Row]:
    """The rows of a class that is graded: how large its gradebook is, and what each command takes."""
    out.mkdir()
    students = tuple(student_name(number) for number in range(1, size + 1))
    stored = seconds(lambda: _fill(out / GRADEBOOK, pupils, students))
    rows = [
        Row("records stored", "1/s", (size / stored,)),
        Row("gradebook", "MB", ((out / GRADEBOOK).stat().st_size / 1e6,)),
    ]
    columns = [(each["title"], each["points"]) for each in next(iter(pupils))["assignments"]]
    (out / "canvas.csv").write_text(canvas_export(size, columns), encoding="utf-8")
    records = ClassRecords(out / GRADEBOOK, pupils.scope, pupils.points, students)
    written = seconds(lambda: leave_results(out, records, expected=False))
    rows.append(Row("records and pages written", "1/s", (size / written,)))
    for name, words in COMMANDS.items():
        noise.listen()
        taken, memory = _run(words, out)
        rows.append(Row(name, "s", (taken,), AIMS.get(name, EXPORT_AIM)))
        rows.append(Row(f"{name}, peak memory", "MB", (memory,)))
    return rows


def _fill(path: Path, pupils: ClassRecords, students: Sequence[str]) -> None:
    """A gradebook in which no two students have handed in the same bytes."""
    known = list(pupils)
    with Gradebook(path) as book, book.together():
        book.learn((each["folder"], each["title"], each["points"]) for each in known[0]["assignments"])
        for number, student in enumerate(students):
            submission = digest([student.encode()])
            book.hand_in(pupils.scope, student, submission, None, (), moment=LATEST, source=f"{student}.zip")
            book.enter(pupils.scope, known[number % len(known)] | {"submission": submission})


def _run(words: str, out: Path) -> tuple[float, float]:
    """Seconds and megabytes at the peak of `autograder WORDS`; 0 megabytes where the system does not tell."""
    places = {"OUT": str(out), "FILE": str(out / "canvas.csv")}
    told = out / "memory"
    command = [sys.executable, "-c", TELLING, str(told), *(places.get(word, word) for word in words.split())]
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    taken = time.perf_counter() - start
    if done.returncode:
        raise InternalError(f"`autograder {words}` failed in the bench: {done.stderr.strip()}")
    return taken, int(told.read_text() or 0) / 1024
