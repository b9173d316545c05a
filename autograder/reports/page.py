"""Make one self-contained HTML page: a document with its style inside, which loads nothing and runs nothing.

`document(title, *content)` is the frame of every page; `ring`, `bar` and `badge` are what pages are made of.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.reports.markup import Child, Markup, tag
from autograder.reports.words import number, word_for

NEARLY = 96.0  # the round end of the stroke covers the rest
ROOM = 4  # so many characters of a score fit inside the ring at their full size
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def document(title: str, *content: Child, style: str = STYLE) -> str:
    """A whole page; its policy allows this one style sheet by its digest and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("style", Markup(style)),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', tag('main', *content)), lang='en')}\n"


def tone_of(scored: Mapping[str, Any]) -> str:
    """good where all points are there, bad where none is, todo between."""
    if scored["score"] >= scored["points"]:
        return "good"
    return "bad" if scored["score"] <= 0 else "todo"


def share(scored: Mapping[str, Any]) -> float:
    """score / points, in percent, 100 where there is nothing to score."""
    return 100.0 * scored["score"] / scored["points"] if scored["points"] else 100.0


def ring(scored: Mapping[str, Any]) -> Markup:
    """The score as a circle that fills up, and closes for full marks only."""
    filled = 100.0 if scored["score"] >= scored["points"] else min(share(scored), NEARLY)
    score, points = number(scored["score"]), number(scored["points"])
    circle = {"cx": "50", "cy": "50", "r": "44", "pathLength": "100"}
    value = tag(
        "circle",
        class_=f"ring-value stroke-{tone_of(scored)}",
        transform="rotate(-90 50 50)",
        stroke_dasharray=f"{filled:.1f} 100",
        **circle,
    )
    return tag(
        "svg",
        tag("circle", class_="ring-track", **circle),
        value if scored["score"] > 0 else None,
        tag("text", score, x="50", y="53", class_="ring-long" if len(score) > ROOM else "ring-score"),
        tag("text", f"of {points}", x="50", y="71", class_="ring-of"),
        class_="ring",
        viewBox="0 0 100 100",
        role="img",
        aria_label=f"{score} of {points} points",
    )


def bar(scored: Mapping[str, Any]) -> Markup:
    """The score as a thin bar; the numbers always stand beside it in words."""
    size = {"height": "6", "rx": "0"}
    return tag(
        "svg",
        tag("rect", class_="bar-track", width="100", **size),
        tag("rect", class_=f"fill-{tone_of(scored)}", width=f"{share(scored):.1f}", **size),
        class_="bar",
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def badge(verdict: str, count: int | None = None) -> Markup:
    """A verdict as a coloured word."""
    word = word_for(verdict)
    return tag("span", word.word if count is None else f"{count} {word.word}", class_=f"badge {word.tone}")


def score_words(scored: Mapping[str, Any]) -> Markup:
    """ "3 of 5 points"."""
    return tag("span", f"{number(scored['score'])} of {number(scored['points'])}", class_="points")
