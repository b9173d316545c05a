"""What became of a student's work since the hand-in before: `changes(record, previous)` says it in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.reports.feedback.phrase import Phrase, names
from autograder.reports.words import Record, blanks_of, number, problem_of, several

Blanks = dict[tuple[str, str, str], Record]


def changes(record: Record, previous: Record | None) -> tuple[Phrase, ...]:
    """Points, blanks that pass now, that passed before, that are begun; nothing where there is nothing to compare."""
    if previous is None or problem_of(record):
        return ()
    if problem_of(previous):
        return (("The hand-in before this one could not be graded; this one could.",),)
    old, new = _blanks(previous), _blanks(record)
    common = [place for place in new if place in old]
    if not common:
        return ()
    said = list(_moves(common, old, new)) or [("Every blank ended as it did before.",)]
    if record["bundle"] != previous["bundle"]:
        said.append(("The checks themselves were renewed in between, so not all of this need be your doing.",))
    return tuple(said)


def _moves(common: list[tuple[str, str, str]], old: Blanks, new: Blanks) -> Iterator[Phrase]:
    before, after = (round(sum(blanks[place]["score"] for place in common), 6) for blanks in (old, new))
    if before != after:
        word = "more" if after > before else "fewer"
        yield (
            f"{several(abs(round(after - before, 6)), 'point')} {word}: {number(before)} before, {number(after)} now.",
        )
    gained = [p[2] for p in common if new[p]["verdict"] == "pass" != old[p]["verdict"]]
    lost = [p[2] for p in common if old[p]["verdict"] == "pass" != new[p]["verdict"] != "broken"]
    begun = [p[2] for p in common if old[p]["verdict"] == "todo" and new[p]["verdict"] not in ("todo", "pass")]
    if gained:
        yield ("Passes now: ", *names(gained), ".")
    if lost:
        yield ("Passed before and does not now: ", *names(lost), ". Look at what you changed there.")
    if begun:
        yield ("Begun since: ", *names(begun), ".")


def _blanks(record: Record) -> Blanks:
    return {(a["folder"], blank["file"], blank["symbol"]): blank for a, _, blank in blanks_of(record)}
