"""In a real browser a class's page obeys its policy, fits a phone, names its plots and shows the JSON's numbers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.statistics import class_statistics
from autograder.reports.class_report.json import statistics_json
from autograder.reports.class_report.page import class_page
from autograder.reports.grades import Person
from autograder.reports.statistics import Statistics
from tests.reports.graded_class import enter_class
from tests.reports.test_class_page import CLASS

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1100, "height": 900}
LONG = "an_identifier_that_no_line_of_a_phone_can_hold_in_one_piece_" * 3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> Statistics:
    out = tmp_path_factory.mktemp("class")
    enter_class(out, CLASS)
    return class_statistics(out)


@pytest.fixture(scope="module")
def page_file(statistics: Statistics, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("page") / "class.html"
    path.write_text(class_page(statistics, {"ada": "ada.html"}), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_refused_and_the_scheme_is_the_reader_s(browser: Any, page_file: Path, scheme: str) -> None:
    page = browser.new_page(viewport=DESK, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page_file.as_uri())
    red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert said == []
    assert (red + green + blue > 384) == (scheme == "light"), "the style sheet is in force"
    page.close()


def test_a_phone_need_not_scroll_sideways_whatever_the_names(
    browser: Any, statistics: Statistics, tmp_path: Path
) -> None:
    lines = tuple(replace(line, person=Person(line.person.student + LONG)) for line in statistics.lines)
    assignments = tuple(
        replace(each, tasks=tuple(
            replace(task, title=LONG, blanks=tuple(replace(blank, symbol=LONG + blank.symbol) for blank in task.blanks))
            for task in each.tasks))
        for each in statistics.assignments
    )  # fmt: skip
    for name, found in {"plain": statistics, "long": replace(statistics, lines=lines, assignments=assignments)}.items():
        (tmp_path / f"{name}.html").write_text(class_page(found, {}), encoding="utf-8")
        page = browser.new_page(viewport=PHONE)
        page.goto((tmp_path / f"{name}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], name
        page.close()


def test_the_plots_show_the_numbers_of_the_json(browser: Any, page_file: Path, statistics: Statistics) -> None:
    found = json.loads(statistics_json(statistics))
    page = browser.new_page(viewport=DESK)
    page.goto(page_file.as_uri())
    wanted = {"scores-all": found["histogram"]}
    wanted |= {f"scores-{each['folder']}": each["histogram"] for each in found["assignments"]}
    for name, counts in wanted.items():
        figure = f"document.getElementById('{name}').parentElement"
        shown = page.evaluate(f"[...{figure}.querySelectorAll('.plot-count')].map(e => Number(e.textContent))")
        table = page.evaluate(f"[...{figure}.querySelectorAll('td')].map(e => Number(e.textContent))")
        heights = page.evaluate(f"[...{figure}.querySelectorAll('rect')].map(e => e.getBBox().height)")
        assert (shown, table) == ([count for count in counts if count], counts)
        assert heights == pytest.approx([max(heights) * count / max(counts) for count in counts if count], abs=0.2)
    tasks = [task for each in found["assignments"] for task in each["tasks"]]
    cells = page.evaluate(
        "[...document.querySelectorAll('.heat tbody tr')].map(r => [...r.cells].slice(1).map(c => c.textContent))"
    )
    for task, row in zip(tasks, cells, strict=True):
        shares = [*task["groups"], task["share"]]
        assert row == ["-" if share is None else str(min(max(round(100 * share), share > 0), 99 + (share == 1)))
                       for share in shares]  # fmt: skip
    page.close()


def test_every_plot_and_part_has_a_name_that_a_screen_reader_says(browser: Any, page_file: Path) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(page_file.as_uri())
    for role in ("img", "figure", "region", "table", "navigation"):
        places = page.get_by_role(role)
        assert places.count(), role
    for place in page.get_by_role("img").all():
        assert re.search("(students|laws) by share of the .*: [0-9]", place.get_attribute("aria-label"))
    snapshot = page.locator("main").aria_snapshot()
    assert '- region "Where the class struggles"' in snapshot
    assert '- region "Students"' in snapshot
    page.close()


def test_the_keyboard_opens_what_is_folded_and_follows_the_contents(browser: Any, page_file: Path) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(page_file.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#struggles")
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Space")
    assert summary.evaluate("e => e.parentElement.open")
    assert summary.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
    page.close()


def test_every_number_of_the_heat_map_can_be_read_on_its_shade(browser: Any, page_file: Path) -> None:
    contrast = """(cell) => {
        const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        const light = (colour) => {
            paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
            const parts = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const look = getComputedStyle(cell);
        const two = [light(look.color), light(look.backgroundColor)].sort((a, b) => b - a);
        return (two[0] + 0.05) / (two[1] + 0.05);
    }"""
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(page_file.as_uri())
        cell = page.locator(".heat tbody td").first
        for shade in range(11):
            cell.evaluate(f"e => e.className = 'warm-{shade}'")
            assert cell.evaluate(contrast) >= 4.5, (scheme, shade)
        page.close()


def test_paper_shows_the_plots_and_no_contents(browser: Any, page_file: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("svg.histogram").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
