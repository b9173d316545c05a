"""Write a class's statistics as one page: `class_page(statistics, links)`, which loads nothing and runs nothing.

`links` says where a student's own page is. Students stand in folded bands by their scores, so that a class of 10,000 is
as easy to look through as one of 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.reports.class_report import sections
from autograder.reports.class_report.assignment import assignment_section
from autograder.reports.class_report.students import students_section
from autograder.reports.class_report.words import middle, short
from autograder.reports.markup import Markup, tag
from autograder.reports.page import STYLE, document
from autograder.reports.statistics import Statistics
from autograder.reports.words import number, several

CLASS_STYLE = STYLE + Path(__file__).with_name("class.css").read_text(encoding="utf-8")
NAMES = {
    "struggles": "Where the class struggles",
    "scores": "Scores",
    "tasks": "Tasks",
    "laws": "Laws that fail first",
    "time": "Time spent",
    "own-tests": "Tests that students wrote",
}


def class_page(statistics: Statistics, links: Mapping[str, str]) -> str:
    """The whole page; `links` has the address of each student's page that there is."""
    looked = {
        "struggles": sections.struggles(statistics),
        "scores": sections.scores(statistics),
        "tasks": sections.heat_map(statistics),
        "laws": sections.laws(statistics),
        "time": sections.time_spent(statistics),
        "own-tests": sections.own_tests(statistics),
    }
    return document(
        "Class statistics",
        tag("h1", "Class statistics"),
        tag("p", ", ".join(assignment.title for assignment in statistics.assignments), class_="soft"),
        _stats(statistics),
        _contents(statistics, [name for name, part in looked.items() if part]),
        list(looked.values()),
        [assignment_section(assignment) for assignment in statistics.assignments],
        students_section(statistics, links),
        _footer(statistics),
        style=CLASS_STYLE,
    )


def _stats(statistics: Statistics) -> Markup:
    facts = {"students": str(statistics.students)}
    if statistics.scores:
        found = statistics.scores
        facts |= {
            "have a score": str(found.count),
            f"median of {number(statistics.points)} points": short(found.median),
            "middle half": f"{short(found.lower)} to {short(found.upper)}",
            "full marks": str(statistics.histogram[-1]),
        }
    cells = [
        tag("div", tag("strong", value), tag("span", name, class_="soft small"), class_="stat")
        for name, value in facts.items()
    ]
    return tag("div", cells, class_="stats")


def _contents(statistics: Statistics, names: list[str]) -> Markup:
    links = [(name, NAMES[name]) for name in names]
    links += [(assignment.folder, assignment.title) for assignment in statistics.assignments]
    links.append(("students", "Students"))
    items = [tag("li", tag("a", title, href=f"#{name}")) for name, title in links]
    return tag("nav", tag("ul", items), aria_label="On this page")


def _footer(statistics: Statistics) -> Markup:
    lines = list(_notes(statistics))
    return tag("footer", [tag("p", line) for line in lines])


def _notes(statistics: Statistics) -> Iterator[str]:
    """What the numbers mean."""
    yield "A score is what counts: the attempt that the rules choose, less what lateness takes, or what a person gave."
    yield "Blanks that are broken through our fault count for nobody."
    if statistics.seconds:
        found = statistics.seconds
        yield f"Grading took {middle(found)} seconds in the middle, for each of {several(found.count, 'submission')}."
