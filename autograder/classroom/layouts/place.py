"""A folder or a zip that may hold a class, seen alike: `entries()` of a folder of it, small files, where things lie.

What operating systems leave behind is not seen, and links are never followed.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.archives import UNREADABLE
from autograder.classroom.class_zip import ClassZip, open_class_zip
from autograder.classroom.paths import SUFFIXES, BadSubmission, is_junk, plain_path

SMALL = 4096


@dataclass(frozen=True, order=True)
class Entry:
    """A file or a folder; `name` is its path in the place, with slashes."""

    name: str
    is_folder: bool = False

    @property
    def last(self) -> str:
        return self.name.rpartition("/")[2]


def is_archive(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


class Place(ABC):
    """Something that holds hand-ins."""

    path: Path
    name: str  # as people call it
    is_zip: bool

    @abstractmethod
    def entries(self, folder: str = "") -> list[Entry]:
        """What lies directly in a folder, sorted by name; "" is the top."""

    @abstractmethod
    def has_folder(self, name: str) -> bool:
        """Whether this is a folder, hidden ones included."""

    @abstractmethod
    def read(self, name: str, most: int = SMALL) -> bytes | None:
        """The bytes of a file of at most `most`; None where it is not there, longer, or odd."""

    @abstractmethod
    def where(self, entry: Entry) -> tuple[Path, str]:
        """The path on disk of an entry, and where inside that archive it lies."""


class FolderPlace(Place):
    """A folder on disk."""

    def __init__(self, path: Path) -> None:
        self.path, self.name, self.is_zip = path, path.resolve().name, False

    def entries(self, folder: str = "") -> list[Entry]:
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(self.path / folder) as found:
                seen = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
        except OSError:
            if not folder:
                raise
            return []  # whoever reads it will say why
        return sorted(Entry(prefix + name, is_folder) for name, is_folder in seen if not is_junk(name))

    def has_folder(self, name: str) -> bool:
        path = self.path / name
        return path.is_dir() and not path.is_symlink()

    def read(self, name: str, most: int = SMALL) -> bytes | None:
        path = self.path / name
        if path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(most + 1)
        return data if len(data) <= most else None

    def where(self, entry: Entry) -> tuple[Path, str]:
        return self.path / entry.name, ""


class ZipPlace(Place):
    """A zip. An entry whose name no honest archive holds lies at the top, so that somebody is told of it."""

    def __init__(self, path: Path) -> None:
        self.path, self.name, self.is_zip = path, path.stem, True
        self._children: dict[str, set[Entry]] = {"": set()}
        for name in self.archive.names:
            self._add(name.rstrip("/"), is_folder=name.endswith("/"))

    @property
    def archive(self) -> ClassZip:
        return open_class_zip(self.path)

    def _add(self, name: str, *, is_folder: bool) -> None:
        if not _is_plain(name):
            self._children[""].add(Entry(name))
            return
        if is_folder:
            self._children.setdefault(name, set())
        parent = name.rpartition("/")[0]
        known = parent in self._children
        self._children.setdefault(parent, set()).add(Entry(name, is_folder))
        if not known:
            self._add(parent, is_folder=True)

    def entries(self, folder: str = "") -> list[Entry]:
        return sorted(entry for entry in self._children.get(folder, ()) if not is_junk(entry.last))

    def has_folder(self, name: str) -> bool:
        return name in self._children

    def read(self, name: str, most: int = SMALL) -> bytes | None:
        try:
            return self.archive.read(name, most)
        except (BadSubmission, *UNREADABLE):
            return None

    def where(self, entry: Entry) -> tuple[Path, str]:
        return self.path, entry.name + ("/" if entry.is_folder else "")


class Within(Place):
    """A folder of a place, as a place."""

    def __init__(self, place: Place, folder: str) -> None:
        self.place, self.folder = place, folder
        self.path, self.name, self.is_zip = place.path / folder, folder, place.is_zip

    def entries(self, folder: str = "") -> list[Entry]:
        found = self.place.entries(f"{self.folder}/{folder}".rstrip("/"))
        return [Entry(entry.name.removeprefix(f"{self.folder}/"), entry.is_folder) for entry in found]

    def has_folder(self, name: str) -> bool:
        return self.place.has_folder(f"{self.folder}/{name}")

    def read(self, name: str, most: int = SMALL) -> bytes | None:
        return self.place.read(f"{self.folder}/{name}", most)

    def where(self, entry: Entry) -> tuple[Path, str]:
        return self.place.where(Entry(f"{self.folder}/{entry.name}", entry.is_folder))


def _is_plain(name: str) -> bool:
    try:
        return plain_path(name) == name
    except BadSubmission:
        return False
