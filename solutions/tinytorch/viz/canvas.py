"""Draw with shapes and words: `Canvas(640, "A title")` collects them, and `svg(height)` makes the picture's text.

All pictures of the course have one look, which is here and nowhere else: a page with a thin edge, one family of type,
colours that can be told apart by whoever sees colours differently (after Okabe and Ito), light or dark as the reader's
screen is. A colour is named by what it is for, never by its number: `ink`, `soft`, `edge`, `bad`, ...; `c0` to `c7` are
lines, `t0` to `t7` areas on which ink can be read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape

LIGHT = {
    "ink": "#1f2937", "soft": "#4b5563", "page": "#ffffff", "edge": "#d1d5db", "empty": "#f3f4f6", "bad": "#b91c1c",
    "good": "#047857",
    "c0": "#0072b2", "c1": "#d55e00", "c2": "#007a5a", "c3": "#a8457f", "c4": "#8a6d00", "c5": "#1f2937",
    "c6": "#5b5bd6", "c7": "#7a4a2b",
    "t0": "#bfe0f5", "t1": "#ffd9ba", "t2": "#b8ead7", "t3": "#f3cfe4", "t4": "#f7ebad", "t5": "#dcdfe4",
    "t6": "#d9d8fb", "t7": "#e6d3c6",
}  # fmt: skip
DARK = {
    "ink": "#e5e7eb", "soft": "#9ca3af", "page": "#111827", "edge": "#374151", "empty": "#1f2937", "bad": "#f87171",
    "good": "#34d399",
    "c0": "#56b4e9", "c1": "#e69f00", "c2": "#2bc79a", "c3": "#e08fc0", "c4": "#f0e442", "c5": "#e5e7eb",
    "c6": "#a5a4f7", "c7": "#d3a684",
    "t0": "#12486b", "t1": "#6e3b12", "t2": "#0f4f3d", "t3": "#5e2a4b", "t4": "#554800", "t5": "#434b58",
    "t6": "#3a3a78", "t7": "#54382a",
}  # fmt: skip
COLOURS = 8  # lines c0 to c7, areas t0 to t7
RULES = """
    .tt-viz text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:13px;fill:var(--ink)}
    .tt-viz .title{font-size:16px;font-weight:bold}.tt-viz .soft{fill:var(--soft);font-size:12px}
    .tt-viz .tiny{fill:var(--soft);font-size:10px}.tt-viz .strong{font-weight:bold}
    .tt-viz .mid{text-anchor:middle}.tt-viz .end{text-anchor:end}
    .tt-viz .code{font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace}
    .tt-viz .page{fill:var(--page);stroke:var(--edge)}.tt-viz .box{fill:var(--page);stroke:var(--soft)}
    .tt-viz .cell{stroke:var(--soft)}.tt-viz .empty{fill:var(--empty);stroke:var(--edge)}
    .tt-viz .outline{fill:none;stroke:var(--ink);stroke-width:2.5}
    .tt-viz .fault{fill:none;stroke:var(--bad);stroke-width:4}
    .tt-viz .grid{stroke:var(--edge)}.tt-viz .axis{stroke:var(--soft)}.tt-viz .dashed{stroke-dasharray:6 5}
    .tt-viz .curve{fill:none;stroke-width:2;stroke-linejoin:round}
    .tt-viz .halo{paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
    .tt-viz .area{stroke:var(--soft);stroke-width:1;stroke-linejoin:round}
    .tt-viz .edge{fill:none;stroke:var(--soft);stroke-width:1.5}
    .tt-viz .head{fill:var(--soft)}.tt-viz text.bad{fill:var(--bad)}.tt-viz text.good{fill:var(--good)}
"""
MINUS = "\N{MINUS SIGN}"  # as wide as a plus sign
LETTER = 0.56  # of its size is how wide a letter is, on average; of a fixed-width one, 0.61


def style() -> str:
    """The style sheet of all pictures: what is the same is said once a picture, and does not disturb its neighbours."""
    lines = "".join(
        f".tt-viz .c{k}{{stroke:var(--c{k})}}.tt-viz .t{k}{{fill:var(--t{k})}}.tt-viz .f{k}{{fill:var(--c{k})}}"
        for k in range(COLOURS)
    )
    return (
        f"\n    .tt-viz{{{tokens(LIGHT)}}}\n    @media (prefers-color-scheme:dark){{.tt-viz{{{tokens(DARK)}}}}}"
        f"{RULES}    {lines}\n  "
    )


def tokens(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.items())


def in_colours(svg: str, colours: dict[str, str] = LIGHT) -> str:
    """The same picture with its colours written out, for a program that knows no variables and no dark mode."""
    svg = re.sub(r"@media \(prefers-color-scheme:dark\)\{\.tt-viz\{[^}]*\}\}", "", svg)
    return re.sub(r"var\(--(\w+)\)", lambda found: colours[found[1]], svg)


class Canvas:
    """Shapes and words, in the order in which they are drawn. Places are in pixels from the top left corner.

    title   stands at the top; it is what the picture is called where it cannot be seen
    y       where the next thing below goes, for whoever draws downwards: `canvas.y += 20`
    """

    def __init__(self, width: float, title: str, margin: float = 24) -> None:
        self.width, self.title, self.margin = width, title, margin
        self.drawn: list[str] = []
        self.y = margin + 8
        self.text(margin, self.y, title, "title")
        self.y += 16

    def text(self, x: float, y: float, words: object, kind: str = "", turned: float = 0) -> None:
        """Words that begin at x (`mid`: are centred there; `end`: end there) and stand on the line y."""
        turn = f' transform="rotate({turned:g} {x:.1f} {y:.1f})"' if turned else ""
        self.drawn.append(f'<text x="{x:.1f}" y="{y:.1f}"{named(kind)}{turn}>{escape(str(words))}</text>')

    def note(self, words: str, kind: str = "soft") -> None:
        """A line of words at the left, below what is there, broken where it is too long."""
        for line in wrapped(words, self.width - 2 * self.margin, 12 if "soft" in kind else 13):
            self.y += 17
            self.text(self.margin, self.y, line, kind)
        self.y += 5

    def rect(
        self, x: float, y: float, width: float, height: float, kind: str = "", fill: str = "", round_: float = 0
    ) -> None:
        look = f' style="fill:{fill}"' if fill else ""
        corner = f' rx="{round_:g}"' if round_ else ""
        self.drawn.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{corner}{named(kind)}{look}/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "axis") -> None:
        self.drawn.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{named(kind)}/>')

    def path(self, way: str, kind: str = "edge", fill: str = "") -> None:
        """A line through `way`, in SVG's own words: "M 0 0 L 10 10"."""
        look = f' style="fill:{fill}"' if fill else ""
        self.drawn.append(f'<path d="{way}"{named(kind)}{look}/>')

    def circle(self, x: float, y: float, radius: float, kind: str = "", fill: str = "") -> None:
        look = f' style="fill:{fill}"' if fill else ""
        self.drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"{named(kind)}{look}/>')

    def arrow(self, x1: float, y1: float, x2: float, y2: float, kind: str = "edge") -> None:
        """A line with a head at its end."""
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        bx, by = x2 - 8 * ux, y2 - 8 * uy
        self.line(x1, y1, bx, by, kind)
        self.path(
            f"M {x2:.1f} {y2:.1f} L {bx - 4 * uy:.1f} {by + 4 * ux:.1f} L {bx + 4 * uy:.1f} {by - 4 * ux:.1f} Z", "head"
        )

    def raw(self, lines: Iterable[str]) -> None:
        """Pieces of SVG as they are."""
        self.drawn.extend(lines)

    def svg(self, height: float | None = None, description: str = "") -> str:
        """The picture's text. `description` says in words what is to be seen, for who cannot see it."""
        return svg(self.drawn, self.width, self.y + self.margin if height is None else height, self.title, description)


def svg(drawn: Iterable[str], width: float, height: float, title: str, description: str = "") -> str:
    """A whole picture of these pieces, on its page."""
    label = escape(f"{title}. {description}" if description else title, quote=True)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tt-viz" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" role="img" aria-label="{label}">',
            f"  <title>{escape(title)}</title>",
            f"  <style>{style()}</style>",
            f'  <rect class="page" x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="10"/>',
            *(f"  {piece}" for piece in drawn),
            "</svg>",
        ]
    )


def named(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def wide(words: str, size: float = 13, fixed: bool = False) -> float:
    """About how many pixels the words take."""
    return len(words) * size * (0.61 if fixed else LETTER)


def wrapped(words: str, width: float, size: float = 13) -> list[str]:
    """The words in lines that fit, as few as can be; where the last would be short, all are about equally long."""
    lines = filled(words, width, size)
    if len(lines) > 1 and wide(lines[-1], size) < width / 3:
        narrower = (filled(words, share * width, size) for share in (0.6, 0.7, 0.8, 0.9, 1.0))
        return next(some for some in narrower if len(some) == len(lines))
    return lines


def filled(words: str, width: float, size: float) -> list[str]:
    """The words in lines, each as full as it can be."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer, size) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def short(words: str, most: int = 32) -> str:
    """The words, cut where they are too long for their place.

    >>> short("a long name", 7)
    'a long…'
    """
    return words if len(words) <= most else words[: most - 1] + "…"


def kind_of(value: object) -> str:
    """What a wrong argument is, for the sentence of an error.

    >>> kind_of(None), kind_of(3), kind_of([]), kind_of(int)
    ('None', 'an int', 'a list', 'the class int')
    """
    if value is None or isinstance(value, type):
        return "None" if value is None else f"the class {value.__name__}"
    name = type(value).__name__
    return f"a{'n' * (name[0] in 'AEIOaeio')} {name}"


# --- Numbers and colours


def number(value: float, digits: int = 4) -> str:
    """A number for a cell: few digits, and a real minus sign.

    >>> number(0.123456), number(2.0)
    ('0.1235', '2')
    """
    return f"{value:.{digits}g}".replace("-", MINUS)


def figures(value: float, digits: int = 4) -> str:
    """A number that is read by itself: few digits, and up to six figures in front of the point all of them.

    >>> figures(65533), figures(1234.5), figures(0.123456), figures(2e7)
    ('65533', '1234', '0.1235', '2e+07')
    """
    before = len(f"{abs(value):.0f}") if abs(value) < 999999.5 else 0
    return number(value, max(digits, before))


def several(count: int, thing: str) -> str:
    """A count of things.

    >>> several(1, "place"), several(12, "place")
    ('1 place', '12 places')
    """
    return f"{count} {thing}{'' if count == 1 else 's'}"


# Anchors of two scales, evenly spaced: one from nothing to much, one from below 0 to above.
UP = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
BOTH = ("#b35806", "#f1a340", "#f7f7f7", "#7fb8e0", "#0b5394")


def shade(share: float, anchors: tuple[str, ...] = UP) -> str:
    """The colour of a share from 0 to 1, on a straight way between the anchors.

    >>> shade(0.0), shade(1.0)
    ('#f7fbff', '#08306b')
    """
    place = min(max(share, 0.0), 1.0) * (len(anchors) - 1)
    low = min(int(place), len(anchors) - 2)
    parts = zip(rgb(anchors[low]), rgb(anchors[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (place - low) * (b - a)):02x}" for a, b in parts)


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def ink_on(colour: str) -> str:
    """Black or white: what can be read on this colour."""
    return "#111827" if brightness(colour) > 0.2 else "#ffffff"  # there the contrast to both is the same


def brightness(colour: str) -> float:
    """From 0 for black to 1 for white, as eyes see it (relative luminance, WCAG 2.2)."""
    shares = (part / 255 for part in rgb(colour))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
