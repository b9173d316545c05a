"""GitHub Classroom, `gh classroom clone student-repos`: a folder of checkouts, each with its .git.

    scalars-submissions/
      scalars-adalovelace/.git/, tinytorch/, ...
      scalars-grace-hopper/.git/, tinytorch/, ...

A checkout is called by the assignment and the login. What is graded are the files of the work tree. The moment is that
of the last commit, by the committer's own clock: the student's word, which a platform's own times (a file of times)
overrule.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.classroom.layouts.commits import Commits
from autograder.classroom.layouts.handin import Claim, HandIn, most
from autograder.classroom.layouts.place import Entry, Place
from autograder.classroom.paths import printable, student_name
from autograder.judge.records import Notice

EXPORT = "-submissions"
UNREAD = "commits are not read from a zip: when it came is not known, unless the export is unpacked"
UNDATED = "its last commit has no date that can be read: when it came is not known"


def github(place: Place) -> Sequence[HandIn] | None:
    """The checkouts of a class, where most entries are checkouts."""
    entries = place.entries()
    checkouts = [entry for entry in entries if entry.is_folder and place.has_folder(f"{entry.name}/.git")]
    if not most(len(checkouts), len(entries)) or (place.is_zip and len(checkouts) < 2):  # one student's zip
        return None
    folders = [entry for entry in entries if entry.is_folder]
    prefix = _prefix(place.name, [entry.name for entry in folders])
    with Commits() as commits:
        return [_of_checkout(place, entry, prefix, commits) for entry in folders]


def _of_checkout(place: Place, entry: Entry, prefix: str, commits: Commits) -> HandIn:
    login = student_name(entry.name.removeprefix(prefix))
    claim = Claim(login, (("github", login), ("ending", entry.name), ("student", login)))
    moment = None if place.is_zip else commits.moment(place.path / entry.name)
    undated = Notice(printable(entry.name), UNREAD if place.is_zip else UNDATED)
    return HandIn(claim, entry, moment, () if moment else (undated,))


def _prefix(folder: str, names: Sequence[str]) -> str:
    """What all names begin with, up to a hyphen: the assignment's name, where the export's folder does not tell it."""
    told = folder.removesuffix(EXPORT) + "-"
    if all(name.startswith(told) for name in names):
        return told
    first, last = min(names), max(names)  # what these two share, all share
    if first == last:
        return ""
    shared = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first.rfind("-", 0, shared) + 1]
