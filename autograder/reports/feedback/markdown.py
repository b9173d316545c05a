"""Write a student's letter as Markdown, for mail, a pull request or a learning platform: what the page says, in text.

`student_markdown(record, expected=...)` gives the whole text, `feedback_markdown(letter)` that of any letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from autograder.reports.feedback.blanks import Group, Item, Part, Problem, TaskPart
from autograder.reports.feedback.escape import code, fenced, inline, opening
from autograder.reports.feedback.letter import Feedback, First, feedback_of
from autograder.reports.feedback.phrase import Code, Phrase
from autograder.reports.words import Record, number, word_for


def student_markdown(record: Record, *, expected: bool, **more: Any) -> str:
    """The whole letter to one student; `more` is what `feedback_of` takes."""
    return feedback_markdown(feedback_of(record, expected=expected, **more))


def feedback_markdown(letter: Feedback) -> str:
    """A letter as Markdown: its blocks with an empty line between each two."""
    return "\n\n".join(block for block in _blocks(letter) if block) + "\n"


def _blocks(letter: Feedback) -> Iterator[str]:
    yield f"# {opening(letter.student)}"
    titles = f"{inline(letter.titles)}: " if letter.titles else ""
    counts = ", ".join(f"{amount} {word_for(verdict).word}" for verdict, amount in letter.tally.items())
    yield f"**{titles}{_of(letter)} points**" + (f" ({inline(counts)})" if counts else "")
    yield f"Badges: {inline(', '.join(letter.badges))}" if letter.badges else ""
    if letter.problem:
        yield from ("## Not graded", _said(letter.problem))
    yield from map(_said, letter.opening)
    if letter.first:
        yield from _first(letter.first)
    yield from _after(letter)
    yield from _card("Since your last hand-in", map(_said, letter.changes))
    yield from _card("How your points count", map(_said, letter.counting))
    yield from _card("What there is to do", map(_said, letter.coming))
    for part in letter.parts:
        yield from _part(part)
    yield from _card("About your files", (f"{code(path)}: {inline(what)}" for path, what in letter.notices))
    if letter.facts:
        yield from ("---", _list(f"{inline(name)}: {inline(fact)}" for name, fact in letter.facts))


def _first(first: First) -> Iterator[str]:
    yield "## Look at this first"
    yield f"**{inline(word_for(first.verdict).word)}** {_said(first.where)}"
    yield _said(first.why)
    yield from _detail(first)
    yield _handout(first)


def _after(letter: Feedback) -> Iterator[str]:
    if letter.after:
        yield "## After that"
        yield "\n".join(f"{place}. {_said(line)}" for place, line in enumerate(letter.after, 1))
        yield inline(letter.rest)


def _card(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = _list(lines)
    if listed:
        yield from (f"## {title}", listed)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _part(part: Part) -> Iterator[str]:
    yield f"## {opening(part.title)}: {_of(part)}"
    for task in part.tasks:
        yield from _task(task)


def _task(task: TaskPart) -> Iterator[str]:
    yield f"### {opening(task.name)}: {_of(task)}"
    lines = [f"**{word_for('pass').word}** {_named(task.passing)}"] if task.passing else []
    lines += map(_group, task.groups)
    lines += [f"{code(task.above)} is the one to look at first, above."] if task.above else []
    yield _list(lines)
    for item in task.items:
        yield from _item(item)
    yield _handout(task)


def _named(symbols: Iterable[str]) -> str:
    return " ".join(map(code, symbols))


def _group(group: Group) -> str:
    happened = f"What happened: {inline(group.happened)}. " if group.happened else ""
    return f"**{inline(word_for(group.verdict).word)}** {_named(group.symbols)}: {happened}{_said(group.advice)}"


def _item(item: Item) -> Iterator[str]:
    yield f"**{inline(word_for(item.verdict).word)}** {code(item.symbol)} ({code(item.file)}): {_of(item)}"
    yield inline(item.held)
    yield from _detail(item)


def _detail(of: First | Item) -> Iterator[str]:
    for problem in of.problems:
        yield from _problem(problem)
    yield f"**Next:** {_said(of.advice)}" if of.advice else ""
    yield _said(of.hints)


def _handout(of: First | TaskPart) -> str:
    return _said(of.handout) + (f" [Open it there.](<{of.link}>)" if of.handout and of.link else "")


def _problem(problem: Problem) -> Iterator[str]:
    lines = [f"Law: {inline(law)}" for law in problem.laws]
    lines += [f"What happened: {inline(problem.happened)}"] if problem.happened else []
    lines += [f"But: {inline(problem.held)}"] if problem.held else []
    yield _list(lines)
    if problem.input:
        yield from ("Input to try:", fenced(problem.input))
    if problem.answer:
        yield from ("Expected:", fenced(problem.answer))


def _said(words: Phrase) -> str:
    """A phrase as one line; spaces between its parts stay."""
    said = [
        code(part) if isinstance(part, Code) else _spaced(part, first=not place) for place, part in enumerate(words)
    ]
    return "".join(said)


def _spaced(part: str, *, first: bool) -> str:
    """Text with a space kept at either end; the first of a line opens it."""
    text = opening(part) if first else inline(part)
    return f"{' ' * (part[:1].isspace() and not first)}{text}{' ' * (part[-1:].isspace() and bool(text))}"


def _of(scored: Feedback | Part | TaskPart | Item) -> str:
    return f"{number(scored.score)} of {number(scored.points)}"
