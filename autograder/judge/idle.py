"""Find checks that say nothing of their blank: those that pass while it is a stub and all else is the reference's.

`refuse_idle(...)` looks at all checks of an assignment when its bank is drawn; `stub_planted(...)` gives the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from autograder.course.errors import InternalError
from autograder.course.model import Assignment, Blank
from autograder.course.symbols import replace_symbol, symbol_source
from autograder.judge.bank import PATIENCE, BankedCheck
from autograder.judge.judgement import Place, judge_outcome
from autograder.judge.overlay import PACKAGE
from autograder.judge.session import Ended, LoadFailed, Session

Files = Mapping[str, bytes]


def refuse_idle(
    assignment: Assignment,
    checks: Sequence[BankedCheck],
    reference: Files,
    stubs: Files,
    open_session: Callable[[Files], Session],
) -> None:
    """InternalError names a check that passes with its blank unwritten; `open_session` loads the files it is given."""
    for blank in assignment.blanks:
        own = [banked for banked in checks if banked.check.symbol == blank.symbol]
        if own and (idle := idle_checks(blank, own, partial(open_session, stub_planted(blank, reference, stubs)))):
            name, symbol = idle[0].check.name, blank.symbol
            raise InternalError(
                f"the check '{name}' of '{symbol}' passes while '{symbol}' is a stub; return what '{symbol}' makes."
            )


def stub_planted(blank: Blank, reference: Files, stubs: Files) -> dict[str, bytes]:
    """The reference's files with one blank unwritten."""
    path = PACKAGE + blank.file
    stub = symbol_source(stubs[path].decode(), blank.symbol, path)
    return {**reference, path: replace_symbol(reference[path].decode(), blank.symbol, stub, path).encode()}


def idle_checks(blank: Blank, checks: Sequence[BankedCheck], open_session: Callable[[], Session]) -> list[BankedCheck]:
    """Those of a blank's checks that pass in a process where the blank is a stub; one that ends it does not pass."""
    idle: list[BankedCheck] = []
    session: Session | None = None
    try:
        for banked in checks:
            try:
                session = session or open_session()
                if _passes(banked, blank, session):
                    idle.append(banked)
            except Ended:
                session = None
    except LoadFailed:  # the package needs the blank to be imported: no check of it can pass
        return []
    finally:
        if session:
            session.close()
    return idle


def _passes(banked: BankedCheck, blank: Blank, session: Session) -> bool:
    """Whether a check accepts the stub; of a student's law, whether its stub was not even called."""
    outcomes = session.run(banked.batch, PATIENCE * banked.check.seconds, _any_number)
    if banked.check.variants:
        return not any(outcome.kind == "NotImplementedError" for outcome in outcomes)
    place = Place(blank.task, True, frozenset())
    judged = zip(banked.examples, outcomes, strict=False)  # some are run twice
    return all(judge_outcome(banked.check, example, outcome, place) is None for example, outcome in judged)


def _any_number(path: str, args: list[Any]) -> Any:
    """An answer to a proxy's call, on which nothing depends."""
    return 0.0
