"""Show what was found alike as one page that loads nothing: `similar_page(title, report, sides)`.

`sides` gives both texts of a pair's pieces with the lines that match. Everything on the page is what students wrote, or
called themselves, so all of it is escaped; the page is for those who grade, not for handing out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.similarity.findings import Alike, Pair, Report
from autograder.classroom.similarity.work import BESIDE
from autograder.reports.markup import Markup, tag
from autograder.reports.page import STYLE, document

SIMILAR_STYLE = STYLE + Path(__file__).with_name("similar.css").read_text(encoding="utf-8")
CAUTION = (
    "Likeness is a reason to look and to ask, never a verdict. Friends who talk, a tutor's hint or a page of the web "
    "make code alike as well as copying does. Nothing here touches points."
)
BLANKS = 6  # of a pair, with their text
LISTED = 4


@dataclass(frozen=True)
class Side:
    """The text of one piece: (line number, text, whether it matches) of each line."""

    name: str
    place: str
    lines: tuple[tuple[int, str, bool], ...]


Sides = Callable[[Pair, Alike], "tuple[Side, Side] | None"]


def similar_page(title: str, report: Report, sides: Sides, most: int) -> str:
    """The whole page, with the texts of the first `most` pairs."""
    return document(
        f"{title}: alike",
        tag("h1", f"{title}: who wrote alike"),
        tag("p", _opening(report), class_="soft"),
        tag("section", tag("p", CAUTION), class_="card"),
        _pairs(report) if report.pairs else None,
        _groups(report) if any(len(group) > 2 for group in report.clusters) else None,
        _known(report) if report.as_known else None,
        _unread(report) if report.unread else None,
        [_pair(number, pair, sides) for number, pair in enumerate(report.pairs[:most], 1)],
        style=SIMILAR_STYLE,
    )


def _opening(report: Report) -> str:
    found = f"{len(report.pairs)} pairs" if len(report.pairs) != 1 else "one pair"
    terms = f"{report.terms.share:.0%} or more of what is rare in the smaller of two works"
    return f"{report.students} students compared, {found} found that share {terms}."


def _pairs(report: Report) -> Markup:
    rows = [
        tag(
            "tr",
            tag("td", tag("a", str(number), href=f"#pair-{number}")),
            tag("td", pair.first),
            tag("td", pair.second),
            tag("td", f"{pair.share:.0%}"),
            tag("td", f"{pair.weight:.0f}"),
            tag("td", symbols_of(pair)),
        )
        for number, pair in enumerate(report.pairs, 1)
    ]
    head = _head("", "one", "other", "shared", "weight", "most alike in")
    note = "Shared: how much of the rare code of the smaller work is in the other. Weight: how much, and how rare."
    table = tag("div", tag("table", head, tag("tbody", rows), class_="pairs"), class_="wide")
    return tag("section", tag("h2", "Pairs"), tag("p", note, class_="soft small"), table, class_="card")


def _head(*names: str) -> Markup:
    return tag("thead", tag("tr", [tag("th", name, scope="col") for name in names]))


def symbols_of(pair: Pair) -> str:
    """The blanks that weigh most in a pair."""
    names = list(dict.fromkeys(_called(alike) for alike in pair.pieces))
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def _called(alike: Alike) -> str:
    return alike.first.symbol if alike.first.symbol != BESIDE else f"{alike.first.file} {BESIDE}"


def _groups(report: Report) -> Markup:
    items = [tag("li", f"{len(group)}: {', '.join(group)}") for group in report.clusters if len(group) > 2]
    return tag("section", tag("h2", "Groups that pairs join"), tag("ul", items, class_="groups"), class_="card")


def _known(report: Report) -> Markup:
    items = [
        tag("li", f"{pair.first}: {pair.share:.0%} as {pair.second}, mostly in {symbols_of(pair)}")
        for pair in report.as_known
    ]
    note = "Where most of the class writes otherwise, these write as a solution does that students never get."
    parts = tag("h2", "As a known solution"), tag("p", note, class_="soft small"), tag("ul", items, class_="groups")
    return tag("section", *parts, class_="card")


def _unread(report: Report) -> Markup:
    items = [tag("li", f"{student}: {why}") for student, why in report.unread]
    return tag("section", tag("h2", "Not compared"), tag("ul", items, class_="groups"), class_="card")


def _pair(number: int, pair: Pair, sides: Sides) -> Markup:
    """One pair, folded, with the blanks that weigh most side by side."""
    shown: list[Markup] = []
    for alike in pair.pieces[:BLANKS]:
        both = sides(pair, alike)
        if both:
            words = (
                f"{_called(alike)}: {alike.share:.0%} of its rare code is shared, {alike.sameness:.0%} of all tokens"
            )
            shown.append(tag("h3", words))
            shown.append(tag("div", [_side(side) for side in both], class_="sides"))
    rest = len(pair.pieces) - BLANKS
    summary = tag("summary", f"{number}. {pair.first} and {pair.second}, {pair.share:.0%} shared")
    more = tag("p", f"{rest} more pieces share less.", class_="soft small") if rest > 0 else None
    inside = tag("div", shown, more, id=f"pair-{number}")  # a link to what is folded in unfolds it
    return tag("details", summary, inside, class_="pair", open=number == 1)


def _side(side: Side) -> Markup:
    return tag("figure", tag("figcaption", f"{side.name}, {side.place}"), tag("pre", _lines(side.lines)))


def _lines(lines: Iterable[tuple[int, str, bool]]) -> Sequence[Markup]:
    return [
        tag("span", tag("span", str(number), class_="number"), text, class_="line same" if same else "line")
        for number, text, same in lines
    ]
