"""Gradescope, "Download Submissions": a folder for each submission, already unpacked, and one file that says whose.

    assignment_1234_export/
      submission_metadata.yml
      submission_5678/tinytorch/...

    submission_5678:
      :submitters:
      - :name: Ada Lovelace
        :sid: '1815'
        :email: ada@example.edu
      :created_at: 2026-09-14 21:59:00.123456000 Z
      :score: 0.0
      :results: ...                (long)

A group's submission is everybody's who stands in it. The file is read line by line, for these few keys alone: it is
long, PyYAML is slow and would be one more package to install, and nothing else in it is of use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograder.classroom.layouts.handin import Claim, HandIn, dated, in_folder
from autograder.classroom.layouts.place import Entry, Place
from autograder.classroom.layouts.plain import of_student
from autograder.classroom.paths import shown
from autograder.course.errors import UsageError
from autograder.judge.records import Notice

METADATA = "submission_metadata.yml"
MAX_METADATA = 256 << 20
KINDS = {"email": "email", "sid": "sis", "name": "name"}  # a submitter's key -> the kind of word, the surest first

TOP = re.compile(r"([\w.-]+):\s*")
CREATED = re.compile(r"  :created_at:\s*(.*)")
SECTION = re.compile(r"  :(\w+):.*")
SUBMITTER = re.compile(r" {2,4}- :(\w+):\s*(.*)")
MORE = re.compile(r" {4,6}:(\w+):\s*(.*)")


@dataclass
class Submitted:
    """What the file says of one submission."""

    key: str
    created: str = ""
    submitters: list[dict[str, str]] = field(default_factory=list)


def gradescope(place: Place) -> Sequence[HandIn] | None:
    """The hand-ins of a Gradescope export."""
    entries = {entry.name: entry for entry in place.entries()}
    if METADATA not in entries:
        return None
    data = place.read(METADATA, MAX_METADATA)
    if data is None:
        raise UsageError(f"{METADATA} in {place.path} cannot be read; download the submissions again.")
    described = {told.key: told for told in submissions(data.decode("utf-8-sig", errors="replace").splitlines())}
    found = [
        hand_in
        for key, told in described.items()
        if key in entries
        for hand_in in _of_submission(place, entries[key], told)
    ]
    strays = [entry for name, entry in entries.items() if entry.is_folder and name not in described]
    return [*found, *(hand_in for entry in strays for hand_in in of_student(place, entry))]


def submissions(lines: Sequence[str]) -> Iterator[Submitted]:
    """What submission_metadata.yml says of each submission; lines with other keys are passed over."""
    current, section = None, ""
    for line in lines:
        if top := TOP.fullmatch(line):
            if current:
                yield current
            current, section = Submitted(top[1]), ""
        elif current is None:
            continue
        elif begun := SECTION.fullmatch(line):
            section = begun[1]
            if created := CREATED.fullmatch(line):
                current.created = _scalar(created[1])
        elif section == "submitters" and (first := SUBMITTER.fullmatch(line)):
            current.submitters.append({first[1]: _scalar(first[2])})
        elif section == "submitters" and current.submitters and (more := MORE.fullmatch(line)):
            current.submitters[-1][more[1]] = _scalar(more[2])
    if current:
        yield current


def _of_submission(place: Place, entry: Entry, told: Submitted) -> list[HandIn]:
    people = [submitter for submitter in told.submitters if any(submitter.get(key) for key in KINDS)]
    found = [hand_in for submitter in people for hand_in in in_folder(place, entry, _claim(submitter))]
    unread = Notice(METADATA, f"'{shown(told.created)}' is no time with a zone: when it came is not known")
    return dated(found or of_student(place, entry), told.created, None, unread)


def _claim(submitter: dict[str, str]) -> Claim:
    words = tuple((kind, submitter[key]) for key, kind in KINDS.items() if submitter.get(key))
    return Claim(submitter.get("name") or words[0][1], words)


def _scalar(text: str) -> str:
    """The text of a plain or quoted scalar of YAML."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return "" if text in ("~", "null") else text
