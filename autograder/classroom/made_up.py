"""Write a made-up class into a folder, as a learning platform would export it: `write_class(place, ...)`.

place/roster.csv                      who is in the class
place/canvas.csv                      the same as Canvas exports its gradebook, with no score yet
place/00_scalars/STUDENT.zip          handed in once, or STUDENT/1.zip, STUDENT/2.zip
place/00_scalars.times.csv            when
place/00_scalars.truth.json           what each last hand-in deserves: not for grading, to judge the grading by
"""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from autograder.classroom.simulation import HandIn, simulated, student_name
from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Course
from autograder.loop.submission_zip import write_zip
from autograder.reports.files import telling, write_file

SECTIONS = 4


def write_class(
    place: Path, course: Course, assignments: Sequence[Assignment], count: int, seed: int, deadline: datetime
) -> int:
    """Write the class; each assignment is due a week after the one before. The number of hand-ins."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise UsageError(f"{place} is not empty; a made-up class goes into a new or empty folder.")
    with telling(place):
        write_file(place / "roster.csv", [_roster(count)])
        columns = [(assignment.title, assignment.points) for assignment in assignments]
        write_file(place / "canvas.csv", [canvas_export(count, columns)])
        return sum(
            _assignment(place, simulated(course, each, count, seed), each.folder, deadline + timedelta(weeks=week))
            for week, each in enumerate(assignments)
        )


def _assignment(place: Path, hand_ins: Iterable[HandIn], folder: str, deadline: datetime) -> int:
    times = [("student", "submitted at")]
    truth = {}
    for student, each in itertools.groupby(hand_ins, key=lambda hand_in: hand_in.student):
        own = list(each)
        for hand_in in own:
            name = f"{student}.zip" if len(own) == 1 else f"{student}/{hand_in.number}.zip"
            path = place / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_zip(path, dict(sorted(hand_in.files.items())))
            moment = deadline + timedelta(hours=hand_in.hours)
            times.append((student, moment.isoformat(timespec="seconds")))
        fails = sorted(f"{file} {symbol}" for file, symbol in own[-1].fails)
        truth[student] = {"kind": own[-1].kind, "fails": fails, "sound": own[-1].sound, "attempts": len(own)}
    write_file(place / f"{folder}.times.csv", [_csv(times)])
    write_file(place / f"{folder}.truth.json", [json.dumps(truth, indent=1), "\n"])
    return len(times) - 1


def _roster(count: int) -> str:
    rows = [("student", "name", "email", "section")]
    for number in range(1, count + 1):
        name = student_name(number)
        rows.append((name, f"Student {number}", f"{name}@example.edu", f"section {number % SECTIONS + 1}"))
    return _csv(rows)


def canvas_export(count: int, columns: Sequence[tuple[str, float]]) -> str:
    """The gradebook of the class as Canvas exports it, with an empty column for each (title, points)."""
    headings = [f"{title} ({1000 + place})" for place, (title, _) in enumerate(columns)]
    rows = [
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headings),
        ("    Points Possible", "", "", "", "", *(f"{points:g}" for _, points in columns)),
    ]
    for number in range(1, count + 1):
        ids = (str(5000 + number), "", student_name(number))
        rows.append((f"{number}, Student", *ids, f"section {number % SECTIONS + 1}", *("" for _ in columns)))
    return _csv(rows)


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
