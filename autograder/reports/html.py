"""Write a student's letter as one page that reads on a phone, in the dark, on paper and aloud.

`student_page(record, expected=...)` gives the whole document, `feedback_page(letter)` that of any letter; `page_name`
the file name a student's files go by. `expected` adds the reference's answers, for instructors and self-learners.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from autograder.reports.feedback.blanks import Group, Item, Part, Problem, TaskPart
from autograder.reports.feedback.letter import Feedback, First, feedback_of
from autograder.reports.feedback.phrase import Code, Phrase
from autograder.reports.markup import Child, Markup, tag
from autograder.reports.page import badge, bar, document, ring, score_words
from autograder.reports.words import Record, word_for

LONGEST_NAME = 120
RESERVED = re.compile(r"(index|(con|prn|aux|nul|com\d|lpt\d)(\..*)?)", re.I)  # the class's page; devices of Windows
SYMBOLS = 1024
LINK = "Open it there."


def page_name(student: str) -> str:
    """A file name without its suffix, safe everywhere and different for different students."""
    name = quote(student, safe=" ", errors="surrogatepass")
    if RESERVED.fullmatch(name) or name.endswith((" ", ".")) or len(name) > LONGEST_NAME:
        digest = hashlib.sha256(student.encode(errors="surrogatepass")).hexdigest()
        return f"{'_' if RESERVED.fullmatch(name) else ''}{name[:LONGEST_NAME].rstrip(' .')}-{digest[:8]}"
    return name


def student_page(record: Record, *, expected: bool, **more: Any) -> str:
    """The whole page of one student; `more` is what `feedback_of` takes."""
    return feedback_page(feedback_of(record, expected=expected, **more))


def feedback_page(letter: Feedback) -> str:
    """A letter as a page."""
    return document(
        f"{letter.student}: report",
        _head(letter),
        _opening(letter),
        _first(letter.first) if letter.first else None,
        _after(letter),
        _card("Since your last hand-in", _lines(letter.changes)),
        _card("How your points count", _lines(letter.counting)),
        _card("What there is to do", _lines(letter.coming)),
        [_part(part) for part in letter.parts],
        _card("About your files", _facts([(tag("code", path), what) for path, what in letter.notices])),
        tag("footer", _facts(letter.facts)) if letter.facts else None,
    )


def _head(letter: Feedback) -> Markup:
    counts = [badge(verdict, count) for verdict, count in letter.tally.items()]
    badges = tag("p", "Badges: ", ", ".join(letter.badges), class_="soft small") if letter.badges else None
    text = tag(
        "div",
        tag("h1", letter.student),
        tag("p", letter.titles, class_="soft") if letter.titles else None,
        tag("div", counts, class_="tally") if counts else None,
        badges,
        class_="hero-text",
    )
    return tag("header", text, ring(_scored(letter)), class_="hero")


def _opening(letter: Feedback) -> Markup:
    if letter.problem:
        return tag("section", tag("h2", "Not graded"), tag("p", _said(letter.problem)), class_="card problem")
    return tag("div", [tag("p", _said(line)) for line in letter.opening], class_="opening")


def _first(first: First) -> Markup:
    return tag(
        "section",
        tag("h2", "Look at this first"),
        tag("p", badge(first.verdict), " ", _said(first.where), class_="where"),
        tag("p", _said(first.why)),
        _detail(first),
        _handout(first),
        class_="card first",
    )


def _after(letter: Feedback) -> Markup | None:
    if not letter.after:
        return None
    steps = tag("ol", [tag("li", tag("span", _said(line))) for line in letter.after], class_="steps", role="list")
    rest = tag("p", letter.rest, class_="soft small") if letter.rest else None
    return tag("section", tag("h2", "After that"), steps, rest, class_="card")


def _card(title: str, content: Markup | None) -> Markup | None:
    return tag("section", tag("h2", title), content, class_="card") if content else None


def _lines(lines: Iterable[Phrase]) -> Markup | None:
    said = [tag("li", _said(line)) for line in lines]
    return tag("ul", said, class_="lines") if said else None


def _facts(facts: Iterable[tuple[str, Child]]) -> Markup | None:
    rows = [[tag("dt", name), tag("dd", fact)] for name, fact in facts]
    return tag("dl", rows, class_="facts") if rows else None


def _part(part: Part) -> Markup:
    heading = tag("div", tag("h2", part.title), score_words(_scored(part)), class_="row")
    return tag("section", heading, bar(_scored(part)), [_task(task) for task in part.tasks], class_="card")


def _task(task: TaskPart) -> Markup:
    heading = tag("div", tag("h3", task.name), score_words(_scored(task)), class_="row")
    above = tag("p", tag("code", task.above), " is the one to look at first, above.") if task.above else None
    return tag(
        "div",
        heading,
        _named("pass", task.passing) if task.passing else None,
        [_group(group) for group in task.groups],
        tag("div", above, class_="named") if above else None,
        [_item(item) for item in task.items],
        _handout(task),
        class_="task",
    )


def _named(verdict: str, symbols: Iterable[str], *more: Child) -> Markup:
    """A verdict, and all the blanks that ended so."""
    chips = tag("p", Markup(" ".join(map(_chip, symbols))), class_="chips")
    return tag("div", tag("span", badge(verdict), class_="verdict"), tag("div", chips, *more), class_="named")


@functools.lru_cache(maxsize=SYMBOLS)
def _chip(symbol: str) -> Markup:
    """A blank's name; the same ones stand on every student's page."""
    return tag("code", symbol)


def _group(group: Group) -> Markup:
    happened = f"What happened: {group.happened}. " if group.happened else None
    return _named(group.verdict, group.symbols, tag("p", happened, _said(group.advice), class_="soft small"))


def _item(item: Item) -> Markup:
    symbol = tag("span", tag("code", item.symbol), tag("span", item.file, class_="soft"), class_="symbol")
    verdict = tag("span", badge(item.verdict), class_="verdict")
    held = tag("p", item.held, class_="soft small") if item.held else None
    summary = tag("summary", verdict, symbol, score_words(_scored(item)))
    return tag("details", summary, tag("div", held, _detail(item), class_="inside"), open=True)


def _detail(of: First | Item) -> list[Child]:
    """What is wrong, what to do about it, and which hints wait."""
    advice = tag("p", tag("strong", "Next: "), _said(of.advice), class_="next") if of.advice else None
    hints = tag("p", _said(of.hints), class_="soft small help") if of.hints else None
    return [[_problem(problem, of.verdict) for problem in of.problems], advice, hints]


def _handout(of: First | TaskPart) -> Markup | None:
    """Where the task is told of."""
    link = [" ", tag("a", LINK, href=of.link)] if of.link else None
    return tag("p", _said(of.handout), link, class_="soft small help") if of.handout else None


def _problem(problem: Problem, verdict: str) -> Markup:
    facts: list[tuple[str, Child]] = [("What happened", problem.happened)] if problem.happened else []
    facts += [("But", problem.held)] if problem.held else []
    facts += [("Input to try", tag("pre", problem.input))] if problem.input else []
    facts += [("Expected", tag("pre", problem.answer))] if problem.answer else []
    laws = [tag("p", law, class_="law") for law in problem.laws]
    return tag("div", laws, _facts(facts), class_=f"check check-{word_for(verdict).tone}")


def _scored(of: Feedback | Part | TaskPart | Item) -> dict[str, float]:
    return {"score": of.score, "points": of.points}


def _said(words: Phrase) -> Child:
    return [tag("code", part) if isinstance(part, Code) else part for part in words]
