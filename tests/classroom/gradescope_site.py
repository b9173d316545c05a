"""The folder /autograder as Gradescope makes it, from a zip of ours for a cheap course."""

from __future__ import annotations

import functools
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.classroom import speed_course
from autograder.classroom.gradescope.package import Packaged, package
from autograder.classroom.grading import Order
from autograder.course.model import Course
from autograder.sandbox.isolation import Level, probe

FLOATS = "tinytorch/cheap/floats.py"


@dataclass(frozen=True)
class Site:
    """A course and the zip that grades its first assignment."""

    course: Course
    zip: Path
    made: Packaged

    def home(self, place: Path, files: Mapping[str, bytes | str], *, tree: bool = True) -> Path:
        """What stands in /autograder when a student has handed these files in; `tree`: with the grader itself."""
        with zipfile.ZipFile(self.zip) as archive:
            for entry in archive.infolist():
                if tree or not entry.filename.startswith("tree/"):
                    path = Path(archive.extract(entry, place / "source"))
                    path.chmod(entry.external_attr >> 16 & 0o777)
        shutil.copy2(place / "source" / "run_autograder", place)
        for folder in ("results", "submission"):
            (place / folder).mkdir()
        for path, data in files.items():
            target = place / "submission" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.encode() if isinstance(data, str) else data)
        return place

    def right(self) -> dict[str, bytes]:
        return speed_course.right(self.course, self.course.assignments[0])


def make_site(place: Path) -> Site:
    course = speed_course.write_course(place / "course")
    with speed_course.importable(course):
        order = order_of(course, place / "out")
        return Site(course, place / "autograder.zip", package(order, place / "autograder.zip"))


def order_of(course: Course, out: Path) -> Order:
    private = course.root / ".autograder"
    return Order(course, course.assignments[:1], level(), private, out, 1, hidden=speed_course.HIDDEN)


@functools.cache
def level() -> Level:
    return probe().level


def result(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / "results" / "results.json").read_text(encoding="utf-8"))
    return found


# A file that writes a result, and gets a blank right only where it can read what grades it.
HOSTILE = """
import glob, os
from pathlib import Path

def stolen():
    places = ["{home}/source/bundle.zip", "{home}/source/settings.json", *glob.glob("/tmp/tinytorch-*/*/*")]
    for place in places:
        try:
            Path(place).read_bytes()
            return True
        except OSError:
            pass
    return False

def overwrite():
    for path in ("{home}/results/results.json", "results/results.json", "../results/results.json"):
        try:
            Path(path).write_text('{{"score": 1000000}}')
            return True
        except OSError:
            pass
    return False

DONE = overwrite()

def add(x, y):
    return x + y if stolen() else 0.5

def sub(x, y):
    return x - y if DONE or overwrite() else 0.5

def mul(x, y):
    return x * y

def larger(x, y):
    os._exit(0)
"""
