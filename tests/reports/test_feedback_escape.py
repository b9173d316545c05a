"""Whatever a name, a sentence or an input holds, a letter shows it as text: no markup, no link, no image, no HTML."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.reports.feedback.escape import code, fenced, inline, opening
from autograder.reports.feedback.letter import feedback_of
from autograder.reports.feedback.markdown import feedback_markdown
from autograder.reports.grades import Attempt, Grade, Mark, Override, Person
from autograder.reports.html import feedback_page
from autograder.reports.markup import clean, tag
from tests.reports import example

# By CommonMark, with GitHub's tables and struck-out words on top.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

MARKS = [
    "*", "**", "_", "__", "`", "``", "```", "~~~", "~~", "#", "# ", "- ", "+ ", "1. ", "2) ", "> ", "---", "===", "|",
    "|-|-|", "[a](b)", "[a]", "]: x", "![", "<b>", "</code>", "<!--", "-->", "<http://a.b>", "http://a.b", "www.a.b",
    "a@b.c", "&amp;", "&#35;", "\\", "\\*", "\n", "\n\n", "    ", "\t", "\r", "\x00", "\x85", "\u2028", "\u202e",
    "\ud800", "$x$", "a", "b c", "é", "\x1b[31m", "{x}", "[^1]", "[ ] ", ":", "'", '"',
]  # fmt: skip
texts = st.one_of(st.lists(st.sampled_from(MARKS), max_size=6).map("".join), st.text(max_size=12))


def line(text: str) -> str:
    """What a reader sees of a text that is shown in a line."""
    return " ".join(clean(text).split())


def read(markdown: str) -> str:
    return str(READER.render(markdown))


@given(texts)
def test_text_in_a_line_stays_text(text: str) -> None:
    assert read(f"x ({inline(text)}) y") == f"<p>x ({shown(text)}) y</p>\n"


@given(texts)
def test_text_that_begins_a_line_stays_text(text: str) -> None:
    assert read(f"{opening(text)} y") == f"<p>{f'{shown(text)} y'.lstrip()}</p>\n"


@pytest.mark.parametrize("text", ["- a", "+ a", "* a", "# a", "### a", "> a", "1. a", "12) a", "---", "***", "- - -"])
def test_what_would_begin_a_block_is_text(text: str) -> None:
    for whole in (f"{opening(text)}", f"- {opening(text)}", f"x\n{opening(text)}"):
        assert line(text) in Seen(read(whole)).text
        assert set(Seen(read(whole)).tags) <= {"p", "ul", "li"}
        assert Seen(read(whole)).tags.count("ul") == whole.startswith("- ")


@given(texts)
def test_code_in_a_line_stays_code(text: str) -> None:
    words = f"<code>{shown(text)}</code>" if line(text) else ""
    assert read(f"({code(text)})") == f"<p>({words})</p>\n"


@given(texts)
def test_code_between_fences_stays_code(text: str) -> None:
    block = f'<pre><code class="language-text">{escaped(clean(text))}\n</code></pre>'
    assert read(f"{fenced(text)}\n\ny") == f"{block}\n<p>y</p>\n"


@given(texts)
def test_text_in_html_stays_text(text: str) -> None:
    seen = Seen(tag("p", text, title=text))
    assert (seen.tags, seen.text, seen.titles) == (["p"], clean(text), [clean(text)])


class Seen(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.titles: list[str | None] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.titles += [value for name, value in attributes if name == "title"]

    def handle_data(self, data: str) -> None:
        self.text += data


def escaped(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")


def shown(text: str) -> str:
    return escaped(line(text))


@pytest.mark.parametrize(
    "text", ["a_b", "2 * 3", "out[z] is a[z] @ b[z]", "x > 0", "AT&T, a & b", "f(x): y", "1.33 points"]
)
def test_what_is_plain_already_stays_as_it_is(text: str) -> None:
    assert inline(text) == opening(text) == text


def hostile(text: str) -> tuple[dict[str, Any], Grade]:
    """A record and a grade with this text wherever a person chose it."""
    check = example.check("wrong", text, detail=text, input=text, expected=text)
    blanks = example.blank("mul", check, file=text), example.blank("inv", check), example.blank("neg")
    assignment = example.assignment("00_scalars", text, example.task("0.1", text, *blanks))
    record = example.record(text, assignment, notices=[{"path": text, "what": text}])
    attempt = Attempt(1, "", text, None, 1.0, 1.0, 1.0)
    marks = Mark("00_scalars", text, 1.0, 1.0, (attempt,), 0, Override(1.0, text, text, ""))
    return record, Grade(Person(text, text), (marks,), 1.0, 1.0, (text,))


def elements(text: str) -> tuple[list[str], list[str]]:
    """The tags of a letter with this text everywhere, as a page and as Markdown that is read."""
    record, grade = hostile(text)
    letter = feedback_of(record, expected=True, grade=grade)
    page, markdown = feedback_page(letter), feedback_markdown(letter)
    assert (page + markdown).encode()
    return Seen(page).tags, Seen(read(markdown)).tags


@pytest.fixture(scope="module")
def plain_elements() -> tuple[list[str], list[str]]:
    return elements("x")


@given(text=texts)
def test_a_whole_letter_has_the_same_elements_whatever_stands_in_it(
    plain_elements: tuple[list[str], list[str]], text: str
) -> None:
    assert elements(f"x{text}x") == plain_elements


@given(texts)
def test_a_letter_whose_texts_begin_or_end_with_marks_has_no_links_and_no_images(text: str) -> None:
    for tags in elements(text):
        assert not {"a", "img", "table", "script", "s", "em", "blockquote"} & set(tags)


def test_no_reader_of_github_makes_a_link_of_an_address() -> None:
    for text in ("http://a.b", "https://a.b/c", "www.a.b", "a@b.c", "WWW.a.b"):
        assert re.search(r"\\[.:@]", inline(text))
