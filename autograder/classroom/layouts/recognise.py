"""Which layout is it? `class_in(path)` gives the place and every hand-in in it, in the layout's own order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.classroom.layouts.canvas import canvas
from autograder.classroom.layouts.github import github
from autograder.classroom.layouts.gradescope import gradescope
from autograder.classroom.layouts.handin import HandIn, Layout
from autograder.classroom.layouts.moodle import moodle
from autograder.classroom.layouts.nbgrader import nbgrader
from autograder.classroom.layouts.place import FolderPlace, Place, Within, ZipPlace, is_archive
from autograder.classroom.layouts.plain import plain
from autograder.classroom.paths import BadSubmission

TELLING: tuple[Layout, ...] = (gradescope, moodle, nbgrader, github)  # by names that a class alone has
PACKED: tuple[Layout, ...] = (canvas, plain)
LAYOUTS = (*TELLING, *PACKED)


def class_in(path: Path) -> tuple[Place, Sequence[HandIn]] | None:
    """The place that holds a class, and its hand-ins; None where the path is one student's submission."""
    if path.is_dir():
        folder = FolderPlace(path)
        return None if folder.has_folder("tinytorch") else _first([folder], LAYOUTS)
    try:
        layers = _layers(ZipPlace(path))
    except (BadSubmission, OSError):
        return None
    if found := _first(layers, TELLING):
        return found
    packed = [layer for layer in layers if any(is_archive(entry.name) for entry in layer.entries())]
    return None if _holds_package(layers[0]) else _first(packed, PACKED)


def _first(layers: Sequence[Place], layouts: Sequence[Layout]) -> tuple[Place, Sequence[HandIn]] | None:
    """What the first layout finds that takes a place for its own."""
    for layer in layers:
        for layout in layouts:
            if (found := layout(layer)) is not None:
                return layer, found
    return None


def _layers(place: Place) -> list[Place]:
    """The place, and its only folder: who packs a folder packs its name, too."""
    entries = place.entries()
    return [place, Within(place, entries[0].name)] if len(entries) == 1 and entries[0].is_folder else [place]


def _holds_package(place: Place) -> bool:
    """Whether a zip is one student's: tinytorch/ at the top or one level down."""
    folders = (f"{entry.name}/tinytorch" for entry in place.entries())
    return place.has_folder("tinytorch") or any(map(place.has_folder, folders))
