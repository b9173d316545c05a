# Made from solutions/tinytorch/viz/picture.py by `autograder build`.
"""A picture: what a drawing function of `tinytorch.viz` returns. A notebook shows it, `save` writes it, print says it.

No program has to be installed to see one: a picture is text in the format SVG, which every browser draws, and it
carries its own description in words, which is what a terminal gets. An animation is a picture of several frames.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from tinytorch.viz.canvas import style
from tinytorch.viz.pages import motion, page, player
from tinytorch.viz.pixels import png

SUFFIXES = (".svg", ".png", ".html", ".txt")
ROOT = re.compile(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>(.*)</svg>\s*', re.DOTALL)
WHOLE = re.compile(r"\s*<(\w+)\b([^<>]*/>|.*</\1>)\s*")  # a line that is an element by itself
HEAD = re.compile(r"\s*(<title>[^<]*</title>)?\s*(<style>[^<]*</style>)?")


class Picture:
    """A drawing with its description.

    svg    the drawing, as text
    words  the same in words, for a terminal and for who cannot see it; their first line is the title
    """

    def __init__(self, svg: str, words: str) -> None:
        self.svg, self.words = svg, words

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        """What a notebook shows: the drawing where it can, else the words."""
        return {"image/svg+xml": self.svg, "text/plain": self.words}

    @property
    def body(self) -> str:
        """What stands in a page."""
        return self.svg

    @property
    def still(self) -> str:
        """A drawing that does not move."""
        return self.svg

    def page(self) -> str:
        """A web page with the picture."""
        return page(self.body, self.words)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file; its name's end says as what: .svg, .png, .html (a page of its own) or .txt (the words).

        Raises ValueError for another end, and ImportError for .png where the extra `viz` is missing. A file that was
        there is replaced as a whole or not at all.
        """
        path = Path(path)
        data = self.as_file(path.suffix.lower(), path.name)
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            half.write_bytes(data)
            half.replace(path)
        except OSError as error:
            raise OSError(
                f"cannot write the picture to {path}: {error.strerror or error}; name a folder that is there"
            ) from error
        finally:
            half.unlink(missing_ok=True)
        return path

    def as_file(self, suffix: str, name: str) -> bytes:
        """What a file with this end holds."""
        if suffix not in SUFFIXES:
            raise ValueError(f"a picture is saved as .svg, .png, .html or .txt, got {name!r}: change the name's end")
        if suffix == ".png":
            return png(self.still)
        return {".svg": self.svg, ".html": self.page(), ".txt": self.words + "\n"}[suffix].encode()


class Animation(Picture):
    """Drawings of one size, shown one after the other: `Animation([first, second], ["before", "after"], words)`.

    frames   the drawings, each a whole SVG
    labels   what is to be seen in each: it stands below the frame in a page and in a notebook, and in the words
    words    the description, whose first line is the title; the labels are added to it
    seconds  how long a frame stays

    The .svg moves by itself, also inside an <img>; a page and a notebook have a slider and buttons, and know the arrow
    keys; a .png has the last frame. Raises ValueError for frames of different sizes, or not one label for each.
    """

    def __init__(self, frames: Sequence[str], labels: Sequence[str], words: str, seconds: float = 1.0) -> None:
        if not frames or len(frames) != len(labels):
            raise ValueError(
                f"an animation wants at least one frame and a label for each, got {len(frames)} and {len(labels)}"
            )
        parts = [taken_apart(frame) for frame in frames]
        sizes = {(width, height) for width, height, _ in parts}
        if len(sizes) > 1:
            shown = " and ".join(f"{width:g} x {height:g}" for width, height in sorted(sizes))
            raise ValueError(f"the frames of an animation want one size, got {shown}: draw all on the largest page")
        self.frames, self.labels, self.seconds = list(frames), list(labels), seconds
        self.width, self.height = next(iter(sizes))
        self.name = "film-" + sha256("".join([*frames, *labels, str(seconds)]).encode()).hexdigest()[:12]
        steps = [f"{k:>{len(str(len(labels)))}}. {label}" for k, label in enumerate(labels, 1)]
        super().__init__(self.drawn([inner for _, _, inner in parts], words), "\n".join([words, *steps]))

    def drawn(self, inner: Sequence[str], words: str) -> str:
        """All frames in one drawing, with the style that shows them in turn."""
        title, whole = words.partition("\n")[0], len(inner) + 1  # the last one stays twice as long
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tt-viz" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" aria-label="{escape(title)}">',
            f"  <title>{escape(title)}</title>",
            f"  <style>{style()}{motion(self.name, len(inner), self.seconds)}</style>",
        ]
        below, own, above = what_moves([frame.strip().splitlines() for frame in inner])
        lines += below
        for k, (frame, label) in enumerate(zip(own, self.labels, strict=True)):
            last = " last" if k == len(own) - 1 else ""
            begun = (k - whole) * self.seconds  # a round ago: no frame has to wait for its first turn
            lines.append(
                f'  <g class="frame {self.name}{last}" aria-label="{escape(label)}" style="animation-delay:{begun:g}s">'
            )
            lines += [*frame, "  </g>"]
        return "\n".join([*lines, *above, "</svg>"])

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        """What a notebook shows: with buttons where it can, else moving by itself, else the words."""
        return {"text/html": self.body, "image/svg+xml": self.svg, "text/plain": self.words}

    @property
    def body(self) -> str:
        """The frames with a slider and buttons."""
        return player(self.svg, self.name, len(self.frames), self.width, self.seconds)

    @property
    def still(self) -> str:
        """The last frame."""
        return self.frames[-1]


def taken_apart(svg: str) -> tuple[float, float, str]:
    """The width and the height of a drawing, and what is in it, without its title and its style."""
    found = ROOT.fullmatch(svg)
    if found is None:
        raise ValueError(f'a frame wants to be a whole drawing, <svg viewBox="0 0 WIDTH HEIGHT" ...>, got {svg[:60]!r}')
    inner = found[3]
    head = HEAD.match(inner)
    return float(found[1]), float(found[2]), inner[head.end() :] if head else inner


def what_moves(frames: Sequence[list[str]]) -> tuple[list[str], list[list[str]], list[str]]:
    """(the first lines, which all frames share; what each has of its own; the last lines, which they share)."""
    below = same_lines(frames)
    rest = [frame[len(below) :] for frame in frames]
    above = same_lines([frame[::-1] for frame in rest])
    return below, [frame[: len(frame) - len(above)] for frame in rest], above[::-1]


def same_lines(frames: Sequence[list[str]]) -> list[str]:
    """The lines at the beginning that are equal in all frames, as long as each is an element by itself."""
    same = []
    for lines in zip(*frames, strict=False):
        if len({*lines}) > 1 or not WHOLE.fullmatch(lines[0]):
            break
        same.append(lines[0])
    return same
