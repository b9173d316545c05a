"""The parts of a class's page across all tasks: where it struggles, scores, heat map, laws, time, own laws."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.reports.class_report.plots import box, histogram_figure, share_bar
from autograder.reports.class_report.words import HARDEST, failure_words, middle, minutes, of, percent, percents
from autograder.reports.markup import Child, Markup, tag
from autograder.reports.statistics import Spread, Statistics, Task
from autograder.reports.words import number, several

LAWS = 12  # so many are shown
WARM = 10  # shades of the heat map, and none


def section(name: str, title: str, note: str, *content: Child) -> Markup:
    """A card with a heading that can be linked to; `note` says how to read it."""
    heading = tag("h2", title, id=name)
    return tag("section", heading, tag("p", note, class_="soft small"), *content, class_="card", aria_labelledby=name)


def table(head: Sequence[tuple[str, str]], rows: Sequence[Child], kind: str = "") -> Markup:
    """A table of its own width at most; `head` gives each column's name and class."""
    cells = [tag("th", name, scope="col", class_=look) for name, look in head]
    body = tag("table", tag("thead", tag("tr", cells)), tag("tbody", rows), class_=f"lines {kind}".strip())
    return tag("div", body, class_="scroll")


def struggles(statistics: Statistics) -> Markup | None:
    """The blanks that fewest of those who tried them solved, and what goes wrong first there."""
    rows = []
    for assignment, task, blank in statistics.hardest[:HARDEST]:
        rate = blank.passed / blank.tried
        where = tag(
            "td", tag("code", blank.symbol), tag("span", f"{assignment.title}, Task {task.task}", class_="soft")
        )
        solved = tag("td", of(blank.passed, blank.tried), share_bar(rate), class_="number")
        todo = tag("td", f"{blank.todo} TODO", class_="soft aside")
        law = failure_words(blank.failures[0] if blank.failures else None)
        rows.append(tag("tr", where, solved, todo, tag("td", law, class_="left")))
    if not rows:
        return None
    head = [("Blank", ""), ("Solved", "number"), ("Not tried", "aside"), ("What fails first most often", "left")]
    note = "Of those who tried, how many solved it. A blank that is still TODO was not tried."
    return section("struggles", "Where the class struggles", note, table(head, rows))


def scores(statistics: Statistics) -> Markup | None:
    """How the scores lie, of everything and of each assignment."""
    if statistics.scores is None:
        return None
    note = f"Median {middle(statistics.scores)} of {number(statistics.points)}."
    figures = [histogram_figure("scores-all", "All assignments", statistics.histogram, note)]
    for assignment in statistics.assignments if len(statistics.assignments) > 1 else ():
        if assignment.scores:
            note = f"Median {middle(assignment.scores)} of {number(assignment.points)}."
            figures.append(
                histogram_figure(f"scores-{assignment.folder}", assignment.title, assignment.histogram, note)
            )
    sentence = "How many students have which share of the points, as it counts. Who has no score is not among them."
    return section("scores", "Scores", sentence, tag("div", figures, class_="plots"))


def heat_map(statistics: Statistics) -> Markup | None:
    """Tasks by groups of students: the mean share of the points, as a number on a shade."""
    groups = statistics.groups
    tasks = [task for assignment in statistics.assignments for task in assignment.tasks]
    if not groups or not tasks:
        return None
    several_each = groups[0].students > 1 or groups[-1].students > 1
    who = "groups of about equal size" if several_each else "students"
    caption = f"Mean share of the points in percent, of {len(groups)} {who}, from the lowest scores (1) to the highest."
    head = tag(
        "tr",
        tag("th", "Task", scope="col"),
        [tag("th", str(place + 1), scope="col", title=f"{percent(group.least)} to {percent(group.most)} of all points")
         for place, group in enumerate(groups)],
        tag("th", "All", scope="col"),
    )  # fmt: skip
    body = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", map(_warm_row, tasks)), class_="heat")
    lines = [
        tag(
            "li",
            f"{several(group.students, 'student')} with {percent(group.least)} to {percent(group.most)} of all points",
        )
        for group in groups
    ]
    legend = tag("details", tag("summary", "Who is in which group"), tag("ol", lines))
    note = "A row that is warm on the left only sorts the class; one that is warm throughout was hard for everybody."
    return section("tasks", "Tasks", note, tag("figure", body, legend, class_="plot"))


def _warm_row(task: Task) -> Markup:
    name = tag(
        "th", tag("span", task.task, class_="task-number"), tag("span", task.title, class_="task-title"), scope="row"
    )
    return tag("tr", name, [_warm(share) for share in (*task.groups, task.share)])


def _warm(share: float | None) -> Markup:
    """The less was reached, the warmer."""
    if share is None:
        return tag("td", "-", class_="warm-0")
    return tag("td", str(percents(share)), class_=f"warm-{round(WARM * (1.0 - min(max(share, 0.0), 1.0)))}")


def laws(statistics: Statistics) -> Markup | None:
    """The laws that most students fail first."""
    failures = statistics.failures
    if not failures:
        return None
    most = failures[0].students
    rows = [
        tag("tr", tag("td", failure.law, class_="left"),
            tag("td", tag("code", failure.symbol), tag("span", f"Task {failure.task}", class_="soft")),
            tag("td", str(failure.students), share_bar(failure.students / most), class_="number"))
        for failure in failures[:LAWS]
    ]  # fmt: skip
    head = [("Law", "left"), ("Blank", ""), ("Students", "number")]
    note = (
        "The first check of a blank that does not hold, by how many students have it. The CSV and JSON have them all."
    )
    return section("laws", "Laws that fail first", note, table(head, rows))


def time_spent(statistics: Statistics) -> Markup | None:
    """Minutes of work per task, where students' `tt` counted them."""
    tasks = [task for assignment in statistics.assignments for task in assignment.tasks if task.minutes]
    if not tasks:
        return None
    most = max(task.minutes.upper for task in tasks if task.minutes)
    rows = [_time_row(task, task.minutes, most) for task in tasks if task.minutes]
    head = [("Task", ""), ("", "wide"), ("Minutes", "number"), ("Of", "number")]
    note = "Minutes of work that students' own tt counted: the median, and the middle half as a band and in brackets."
    return section("time", "Time spent", note, table(head, rows, "times"))


def _time_row(task: Task, spent: Spread, most: float) -> Markup:
    name = tag("th", f"{task.task} ", tag("span", task.title, class_="soft"), scope="row")
    who = tag("td", several(spent.count, "student"), class_="number")
    return tag(
        "tr", name, tag("td", box(spent, most), class_="wide"), tag("td", f"{minutes(spent)} min", class_="number"), who
    )


def own_tests(statistics: Statistics) -> Markup | None:
    """What the laws that students wrote catch."""
    written = [(task, blank) for _, task, blank in statistics.blanks if blank.versions]
    figures = [
        histogram_figure(
            f"caught-{task.task}-{blank.symbol}",
            blank.symbol,
            blank.caught,
            f"Task {task.task}. The median law catches {percent(blank.caught_spread.median)} of "
            f"{several(blank.versions, 'wrong version')}.",
            "law",
            "of the wrong versions",
        )
        for task, blank in written
        if blank.caught_spread
    ]
    if not figures:
        return None
    missed = [failure for _, blank in written for failure in blank.failures]
    missed.sort(key=lambda failure: -failure.students)
    lines = [tag("li", tag("code", failure.symbol), f": {failure_words(failure)}") for failure in missed[:HARDEST]]
    first = [tag("h3", "What slips through first"), tag("ul", lines, class_="small")] if lines else None
    note = (
        "The share of wrong versions that a student's own law catches; one that accuses a right version catches none."
    )
    return section("own-tests", "Tests that students wrote", note, tag("div", figures, class_="plots"), first)
