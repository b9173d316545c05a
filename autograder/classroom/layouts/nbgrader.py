"""nbgrader's tree of submissions: a folder for each student, in it one for each assignment; the course's folder, too.

    submitted/
      ada/00_scalars/timestamp.txt           2026-09-14 21:59:00.123456 UTC
      ada/00_scalars/tinytorch/...           (or an archive: ada/00_scalars/scalars-submission.zip)
      ada/01_autograd/...
      grace/00_scalars/...

timestamp.txt is nbgrader's own: a time with a zone, and UTC where it names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from autograder.classroom.layouts.handin import Claim, HandIn, dated, in_folder, named_after
from autograder.classroom.layouts.place import Entry, Place
from autograder.judge.records import Notice

SUBMITTED = "submitted"
TIMESTAMP = "timestamp.txt"
UNREAD = Notice(TIMESTAMP, "no time that can be read: when it came is not known")


def nbgrader(place: Place) -> Sequence[HandIn] | None:
    """The hand-ins of an nbgrader course."""
    top = SUBMITTED if place.has_folder(SUBMITTED) and not place.has_folder("tinytorch") else ""
    students = place.entries(top)
    if not students or not all(student.is_folder for student in students):
        return None
    is_named = SUBMITTED in (top, place.name)
    if not is_named and not (len(students) > 1 and all(_is_stamped(place, student) for student in students)):
        return None
    return [found for student in students for found in _of_student(place, student)]


def _is_stamped(place: Place, student: Entry) -> bool:
    return any(place.read(f"{entry.name}/{TIMESTAMP}") is not None for entry in place.entries(student.name))


def _of_student(place: Place, student: Entry) -> list[HandIn]:
    claim = named_after(student)
    folders = [entry for entry in place.entries(student.name) if entry.is_folder]
    if not folders or any(entry.last == "tinytorch" for entry in folders):
        return in_folder(place, student, claim)
    return [found for folder in folders for found in _of_assignment(place, folder, claim)]


def _of_assignment(place: Place, folder: Entry, claim: Claim) -> list[HandIn]:
    found = in_folder(place, folder, claim, TIMESTAMP)
    stamp = place.read(f"{folder.name}/{TIMESTAMP}")
    return found if stamp is None else dated(found, stamp.decode("utf-8-sig", errors="replace"), UTC, UNREAD)
