# Made from solutions/tinytorch/viz/pixels.py by `autograder build`.
"""A drawing as pixels: `png(svg)` gives the bytes of a .png file, by the package resvg-py of the extra `viz`.

No program has to be installed, and no screen is needed. Fonts are those of the system, or else those that Matplotlib
brings along.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tinytorch.viz.canvas import LIGHT, in_colours

LETTER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<text y="16" font-family="sans-serif">{}</text></svg>'
)


def png(svg: str, zoom: float = 2.0) -> bytes:
    """The drawing as pixels, `zoom` times `zoom` for each of its own, in light colours.

    Raises ImportError where the extra `viz` is missing, and RuntimeError where there is no font to write with.
    """
    try:
        resvg: Any = import_module("resvg_py")
    except ImportError:
        raise ImportError('a .png needs the extra "viz": pip install -e ".[viz]"; or save it as .svg') from None
    if not can_write():
        raise RuntimeError(
            "a .png wants a font for its words, and this machine has none: pip install matplotlib, which brings one; "
            "or save it as .svg"
        )
    return bytes(resvg.svg_to_bytes(svg_string=in_colours(svg, LIGHT), zoom=zoom, **fonts()))


@cache
def can_write() -> bool:
    """Whether a letter leaves anything on the page: without a font it would be left out in silence."""
    resvg: Any = import_module("resvg_py")
    with_letter, without = (resvg.svg_to_bytes(svg_string=LETTER.format(words), **fonts()) for words in ("A", ""))
    return bytes(with_letter) != bytes(without)


@cache
def fonts() -> dict[str, Any]:
    """Fonts to fall back on: those in Matplotlib's folder, if it is installed; it is not imported."""
    found = find_spec("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" if found and found.origin else None
    if folder is None or not folder.is_dir():
        return {}
    files = [str(folder / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")]
    return {"font_files": files, "sans_serif_family": "DejaVu Sans", "monospace_family": "DejaVu Sans Mono"}
