"""Is all here that a class needs? `equipment(root, results)` looks, changes nothing, and says what to do."""

from __future__ import annotations

import importlib.metadata
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.gradebook_schema import SCHEMA_VERSION
from autograder.classroom.grading import PRIVATE
from autograder.loop.doctor import Finding

# A package that a part of the classroom needs -> the extra that brings it, and what that part is.
OPTIONAL = {
    "nbgrader": ("notebook", "the course for nbgrader, and grades in its gradebook"),
    "cryptography": ("bundle", "sealed bundles, and Gradescope"),
    "distributed": ("cluster", "grading on many machines"),
    "rapidfuzz": ("similar", "looking for copied work"),
}
SPARE_GB = 1.0  # a class of 10,000 takes less


def equipment(root: Path, results: Path) -> list[Finding]:
    """Findings about the course's folder and the folder of results."""
    return [*_extras(), _private(root / PRIVATE), _room(results), *_gradebook(results / GRADEBOOK)]


def _extras() -> Iterator[Finding]:
    for name, (extra, what) in OPTIONAL.items():
        try:
            yield Finding(name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            found = f'not installed; `pip install -e ".[{extra}]"` brings it, for {what}'
            yield Finding(name, found)  # nobody has to have it


def _private(folder: Path) -> Finding:
    """The secret seed: whoever can read it can know every input of grading."""
    seed = folder / "seed"
    if not seed.exists():
        return Finding("secret seed", "not made yet; the first grading makes it")
    open_to = stat.S_IMODE(folder.stat().st_mode) & 0o077
    advice = f"Shut it: chmod 700 {folder}"
    told = ", in a folder that others can read" if open_to else ""
    return Finding("secret seed", f"{seed}{told}", not open_to, advice)


def _room(results: Path) -> Finding:
    place = next(folder for folder in (results.absolute(), *results.absolute().parents) if folder.is_dir())
    spare = shutil.disk_usage(place).free / 1e9
    advice = "Make room, or choose another folder with --out."
    return Finding("room for results", f"{spare:.1f} GB in {place}", spare >= SPARE_GB, advice)


def _gradebook(path: Path) -> Iterator[Finding]:
    """Can the gradebook be read, and is it whole?"""
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as book:
            version = book.execute("PRAGMA user_version").fetchone()[0]
            whole = book.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        yield Finding("gradebook", f"{path} cannot be read ({error})", False, "Put a backup of it in its place.")
        return
    words = f"{path}, schema {version}{'' if whole else ', damaged'}"
    old = f"This version writes schema {SCHEMA_VERSION}; the next `autograder grade` turns it into that."
    advice = "Put a backup of it in its place." if not whole else old
    yield Finding("gradebook", words, whole and version == SCHEMA_VERSION, advice)
