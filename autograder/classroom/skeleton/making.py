"""Write a whole small assignment, from handout to mutant: `make(course, "05_signals", "Signals")` gives its files.

What it writes is in files/, one file each, with $names that are filled in. It can be built, checked, graded and
released as it stands.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from string import Template

from autograder.course.build import build
from autograder.course.errors import UsageError
from autograder.course.manifest import FOLDER, load_course
from autograder.course.model import Course

FILES = Path(__file__).with_name("files")
# A file of files/ -> where it goes in the course.
PLACES = {
    "assignment.toml": "assignments/$folder/assignment.toml",
    "README.md": "assignments/$folder/README.md",
    "public_test.txt": "assignments/$folder/tests/test_$slug.py",
    "reference.txt": "solutions/tinytorch/$slug/mixing.py",
    "hidden.txt": "autograder/hidden/$slug.py",
    "wrong.txt": "autograder/hidden/mutants/$folder/wrong/$slug.py",
    "right.txt": "autograder/hidden/mutants/$folder/right/$slug.py",
}


def make(course: Course, folder: str, title: str = "") -> list[str]:
    """Write the assignment `folder` and build what is made from it; the paths written by hand would be these."""
    words = _words(course, folder, title)
    files = {_filled(place, words): _filled((FILES / name).read_text("utf-8"), words) for name, place in PLACES.items()}
    for taken in (f"solutions/tinytorch/{words['slug']}", *files):
        if (course.root / taken).exists():
            raise UsageError(f"{taken} is there already, and nothing is written over it; choose another name.")
    written: list[Path] = []
    try:
        for path, text in files.items():
            written.append(course.root / path)
            written[-1].parent.mkdir(parents=True, exist_ok=True)
            written[-1].write_text(text, encoding="utf-8", newline="\n")
        build(load_course(course.root))
    except BaseException as error:
        _remove(written, course.root)
        if isinstance(error, OSError):
            raise UsageError(f"{error.filename} cannot be written ({error.strerror}); nothing is changed.") from error
        raise
    return list(files)


def _words(course: Course, folder: str, title: str) -> dict[str, str]:
    """What the $names stand for; refused where the name cannot be that of the next assignment."""
    number = len(course.assignments)
    match = FOLDER.fullmatch(folder)
    if match is None or int(match[1]) != number:
        raise UsageError(
            f"'{folder}' cannot be the next assignment; expected {number:02} and a name in small letters, "
            f"such as {number:02}_signals."
        )
    if re.search(r"[\"\\\n\r]", title):
        raise UsageError("A title is one line without quotation marks and backslashes; choose another --title.")
    if not (course.root / "autograder" / "hidden").is_dir():
        raise UsageError(f"{course.root} has no autograder/hidden, where checks belong; run this in the whole course.")
    return {
        "folder": folder,
        "slug": match[2],
        "number": f"{number:02}",
        "task": f"{number}.1",
        "title": title or match[2].replace("_", " ").capitalize(),
        "needs": f'"{course.assignments[-1].folder}"',
    }


def _filled(text: str, words: dict[str, str]) -> str:
    return Template(text).substitute(words)


def _remove(written: list[Path], root: Path) -> None:
    """Take back what was written, and the folders that are empty then."""
    for path in written:
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == root:
                break
            with suppress(OSError):
                parent.rmdir()
