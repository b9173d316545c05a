"""Say in Gradescope's words what a record says: `results(record)` is the content of results.json.

The format is that of gradescope-autograders.readthedocs.io ("Autograder Specifications"). A test case is one blank.
Where the grader failed there is no score at all, neither above nor in a test case: Gradescope then shows an error and
counts nothing, instead of a 0 that nobody deserved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.reports.exports.story import story
from autograder.reports.words import Record, is_broken, number, problem_of, tally, word_for

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^])")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
FAILED = (
    "The autograder failed here, and your work was not judged: this is no score of 0. "
    "Tell your instructor, who can run the autograder again."
)


def results(record: Record, *, expected: bool = False, aside: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One submission; `aside` is kept with it as extra data, and `expected` adds the reference's answers."""
    if is_broken(record):
        return no_results(FAILED, {**_facts(record), **(aside or {})})
    return {
        "score": record["score"],
        "execution_time": round(record["measured"]["seconds"], 3),
        "output": "\n".join(_summary(record)),
        "output_format": "md",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {**_facts(record), **(aside or {})},
        "tests": [_test(*parts, expected) for parts in _numbered(record)],
    }


def no_results(sentence: str, aside: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What stands there when nothing was judged: a sentence, and no score."""
    return {
        "output": sentence,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": dict(aside or {}),
    }


def marked(text: str) -> str:
    """Text that Markdown shows as it is, tags and all, in one line."""
    flat = " ".join(text.split())
    return re.sub("[&<>]", lambda found: ENTITIES[found[0]], MARKS.sub(r"\\\1", flat))


def _summary(record: Record) -> Iterator[str]:
    problem = problem_of(record)
    if problem:
        yield f"**Not graded:** {marked(problem)}\\."
        return
    yield f"**{number(record['score'])} of {number(record['points'])} points**"
    yield ""
    for assignment in record["assignments"]:
        title = f"{assignment['folder']} {assignment['title']}"
        yield f"- {marked(title)}: {number(assignment['score'])} of {number(assignment['points'])}"
    words = ", ".join(f"{count} {word_for(verdict).word}" for verdict, count in tally(record).items())
    yield f"\nBlanks: {marked(words)}"
    if record["notices"]:
        yield "\nAbout your files:\n"
        yield from (f"- {marked(notice['path'])}: {marked(notice['what'])}" for notice in record["notices"])
    yield f"\nGraded in a sandbox of the level {record['sandbox']}."


def _facts(record: Record) -> dict[str, Any]:
    return {name: record[name] for name in ("submission", "bundle", "sandbox", "versions", "points")}


def _numbered(record: Record) -> Iterator[tuple[str, Record, Record, Record]]:
    """Each blank with a number of its own: the second of Task 0.1 is 0.1.2."""
    for assignment in record["assignments"]:
        for task in assignment["tasks"]:
            for place, blank in enumerate(task["blanks"], 1):
                yield f"{task['task']}.{place}", assignment, task, blank


def _test(place: str, assignment: Record, task: Record, blank: Record, expected: bool) -> dict[str, Any]:
    passed = blank["verdict"] == "pass"
    return {
        "name": f"{blank['symbol']}: {word_for(blank['verdict']).word}",
        "number": place,
        "score": blank["score"],
        "max_score": blank["points"],
        "status": "passed" if passed else "failed",
        "output": "" if passed else story(blank, expected=expected),
        "output_format": "text",
        "tags": [assignment["folder"], f"Task {task['task']}", blank["verdict"]],
        "visibility": "visible",
    }
