"""One zip, tar or folder per student, named by the student; a folder may hold several archives, one per attempt.

    hand-ins/
      ada.zip
      grace.tar.gz
      linus/tinytorch/...                       (or linus/his-checkout/tinytorch/...)
      margaret/first.zip, margaret/second.zip   (two attempts)

Every entry that is not junk is somebody's. This is what a place is taken for when it is laid out in no other way.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.classroom.layouts.handin import HandIn, in_folder, named_after
from autograder.classroom.layouts.place import Entry, Place


def plain(place: Place) -> Sequence[HandIn]:
    """Every entry is somebody's."""
    return [found for entry in place.entries() for found in of_student(place, entry)]


def of_student(place: Place, entry: Entry) -> list[HandIn]:
    """The attempts of the student who is named by an entry."""
    claim = named_after(entry)
    return in_folder(place, entry, claim) if entry.is_folder else [HandIn(claim, entry)]
