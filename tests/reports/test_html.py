"""A page shows every verdict in words, loads nothing, runs nothing, and nothing in a record can change that."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from autograder.reports.html import page_name, student_page
from autograder.reports.words import VERDICTS, blanks_of
from tests.reports import example

VOID = {"meta", "br"}


class Outline(HTMLParser):
    """The tags of a page; fails where they do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def all_pages(expected: bool = True) -> list[str]:
    records = [example.mixed(), example.perfect("grace"), example.refused("eve", "it is damaged")]
    return [student_page(record, expected=expected) for record in records]


def test_pages_nest_and_name_nothing_outside_themselves() -> None:
    for page in all_pages():
        tags = Outline(page).seen
        assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
        links = [attributes["href"] for _, attributes in tags if "href" in attributes]
        assert all(link and re.fullmatch(r"[\w%.-]+\.html", link) for link in links)
        assert not any(name.startswith("on") or name in ("src", "style") for _, a in tags for name in a)
        assert "url(" not in page
        assert "@import" not in page


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    for page in all_pages():
        style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
        policies = [a["content"] for tag, a in Outline(page).seen if a.get("http-equiv") == "Content-Security-Policy"]
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]


def test_every_text_of_a_record_is_escaped() -> None:
    plain = whole_page(example.mixed())
    hostile = hostile_copy(example.mixed())
    page = whole_page(hostile)
    assert example.HOSTILE not in page
    assert page.count("<script") == plain.count("<script") == 0
    tags = [tag for tag, _ in Outline(page).seen]
    assert tags == [tag for tag, _ in Outline(plain).seen]


def whole_page(record: dict[str, Any]) -> str:
    return student_page(record, expected=True)


def hostile_copy(value: Any, key: str = "") -> Any:
    """The same record with a hostile text in every place that holds one, except where the kind is chosen by it."""
    if isinstance(value, dict):
        return {name: hostile_copy(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [hostile_copy(item) for item in value]
    if isinstance(value, str) and value and key != "verdict":
        return value + example.HOSTILE
    return value


def test_every_verdict_has_a_word_a_tone_and_advice() -> None:
    from autograder.judge.verdicts import Verdict

    assert {verdict.value for verdict in Verdict} <= VERDICTS.keys()
    page = student_page(example.mixed(), expected=False)
    shown = {blank["verdict"] for _, _, blank in blanks_of(example.mixed())}
    assert shown == VERDICTS.keys()
    for verdict, word in VERDICTS.items():
        assert f'badge {word.tone}">{word.word}<' in page
        assert bool(word.advice) == (verdict != "pass")


def test_expected_values_show_only_where_asked_for() -> None:
    record = example.perfect("ada")
    check = example.check("wrong", expected="the-reference-says")
    record["assignments"][0]["tasks"][0]["blanks"] = [example.blank("mul", check)]
    assert "the-reference-says" in student_page(record, expected=True)
    assert "the-reference-says" not in student_page(record, expected=False)


def test_a_page_does_not_depend_on_what_was_measured() -> None:
    record = example.mixed()
    other = record | {"measured": {"seconds": 99.0, "cpu_seconds": 0.5, "memory_mb": 9.0}}
    assert student_page(record, expected=True) == student_page(other, expected=True)


@pytest.mark.parametrize(
    "name", ["index", "INDEX", "a/b", "..", ".", "a\\b", "ü", "x" * 300, "con:", "CON", "nul.x", "a%2Fb", "a b."]
)
def test_a_page_s_name_is_a_plain_file_name_that_only_one_student_has(name: str) -> None:
    others = ["a b", "a/b", "a%2Fb", "index", "INDEX", "..", ".", "x" * 300, "x" * 299, "ü", "u"]
    made = page_name(name)
    assert re.fullmatch(r"[\w%. ~-]+", made, re.ASCII)
    assert made.lower() not in ("index", "con") and not made.startswith("nul.")
    assert not made.endswith((".", " "))
    assert len(made) < 200
    assert all(page_name(other) != made for other in others if other != name)
