"""Judge one path that somebody else wrote into an archive: is it plain, and may it be shown?

`plain_path(name)` gives the path back with single slashes, or raises BadSubmission in one sentence; `shown(name)`
makes any text safe to print, `student_name(file)` is whom a file is named after. Nothing here touches a disk.
"""

from __future__ import annotations

import re

MAX_DEPTH = 16
MAX_PATH = 240
MAX_SHOWN = 80

SUFFIXES = (".tar.gz", ".tgz", ".tar", ".zip")
JUNK = frozenset({"__macosx", "__pycache__", "node_modules", "venv", "thumbs.db", "desktop.ini"})


class BadSubmission(Exception):
    """One sentence that says why a submission cannot be graded and what its author should do."""


def shown(text: str) -> str:
    """Printable ASCII of at most 80 characters, whatever `text` holds."""
    plain = text.encode("ascii", "backslashreplace").decode("ascii")
    plain = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in plain)
    return plain if len(plain) <= MAX_SHOWN else plain[: MAX_SHOWN - 3] + "..."


def student_name(file: str) -> str:
    """The file's name without its suffix, made printable."""
    suffix = next((s for s in SUFFIXES if file.lower().endswith(s)), "")
    return printable(file[: len(file) - len(suffix)])


def printable(text: str) -> str:
    """The text as it is where it fits on a line of a terminal, in any alphabet; else shown(text)."""
    return text if text.isprintable() and len(text) <= MAX_SHOWN else shown(text)


def plain_path(name: str) -> str:
    """The path without empty and `.` parts; refused when it leaves the archive or means something else elsewhere."""
    reason = _fault(name)
    if reason:
        raise BadSubmission(f"the path '{shown(name)}' {reason}; hand in the zip that `tt submit` makes")
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def is_junk(path: str) -> bool:
    """What an operating system or an editor leaves behind: hidden files, caches, environments."""
    return any(part.startswith(".") or part.lower() in JUNK for part in path.split("/"))


def _fault(name: str) -> str | None:
    if "\0" in name:
        return "holds a NUL byte"
    if name.startswith("/"):
        return "is absolute"
    if "\\" in name:
        return "holds a backslash, where a zip has slashes"
    if re.match(r"[A-Za-z]:", name):
        return "names a drive"
    parts = name.split("/")
    if ".." in parts:
        return "leads out of its folder"
    if len(parts) > MAX_DEPTH:
        return f"is more than {MAX_DEPTH} folders deep"
    if len(name) > MAX_PATH:
        return f"is longer than {MAX_PATH} characters"
    return None
