"""Moodle, "Download all submissions": a folder for each student or, flat, all files side by side; a folder or a zip.

    Ada Lovelace_12345_assignsubmission_file_/scalars-submission.zip
    Grace Hopper_12346_assignsubmission_file/tinytorch/...       (newer Moodle; students may upload folders)
    Participant_12347_assignsubmission_file_/x.zip               (blind marking)
    Alan Turing_12348_assignsubmission_file_x.zip                (flat)
    Ada Lovelace_12345_assignsubmission_onlinetext_/...          (no file: left aside)

The number is the participant's in this assignment: "Participant 12345" in the grading worksheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.classroom.layouts.handin import Claim, HandIn, among, in_folder, most
from autograder.classroom.layouts.place import Entry, Place

MARK = r"_(?P<user>\d+)_assign(?P<kind>submission_[a-z]+|feedback_[a-z]+)_?"
FILE = re.compile(rf"(?P<name>.+?){MARK}.*")  # the first mark is Moodle's: the rest is as the student called the file
FOLDER = re.compile(rf"(?P<name>.+){MARK}")  # the last one is: before it stands what people call themselves


def moodle(place: Place) -> Sequence[HandIn] | None:
    """The hand-ins of a Moodle download."""
    entries = place.entries()
    parted = [(entry, found) for entry in entries if (found := _named(entry))]
    if not most(len(parted), len(entries)):
        return None
    by_user: dict[str, list[tuple[Entry, re.Match[str]]]] = {}
    for entry, found in parted:
        if found["kind"] == "submission_file":
            by_user.setdefault(found["user"], []).append((entry, found))
    return [hand_in for pairs in by_user.values() for hand_in in _of_user(place, pairs)]


def _named(entry: Entry) -> re.Match[str] | None:
    return (FOLDER if entry.is_folder else FILE).fullmatch(entry.name)


def _of_user(place: Place, pairs: list[tuple[Entry, re.Match[str]]]) -> list[HandIn]:
    name, user = pairs[0][1]["name"], pairs[0][1]["user"]
    claim = Claim(name if name != "Participant" else f"Participant {user}", (("moodle", user), ("name", name)))
    flat = [entry for entry, _ in pairs if not entry.is_folder]
    folders = [found for entry, _ in pairs if entry.is_folder for found in in_folder(place, entry, claim)]
    return [*among(flat, claim), *folders]
