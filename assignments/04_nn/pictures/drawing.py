"""Pictures as SVG, for handouts: texts, boxes and paths on a white page, and plots with axes.

picture = Picture("name", 300, "Its title", "What a screen reader reads")
plot = Plot(picture, (80, 60, 400, 200), x=(0, 10), y=(0.1, 10), log=True)
plot.axes([0, 5, 10], [0.1, 1, 10], "step")
plot.line([(0, 1.0), (10, 0.2)], "blue")
picture.save(folder)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

SANS, MONO = "Helvetica,Arial,'Liberation Sans',sans-serif", "Menlo,Consolas,'DejaVu Sans Mono',monospace"
TEXTS = f"""
    text{{font-family:{SANS};font-size:16px;fill:#1f2937}}
    .small{{font-size:14px;fill:#4b5563}} .head{{font-size:17px;font-weight:bold}}
    .mono{{font-family:{MONO};font-size:15px}} .mid{{text-anchor:middle}} .end{{text-anchor:end}}
"""
LINES = {"red": "#b91c1c", "blue": "#1d4ed8", "teal": "#0f766e", "amber": "#b45309"}
THIN = {"ink": ("#1f2937", 1.5), "axis": ("#9ca3af", 1), "grid": ("#e5e7eb", 1)}
BOXES = {
    "plain": ("#f9fafb", "#1f2937"),
    "here": ("#fef3c7", "#92400e"),
    "soft": ("#eff6ff", "#1d4ed8"),
    "warm": ("#fef2f2", "#b91c1c"),
    "number": ("#bfdbfe", "#1f2937"),
    "empty": ("#ffffff", "#1f2937"),
    "gone": ("#f3f4f6", "#1f2937"),
    "good": ("#bbf7d0", "#1f2937"),
    "fair": ("#fde68a", "#1f2937"),
    "bad": ("#fed7aa", "#1f2937"),
}
STYLE = "\n".join(
    [
        TEXTS.strip("\n"),
        *(
            f"    .{name}{{stroke:{hue};stroke-width:2.5;fill:none}} .{name}-text{{fill:{hue}}}"
            for name, hue in LINES.items()
        ),
        *(f"    .{name}{{stroke:{hue};stroke-width:{width};fill:none}}" for name, (hue, width) in THIN.items()),
        *(f"    .{name}{{fill:{fill};stroke:{edge};stroke-width:1.5}}" for name, (fill, edge) in BOXES.items()),
        "    .dash{stroke-dasharray:5 4} path{stroke-linejoin:round}",
    ]
)
ARROWS = "\n".join(
    f'    <marker id="{name}-end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
    f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z" fill="{hue}"/></marker>'
    for name, hue in {**LINES, "ink": "#1f2937"}.items()
)


def short(number: float) -> str:
    """A place in the picture, to a tenth of a pixel."""
    return f"{round(number, 1) + 0.0:g}"


class Picture:
    """A page of 720 pixels and this height, unless told otherwise. A `look` is one or more of the styles above."""

    def __init__(self, name: str, height: int, title: str, about: str, width: int = 720) -> None:
        self.name = name
        self.lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="title desc">',
            f'  <title id="title">{escape(title)}</title>',
            f'  <desc id="desc">{escape(about)}</desc>',
            f"  <style>\n{STYLE}\n  </style>",
            f"  <defs>\n{ARROWS}\n  </defs>",
            f'  <rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="10" fill="#ffffff" '
            'stroke="#d1d5db"/>',
        ]

    def text(self, x: float, y: float, words: str, look: str = "") -> None:
        """Words that begin, end (look "end") or have their middle (look "mid") at a place."""
        style = f' class="{look}"' if look else ""
        self.lines.append(f'  <text x="{short(x)}" y="{short(y)}"{style}>{escape(words, quote=False)}</text>')

    def notes(self, x: float, y: float, words: Iterable[str], look: str = "small") -> None:
        """Lines of words, one below the other."""
        for row, each in enumerate(words):
            self.text(x, y + 18 * row, each, look)

    def box(self, x: float, y: float, width: float, height: float, look: str, round_by: int = 0) -> None:
        """A rectangle."""
        corner = f' rx="{round_by}"' if round_by else ""
        sides = f'x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"'
        self.lines.append(f'  <rect {sides}{corner} class="{look}"/>')

    def path(self, steps: str, look: str, arrow: bool = False, clip: str = "") -> None:
        """A path in SVG's own words; with an arrow at its end, cut off at the frame `clip`."""
        end = f' marker-end="url(#{look.split()[0]}-end)"' if arrow else ""
        cut = f' clip-path="url(#{clip})"' if clip else ""
        self.lines.append(f'  <path d="{steps}" class="{look}"{end}{cut}/>')

    def dot(self, x: float, y: float, look: str, radius: float = 2.6) -> None:
        """A disc, or a circle in the look of a line."""
        self.lines.append(f'  <circle cx="{short(x)}" cy="{short(y)}" r="{radius}" class="{look}"/>')

    def frame(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle at which paths can be cut off."""
        sides = f'x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"'
        self.lines.append(f'  <clipPath id="{name}"><rect {sides}/></clipPath>')

    def save(self, folder: Path) -> None:
        """Write folder/name.svg."""
        (folder / f"{self.name}.svg").write_text("\n".join([*self.lines, "</svg>", ""]), encoding="utf-8")


class Plot:
    """A part of a picture, (left, top, width, height), on which numbers have places; `log` is for the upright axis."""

    def __init__(
        self,
        picture: Picture,
        area: tuple[float, float, float, float],
        x: tuple[float, float],
        y: tuple[float, float],
        log: bool = False,
    ) -> None:
        self.picture, self.log = picture, log
        self.left, self.top, self.width, self.height = area
        self.ends, self.heights = x, (self._scaled(y[0]), self._scaled(y[1]))

    def _scaled(self, number: float) -> float:
        return math.log10(number) if self.log else number

    def across(self, number: float) -> float:
        """The x of a number in the picture."""
        low, high = self.ends
        return self.left + (number - low) / (high - low) * self.width

    def up(self, number: float) -> float:
        """The y of a number; one that is too large or too small is put at the edge."""
        low, high = self.heights
        share = (self._scaled(number) - low) / (high - low)
        return self.top + (1 - min(max(share, 0.0), 1.0)) * self.height

    def axes(self, x: Iterable[float], y: Iterable[float | tuple[str, float]], words: str = "") -> None:
        """Both axes with these numbers on them; a tuple is a number with a name."""
        bottom = self.top + self.height
        for mark in y:
            name, number = mark if isinstance(mark, tuple) else (f"{mark:g}", mark)
            self.picture.path(f"M{short(self.left)} {short(self.up(number))}h{short(self.width)}", "grid")
            self.picture.text(self.left - 8, self.up(number) + 5, name, "small end")
        for number in x:
            self.picture.text(self.across(number), bottom + 19, f"{number:g}", "small mid")
        corner = f"M{short(self.left)} {short(self.top)}V{short(bottom)}H{short(self.left + self.width)}"
        self.picture.path(corner, "ink")
        self.picture.text(self.left + self.width / 2, bottom + 39, words, "small mid")

    def line(self, points: Iterable[Sequence[float]], look: str, dots: bool = False) -> None:
        """A line through points, with dots on them."""
        places = [(self.across(x), self.up(y)) for x, y in points]
        self.picture.path("M" + " ".join(f"{short(x)} {short(y)}" for x, y in places), look)
        for x, y in places if dots else ():
            self.picture.dot(x, y, f"{look.split()[0]}-text")


def mean(numbers: Sequence[float]) -> float:
    """The mean."""
    return sum(numbers) / len(numbers)


def smooth(losses: Sequence[float], over: int = 5) -> list[tuple[int, float]]:
    """(step, mean of the last few losses)."""
    return [(k, mean(losses[max(0, k - over + 1) : k + 1])) for k in range(len(losses))]
