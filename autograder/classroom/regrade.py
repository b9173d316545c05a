"""Grade a class again and see what comes out: `regrade` against the same bundle, `diff` between two bundles.

With the same bundle every record must be the same again, but for what was measured; one that is not is a fault of ours
or code that answers by chance. Between two bundles the Comparison says whose score changes and why. Neither needs more
memory for a larger class: only what changed is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder.classroom.gradebook import Gradebook, Pair, Scope
from autograder.classroom.gradebook_file import GRADEBOOK, parsed
from autograder.classroom.grading import ClassRecords, Engine, Order, grade_class, run_here, scope_of
from autograder.classroom.paths import BadSubmission
from autograder.classroom.submissions import Source, read_submission
from autograder.course.errors import UsageError
from autograder.judge.scoring import total
from autograder.reports.differences import Difference, differences
from autograder.reports.folder import bundles_written
from autograder.reports.words import is_broken

DIGITS = 12  # digits of a digest that are shown
NO_EARLIER = "no earlier grade of the same files"
WAS_BROKEN = "the earlier grade was broken by a fault of ours"
ELSEWHERE = "the text differs where no blank stands"


@dataclass(frozen=True)
class Change:
    """One student's grade that is not what it was."""

    student: str
    difference: Difference


@dataclass(frozen=True)
class Comparison:
    """Two gradings of a class: who is the same, who changed, who could not be compared and why, what is our fault."""

    old: str
    new: str
    same: int
    changes: tuple[Change, ...]
    apart: tuple[tuple[str, str], ...]  # student -> why there is nothing to compare
    broken: tuple[str, ...]
    others: tuple[str, ...] = ()  # bundles with grades besides these two, newest first

    @property
    def up(self) -> int:
        """How many have a higher score now."""
        return sum(change.difference.new.score > change.difference.old.score for change in self.changes)

    @property
    def down(self) -> int:
        """How many have a lower score now."""
        return sum(change.difference.new.score < change.difference.old.score for change in self.changes)

    @property
    def level(self) -> int:
        """How many have the score that they had."""
        return self.same + len(self.changes) - self.up - self.down

    def to_json(self) -> dict[str, Any]:
        """All of it, for a program to read."""
        return {
            "schema": 1,
            "old": self.old,
            "new": self.new,
            "others": list(self.others),
            "up": self.up,
            "down": self.down,
            "same": self.level,
            "students": [{"student": change.student, **change.difference.to_json()} for change in self.changes],
            "blanks": [asdict(toll) for toll in tolls(self)],
            "apart": [{"student": student, "why": why} for student, why in self.apart],
            "broken": list(self.broken),
        }


@dataclass(frozen=True)
class Toll:
    """What a class gains and loses at one blank."""

    task: str
    symbol: str
    up: int
    down: int
    points: float


def refuse_ungraded(order: Order, sources: Sequence[Source]) -> None:
    """UsageError where the gradebook has no grade to compare with: then nothing would be said to be the same."""
    scope = scope_of(order)
    with Gradebook(order.out / GRADEBOOK) as book:
        for source in sources:
            with suppress(BadSubmission):
                if book.was_graded(scope, read_submission(source, order.course, order.handed_in).digest):
                    return
    raise UsageError(
        f"The gradebook in {order.out} has no grade of these submissions with the present checks, assignments and "
        "sandbox; `autograder grade` makes one, --diff compares with earlier ones."
    )


def regrade(
    order: Order, sources: Sequence[Source], step: Callable[[], None], engine: Engine = run_here
) -> tuple[ClassRecords, Comparison]:
    """Grade everybody anew and compare with the stored grades, which stay until `settle`; a kill loses nothing."""
    graded = grade_class(order, sources, step, anew=True, engine=engine)
    with Gradebook(graded.gradebook) as book:
        pairs = book.pairs(graded.scope, graded.scope, graded.students, anew=True)
        return graded, _compare(graded.scope, graded.scope, pairs, exact=True)


def settle(graded: ClassRecords) -> None:
    """What was graded anew takes the place of the stored grades, where it is sound."""
    with Gradebook(graded.gradebook) as book:
        book.settle(graded.scope, graded.students)


def diff(
    order: Order, sources: Sequence[Source], earlier: str, step: Callable[[], None], engine: Engine = run_here
) -> Comparison:
    """Compare with the earlier bundle whose digest begins so, "": the one that the records in `order.out` are of.

    Who has no grade with the present bundle is graded.
    """
    scope = scope_of(order)
    with Gradebook(order.out / GRADEBOOK) as book:
        others = [digest for digest in reversed(book.bundles(scope)) if digest != scope.bundle]
    old = replace(scope, bundle=_chosen(others, earlier, bundles_written(order.out)))
    graded = grade_class(order, sources, step, engine=engine)
    with Gradebook(graded.gradebook) as book:
        found = _compare(old, scope, book.pairs(old, scope, graded.students), exact=False)
    return replace(found, others=tuple(digest for digest in others if digest != old.bundle))


def tolls(comparison: Comparison) -> list[Toll]:
    """What each blank did to the class, the heaviest loss first."""
    gains: dict[tuple[str, str], list[float]] = {}
    for change in comparison.changes:
        for blank in change.difference.blanks:
            gains.setdefault((blank.task, blank.symbol), []).append(blank.gained)
    found = [
        Toll(*place, sum(gain > 0 for gain in each), sum(gain < 0 for gain in each), total(each))
        for place, each in gains.items()
    ]
    return sorted(found, key=lambda toll: (toll.points, toll.task, toll.symbol))


def _chosen(others: list[str], earlier: str, written: Mapping[str, int]) -> str:
    """The only one that begins so; for "" the one that most records were `written` with, or else the newest."""
    if not others:
        raise UsageError("These assignments have no grades with an earlier bundle: there is nothing to compare.")
    if not earlier:
        return max(others, key=lambda digest: written.get(digest, 0))  # newest first, and the first of equals is taken
    found = [digest for digest in others if digest.startswith(earlier.lower())]
    if len(found) == 1:
        return found[0]
    names = ", ".join(digest[:DIGITS] for digest in others)
    what = "More than one earlier bundle begins" if found else "No earlier bundle begins"
    raise UsageError(f"{what} with '{earlier}'; there are grades with these, newest first: {names}.")


def _compare(old: Scope, new: Scope, pairs: Iterable[Pair], *, exact: bool) -> Comparison:
    same = 0
    changes: list[Change] = []
    apart: list[tuple[str, str]] = []
    broken: list[str] = []
    for pair in pairs:
        if pair.problem or pair.old is None or pair.new is None:
            if pair.earlier is None:
                apart.append((pair.student, f"not graded: {pair.problem}" if pair.problem else NO_EARLIER))
            continue
        before, after = parsed(pair.old), parsed(pair.new)
        difference = differences(before, after, exact=exact)
        if exact and pair.old != pair.new and not difference:
            difference = replace(difference, other=(ELSEWHERE,))
        name = pair.student if pair.earlier is None else f"{pair.student} ({pair.earlier})"
        if is_broken(after):
            broken.append(name)
        elif is_broken(before):
            apart.append((name, WAS_BROKEN))
        elif difference:
            changes.append(Change(name, difference))
        else:
            same += pair.earlier is None
    return Comparison(old.bundle, new.bundle, same, tuple(changes), tuple(apart), tuple(broken))
