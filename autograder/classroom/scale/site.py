"""Where a class is graded, and by whom: `with site(where, ...) as found: found.order(...)`.

It joins a sealed bundle, or the course itself, with this machine's processes, or with a cluster's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.classroom.grading import PRIVATE, Engine, Order, run_here
from autograder.classroom.scale.keys import own_fingerprint
from autograder.classroom.scale.seal import sealed_bytes
from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Course
from autograder.judge.bundle import HIDDEN
from autograder.sandbox.isolation import Level

if TYPE_CHECKING:
    from autograder.classroom.scale.sealed import Opened


@dataclass(frozen=True)
class Where:
    """What a person asked for: a sealed bundle and whose it must be; a scheduler and its workers."""

    bundle: Path | None = None
    fingerprint: str | None = None
    scheduler: str | None = None
    weak: bool = False


@dataclass(frozen=True)
class Site:
    """A course that can be graded, and how; `assignments` are those that there are checks of."""

    course: Course
    assignments: tuple[Assignment, ...]
    private: Path
    hidden: str
    level: Level
    engine: Callable[[Order], Engine]

    def checked(self, assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
        """Those of some assignments that there are checks of; all that there are checks of, where it is none."""
        return tuple(each for each in assignments if each in self.assignments) or self.assignments

    def order(self, assignments: tuple[Assignment, ...], out: Path, jobs: int, *, whole: bool) -> Order:
        """An order for some of the assignments."""
        return Order(self.course, assignments, self.level, self.private, out, jobs, whole, self.hidden)


@contextmanager
def site(where: Where, here: Callable[[], Course], level: Callable[[], Level]) -> Iterator[Site]:
    """The site; `here` finds the course and `level` this machine's sandbox, where they are needed."""
    if where.fingerprint and not where.bundle:
        raise UsageError("--fingerprint says whose bundle it must be; give the file with --bundle.")
    with ExitStack() as stack:
        found = stack.enter_context(_opened(where.bundle, where.fingerprint, here)) if where.bundle else None
        if found:
            course, assignments, private, hidden = found.course, found.assignments, found.private, found.hidden
        else:
            course = here()
            assignments, private, hidden = course.assignments, course.root / PRIVATE, HIDDEN
        if where.scheduler is None:
            yield Site(course, assignments, private, hidden, level(), lambda _: run_here)
            return
        from autograder.classroom.scale.dask_engine import cluster

        workers = stack.enter_context(cluster(where.scheduler, weak=where.weak))

        def engine(order: Order) -> Engine:
            return workers.engine(*((found.sealed, found.fingerprint) if found else sealed_bytes(order)))

        yield Site(course, assignments, private, hidden, workers.level, engine)


def _opened(bundle: Path, fingerprint: str | None, here: Callable[[], Course]) -> AbstractContextManager[Opened]:
    """The bundle, which must be signed with the key that was named, or with this course's own."""
    from autograder.classroom.scale.sealed import opened  # by calls that Windows has not

    return opened(bundle, fingerprint or _own(here))


def _own(here: Callable[[], Course]) -> str | None:
    """The fingerprint of this course's own key; None in a folder that is no course, or has none."""
    try:
        return own_fingerprint(here().root / PRIVATE)
    except UsageError:
        return None
