"""The words of a record, for every way of showing it: `word_for(verdict)`, `advice_for(blank)`, `tally(record)`.

A verdict is always shown as a word, with a tone beside it, and with what its reader does next. Standard library only,
for it goes to students too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Word:
    """How one verdict is shown: its word, its tone (good, todo, bad, ours), what its reader does next."""

    word: str
    tone: str
    advice: str


VERDICTS: Mapping[str, Word] = {
    "pass": Word("PASS", "good", ""),
    "todo": Word("TODO", "todo", "To be written: the handout says what is wanted."),
    "wrong": Word(
        "WRONG", "bad", "Work the law out by hand on a small input, then compare with what `{symbol}` gives."
    ),
    "shape": Word(
        "SHAPE", "bad", "Look at the shape and the dtype of what `{symbol}` returns, not only at its values."
    ),
    "not_finite": Word("NOT FINITE", "bad", "Find the step that overflows or divides by zero on large inputs."),
    "not_deterministic": Word(
        "NOT STABLE", "bad", "The same input must give the same result: remove state and chance."
    ),
    "exception": Word("EXCEPTION", "bad", "Call `{symbol}` on such an input yourself and read the traceback."),
    "crash": Word("CRASH", "bad", "The process ended: look for recursion without end, `exit`, or a native crash."),
    "time": Word("TIME", "bad", "It did not end in time: look for a loop that never stops or does its work again."),
    "memory": Word("MEMORY", "bad", "It took too much memory: look for a list or an array that grows without end."),
    "import": Word("IMPORT", "bad", "The package does not import: run `tt check` and mend the first error it names."),
    "policy": Word("NOT ALLOWED", "bad", "The task forbids this way of solving it: the handout says what is allowed."),
    "blocked": Word("BLOCKED", "todo", "Another blank that this one needs comes first."),
    "broken": Word("OUR FAULT", "ours", "The grader failed, not you: no points are lost. Tell your instructor."),
}


def word_for(verdict: str) -> Word:
    """The verdict's word; one that a newer judge made is shown by its name."""
    return VERDICTS.get(verdict) or Word(verdict.replace("_", " ").upper(), "bad", "")


def number(value: float) -> str:
    """A score without needless digits: 3, 2.5, 0.67."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def several(amount: float, thing: str) -> str:
    """ "1 blank", "3 blanks", "0.5 points"."""
    shown = number(amount)
    return f"{shown} {thing}" + ("" if shown == "1" else "s")


def problem_of(record: Record) -> str | None:
    """Why a submission could not be graded, in one sentence; None where it was. Then nothing was digested."""
    return None if record["submission"] else str(record["notices"][0]["what"])


def blanks_of(record: Record) -> Iterator[tuple[Record, Record, Record]]:
    """(assignment, task, blank) for every blank of a record."""
    for assignment in record["assignments"]:
        for task in assignment["tasks"]:
            for blank in task["blanks"]:
                yield assignment, task, blank


def is_broken(record: Record) -> bool:
    """Whether any blank of it has no verdict through our fault."""
    return any(blank["verdict"] == "broken" for _, _, blank in blanks_of(record))


def advice_for(blank: Record) -> str:
    """What the student does next about a blank that does not pass."""
    return word_for(blank["verdict"]).advice.format(symbol=blank["symbol"])


def tally(record: Record) -> dict[str, int]:
    """How many blanks ended in each verdict, in the order of VERDICTS."""
    found = [blank["verdict"] for _, _, blank in blanks_of(record)]
    order: Iterable[str] = [*VERDICTS, *sorted(set(found) - VERDICTS.keys())]
    return {verdict: found.count(verdict) for verdict in order if verdict in found}
