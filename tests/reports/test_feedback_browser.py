"""In a real browser a letter fits a phone, keeps its style under its policy, and is whole on paper and by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.reports.html import student_page
from tests.reports import example

PHONE = {"width": 360, "height": 800}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with every verdict, and with words that no line can hold."""
    record = example.mixed("x" * 200)
    record["assignments"][0]["tasks"][0]["blanks"][2]["checks"][0]["input"] = "y" * 500
    path: Path = tmp_path_factory.mktemp("pages") / "page.html"
    path.write_text(student_page(record, expected=True), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_need_not_scroll_sideways(browser: Any, address: str, scheme: str) -> None:
    page = browser.new_page(viewport=PHONE, color_scheme=scheme)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.close()


def test_the_policy_lets_the_style_in_and_the_scheme_is_the_reader_s(browser: Any, address: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        errors: list[str] = []
        page.on("console", lambda message, errors=errors: errors.append(message.text))
        page.goto(address)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert errors == []
        page.close()
    assert grounds == ["rgb(245, 246, 248)", "rgb(15, 17, 21)"]


def test_paper_shows_what_was_closed_on_white(browser: Any, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = false)")
    laws = page.locator("details .law")
    assert not laws.first.is_visible()
    page.emulate_media(media="print")
    assert all(law.bounding_box()["height"] > 0 for law in laws.all())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()


def test_the_keyboard_opens_and_closes_every_blank(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    parts = page.locator("details")
    for place in range(parts.count()):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        page.keyboard.press("Enter")
        assert not parts.nth(place).evaluate("part => part.open")
    page.close()
