"""GitHub Classroom, `gh classroom clone student-repos`: a folder of checkouts, each with its .git.

    scalars-submissions/
      scalars-adalovelace/.git/, tinytorch/, ...
      scalars-grace-hopper/.git/, tinytorch/, ...

A checkout is called by the assignment and the login; where the export's folder does not tell where the one ends, it is
within what all names begin with. Students choose their logins: whose login another one ends with is nobody's hint, and
who has a login on the roster is found by no other. What is graded are the files of the work tree. The moment is that of
the last commit, by the committer's own clock: the student's word, which a platform's own times (a file of times)
overrule.
"""

from __future__ import annotations

import re
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
    prefixes = _prefixes(place.name, [entry.name for entry in folders])
    with Commits() as commits:
        return [_of_checkout(place, entry, prefixes, commits) for entry in folders]


def _of_checkout(place: Place, entry: Entry, prefixes: Sequence[str], commits: Commits) -> HandIn:
    logins = [student_name(entry.name.removeprefix(prefix)) for prefix in prefixes]
    known = (("github", login) for login in logins)
    claim = Claim(logins[0], (*known, *(("unlinked", login) for login in logins)))
    moment = None if place.is_zip else commits.moment(place.path / entry.name)
    undated = Notice(printable(entry.name), UNREAD if place.is_zip else UNDATED)
    return HandIn(claim, entry, moment, () if moment else (undated,))


def _prefixes(folder: str, names: Sequence[str]) -> list[str]:
    """What all names begin with, up to a hyphen: what is most likely the assignment's name first."""
    told = folder.removesuffix(EXPORT) + "-"
    if all(name.startswith(told) for name in names):
        return [told]
    first, last = min(names), max(names)  # what these two share, all share
    shared = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    prefixes = [first[: found.end()] for found in re.finditer("-", first[:shared])]
    return ["", *prefixes] if first == last else [*reversed(prefixes)] or [""]
