"""Get a release from where it is: `fetch(source)` reads a released folder, a zip of one, or a git repository.

Nothing is unpacked: the files that its release.json names are read into memory, and each must have its digest.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.released import Released

MIB = 1 << 20
MOST_FILE = 16 * MIB
MOST_ALL = 256 * MIB
MOST_ENTRIES = 20_000
SECONDS = 300  # for a clone
SILENCE = 30  # seconds in which nothing comes
ADDRESS = re.compile(r"(https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
Read = Callable[[str], bytes]  # a path of the release -> its bytes


@dataclass(frozen=True)
class Incoming:
    """A release in memory, verified."""

    release: Released
    content: bytes  # of its release.json
    files: Mapping[str, bytes]


def fetch(source: str) -> Incoming:
    """The release at `source`; UsageError in one sentence where there is none."""
    if ADDRESS.fullmatch(source):
        return from_git(source, source)
    path = Path(source).expanduser()
    if path.is_file():
        return from_zip(path)
    if not path.is_dir():
        raise UsageError(f"{source} is not here; name a released folder, a zip of one, or the address of a repository.")
    if (path / "HEAD").is_file() and (path / "objects").is_dir():  # a bare repository
        return from_git(path.resolve().as_uri(), source)
    return from_folder(path, source)


def from_folder(folder: Path, name: str) -> Incoming:
    def read(path: str) -> bytes:
        place = folder / path
        status = place.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{name}: {path} is no plain file; get the release again.")
        return refuse_large(name, path, status.st_size) or place.read_bytes()

    return verified(read, name)


def from_zip(path: Path) -> Incoming:
    """The release at the top of a zip, or in its one folder, as GitHub packs it."""
    unreadable = (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, zipfile.BadZipFile)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            found = [name for name in names if re.fullmatch(rf"([^/]+/)?{re.escape(released.FILE)}", name)]
            if len(found) != 1:
                raise UsageError(f"{path} holds no release of the course, with {released.FILE} at its top.")
            if len(names) > MOST_ENTRIES or len(set(names)) != len(names):
                raise UsageError(
                    f"{path} holds {len(names):,} entries (at most {MOST_ENTRIES:,}, each of its own name); zip the "
                    "released folder and nothing else."
                )
            top = found[0].removesuffix(released.FILE)

            def read(inside: str) -> bytes:
                entry = archive.getinfo(top + inside)
                return refuse_large(str(path), inside, entry.file_size) or archive.read(entry)

            return verified(read, str(path))
    except unreadable as error:
        raise UsageError(f"{path} cannot be read as a zip of a release ({error}); get it again.") from error


def from_git(address: str, name: str) -> Incoming:
    """The newest commit of a repository, cloned into a folder that is gone afterwards."""
    if not shutil.which("git"):
        raise UsageError(f"git is not installed, and {name} needs it; download the release as a zip and name that.")
    with tempfile.TemporaryDirectory(prefix="tt-sync-", ignore_cleanup_errors=True) as place:
        clone = Path(place) / "release"
        options = (
            "core.autocrlf=false",
            "core.symlinks=false",
            f"core.hooksPath={place}/none",
            "http.lowSpeedLimit=1",
            f"http.lowSpeedTime={SILENCE}",
        )
        settings = [word for option in options for word in ("-c", option)]
        asked = ["--quiet", "--depth", "1", "--single-branch", "--no-tags", "--", address, str(clone)]
        try:
            done = subprocess.run(
                ["git", *settings, "clone", *asked],
                env=git_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise UsageError(
                f"{name} did not answer within {SECONDS} seconds; look at your network, then repeat."
            ) from error
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.startswith(("fatal: ", "error: ", "ssh: "))]
            why = (lines or done.stderr.splitlines() or ["it says nothing"])[0].partition(": ")[2].rstrip(".")
            raise UsageError(f"git cannot clone {name} ({why}); look at the address and your network, then repeat.")
        return from_folder(clone, name)


def git_environment() -> dict[str, str]:
    """Ours without what names another repository (inside of a hook, say); git must not ask, there may be nobody."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith("GIT_SSH")}
    kept.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh", "LC_ALL": "C"}


def refuse_large(name: str, path: str, size: int) -> bytes:
    """b"", or UsageError: no file of a course is as large."""
    if size > MOST_FILE:
        raise UsageError(f"{name}: {path} is {size:,} bytes long (at most {MOST_FILE:,}); this is no release.")
    return b""


def verified(read: Read, name: str) -> Incoming:
    """All files that the release names, each with its digest."""
    try:
        content = read(released.FILE)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"{name} is no release of the course: there is no {released.FILE} in it; ask for the released folder."
        ) from error
    release = released.read(content, f"{name}: {released.FILE}")
    files: dict[str, bytes] = {}
    size = 0
    for path, digest in release.files.items():
        try:
            files[path] = read(path)
        except (OSError, KeyError) as error:
            raise UsageError(f"{name} is not whole: {path} is missing in it; get the release again.") from error
        if released.digest(files[path]) != digest:
            raise UsageError(f"{name}: {path} is not as it was released; get the release again.")
        size += len(files[path])
        if size > MOST_ALL:
            raise UsageError(f"{name} holds more than {MOST_ALL // MIB} MiB; this is no release of the course.")
    if not release.layers().get(0) or "assignments" not in {path.partition("/")[0] for path in files}:
        raise UsageError(f"{name} holds no assignment 00; this is no release of the course.")
    return Incoming(release, content, files)
