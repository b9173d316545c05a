"""Canvas, "Download Submissions": all files side by side, in a folder or in submissions.zip itself.

    submissions.zip
      lovelaceada_12345_67890_scalars-submission.zip
      hoppergrace_LATE_12346_67891_scalars-submission-1.zip
      anon_Xy3bQ_67892_scalars-submission.zip              (an anonymous assignment)
      turingalan_12347_text.html                           (a text that was typed in: no hand-in)

A name is the sortable name in small letters without spaces, LATE where it was late, the user's id, the attachment's
id, and the file as the student named it; Canvas adds -1, -2 when the same name is handed in again. The ids of
attachments grow with time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograder.classroom.layouts.handin import Claim, HandIn, among, most
from autograder.classroom.layouts.place import Entry, Place, is_archive
from autograder.classroom.layouts.plain import of_student
from autograder.classroom.paths import shown
from autograder.judge.records import Notice

FILE = r"_(?:(?P<file>\d+)_.+|(?:text|link)\.html)"
NAMED = re.compile(rf"(?P<name>.+?)(?:_(?P<late>LATE))?_(?P<user>\d+){FILE}")
ANONYMOUS = re.compile(rf"(?:(?P<late>LATE)_)?(?P<name>anon_(?P<user>[A-Za-z0-9]+)){FILE}")
LATE = "Canvas marks it as late, and does not say by how much"


def canvas(place: Place) -> Sequence[HandIn] | None:
    """The hand-ins of a Canvas download."""
    files = [entry for entry in place.entries() if not entry.is_folder]
    parted = {entry: found for entry in files if (found := _parted(entry.name))}
    archives = [entry for entry in files if is_archive(entry.name)]
    if not most(sum(entry in parted for entry in archives), len(archives)) or _is_shared(parted.values()):
        return None
    by_user: dict[str, list[Entry]] = {}
    for entry, found in parted.items():
        by_user.setdefault(found["user"], []).append(entry)
    hand_ins = [found for entries in by_user.values() for found in _of_user(entries, parted)]
    strays = [entry for entry in archives if entry not in parted]
    return [*hand_ins, *(found for entry in strays for found in of_student(place, entry))]


def _parted(name: str) -> re.Match[str] | None:
    return ANONYMOUS.fullmatch(name) or NAMED.fullmatch(name)


def _is_shared(parted: Iterable[re.Match[str]]) -> bool:
    """Whether two names have one id: then the number is a year or an exercise, and this is no Canvas."""
    names: dict[str, str] = {}
    return any(names.setdefault(found["user"], found["name"]) != found["name"] for found in parted)


def _of_user(entries: list[Entry], parted: dict[Entry, re.Match[str]]) -> list[HandIn]:
    first = parted[entries[0]]
    claim = Claim(first["name"], (("canvas", first["user"]), ("sortable", first["name"])))
    late = any(parted[entry]["late"] for entry in entries)
    return among(entries, claim, [Notice(shown(entries[-1].name), LATE)] if late else [])
