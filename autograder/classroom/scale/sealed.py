"""Open a sealed bundle: `with opened(path, fingerprint) as course:` gives what an Order is made of.

Everything is looked at before anything is used: the signature of the manifest, whose key it is, the versions, then each
member's name, size and digest. Nothing is unpacked but what the manifest names. The folder is this user's only and lies
outside of what a sandboxed worker can see; it is gone when the block ends.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.classroom.archives import Capped
from autograder.classroom.paths import BadSubmission
from autograder.classroom.scale.folders import private_folder
from autograder.classroom.scale.keys import KEY_BYTES, SIGNATURE_BYTES, fingerprint, same_fingerprint, verify
from autograder.classroom.scale.seal import COURSE, FORMAT, KEY, MANIFEST, PRIVATE, SIGNATURE, versions_here
from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.course.model import Assignment, Course
from autograder.judge.bundle import CARRIED_HIDDEN
from autograder.judge.hidden_modules import give_up

MOST_BYTES = 1 << 30  # of all members together; the whole course's bundle has a hundredth of it
MOST_MEMBERS = 10_000
MOST_MANIFEST = 8 << 20
MOST_TABLE = 8 << 20  # the zip's own table of members; no single read is longer
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
PLAIN = re.compile(r"(course|private)(/[A-Za-z0-9_][A-Za-z0-9_.-]*){1,12}")
ASK = "ask your instructor for the file again"
Manifest = dict[str, Any]
NAMES = {"judge": "course"}  # what a person calls it


@dataclass(frozen=True)
class Opened:
    """A course to grade with: its assignments are those that the bundle has checks of."""

    course: Course
    assignments: tuple[Assignment, ...]
    private: Path
    hidden: str
    digest: str
    fingerprint: str  # of the key that signed it
    sealed: bytes = field(repr=False)  # the bundle as it came


@contextmanager
def opened(path: Path, trusted: str | None) -> Iterator[Opened]:
    """The bundle in a file; UsageError, one sentence, where it is not whole, not fit for here, or not `trusted`'s."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"The bundle {path} cannot be read ({error.strerror}); give the path of the file.") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path} is no bundle (it is larger than {MOST_BYTES >> 20:,} MB); give the path of the file.")
    with unpacked(data, trusted, str(path)) as found:
        yield found


@contextmanager
def unpacked(data: bytes, trusted: str | None, name: str) -> Iterator[Opened]:
    """As `opened`, from a bundle's bytes; `name` is what an error calls it."""
    manifest, members, signer = checked(data, trusted, name)
    with private_folder() as folder:
        for place, content in members.items():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        (folder / COURSE / "tinytorch").mkdir()  # a course has one, and this one's student is nobody
        course = load_course(folder / COURSE)
        chosen = tuple(course.assignment(folder) for folder in manifest["assignments"])
        private, hidden = folder / PRIVATE, manifest["hidden"]
        try:
            yield Opened(course, chosen, private, hidden, manifest["digest"], signer, data)
        finally:
            give_up(hidden, private / CARRIED_HIDDEN)


def checked(data: bytes, trusted: str | None, name: str) -> tuple[Manifest, dict[str, bytes], str]:
    """The manifest and the members of a bundle, once all is found right, and whose key signed it."""
    try:
        with zipfile.ZipFile(Capped(io.BytesIO(data), MOST_TABLE)) as archive:
            manifest, signer = _manifest(archive, trusted, name)
            return manifest, _members(archive, manifest["members"], name), signer
    except (BadSubmission, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{name} is no whole bundle ({error}); {ASK}.") from error


def _manifest(archive: zipfile.ZipFile, trusted: str | None, name: str) -> tuple[Manifest, str]:
    """The manifest, signed by who is trusted, of a version that can be used here; and the signer."""
    entries = archive.infolist()
    if any(entry.compress_type not in PACKINGS for entry in entries):  # others take memory before a byte is checked
        raise UsageError(f"{name} is packed in a way that no bundle is; {ASK}.")
    listed = [entry.filename for entry in entries]
    if missing := {MANIFEST, KEY, SIGNATURE} - set(listed):
        raise UsageError(f"{name} is no sealed bundle (it has no {min(missing)}); `autograder bundle` makes one.")
    if len(listed) > MOST_MEMBERS or len(set(listed)) != len(listed):
        raise UsageError(f"{name} holds a name twice, or more than {MOST_MEMBERS:,}; {ASK}.")
    words = _read(archive, MANIFEST, MOST_MANIFEST, name)
    key, signature = _read(archive, KEY, KEY_BYTES, name), _read(archive, SIGNATURE, SIGNATURE_BYTES, name)
    if not verify(key, signature, words):
        raise UsageError(f"{name} was changed after it was signed; {ASK}.")
    _refuse_stranger(fingerprint(key), trusted, name)
    manifest: Manifest = json.loads(words)  # what a trusted key has signed has the form that we give it
    if manifest["format"] != FORMAT:
        raise UsageError(
            f"{name} has format {manifest['format']}, expected {FORMAT}; install the course's version of it."
        )
    _refuse_versions(manifest["versions"], name)
    return manifest, fingerprint(key)


def _refuse_stranger(found: str, trusted: str | None, name: str) -> None:
    if trusted is None:
        raise UsageError(
            f"{name} is signed with the key {found}; if that is what `autograder bundle` told your instructor, "
            f"add --fingerprint {found}."
        )
    if not same_fingerprint(found, trusted):
        raise UsageError(f"{name} is signed with the key {found}, expected {trusted}; {ASK}.")


def _refuse_versions(made_with: Mapping[str, str], name: str) -> None:
    """Another judge, Python or library would give other grades."""
    for what, ours in versions_here().items():
        theirs = made_with.get(what, "none")
        if theirs != ours:
            said = NAMES.get(what, what)
            theirs, ours = (text if len(text) < 20 else text[:12] for text in (theirs, ours))
            raise UsageError(f"{name} was made with {said} {theirs}, and here is {ours}; install the same version.")


def _members(archive: zipfile.ZipFile, named: Mapping[str, Any], name: str) -> dict[str, bytes]:
    """What the manifest names, each of the size and digest that it says, and nothing beside it."""
    strange = {entry.filename for entry in archive.infolist()} - {MANIFEST, KEY, SIGNATURE} ^ named.keys()
    if strange:
        raise UsageError(f"{name} holds other files than its manifest says ({min(strange)!a}); {ASK}.")
    if sum(entry["bytes"] for entry in named.values()) > MOST_BYTES:
        raise UsageError(f"{name} holds more than {MOST_BYTES >> 20:,} MB; {ASK}.")
    members = {}
    for place, entry in named.items():
        if not PLAIN.fullmatch(place):
            raise UsageError(f"{name} names {place!a}, a path that no bundle has; {ASK}.")
        members[place] = _read(archive, place, entry["bytes"], name)
        if hashlib.sha256(members[place]).hexdigest() != entry["sha256"]:
            raise UsageError(f"{name} was changed after it was signed, in {place}; {ASK}.")
    return members


def _read(archive: zipfile.ZipFile, member: str, most: int, name: str) -> bytes:
    """A member's bytes, however many more it would unpack to."""
    with archive.open(member) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise UsageError(f"{name} was changed after it was signed, in {member}; {ASK}.")
    return data
