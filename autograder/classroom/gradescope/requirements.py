"""Which libraries a grader's machine needs, pinned to what is installed here: `pinned(order)` gives "name==version".

`wheels_for(lines, folder)` finds a wheel for each, for a place without a network.
"""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from autograder.classroom.grading import Order
from autograder.course.errors import UsageError

GRADER = ("numpy", "hypothesis", "msgpack", "greenlet", "pyseccomp", "click", "rich", "cryptography")
BESIDE = {"numba": ("tbb",)}  # what a library uses where it finds it


def pinned(order: Order) -> list[str]:
    """The grader's libraries, what the assignments have loaded beforehand, and all that those need."""
    loaded = {name for assignment in order.assignments for name in assignment.limits.preload}
    wanted = [*GRADER, *sorted(loaded), *(name for lib in sorted(loaded) for name in _installed(BESIDE.get(lib, ())))]
    found: dict[str, str] = {}
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name not in found:
            found[name] = _version(name)
            wanted += _needs(name)
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def wheels_for(lines: Iterable[str], folder: Path) -> list[Path]:
    """A wheel for each line; UsageError where one is missing."""
    there: dict[str, Path] = {}
    for path in sorted(folder.glob("*.whl")):
        try:
            name, version, _, _ = parse_wheel_filename(path.name)
        except InvalidWheelFilename:
            continue
        there[f"{name}=={version}"] = path
    missing = [line for line in lines if line not in there]
    if missing:
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise UsageError(
            f"{folder} has no wheel of {', '.join(missing)}; fetch them with: python{python} -m pip download "
            f"--only-binary=:all: -d {folder} {' '.join(missing)}"
        )
    return [there[line] for line in lines]


def _needs(name: str) -> Sequence[str]:
    lines = importlib.metadata.requires(name) or ()
    needs = (Requirement(line) for line in lines)
    return [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]


def _installed(names: Iterable[str]) -> list[str]:
    return [name for name in names if any(importlib.metadata.distributions(name=name))]


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError as error:
        raise UsageError(f"The grader needs {name}, which is not installed here; run: pip install {name}") from error
