"""Hold a submission's text against the policy of its assignment: `hold(assignment, sources)` says what that costs.

The rules are data of assignment.toml; course/policy_rule.py reads the text. A blank that breaks one that is scored
"zero" is not run; one that keeps a share is run like any other; the rest, and what cannot be read, is a notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.course.model import Assignment
from autograder.course.policy_reach import Sources
from autograder.course.policy_rule import Breach, breaches
from autograder.judge.overlay import PACKAGE


@dataclass(frozen=True)
class Kept:
    """The share of its points that a blank keeps, and the sentence that says why."""

    share: float
    detail: str


@dataclass
class Held:
    """Blanks that earn nothing, by symbol, with the sentence; those that keep a share; notices as (path, sentence)."""

    refused: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    notices: list[tuple[str, str]] = field(default_factory=list)


def hold(assignment: Assignment, sources: Sources) -> Held:
    """What the policy says of the blanks of one assignment."""
    held = Held()
    for breach in breaches(assignment, sources):
        path, symbol, share = PACKAGE + breach.file, breach.blank.symbol, breach.rule.scored
        if share is None or not breach.certain:
            held.notices.append((path, _notice(breach)))
        elif share == 0.0:
            held.refused.setdefault(symbol, f"{path}: {breach}")
        elif symbol not in held.kept or share < held.kept[symbol].share:
            held.kept[symbol] = Kept(share, f"{path}: {breach}")
    return held


def sources_of(files: Mapping[str, bytes], stubs: Mapping[str, bytes]) -> Sources:
    """The sources of files "tinytorch/..." that have been read as UTF-8 already."""
    texts = {path.removeprefix(PACKAGE): data.decode("utf-8-sig") for path, data in files.items()}
    return Sources(texts, {file: stubs[PACKAGE + file].decode() for file in texts if PACKAGE + file in stubs})


def _notice(breach: Breach) -> str:
    if breach.certain:
        return f"{breach.blank.symbol}: {breach}"
    doubt = f"line {breach.line} uses {breach.name}, so a person has to see whether this is kept"
    return f"{breach.blank.symbol}: {doubt}: {breach.rule.why}"
