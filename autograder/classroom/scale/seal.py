"""Write the sealed bundle, the one file that another machine needs to grade: `seal(order, path)`.

It is a zip: the course's manifests, stubs and reference, the hidden checks with their wrong versions, and the examples
with the reference's answers; not the secret seed. `manifest.json` names each of them with its SHA-256, and the versions
that it was made with; `key` and `signature` are of the manifest. The same content gives the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import platform
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.grading import Order
from autograder.classroom.scale.keys import fingerprint, sign
from autograder.course.errors import UsageError
from autograder.course.log import note
from autograder.course.model import Course
from autograder.judge.bundle import carried, is_carried, judge_digest, private_file
from autograder.reports.files import NO_ROOM, unwritable

FORMAT = 1
MANIFEST, KEY, SIGNATURE = "manifest.json", "key", "signature"
COURSE, PRIVATE = "course", "private"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of the format
FOR_ITS_OWNER = 0o600 << 16


@dataclass(frozen=True)
class Seal:
    """What was sealed: the bundle's digest and whose key signed it."""

    digest: str
    fingerprint: str
    size: int


def seal(order: Order, path: Path) -> Seal:
    """Write the bundle of an order's assignments whole or not at all, for its owner only."""
    data, name, signer = _sealed(order)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with private_file(path.parent, data) as new:
            new.replace(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise unwritable(path, error) from error
        raise UsageError(f"{path} cannot be written ({error.strerror}); choose another place.") from error
    note("sealed", bundle=name, fingerprint=signer, bytes=len(data))
    return Seal(name, signer, len(data))


def sealed_bytes(order: Order) -> tuple[bytes, str]:
    """The bytes of the bundle and the fingerprint of who signed it; draws the examples that are not there yet."""
    data, _, signer = _sealed(order)
    return data, signer


def _sealed(order: Order) -> tuple[bytes, str, str]:
    """The bytes, the bundle's digest, the fingerprint."""
    if is_carried(order.private):
        raise UsageError("A bundle is made where the seed is, and this course came out of one; copy that file.")
    bundle, private = carried(order.course, order.assignments, order.private, order.level, hidden=order.hidden)
    members = {f"{PRIVATE}/{name}": data for name, data in private.items()}
    members |= {f"{COURSE}/{name}": data for name, data in _course_files(order.course).items()}
    manifest = {
        "format": FORMAT,
        "digest": bundle.digest,
        "assignments": [assignment.folder for assignment in order.assignments],
        "hidden": order.hidden,
        "versions": versions_here(),
        "members": {name: {"sha256": _sha256(data), "bytes": len(data)} for name, data in sorted(members.items())},
    }
    words = json.dumps(manifest, indent=1).encode()
    key, signature = sign(order.private, words)
    whole = {MANIFEST: words, KEY: key, SIGNATURE: signature, **dict(sorted(members.items()))}
    return _zipped(whole), bundle.digest, fingerprint(key)


def versions_here() -> dict[str, str]:
    """All of this machine that must be the same where a bundle is opened, or the grades would be others."""
    return {
        "judge": judge_digest(),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": importlib.metadata.version("numpy"),
        "hypothesis": importlib.metadata.version("hypothesis"),
    }


def _course_files(course: Course) -> dict[str, bytes]:
    """Path -> bytes of what grading reads of a course: of all its assignments, for the digest is of all."""
    paths = [course.solutions / file for assignment in course.assignments for file in assignment.owns]
    for assignment in course.assignments:
        paths.append(assignment.path / "assignment.toml")
        paths += [path for path in assignment.stubs.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    paths += course.root.glob("pyproject.toml")  # the course's version stands in it
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths}


def _zipped(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = FOR_ITS_OWNER
            archive.writestr(entry, data)
    return whole.getvalue()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
