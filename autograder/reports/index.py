"""Write the class's page: `index_page(records)` lists every student and shows where the class struggles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from autograder.reports.html import page_name
from autograder.reports.markup import Markup, tag
from autograder.reports.page import badge, bar, document, score_words
from autograder.reports.words import blanks_of, number, problem_of, tally

Record = Mapping[str, Any]

HARDEST = 8


def index_page(records: Sequence[Record]) -> str:
    """The whole page of one class."""
    graded = [record for record in records if not problem_of(record)]
    return document(
        "Class report",
        tag("h1", "Class report"),
        _stats(records, graded),
        tag("section", tag("h2", "Students"), _students(records), class_="card"),
        _hardest(graded),
    )


def _stats(records: Sequence[Record], graded: Sequence[Record]) -> Markup:
    scores = sorted(record["score"] for record in graded)
    points = max((record["points"] for record in records), default=0)
    facts = {"students": str(len(records)), "points to reach": number(points)}
    if scores:
        middle = (scores[len(scores) // 2] + scores[(len(scores) - 1) // 2]) / 2
        facts |= {"median score": number(middle), "full marks": str(sum(score >= points for score in scores))}
    if len(graded) < len(records):
        facts["not graded"] = str(len(records) - len(graded))
    cells = [
        tag("div", tag("strong", value), tag("span", name, class_="soft small"), class_="stat")
        for name, value in facts.items()
    ]
    return tag("div", cells, class_="stats")


def _students(records: Sequence[Record]) -> Markup:
    head = tag("tr", tag("th", "Student"), tag("th", "Score"), tag("th", "Verdicts"))
    body = [
        tag("tr", tag("td", _link(record), class_="name"), _score(record), tag("td", _verdicts(record), class_="left"))
        for record in records
    ]
    return tag("div", tag("table", tag("thead", head), tag("tbody", body), class_="students"), class_="scroll")


def _link(record: Record) -> Markup:
    return tag("a", record["student"], href=quote(page_name(record["student"])) + ".html")


def _score(record: Record) -> Markup:
    return tag("td", score_words(record), bar(record), class_="score")


def _verdicts(record: Record) -> Markup:
    problem = problem_of(record)
    if problem:
        return tag("span", f"Not graded: {problem}.", class_="small")
    return tag("div", [badge(verdict, count) for verdict, count in tally(record).items()], class_="tally")


def _hardest(records: Sequence[Record]) -> Markup | None:
    """The blanks that fewest of those who tried them solved; one that is still TODO was not tried."""
    tried: dict[tuple[str, str], list[bool]] = {}
    for record in records:
        for _, task, blank in blanks_of(record):
            if blank["verdict"] not in ("todo", "broken"):
                tried.setdefault((task["task"], blank["symbol"]), []).append(blank["verdict"] == "pass")
    missed = [(sum(passed) / len(passed), key, passed) for key, passed in tried.items() if not all(passed)]
    if not missed:
        return None
    rows = [
        tag("tr", tag("td", tag("code", symbol)), tag("td", task),
            tag("td", f"{sum(passed)} of {len(passed)}", class_="number"))
        for _, (task, symbol), passed in sorted(missed)[:HARDEST]
    ]  # fmt: skip
    head = tag("tr", tag("th", "Blank"), tag("th", "Task"), tag("th", "Solved", class_="number"))
    table = tag("div", tag("table", tag("thead", head), tag("tbody", rows)), class_="scroll")
    hint = tag("p", "Of those who tried, how many solved it.", class_="soft small")
    return tag("section", tag("h2", "Where the class struggles"), hint, table, class_="card")
