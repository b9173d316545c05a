"""A zip that holds the hand-ins of a whole class, as a learning platform makes it; never unpacked to disk.

`open_class_zip(path)` reads its table of files once, however many hand-ins it has; `contents(inside)` reads one of
them, an archive in the archive or a folder of it, with every cap of archives.py. One hand-in is in memory at a time.
"""

from __future__ import annotations

import functools
import io
import zipfile
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from autograder.classroom.archives import (
    MIB,
    Capped,
    Contents,
    read_archive,
    read_zip_entries,
    refuse_packing,
    sentences,
    special_kind,
)
from autograder.classroom.paths import BadSubmission, plain_path, shown

MAX_DIRECTORY = 16 * MIB  # the table of files: 150 bytes for each
MAX_ENTRIES = 100_000
MAX_INNER = 64 * MIB  # one archive in the archive, packed


class ClassZip:
    """The entries of a class's zip by name; a name that no honest archive holds stays as it is, and is never read."""

    def __init__(self, path: Path) -> None:
        with sentences():
            self._archive = zipfile.ZipFile(Capped(_Unopened(path), MAX_DIRECTORY))
            entries = self._archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise BadSubmission(f"it holds more than {MAX_ENTRIES:,} files; give fewer at a time")
            found = sorted(((_tidy(entry.orig_filename), entry) for entry in entries), key=lambda pair: pair[0])
        self.names = [name for name, _ in found]
        self._entries = [entry for _, entry in found]

    def contents(self, inside: str) -> Contents:
        """What matters in one hand-in: an inner archive, or the files under a folder (`inside` ends with a slash)."""
        with sentences():
            if inside.endswith("/"):
                return read_zip_entries(self._archive, self._under(inside))
            return read_archive(io.BytesIO(self.read(inside, MAX_INNER)))

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one entry; BadSubmission where there are more than `most`, or anything is odd about it."""
        plain_path(name)
        start = bisect_left(self.names, name)
        if self.names[start : start + 2].count(name) != 1:
            raise BadSubmission(f"'{shown(name)}' stands not exactly once in the archive; download it again")
        entry = self._entries[start]
        if special := special_kind(entry):
            raise BadSubmission(f"'{shown(name)}' is {special}, not a file; put the file itself into the archive")
        refuse_packing(name, entry)
        if entry.file_size > most:
            raise BadSubmission(f"'{shown(name)}' is {entry.file_size:,} bytes long (at most {most:,}); leave data out")
        data = bytearray()
        with self._archive.open(entry) as stream:
            while len(data) <= most and (piece := stream.read(MIB)):
                data += piece
        if len(data) != entry.file_size:
            raise BadSubmission(f"'{shown(name)}' is not as long as the archive says; download it again")
        return bytes(data)

    def _under(self, folder: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        for place in range(bisect_left(self.names, folder), len(self.names)):
            if not self.names[place].startswith(folder):
                return
            plain_path(self.names[place])
            yield self.names[place].removeprefix(folder), self._entries[place]


def open_class_zip(path: Path) -> ClassZip:
    """The zip at `path`, whose table is read once as long as the file stays as it is."""
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1)
def _read(path: Path, changed: int, size: int) -> ClassZip:
    return ClassZip(path)


class _Unopened(io.RawIOBase):
    """A file that is open only while it is read: there is nothing to close, and nothing that a fork would share."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place = 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        starts = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._path.stat().st_size}
        if starts[whence] + offset < 0:
            raise OSError("before the file's first byte")
        self._place = starts[whence] + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int | None = -1, /) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self._place)
            data = file.read(-1 if size is None else size)
        self._place += len(data)
        return data


def _tidy(name: str) -> str:
    """A plain path where the name is one, with a folder's slash; else the name as it is."""
    try:
        return plain_path(name) + ("/" if name.endswith("/") else "")
    except BadSubmission:
        return name
