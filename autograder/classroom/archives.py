"""Read what matters from a zip, a tar or a folder that a stranger made; nothing is ever extracted to disk.

`read_path(path)` gives the Python files of a tinytorch folder at the top or one level down, and manifest.json;
`read_archive(file)` does so for an open archive. Every cap is checked before the bytes are read: number of entries,
size of one file and of all, compression ratio. A hostile archive raises BadSubmission with one sentence.
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from autograder.classroom.paths import SUFFIXES, BadSubmission, is_junk, plain_path, shown
from autograder.classroom.plain_tar import PlainTar
from autograder.course.errors import InternalError

MIB = 1 << 20
MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4 * MIB  # the table at the end of a zip; a million files need more than 50 MiB
MAX_FILE = MIB
MAX_TAKEN = 16 * MIB  # all that is kept in memory
MAX_UNPACKED = 256 * MIB  # all that the archive says it holds
MAX_RATIO = 200  # Python source shrinks about 4 times, a bomb a thousand times
SMALL = 64 * 1024  # below this no ratio is suspicious
NO_LINK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # it may be one by now, or a pipe
OURS = frozenset({errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE, errno.ETIMEDOUT, errno.ENODEV})

WANTED = re.compile(r"(?:[^/]+/)?(?:tinytorch/.+|manifest\.json)")
PACKAGE = re.compile(r"(?:[^/]+/)?tinytorch/.+")
UNREADABLE = (
    OSError, EOFError, ValueError, RuntimeError, zlib.error, struct.error, tarfile.TarError, zipfile.BadZipFile,
)  # fmt: skip


@dataclass
class Contents:
    """What was found: the bytes of every Python file that may matter, and the paths in tinytorch left unread."""

    files: dict[str, bytes] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    inner: str = ""  # an archive in it: somebody has packed the zip again
    taken: int = 0
    _alike: dict[str, str] = field(default_factory=dict)  # a path without its capitals -> the path

    def add(self, path: str, size: int, read: Callable[[int], bytes]) -> None:
        """Keep one file, read through `read(limit)`; a path that cannot matter is left unread."""
        if is_junk(path):
            return
        if not WANTED.fullmatch(path):
            self.inner = self.inner or (path if path.lower().endswith(SUFFIXES) else "")
            return
        if not path.endswith((".py", "manifest.json")):
            self.unread.append(path)
            return
        self._refuse_twins(path)
        if size > MAX_FILE:
            raise BadSubmission(f"'{shown(path)}' is {size:,} bytes long (at most {MAX_FILE:,}); leave data out")
        data = read(MAX_FILE + 1)
        if len(data) != size:
            raise BadSubmission(f"'{shown(path)}' is not as long as the archive says; make the archive again")
        self.taken += size
        if self.taken > MAX_TAKEN:
            raise BadSubmission(f"its Python files hold more than {MAX_TAKEN // MIB} MiB; hand in your own files only")
        self.files[path] = data

    def link(self, path: str, what: str) -> None:
        """Refuse a link or a device inside the package; elsewhere it is left unread."""
        if not is_junk(path) and PACKAGE.fullmatch(path):
            raise BadSubmission(f"'{shown(path)}' is {what}, not a file; put the file itself into the submission")

    def _refuse_twins(self, path: str) -> None:
        other = self._alike.get(path.casefold())
        if other is not None:
            how = "stands in it twice" if other == path else f"differs from '{shown(other)}' in capitals only"
            raise BadSubmission(f"'{shown(path)}' {how}; keep one of the two")
        self._alike[path.casefold()] = path


def read_path(path: Path) -> Contents:
    """The Python files under tinytorch/ in a zip, tar, tar.gz or folder."""
    if path.is_symlink():
        raise BadSubmission("it is a link, not a file; put the submission itself into the folder")
    with sentences():
        if path.is_dir():
            return _read_folder(path)
        if not path.is_file():
            raise BadSubmission("it is neither a file nor a folder; hand in the zip that `tt submit` makes")
        with path.open("rb") as file:
            return read_archive(file)


@contextmanager
def sentences() -> Iterator[None]:
    """Whatever goes wrong while strangers' bytes are read, as a BadSubmission; a machine that fails is no student's."""
    try:
        yield
    except MemoryError as error:
        raise InternalError("A submission cannot be read (no memory is left); run the same command again.") from error
    except PermissionError as error:
        raise BadSubmission("it cannot be read (permission denied); give the grading account read access") from error
    except UnicodeDecodeError as error:
        raise BadSubmission("it has a file name that is not UTF-8; rename the file to plain letters") from error
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno in OURS:
            why = f"A submission cannot be read ({error.strerror}): {error.filename or 'its disk fails'}"
            raise InternalError(f"{why}; mend that and run the same command again.") from error
        raise BadSubmission("it is damaged or not a zip at all; hand in the zip that `tt submit` makes") from error


def read_archive(file: IO[bytes]) -> Contents:
    """The Python files under tinytorch/ in an open zip, tar or tar.gz."""
    start = file.read(512)
    file.seek(0)
    if start.startswith(b"PK"):
        with zipfile.ZipFile(Capped(file, MAX_DIRECTORY)) as archive:
            return read_zip_entries(archive, [(entry.orig_filename, entry) for entry in archive.infolist()])
    if start.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=file) as plain:
            return _read_tar(plain)
    if start[257:262] == b"ustar":
        return _read_tar(file)
    raise BadSubmission("it is not a zip, a tar or a folder; hand in the zip that `tt submit` makes")


class Capped(io.RawIOBase):
    """A file whose single reads are capped: zipfile takes the whole table of an archive in one read."""

    def __init__(self, file: IO[bytes] | io.RawIOBase, most: int) -> None:
        self._file = file
        self._most = most

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise BadSubmission(f"its table of files is {size:,} bytes long, far more than {MAX_ENTRIES:,} files need")
        return self._file.read(self._most if size is None or size < 0 else size)


def read_zip_entries(archive: zipfile.ZipFile, entries: Iterable[tuple[str, zipfile.ZipInfo]]) -> Contents:
    """What matters among some entries of a zip, each under a name."""
    entries = list(entries)
    contents = Contents()
    _refuse_too_many(len(entries))
    if sum(entry.file_size for _, entry in entries) > MAX_UNPACKED:
        raise BadSubmission(f"it would unpack to more than {MAX_UNPACKED // MIB} MiB; hand in your own files only")
    for name, entry in entries:
        path = plain_path(name)
        if entry.is_dir():
            continue
        if special := special_kind(entry):
            contents.link(path, special)
            continue
        refuse_packing(path, entry)
        contents.add(path, entry.file_size, _zip_reader(archive, entry))
    return contents


def special_kind(entry: zipfile.ZipInfo) -> str:
    """ "a link" or "a special file"; "" for an ordinary file."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind in (0, stat.S_IFREG):
        return ""
    return "a link" if kind == stat.S_IFLNK else "a special file"


def refuse_packing(path: str, entry: zipfile.ZipInfo) -> None:
    """BadSubmission where an entry is encrypted, packed in a rare way or suspiciously well."""
    if entry.flag_bits & 0x1:
        raise BadSubmission(f"'{shown(path)}' is encrypted; make the zip again without a password")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadSubmission(f"'{shown(path)}' is packed in a rare way; make the zip again with ordinary compression")
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise BadSubmission(f"'{shown(path)}' unpacks to {entry.file_size:,} bytes, which no source file does")


def _zip_reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        with archive.open(entry) as stream:
            return stream.read(limit)

    return read


class _Metered(io.RawIOBase):
    """A stream that ends in a sentence once more than MAX_UNPACKED bytes came out of it."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = MAX_UNPACKED

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = MIB if size is None or size < 0 else min(size, MIB)
        data: bytes = self._file.read(wanted)
        self._left -= len(data)
        if self._left < 0:
            raise BadSubmission(f"it unpacks to more than {MAX_UNPACKED // MIB} MiB; hand in your own files only")
        return data


def _read_tar(file: Any) -> Contents:
    contents = Contents()
    with PlainTar.open(fileobj=_Metered(file), mode="r|", errors="strict") as archive:
        for count, entry in enumerate(archive, start=1):
            _refuse_too_many(count)
            _add_tar_entry(contents, archive, entry)
    return contents


def _add_tar_entry(contents: Contents, archive: tarfile.TarFile, entry: tarfile.TarInfo) -> None:
    path = plain_path(entry.name)
    if entry.isdir():
        return
    if not entry.isreg() or entry.issparse():
        contents.link(path, "a link" if entry.issym() or entry.islnk() else "a special file")
        return

    def read(limit: int) -> bytes:
        stream = archive.extractfile(entry)
        return b"" if stream is None else stream.read(limit)

    contents.add(path, entry.size, read)


def _read_folder(root: Path) -> Contents:
    contents = Contents()
    bases = [root]
    if not (root / "tinytorch").exists():
        bases = [Path(entry.path) for entry in os.scandir(root) if entry.is_dir(follow_symlinks=False)]
    for base in sorted(bases):
        if (base / "manifest.json").is_file() and not (base / "assignments").is_dir():  # a checkout has no manifest
            _add_disk_file(contents, root, base / "manifest.json")
        _add_disk_tree(contents, root, base / "tinytorch")
    return contents


def _add_disk_tree(contents: Contents, root: Path, top: Path) -> None:
    if top.is_symlink():
        raise BadSubmission("its tinytorch folder is a link; put the folder itself into the submission")
    count = 0
    for folder, inner, names in os.walk(top):
        inner[:] = sorted(name for name in inner if not is_junk(name))
        count += len(names) + len(inner)
        _refuse_too_many(count)
        links = [name for name in inner if (Path(folder) / name).is_symlink()]  # os.walk does not enter them
        for name in [*links, *sorted(names)]:
            _add_disk_file(contents, root, Path(folder) / name)


def _add_disk_file(contents: Contents, root: Path, file: Path) -> None:
    relative = file.relative_to(root).as_posix()
    relative.encode("utf-8")  # a name with stray bytes raises UnicodeEncodeError, which is a ValueError
    path = plain_path(relative)
    status = file.lstat()
    if stat.S_ISREG(status.st_mode):
        contents.add(path, status.st_size, _reader(file))
    else:
        contents.link(path, "a link" if stat.S_ISLNK(status.st_mode) else "a special file")


def _reader(file: Path) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        with os.fdopen(os.open(file, NO_LINK), "rb") as stream:
            return stream.read(limit)

    return read


def _refuse_too_many(count: int) -> None:
    if count > MAX_ENTRIES:
        raise BadSubmission(f"it holds more than {MAX_ENTRIES:,} files; hand in the zip that `tt submit` makes")
