"""Write records as JUnit XML, which CI services and editors read: `junit_xml(records)` gives the parts of one file.

A test suite is one student's assignment, a test case one blank. A blank that is TODO or blocked is skipped, one that
the grader could not judge is an error, any other that does not pass a failure, whose text says which laws fail and how.
The format has no standard; this is the common part of what Jenkins' xunit plugin and its kin accept (junit-10.xsd).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from autograder.reports.exports.plain import plain
from autograder.reports.exports.story import failing, story
from autograder.reports.words import Record, problem_of, word_for

NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 has no way to write
ELEMENTS = {"pass": "", "todo": "skipped", "blocked": "skipped", "broken": "error"}  # any other verdict: failure


def junit_xml(records: Iterable[Record], *, expected: bool = False) -> Iterator[str]:
    """One student's file, or a whole class's, student by student; `expected` adds the reference's answers."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tinytorch">\n'
    for record in records:
        problem = problem_of(record)
        if problem:
            yield _unread(record, problem)
        for assignment in record["assignments"]:
            yield from _suite(record, assignment, expected)
    yield "</testsuites>\n"


def _suite(record: Record, assignment: Record, expected: bool) -> Iterator[str]:
    blanks = [(task, blank) for task in assignment["tasks"] for blank in task["blanks"]]
    kinds = [ELEMENTS.get(blank["verdict"], "failure") for _, blank in blanks]
    counts = {"tests": len(blanks)} | {f"{k}s": kinds.count(k) for k in ("failure", "error")}
    yield _open("testsuite", name=f"{record['student']}: {assignment['folder']}", **_texts(counts),
                skipped=str(kinds.count("skipped")))  # fmt: skip
    yield "\n<properties>\n"
    facts = {"title": assignment["title"], "score": plain(assignment["score"]), "points": plain(assignment["points"])}
    facts |= {name: record[name] for name in ("student", "submission", "bundle", "sandbox")}
    yield from (_open("property", "/", name=name, value=value) + "\n" for name, value in facts.items())
    yield "</properties>\n"
    for (task, blank), kind in zip(blanks, kinds, strict=True):
        yield _case(record, assignment, task, blank, kind, expected)
    yield "</testsuite>\n"


def _case(record: Record, assignment: Record, task: Record, blank: Record, kind: str, expected: bool) -> str:
    module = blank["file"].removesuffix(".py").replace("/", ".")
    place = f"{record['student']}.{assignment['folder']}.{module}"
    begin = _open("testcase", classname=place, name=f"Task {task['task']}: {blank['symbol']}")
    if not kind:
        return begin + "</testcase>\n"
    laws = [check["law"] for check in failing(blank)]
    message = f"{word_for(blank['verdict']).word}: {laws[0]}" if laws else word_for(blank["verdict"]).word
    text = _text(story(blank, expected=expected))
    return f"{begin}{_open(kind, type=blank['verdict'], message=message)}{text}</{kind}></testcase>\n"


def _unread(record: Record, problem: str) -> str:
    """A hand-in that could not be read: one test case, which fails."""
    begin = _open("testsuite", name=f"{record['student']}: hand-in", tests="1", failures="1", errors="0", skipped="0")
    case = _open("testcase", classname=record["student"], name="The hand-in can be read")
    return f"{begin}\n{case}{_open('failure', '/', type='unreadable', message=problem)}</testcase>\n</testsuite>\n"


def _open(tag: str, end: str = "", /, **attributes: str) -> str:
    return f"<{tag}" + "".join(f" {key}={quoteattr(_legal(value))}" for key, value in attributes.items()) + f"{end}>"


def _text(value: str) -> str:
    return escape(_legal(value))


def _legal(value: str) -> str:
    return NO_XML.sub("\ufffd", value)


def _texts(counts: dict[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}
