"""The pages can be read by everybody: contrast in light, dark and print, by keyboard, aloud, and without any colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.reports import html as module
from autograder.reports.feedback.letter import absent_feedback
from autograder.reports.grades import Column, Person
from autograder.reports.html import feedback_page, student_page
from autograder.reports.page import STYLE, ring
from autograder.reports.words import VERDICTS
from tests.reports import example

Colour = tuple[float, ...]
READABLE = 4.5  # WCAG 2.2, 1.4.3: the least contrast of text
VISIBLE = 3.0  # 1.4.11: of what shows where the keyboard is

# Text on what it stands on, by the names of style.css.
PAIRS = [
    *((text, ground) for text in ("ink", "soft", "accent") for ground in ("page", "card")),
    *((text, "code") for text in ("ink", "soft")),
    *((tone, f"{tone}-bg") for tone in ("good", "todo", "bad", "ours")),
    ("ink", "bad-bg"),
    ("card", "accent"),  # the number of a step
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours of each way of showing a page; print and dark change some of the light ones."""
    roots = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    light, dark, paper = (dict(re.findall(r"--([\w-]+): (#\w+);", root)) for root in roots)
    return {"light": light, "dark": light | dark, "print": light | paper, "print, from the dark": light | dark | paper}


def luminance(colour: str) -> float:
    """WCAG's relative luminance of #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("way", palettes())
def test_every_text_can_be_read_on_its_ground(way: str) -> None:
    colours = palettes()[way]
    assert [(t, g) for t, g in PAIRS if contrast(colours[t], colours[g]) < READABLE] == []


@pytest.mark.parametrize("way", palettes())
def test_where_the_keyboard_is_can_be_seen(way: str) -> None:
    colours = palettes()[way]
    assert all(contrast(colours["accent"], colours[ground]) >= VISIBLE for ground in ("page", "card"))
    assert "summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent)" in STYLE


def test_every_colour_of_text_and_of_its_ground_is_among_the_pairs() -> None:
    texts = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", STYLE))
    grounds = set(re.findall(r"background: var\(--([\w-]+)\)", STYLE))
    assert texts <= {text for text, _ in PAIRS}
    assert grounds <= {ground for _, ground in PAIRS}
    assert not re.search(r"(?<![\w-])(?:color|background): #", STYLE), "a colour without a name is in no table"


def pages() -> dict[str, str]:
    absent = absent_feedback(Person("ada"), (Column("00_scalars", "Scalars", 8.0),))
    return {
        "mixed": student_page(example.mixed(), expected=True),
        "perfect": student_page(example.perfect("grace"), expected=False),
        "refused": student_page(example.refused("eve", "it is damaged"), expected=False),
        "absent": feedback_page(absent),
    }


@pytest.mark.parametrize("kind", pages())
def test_a_page_names_its_language_and_has_one_main_and_one_first_heading(kind: str) -> None:
    page = pages()[kind]
    assert '<html lang="en">' in page
    assert page.count("<main>") == page.count("<h1>") == page.count("<title>") == 1


@pytest.mark.parametrize("kind", pages())
def test_every_picture_has_a_name_or_is_left_out_of_what_is_read_aloud(kind: str) -> None:
    for opening in re.findall(r"<svg[^>]*>", pages()[kind]):
        assert 'aria-hidden="true"' in opening or ('role="img"' in opening and 'aria-label="' in opening)


@pytest.mark.parametrize("kind", pages())
def test_what_opens_and_closes_is_the_browser_s_own(kind: str) -> None:
    page = pages()[kind]
    assert page.count("<details") == page.count("<details open><summary>"), "open, so that paper has it too"
    assert "tabindex" not in page


def test_a_verdict_is_a_word_wherever_it_is_a_colour() -> None:
    tones = {word.tone for word in VERDICTS.values()}
    words = {word.word for word in VERDICTS.values()}
    shown = re.findall(rf'<span class="badge (?:{"|".join(tones)})">(?:\d+ )?([^<]+)</span>', pages()["mixed"])
    assert shown
    assert set(shown) <= words


def test_on_paper_everything_is_open_and_light() -> None:
    paper = STYLE[STYLE.index("@media print") :]
    assert "details::details-content { content-visibility: visible;" in paper
    assert "color-scheme: light;" in paper
    assert {"--page: #fff;", "--card: #fff;"} <= set(re.findall(r"--\w+: #fff;", paper))


def test_every_class_of_the_style_sheet_has_a_user() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(module.__file__).parent.rglob("*.py"))
    made = {f"{part}-{tone}" for part in ("check", "fill", "stroke") for tone in ("good", "todo", "bad", "ours")}
    named = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", STYLE)))
    assert {name for name in named - made if not re.search(rf"\b{re.escape(name)}\b", sources)} == set()


def test_a_long_score_is_written_smaller_so_that_it_stays_inside_its_ring() -> None:
    for score, name in ((5.0, "ring-score"), (12.5, "ring-score"), (45.33, "ring-long"), (100.25, "ring-long")):
        assert f'class="{name}">{score:g}<' in ring({"score": score, "points": 200.0})
