"""Draw a class's statistics as SVG inside a page: `histogram_figure`, `parts_bar`, `share_bar`, `box`.

Every plot has its numbers in words as well: as its name for a screen reader, in a table, or beside it. Colours are
classes of class.css, for the page's policy allows no style of its own to an element.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.reports.markup import Child, Markup, tag
from autograder.reports.statistics import BINS, Spread, bin_name
from autograder.reports.words import several

WIDTH, TOP, FLOOR, HEIGHT = 352, 22, 132, 164  # of a histogram
STEP = WIDTH / BINS


def histogram_figure(
    name: str, title: str, counts: Sequence[int], note: str, thing: str = "student", of: str = "of the points"
) -> Markup:
    """A histogram of shares with its exact counts, and the same as a table; `name` is its id in the page."""
    rows = [tag("tr", _head(bin_name(k)), tag("td", str(count), class_="number")) for k, count in enumerate(counts)]
    things = tag("th", f"{thing.capitalize()}s", scope="col", class_="number")
    head = tag("tr", tag("th", f"Share {of}", scope="col"), things)
    table = tag("details", tag("summary", "As a table"), tag("table", tag("thead", head), tag("tbody", rows)))
    caption = tag("figcaption", tag("strong", title), " ", tag("span", note, class_="soft small"), id=name)
    return tag("figure", caption, _histogram(title, counts, thing, of), table, class_="plot", aria_labelledby=name)


def _histogram(title: str, counts: Sequence[int], thing: str, of: str) -> Markup:
    most = max(counts, default=0) or 1
    found = ", ".join(f"{bin_name(k)}: {count}" for k, count in enumerate(counts) if count) or "nobody"
    return tag(
        "svg",
        [_column(k, count, most, thing) for k, count in enumerate(counts)],
        tag("line", x1="0", x2=f"{WIDTH}", y1=f"{FLOOR}", y2=f"{FLOOR}", class_="plot-axis"),
        [_tick(k) for k in range(BINS)],
        tag("text", f"% {of}, from", x=f"{WIDTH / 2:.0f}", y=f"{HEIGHT - 3}", class_="plot-soft"),
        class_="histogram",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=f"{title}, {thing}s by share {of}. {found}.",
    )


def _tick(place: int) -> Markup:
    text = str(place * 100 // (BINS - 1))
    return tag("text", text, x=f"{(place + 0.5) * STEP:.1f}", y=f"{FLOOR + 14}", class_="plot-soft")


def _column(place: int, count: int, most: int, thing: str) -> Markup:
    """One bar with its count on top; a bar of nobody is a bare place."""
    height = (FLOOR - TOP) * count / most
    middle = f"{place * STEP + STEP / 2:.1f}"
    shown = [
        tag("rect", x=f"{place * STEP + 2:.1f}", y=f"{FLOOR - height:.1f}", width=f"{STEP - 4:.1f}",
            height=f"{height:.1f}", class_="plot-bar"),
        tag("text", str(count), x=middle, y=f"{FLOOR - height - 5:.1f}", class_="plot-count"),
    ]  # fmt: skip
    return tag("g", tag("title", f"{bin_name(place)}: {several(count, thing)}"), shown if count else None)


def parts_bar(parts: Mapping[str, int]) -> Markup:
    """Counts by tone, side by side in one bar; the numbers stand beside it in words."""
    whole = sum(parts.values()) or 1
    rects, start = [], 0.0
    for tone, count in parts.items():
        width = 100.0 * count / whole
        if count:
            rects.append(tag("rect", x=f"{start:.2f}", width=f"{width:.2f}", height="6", class_=f"fill-{tone}"))
        start += width
    return _strip(rects)


def share_bar(share: float, tone: str = "plot") -> Markup:
    """A share as a bar; the number stands beside it in words."""
    return _strip([tag("rect", width=f"{100 * share:.2f}", height="6", class_=f"fill-{tone}")])


def box(found: Spread, most: float) -> Markup:
    """The middle half of numbers from 0 to `most` as a band, their median as a line; words stand beside it."""
    scale = 100.0 / most if most else 0.0
    lower, median, upper = (scale * value for value in (found.lower, found.median, found.upper))
    return _strip(
        [
            tag("rect", x=f"{lower:.2f}", width=f"{max(upper - lower, 0.6):.2f}", height="6", class_="plot-band"),
            tag("rect", x=f"{min(max(median - 0.4, 0.0), 99.2):.2f}", width="0.8", height="6", class_="plot-bar"),
        ]
    )


def _strip(rects: Child) -> Markup:
    track = tag("rect", class_="bar-track", width="100", height="6")
    return tag("svg", track, rects, class_="bar", viewBox="0 0 100 6", preserveAspectRatio="none", aria_hidden="true")


def _head(text: str) -> Markup:
    return tag("th", text, scope="row")
