"""All that grading needs, sealed: `make_bundle(course, assignments, private, level)`.

The private folder (for its owner only) keeps the secret seed and the banks that were drawn from it. A bank is built
once for what it depends on: seed, checks, the judge itself, reference, manifests and the versions of hypothesis and
numpy; after that it is read.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import secrets
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hypothesis
import numpy as np

from autograder.checks.registry import Check, CheckError, checks_of
from autograder.course.errors import InternalError, UsageError
from autograder.course.model import Assignment, Course
from autograder.judge.bank import Bank, build_bank, read_bank
from autograder.judge.overlay import modules, overlay, reference_files
from autograder.judge.session import Session
from autograder.judge.static import stub_files
from autograder.judge.variants import variant_files
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import Limits, WarmParent

HIDDEN = "autograder.hidden"
ROOT = Path(__file__).resolve().parents[1]
OURS = ("checks", "judge", "sandbox")
SEED_BYTES = 32
BUILD_LIMITS = Limits(cpu_seconds=600)


@dataclass(frozen=True)
class Bundle:
    """A course with its answered checks; `digest` names it; `stubs` stand in for files that cannot be mounted."""

    course: Course
    digest: str
    reference: Mapping[str, bytes]
    stubs: Mapping[str, bytes]
    banks: Mapping[str, Bank]


def make_bundle(
    course: Course, assignments: Iterable[Assignment], private: Path, level: Level, *, hidden: str = HIDDEN
) -> Bundle:
    """The bundle for some assignments; `hidden` is the package that has one module of checks per slug."""
    assignments = tuple(assignments)
    reference = reference_files(course)
    secret = _secret(private)
    banks = {
        assignment.folder: _bank(course, assignment, reference, secret, private, level, hidden)
        for assignment in assignments
    }
    parts = [_common(course, reference), *(bank.digest for bank in banks.values())]
    return Bundle(course, _digest(part.encode() for part in parts), reference, stub_files(course.assignments), banks)


def _bank(
    course: Course,
    assignment: Assignment,
    reference: Mapping[str, bytes],
    secret: bytes,
    private: Path,
    level: Level,
    hidden: str,
) -> Bank:
    """The bank from the private folder, or a new one that is put there."""
    module = _hidden_module(f"{hidden}.{assignment.slug}")
    checks = _checks(assignment, module)
    sources = [path.read_bytes() for path in sorted(Path(str(module.__file__)).parent.glob("*.py"))]
    key = _digest([secret, _common(course, reference).encode(), assignment.folder.encode(), *sources])
    path = private / f"bank-{assignment.folder}-{key[:16]}.bin"
    if not path.exists():
        files = overlay(course, reference, assignment.number, reference) | variant_files(checks, reference)
        with WarmParent(level) as parent:
            data = build_bank(
                assignment.folder,
                checks,
                modules(course, assignment.number),
                secret,
                lambda: Session(parent, files, BUILD_LIMITS),
            )
        _write_first(path, data)
    return read_bank(assignment.folder, checks, path.read_bytes())


def _hidden_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except CheckError as error:
        raise InternalError(f"{name}: {error}") from error
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise InternalError(f"there are no hidden checks {name}; write that module before grading.") from error


def _checks(assignment: Assignment, module: ModuleType) -> tuple[Check, ...]:
    """The module's checks: for blanks that exist, and for every one of them."""
    checks = checks_of(module)
    symbols = {blank.symbol for blank in assignment.blanks}
    for check in checks:
        if check.symbol not in symbols:
            raise InternalError(f"the check '{check.name}' is for '{check.symbol}', no blank of {assignment.folder}.")
    if idle := symbols - {check.symbol for check in checks}:
        raise InternalError(f"{module.__name__} has no check for {', '.join(sorted(idle))} of {assignment.folder}.")
    return checks


def _secret(private: Path) -> bytes:
    """The secret seed of a private folder, made at its first use."""
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.chmod(0o700)
        seed = private / "seed"
        if not seed.exists():
            _write_first(seed, secrets.token_bytes(SEED_BYTES))
        found = seed.read_bytes()
    except OSError as error:
        raise UsageError(f"The private folder {private} cannot be used ({error.strerror}); choose another.") from error
    if len(found) != SEED_BYTES:
        raise UsageError(f"{seed} is no seed (expected {SEED_BYTES} bytes, got {len(found)}); move it away.")
    return found


def _write_first(path: Path, data: bytes) -> None:
    """Write a file whole, for its owner only; where two processes write, the first stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _common(course: Course, reference: Mapping[str, bytes]) -> str:
    """A digest of what every bank depends on."""
    parts = [f"{hypothesis.__version__} {np.__version__} {sys.version_info[:2]}".encode()]
    sources = [path for room in OURS for path in sorted((ROOT / room).glob("*.py"))]
    manifests = [assignment.path / "assignment.toml" for assignment in course.assignments]
    parts += [path.name.encode() + b"\0" + path.read_bytes() for path in (*sources, *manifests)]
    parts += [path.encode() + b"\0" + reference[path] for path in sorted(reference)]
    return _digest(parts)


def _digest(parts: Iterable[bytes]) -> str:
    """SHA-256 of parts, each with its length, so that no two lists of parts are alike."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "little") + part)
    return whole.hexdigest()


def submission_digest(files: Mapping[str, bytes]) -> str:
    """Names exactly these files."""
    return _digest(part for path in sorted(files) for part in (path.encode(), files[path]))
