"""The part of a class's page about one assignment: its facts, and each blank of each task."""

from __future__ import annotations

from autograder.course.moments import spoken
from autograder.reports.class_report.plots import parts_bar
from autograder.reports.class_report.sections import table
from autograder.reports.class_report.words import facts, failure_words, of, percent
from autograder.reports.markup import Markup, tag
from autograder.reports.statistics import Assignment, Blank, Task
from autograder.reports.words import word_for

SHOWN_LAWS = 3


def assignment_section(assignment: Assignment) -> Markup:
    """The facts in a line, then the tasks, each with its blanks folded away."""
    rows = [[tag("dt", name), tag("dd", value)] for name, value in facts(assignment).items()]
    due = tag("span", f"due {spoken(assignment.due)}", class_="points") if assignment.due else None
    heading = tag("div", tag("h2", assignment.title, id=assignment.folder), due, class_="row")
    tasks = [_task(task) for task in assignment.tasks]
    return tag(
        "section", heading, tag("dl", rows, class_="facts"), tasks, class_="card", aria_labelledby=assignment.folder
    )


def _task(task: Task) -> Markup:
    solved = f"{of(task.passed, task.tried)} solved all of it" if task.tried else "nobody tried"
    words = f"{solved}, {task.graded - task.tried} did not try, {percent(task.share)} of the points"
    line = tag("span", words, class_="soft")
    name = tag("span", tag("strong", f"Task {task.task}"), f" {task.title} ", line, class_="symbol")
    head = [("Blank", ""), ("Solved", "number"), ("Verdicts", "left"), ("Points", "number aside")]
    return tag("details", tag("summary", name), table(head, [_blank(blank) for blank in task.blanks]))


def _blank(blank: Blank) -> Markup:
    counts = [f"{count} {word_for(verdict).word}" for verdict, count in by_tone(blank)]
    tones = {"good": 0, "bad": 0, "todo": 0, "ours": 0}
    for verdict, count in blank.verdicts.items():
        tones[word_for(verdict).tone] += count
    commonest = [tag("li", failure_words(failure)) for failure in blank.failures[:SHOWN_LAWS]]
    said = tag("td", parts_bar(tones), tag("span", ", ".join(counts), class_="small"),
               tag("ul", commonest, class_="small soft") if commonest else None, class_="left")  # fmt: skip
    solved = tag("td", of(blank.passed, blank.tried), class_="number")
    return tag("tr", tag("th", tag("code", blank.symbol), scope="row"), solved, said,
               tag("td", percent(blank.share), class_="number aside"))  # fmt: skip


def by_tone(blank: Blank) -> list[tuple[str, int]]:
    """The verdicts with their counts: what passes, what fails, the commonest first, what was not tried, our fault."""
    order = {"good": 0, "bad": 1, "todo": 2, "ours": 3}
    return sorted(blank.verdicts.items(), key=lambda each: (order[word_for(each[0]).tone], -each[1], each[0]))
