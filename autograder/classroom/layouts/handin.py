"""What every layout finds: a HandIn, where it lies and whose it is in the layout's own words (a Claim).

A layout is a function from a Place to its hand-ins, or to None where the place is laid out in another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from autograder.classroom.layouts.moments import utc
from autograder.classroom.layouts.place import Entry, Place, is_archive
from autograder.classroom.paths import shown, student_name
from autograder.judge.records import Notice

MOST_ATTEMPTS = 50  # of one person in one download
FEW = 20  # notices
ASIDE = "not a zip or a tar: left aside"


@dataclass(frozen=True)
class Claim:
    """Whose a hand-in is: the layout's `name` for them, and words to look a person up by, the surest first.

    The kinds are "student", "email", "name" (as people write it), "sortable" (last name first, without spaces), "any",
    "unlinked" (a student of whom no GitHub login is known) and those of Person.ids; an "entry" tells nobody, but tells
    two owners apart.
    """

    name: str
    words: tuple[tuple[str, str], ...]

    @property
    def owner(self) -> str:
        """The same for all that one person handed in, and for nobody else."""
        return " ".join(self.words[0])


@dataclass(frozen=True)
class HandIn:
    """One thing that somebody handed in; `moment` is what the layout itself knows, in UTC."""

    claim: Claim
    entry: Entry
    moment: str | None = None
    notices: tuple[Notice, ...] = ()


Layout = Callable[[Place], Sequence[HandIn] | None]


def named_after(entry: Entry) -> Claim:
    """Whose it is where a person has named the file or folder after the student."""
    name = student_name(entry.last)
    return Claim(name, (("entry", entry.name), ("student", name), ("any", name), ("name", name)))


def in_folder(place: Place, folder: Entry, claim: Claim, *theirs: str) -> list[HandIn]:
    """One person's folder: the hand-in itself where a tinytorch folder is near the top, else each archive there.

    `theirs` are names of the platform's own files.
    """
    inner = place.entries(folder.name)
    folders = [entry for entry in inner if entry.is_folder]
    if any(entry.last == "tinytorch" or place.has_folder(f"{entry.name}/tinytorch") for entry in folders):
        return [HandIn(claim, folder)]
    files = [entry for entry in inner if not (entry.is_folder or entry.last in theirs)]
    if not any(is_archive(entry.name) for entry in files):
        files += [entry for each in folders for entry in place.entries(each.name) if is_archive(entry.name)]
    return among(files, claim) or [HandIn(claim, folder)]


def among(files: Iterable[Entry], claim: Claim, notices: Iterable[Notice] = ()) -> list[HandIn]:
    """The archives among one person's files, in their order; where there is none the first file, for its sentence."""
    files = sorted(files, key=lambda entry: naturally(entry.name))
    archives = [entry for entry in files if is_archive(entry.name)]
    aside = [Notice(shown(entry.last), ASIDE) for entry in files if not is_archive(entry.name)]
    if len(archives) > MOST_ATTEMPTS:  # grading each of thousands would keep the class waiting
        aside.insert(0, Notice(shown(archives[-1].last), f"only the last {MOST_ATTEMPTS} archives here are graded"))
    told = (*notices, *(aside[:FEW] if archives else ()))
    return [HandIn(claim, entry, None, told) for entry in archives[-MOST_ATTEMPTS:] or files[:1]]


def dated(found: Iterable[HandIn], text: str, zone: tzinfo | None, otherwise: Notice) -> list[HandIn]:
    """The same, handed in at the time that a text names; with the notice where it names none."""
    try:
        moment = utc(text, zone)
    except ValueError:
        return [replace(hand_in, notices=(otherwise, *hand_in.notices)) for hand_in in found]
    return [replace(hand_in, moment=moment) for hand_in in found]


def naturally(text: str) -> list[tuple[int, str]]:
    """A sort key in which 10 comes after 9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,18})", text)]


def most(part: int, whole: int) -> bool:
    """More than half: one odd file, or one student's trick, does not make a layout."""
    return 2 * part > whole
