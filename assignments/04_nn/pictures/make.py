"""The pictures of handout 04, from runs of the reference.

    PYTHONPATH=solutions python assignments/04_nn/pictures/make.py

Writes every SVG of this folder anew, or those that are named, and prints what was measured: the descriptions that a
screen reader reads hold all numbers that the handout takes from a picture. The same computer makes the same bytes each
time; on another one, whose matrix products round differently, long trainings may go another way.
"""

from __future__ import annotations

import argparse
import re
from html import unescape
from pathlib import Path

import models
import training

DRAW = (
    *(models.stages, models.parts, models.tree, models.dropout, models.norm, models.spread),
    *(training.bce, training.valley, training.adam, training.decay, training.clip, training.schedule),
    training.shuffle,
)
PICTURES = {draw.__name__: draw for draw in DRAW}


def main() -> None:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description="Make the pictures of handout 04 from real runs.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(PICTURES)}; all unless told")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="another folder")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in PICTURES]:
        parser.error(f"expected names among {', '.join(PICTURES)}, got {', '.join(unknown)}")
    for name in given.names or PICTURES:
        picture = PICTURES[name]()
        picture.save(given.out)
        about = re.search("<desc[^>]*>(.*)</desc>", "".join(picture.lines))
        print(f"{name}\n  {unescape(about[1]) if about else ''}")


if __name__ == "__main__":
    main()
