"""Write a student's record as one page that reads on a phone, in the dark and on paper.

`student_page(record, expected=...)` gives the whole document; `page_name(student)` the file name it goes by.
`expected` adds the reference's answers, for instructors and self-learners.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from autograder.reports.markup import Child, Markup, tag
from autograder.reports.page import badge, bar, document, ring, score_words
from autograder.reports.words import advice_for, blanks_of, problem_of, tally, word_for

Record = Mapping[str, Any]

NEXT_STEPS = 3
LONGEST_NAME = 120


def page_name(student: str) -> str:
    """A file name without its suffix, safe everywhere and different for different students."""
    name = quote(student, safe=" ")
    if name.lower() == "index" or name.endswith((" ", ".")) or len(name) > LONGEST_NAME:
        return f"{name[:LONGEST_NAME].rstrip(' .')}-{hashlib.sha256(student.encode()).hexdigest()[:8]}"
    return name


def student_page(record: Record, *, expected: bool) -> str:
    """The whole page of one student."""
    problem = problem_of(record)
    return document(
        f"{record['student']}: report",
        _hero(record),
        _problem(problem) if problem else _next_steps(record),
        [_assignment(assignment, expected) for assignment in record["assignments"]],
        None if problem else _notices(record),
        _footer(record),
    )


def _hero(record: Record) -> Markup:
    counts = tag("div", [badge(verdict, count) for verdict, count in tally(record).items()], class_="tally")
    titles = ", ".join(assignment["title"] for assignment in record["assignments"])
    text = tag("div", tag("h1", record["student"]), tag("p", titles, class_="soft"), counts, class_="hero-text")
    return tag("header", text, ring(record), class_="hero")


def _problem(problem: str) -> Markup:
    sentence = f"This submission could not be graded: {problem}."
    return tag("section", tag("h2", "Not graded"), tag("p", sentence), class_="card problem")


def _next_steps(record: Record) -> Markup:
    left = [(task, blank) for _, task, blank in blanks_of(record) if blank["verdict"] not in ("pass", "broken")]
    if not left:
        return tag(
            "section", tag("h2", "Every check passes"), tag("p", "Nothing is left to do here."), class_="card done"
        )
    steps = [
        tag("li", tag("div", _where(task, blank), tag("p", advice_for(task, blank), class_="soft small")))
        for task, blank in left[:NEXT_STEPS]
    ]
    more = len(left) - len(steps)
    rest = tag("p", f"{more} more below.", class_="soft small") if more else None
    return tag("section", tag("h2", "What to do next"), tag("ol", steps, class_="steps"), rest, class_="card")


def _where(task: Record, blank: Record) -> Markup:
    return tag("p", tag("code", blank["symbol"]), f" in {blank['file']}, Task {task['task']}")


def _assignment(assignment: Record, expected: bool) -> Markup:
    heading = tag("div", tag("h2", assignment["title"]), score_words(assignment), class_="row")
    tasks = [_task(task, expected) for task in assignment["tasks"]]
    return tag("section", heading, bar(assignment), tasks, class_="card")


def _task(task: Record, expected: bool) -> Markup:
    heading = tag("div", tag("h3", f"Task {task['task']}  {task['title']}"), score_words(task), class_="row")
    return tag("div", heading, [_blank(task, blank, expected) for blank in task["blanks"]], class_="task")


def _blank(task: Record, blank: Record, expected: bool) -> Markup:
    symbol = tag("span", tag("code", blank["symbol"]), tag("span", blank["file"], class_="soft"), class_="symbol")
    verdict = tag("span", badge(blank["verdict"]), class_="verdict")
    advice = advice_for(task, blank)
    inside = tag(
        "div",
        [_check(check, expected) for check in blank["checks"]],
        tag("p", tag("strong", "Next: "), advice, class_="next") if advice else None,
        class_="inside",
    )
    summary = tag("summary", verdict, symbol, score_words(blank))
    return tag("details", summary, inside, open=word_for(blank["verdict"]).tone in ("bad", "ours"))


def _check(check: Record, expected: bool) -> Markup:
    facts: list[tuple[str, Child]] = []
    if check["verdict"] != "pass":
        facts.append(("What happened", check["detail"]))
        if check["input"]:
            facts.append(("Input to try", tag("pre", check["input"])))
        if expected and check["expected"]:
            facts.append(("Expected", tag("pre", check["expected"])))
    rows = [[tag("dt", name), tag("dd", fact)] for name, fact in facts if fact]
    examples = f"{check['passed']} of {check['examples']} examples hold"
    return tag(
        "div",
        tag("p", check["law"], class_="law"),
        tag("p", f"{word_for(check['verdict']).word.capitalize()}: {examples}", class_="soft small"),
        tag("dl", rows, class_="facts") if rows else None,
        class_=f"check check-{word_for(check['verdict']).tone}",
    )


def _notices(record: Record) -> Markup | None:
    if not record["notices"]:
        return None
    rows = [[tag("dt", tag("code", notice["path"])), tag("dd", notice["what"])] for notice in record["notices"]]
    return tag("section", tag("h2", "Left aside"), tag("dl", rows, class_="facts"), class_="card")


def _footer(record: Record) -> Markup:
    versions = ", ".join(f"{name} {version}" for name, version in sorted(record["versions"].items()))
    facts = {
        "Submission": record["submission"][:16],
        "Graded with": record["bundle"][:16],
        "Sandbox": record["sandbox"],
        "Versions": versions,
    }
    rows = [[tag("dt", name), tag("dd", fact)] for name, fact in facts.items() if fact]
    return tag("footer", tag("dl", rows))
