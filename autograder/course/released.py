"""What a release says of itself: `release.json` in its root, with the SHA-256 of every file that was written.

`read(text, where)` takes nothing on trust: a path that leads out of the folder is refused, whoever wrote it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.errors import UsageError
from autograder.course.moments import FORM, spoken

FILE = "release.json"
SCHEMA = 1
MOST_FILES = 10_000
STUB = re.compile(r"assignments/(\d\d)_[a-z0-9_]+/stubs/tinytorch/(.+)")
PRIVATE = {".git", ".tinytorch", ".venv", "venv"}  # no release writes there
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Released:
    """One release: of which course, when it was written, and what it holds. `files` leaves out release.json itself."""

    course: str
    version: str
    moment: str  # UTC, to the second
    assignments: tuple[str, ...]
    reference: tuple[str, ...]  # assignments whose reference is in it
    address: str
    files: Mapping[str, str]

    def text(self) -> str:
        return json.dumps({"schema": SCHEMA} | asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def layers(self) -> dict[int, list[str]]:
        """Number of an assignment -> the paths of its stubs, faces too."""
        found: dict[int, list[str]] = {}
        for path in self.files:
            if match := STUB.fullmatch(path):
                found.setdefault(int(match[1]), []).append(path)
        return dict(sorted(found.items()))

    def when(self) -> str:
        """For a person."""
        return spoken(self.moment)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(content: bytes, where: str) -> Released:
    """The release that a release.json tells of; UsageError where it is none, or one of a newer kind."""
    try:
        raw = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is damaged: it is no JSON; get the release again.") from error
    if isinstance(raw, dict) and isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA:
        raise UsageError(f"{where} is of a newer kind than this `tt` knows; clone the release anew.")
    try:
        return _understood(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{where} is damaged ({error}); get the release again.") from error


def _understood(raw: Any) -> Released:
    if not isinstance(raw, dict) or raw["schema"] != SCHEMA:
        raise ValueError("not what `autograder release` writes")
    release = Released(
        course=_word(raw["course"]),
        version=_word(raw["version"]),
        moment=_word(raw["moment"]),
        assignments=tuple(map(_word, raw["assignments"])),
        reference=tuple(map(_word, raw["reference"])),
        address=_word(raw["address"]),
        files=dict(raw["files"]),
    )
    datetime.strptime(release.moment, FORM)
    files = release.files
    if not files or len(files) > MOST_FILES or not all(DIGEST.fullmatch(str(value)) for value in files.values()):
        raise ValueError("its list of files is none")
    refuse_odd(files)
    return release


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a name in it is no text")
    return value


def refuse_odd(paths: Iterable[str]) -> None:
    """ValueError where a path is not plain, or two are one file to a system that takes capitals for small letters."""
    seen: set[str] = set()
    for path in paths:
        if not is_plain(path) or path.casefold() in seen:
            raise ValueError(f"{path[:80]!a} is no path of a release")
        seen.add(path.casefold())


def is_plain(path: str) -> bool:
    """Whether a path stays inside of a folder on every system, and out of what git and `tt` keep there."""
    parts = path.split("/")
    odd = any(character in '\\:*?"<>|' or ord(character) < 32 for character in path)
    steps = any(part in ("", ".", "..") or part.endswith((" ", ".")) for part in parts)
    return not odd and not steps and parts[0].casefold() not in PRIVATE and not PurePosixPath(path).is_absolute()


def identity(root: Path) -> tuple[str, str]:
    """The course's name and version, from its pyproject.toml."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["name"]), str(project["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"{root / 'pyproject.toml'} does not say the course's name and version under [project]."
        ) from error
