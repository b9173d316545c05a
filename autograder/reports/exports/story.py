"""What a blank's reader is told in plain text: `story(blank, expected=...)`, the same in every export."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.reports.words import Record, advice_for, word_for


def failing(blank: Record) -> list[Record]:
    """The checks of a blank that do not pass."""
    return [check for check in blank["checks"] if check["verdict"] != "pass"]


def story(blank: Record, *, expected: bool = False) -> str:
    """Each failing check's law, what came, the input where the author allows it, and what to do next."""
    return "\n".join(_lines(blank, expected))


def _lines(blank: Record, expected: bool) -> Iterator[str]:
    for check in failing(blank):
        yield f"{word_for(check['verdict']).word}: {check['law']}"
        rows = {"what": check["detail"], "input": check["input"], "expected": check["expected"] if expected else None}
        for name, value in rows.items():
            if value:
                first, *more = value.split("\n")
                yield f"  {name:<8}  {first}"
                yield from (f"  {'':<8}  {line}" for line in more)
    if advice := advice_for(blank):
        yield f"Next: {advice}"
