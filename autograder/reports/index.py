"""Write the class's page: `index_page(summary)` lists every student and shows where the class struggles."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from autograder.reports.html import page_name
from autograder.reports.markup import Markup, tag
from autograder.reports.page import badge, bar, document, score_words
from autograder.reports.summary import Row, Summary
from autograder.reports.words import number

HARDEST = 8
NOBODY = tag("tbody")  # stands in the page once, for every text is escaped; the students' rows go into it one by one


def index_page(summary: Summary) -> Iterator[str]:
    """The parts of the page of one class."""
    head = tag("tr", tag("th", "Student"), tag("th", "Score"), tag("th", "Verdicts"))
    students = tag("div", tag("table", tag("thead", head), NOBODY, class_="students"), class_="scroll")
    page = document(
        "Class report",
        tag("h1", "Class report"),
        _stats(summary.rows),
        tag("section", tag("h2", "Students"), students, class_="card"),
        _hardest(summary),
    )
    before, after = page.split(NOBODY)
    opening, closing = NOBODY.split("><")
    yield f"{before}{opening}>"
    yield from map(_student, summary.rows)
    yield f"<{closing}{after}"


def _stats(rows: list[Row]) -> Markup:
    graded = [row for row in rows if not row.problem]
    scores = sorted(row.score for row in graded)
    points = max((row.points for row in rows), default=0)
    facts = {"students": str(len(rows)), "points to reach": number(points)}
    if scores:
        middle = (scores[len(scores) // 2] + scores[(len(scores) - 1) // 2]) / 2
        facts |= {"median score": number(middle), "full marks": str(sum(score >= points for score in scores))}
    if len(graded) < len(rows):
        facts["not graded"] = str(len(rows) - len(graded))
    cells = [
        tag("div", tag("strong", value), tag("span", name, class_="soft small"), class_="stat")
        for name, value in facts.items()
    ]
    return tag("div", cells, class_="stats")


def _student(row: Row) -> Markup:
    link = tag("a", row.student, href=quote(page_name(row.student)) + ".html")
    score = tag("td", score_words(row.scored), bar(row.scored), class_="score")
    return tag("tr", tag("td", link, class_="name"), score, tag("td", _verdicts(row), class_="left"))


def _verdicts(row: Row) -> Markup:
    if row.problem:
        return tag("span", f"Not graded: {row.problem}.", class_="small")
    return tag("div", [badge(verdict, count) for verdict, count in row.tally.items()], class_="tally")


def _hardest(summary: Summary) -> Markup | None:
    """The blanks that fewest of those who tried them solved."""
    missed = [(passed / tried, key, passed, tried) for key, (passed, tried) in summary.tried.items() if passed < tried]
    if not missed:
        return None
    rows = [
        tag("tr", tag("td", tag("code", symbol)), tag("td", task),
            tag("td", f"{passed} of {tried}", class_="number"))
        for _, (task, symbol), passed, tried in sorted(missed)[:HARDEST]
    ]  # fmt: skip
    head = tag("tr", tag("th", "Blank"), tag("th", "Task"), tag("th", "Solved", class_="number"))
    table = tag("div", tag("table", tag("thead", head), tag("tbody", rows)), class_="scroll")
    hint = tag("p", "Of those who tried, how many solved it.", class_="soft small")
    return tag("section", tag("h2", "Where the class struggles"), hint, table, class_="card")
