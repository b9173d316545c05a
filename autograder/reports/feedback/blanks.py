"""A record's blanks as a letter shows them: `part_of(assignment, ...)`, with few words where there is little to say.

Of what passes only the names are given; blanks of one task that end alike, with nothing particular to any, share a
line; every other has its laws, what happened, and an input to try.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.reports.feedback.help import Help, handout_of
from autograder.reports.feedback.phrase import Code, Phrase, phrase
from autograder.reports.words import Record, word_for

ALIKE = ("todo", "blocked", "import", "policy", "broken")  # verdicts that say the same of every blank they meet
UNWRITTEN = "not written yet"  # the judge's words for TODO
LEFT_OUT = "the submission has no "  # the judge's words for a file that is missing from work that is begun
LAWLESS = ("import", "policy", "broken")  # what happened has nothing to do with the law


@dataclass(frozen=True, slots=True)
class Problem:
    """Laws that do not hold, and in which way; `input` and `answer` are "" where the check tells none."""

    laws: tuple[str, ...]
    happened: str
    held: str
    input: str
    answer: str


@dataclass(frozen=True, slots=True)
class Item:
    """One blank with something particular to say."""

    symbol: str
    file: str
    verdict: str
    score: float
    points: float
    problems: tuple[Problem, ...]
    held: str
    advice: Phrase
    hints: Phrase


@dataclass(frozen=True, slots=True)
class Group:
    """Blanks that ended alike."""

    verdict: str
    symbols: tuple[str, ...]
    happened: str
    advice: Phrase


@dataclass(frozen=True, slots=True)
class TaskPart:
    """One task: what passes, what ended alike, what has a word of its own; `above` is told of at the top."""

    name: str
    score: float
    points: float
    passing: tuple[str, ...]
    groups: tuple[Group, ...]
    above: str
    items: tuple[Item, ...]
    handout: Phrase  # nothing where nothing is left
    link: str  # its address, "" where it has none


@dataclass(frozen=True, slots=True)
class Part:
    """One assignment."""

    title: str
    score: float
    points: float
    tasks: tuple[TaskPart, ...]


def part_of(assignment: Record, expected: bool, help: Help, first: Record | None) -> Part:
    """One assignment's part; `first` is the blank that stands at the top already."""
    tasks = tuple(_task(assignment, task, expected, help, first) for task in assignment["tasks"])
    return Part(assignment["title"], assignment["score"], assignment["points"], tasks)


def _task(assignment: Record, task: Record, expected: bool, help: Help, first: Record | None) -> TaskPart:
    failing: list[Record] = [b for b in task["blanks"] if b["verdict"] != "pass" and b is not first]
    alone = [blank for blank in failing if _alike(blank) is None]
    groups = _groups(failing)
    return TaskPart(
        name=f"Task {task['task']}  {task['title']}",
        score=task["score"],
        points=task["points"],
        passing=tuple(blank["symbol"] for blank in task["blanks"] if blank["verdict"] == "pass"),
        groups=groups,
        above=first["symbol"] if first and any(blank is first for blank in task["blanks"]) else "",
        items=tuple(_item(task, blank, expected, help) for blank in alone),
        handout=handout_on(assignment, task) if alone or groups else (),
        link=help.link(assignment, task),
    )


def _groups(failing: Sequence[Record]) -> tuple[Group, ...]:
    """Blanks by verdict and what happened, in the order of their first."""
    found: dict[tuple[str, str], list[Record]] = {}
    for blank in failing:
        if (happened := _alike(blank)) is not None:
            found.setdefault((blank["verdict"], happened), []).append(blank)
    return tuple(
        Group(verdict, tuple(blank["symbol"] for blank in blanks), _news(happened), advice_on(blanks[0]))
        for (verdict, happened), blanks in found.items()
    )


def _alike(blank: Record) -> str | None:
    """What happened to a blank of which there is nothing else to say; None where there is."""
    if blank["verdict"] not in ALIKE:
        return None
    told = {(check["verdict"], check["detail"], check["input"]) for check in blank["checks"]}
    detail = blank["checks"][0]["detail"] if blank["checks"] else ""
    return detail if told <= {(blank["verdict"], detail, None)} else None


def _item(task: Record, blank: Record, expected: bool, help: Help) -> Item:
    holding = sum(check["verdict"] == "pass" for check in blank["checks"])
    return Item(
        symbol=blank["symbol"],
        file=blank["file"],
        verdict=blank["verdict"],
        score=blank["score"],
        points=blank["points"],
        problems=problems_of(blank, expected),
        held=f"{holding} of its {len(blank['checks'])} laws hold{'s' if holding == 1 else ''}." if holding else "",
        advice=advice_on(blank),
        hints=hints_on(task, blank, help),
    )


def problems_of(blank: Record, expected: bool) -> tuple[Problem, ...]:
    """What is wrong with a blank; laws that fail in the same way, without an input of their own, are told together."""
    found: dict[tuple[object, ...], list[Record]] = {}
    for place, check in enumerate(blank["checks"]):
        if check["verdict"] != "pass":
            alone = place if check["input"] or (expected and check["expected"]) else None
            found.setdefault((check["verdict"], check["detail"], _held(check), alone), []).append(check)
    return tuple(_problem(checks, expected) for checks in found.values())


def _problem(checks: Sequence[Record], expected: bool) -> Problem:
    first = checks[0]
    laws = () if first["verdict"] in LAWLESS else tuple(check["law"] for check in checks)
    answer = (first["expected"] or "") if expected else ""
    return Problem(laws, _news(first["detail"]), _held(first), first["input"] or "", answer)


def _news(detail: str) -> str:
    """What happened, where the verdict's word does not say it all."""
    return "" if detail == UNWRITTEN else detail


def _held(check: Record) -> str:
    """How many examples hold, where some do."""
    return f"{check['passed']} of {check['examples']} examples hold" if check["passed"] > 0 else ""


def advice_on(blank: Record) -> Phrase:
    """What the student does next about it."""
    if any(check["detail"].startswith(LEFT_OUT) for check in blank["checks"] if check["verdict"] == "import"):
        return phrase("The file was left out: `tt submit` writes a zip that has all of them.")
    return phrase(word_for(blank["verdict"]).advice, symbol=blank["symbol"])


def hints_on(task: Record, blank: Record, help: Help) -> Phrase:
    """How many hints wait; nothing where there is none, or none can help."""
    number = help.hints.get((task["task"], blank["symbol"]))
    if number == 0 or blank["verdict"] in LAWLESS:
        return ()
    waiting = "There are hints" if number is None else "1 hint waits" if number == 1 else f"{number} hints wait"
    return (waiting, *phrase(": `tt hint {symbol}` shows one at a time.", symbol=blank["symbol"]))


def handout_on(assignment: Record, task: Record) -> Phrase:
    """Where a task is told of, in the course's own folder."""
    return ("The handout: ", Code(handout_of(assignment)), f", Task {task['task']}.")
