"""All that grading needs, sealed: `make_bundle(course, assignments, private, level)`.

The private folder (for its owner only) keeps the secret seed and the banks that were drawn from it. A bank is built
once for what it depends on: seed, checks, the judge itself, reference, manifests and the versions of hypothesis and
numpy; after that it is read. `carried(...)` are the files that make the same bundle on another machine, without the
seed; in a folder of them nothing can be drawn.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import hypothesis
import numpy as np

from autograder.checks.registry import Check, checks_of
from autograder.course.errors import InternalError, UsageError
from autograder.course.model import Assignment, Course
from autograder.course.symbols import did_you_mean
from autograder.judge.bank import Bank, build_bank, read_bank
from autograder.judge.digests import digest
from autograder.judge.hidden_modules import adopt, from_root, hidden_module
from autograder.judge.idle import refuse_idle
from autograder.judge.overlay import modules, overlay, reference_files
from autograder.judge.runner import limits_of
from autograder.judge.session import Session
from autograder.judge.static import stub_files
from autograder.judge.variants import variant_files
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import SandboxError, WarmParent

HIDDEN = "autograder.hidden"
ROOT = Path(__file__).resolve().parents[1]
OURS = ("checks", "judge", "sandbox")
SEED_BYTES = 32
TRIES = 2
BUILD_SECONDS = 600
ORDER = "order"  # stands in the seed's place where a folder was carried here
CARRIED_HIDDEN = "hidden"


@dataclass(frozen=True)
class Bundle:
    """A course with its answered checks; `digest` names it, `stubs` stand in for files that cannot be mounted.

    `secret` comes from the course's secret seed and stands in no record.
    """

    course: Course
    digest: str
    secret: bytes = field(repr=False)
    reference: Mapping[str, bytes]
    stubs: Mapping[str, bytes]
    banks: Mapping[str, Bank]


def make_bundle(
    course: Course, assignments: Iterable[Assignment], private: Path, level: Level, *, hidden: str = HIDDEN
) -> Bundle:
    """The bundle for some assignments; `hidden` is the package that has one module of checks per slug."""
    if is_carried(private):
        adopt(hidden, private / CARRIED_HIDDEN)
        order = (private / ORDER).read_bytes()
        banks = [_carried_bank(assignment, private, hidden) for assignment in assignments]
    else:
        drawer = _drawer(course, private, hidden)
        order = digest([drawer.secret, b"order"]).encode()
        banks = [drawer.bank(assignment, level) for assignment in assignments]
    reference = reference_files(course)
    name = digest(part.encode() for part in (_common(course, reference), *(bank.digest for bank in banks)))
    return Bundle(course, name, order, reference, stub_files(course.assignments), {bank.folder: bank for bank in banks})


def carried(
    course: Course, assignments: Iterable[Assignment], private: Path, level: Level, *, hidden: str = HIDDEN
) -> tuple[Bundle, dict[str, bytes]]:
    """The bundle, and path -> bytes of a private folder that makes the same one and tells nothing of the seed."""
    assignments = tuple(assignments)
    bundle = make_bundle(course, assignments, private, level, hidden=hidden)
    package = Path(str(hidden_module(hidden).__file__)).parent
    files = {ORDER: bundle.secret}
    files |= {f"{CARRIED_HIDDEN}/{path.name}": path.read_bytes() for path in sorted(package.glob("*.py"))}
    drawer = _drawer(course, private, hidden)
    files |= {_carried_name(assignment): drawer.path(assignment).read_bytes() for assignment in assignments}
    return bundle, files


def is_carried(private: Path) -> bool:
    """Whether a private folder came from another machine: it has banks, and no seed."""
    return (private / ORDER).is_file()


def _carried_bank(assignment: Assignment, private: Path, hidden: str) -> Bank:
    path = private / _carried_name(assignment)
    if not path.is_file():
        raise UsageError(f"The bundle holds no checks of {assignment.folder}; name others with --assignments.")
    return read_bank(assignment.folder, checks_for(assignment, hidden), path.read_bytes())


def _carried_name(assignment: Assignment) -> str:
    return f"bank-{assignment.folder}.bin"


def is_drawn(course: Course, assignments: Iterable[Assignment], private: Path, *, hidden: str = HIDDEN) -> bool:
    """Whether `make_bundle` would read every bank, and draw none."""
    if is_carried(private):
        return True
    drawer = _drawer(course, private, hidden)
    return all(drawer.path(assignment).exists() for assignment in assignments)


@dataclass(frozen=True)
class _Drawer:
    """Where the banks of a course lie, and what they are drawn from."""

    course: Course
    reference: Mapping[str, bytes]
    common: str  # the digest of what every bank depends on
    private: Path
    secret: bytes
    hidden: str

    def bank(self, assignment: Assignment, level: Level) -> Bank:
        """The bank from the private folder, or a new one that is put there."""
        checks = checks_for(assignment, self.hidden)
        if idle := {blank.symbol for blank in assignment.blanks} - {check.symbol for check in checks}:
            module = f"{self.hidden}.{assignment.slug}"
            raise InternalError(f"{module} has no check for {', '.join(sorted(idle))} of {assignment.folder}.")
        path = self.path(assignment)
        if not path.exists():
            write_first(path, self._drawn(assignment, checks, level))
        return read_bank(assignment.folder, checks, path.read_bytes())

    def path(self, assignment: Assignment) -> Path:
        """Where the bank lies that depends on exactly this."""
        module = hidden_module(f"{self.hidden}.{assignment.slug}")
        sources = [path.read_bytes() for path in sorted(Path(str(module.__file__)).parent.glob("*.py"))]
        key = digest([self.secret, self.common.encode(), assignment.folder.encode(), *sources])
        return self.private / f"bank-{assignment.folder}-{key[:16]}.bin"

    def _drawn(self, assignment: Assignment, checks: Sequence[Check], level: Level) -> bytes:
        """The stored bytes of a new bank, from fresh processes again if the sandbox fails."""
        for attempt in range(TRIES):
            try:
                with WarmParent(level, assignment.limits.preload) as parent:
                    return draw_bank(self.course, assignment, checks, self.reference, self.secret, parent)
            except SandboxError as error:
                if attempt + 1 == TRIES:
                    raise InternalError(f"No examples could be drawn ({error}); run the same command again.") from error
        raise AssertionError("the last try returns or raises")


def _drawer(course: Course, private: Path, hidden: str) -> _Drawer:
    reference = reference_files(course)
    return _Drawer(course, reference, _common(course, reference), private, secret_of(private), hidden)


def draw_bank(
    course: Course,
    assignment: Assignment,
    checks: Sequence[Check],
    reference: Mapping[str, bytes],
    secret: bytes,
    parent: WarmParent,
) -> bytes:
    """The stored bytes of a bank of some checks of an assignment; InternalError where one is not fit for use."""
    versions = variant_files(checks, reference)

    def loaded(files: Mapping[str, bytes]) -> Session:
        mounted = overlay(course, files, assignment.number, files) | versions
        return Session(parent, mounted, limits_of(assignment.limits, BUILD_SECONDS))

    known = modules(course, assignment.number)
    data = build_bank(assignment.folder, checks, known, secret, lambda: loaded(reference))
    banked = read_bank(assignment.folder, checks, data).checks
    refuse_idle(assignment, banked, reference, stub_files((assignment,)), loaded)
    return data


def checks_for(assignment: Assignment, hidden: str) -> tuple[Check, ...]:
    """The checks in the module of that assignment in the package `hidden`, each for a blank that exists."""
    checks = tuple(_timed(check, assignment) for check in checks_of(hidden_module(f"{hidden}.{assignment.slug}")))
    symbols = {blank.symbol for blank in assignment.blanks}
    for check in checks:
        if check.symbol not in symbols:
            code = check.scenario.__code__
            place = f"{from_root(Path(code.co_filename))}:{code.co_firstlineno}"
            what = f"the check '{check.name}' is for '{check.symbol}', no blank of {assignment.folder}"
            raise UsageError(f"{place}: {what}{did_you_mean(check.symbol, symbols)}")
    return checks


def _timed(check: Check, assignment: Assignment) -> Check:
    """The check with the manifest's time, where it names none of its own."""
    return check if check.seconds else replace(check, seconds=assignment.limits.check_seconds)


def secret_of(private: Path) -> bytes:
    """The secret seed of a private folder, made at its first use."""
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.chmod(0o700)
        seed = private / "seed"
        if not seed.exists():
            write_first(seed, secrets.token_bytes(SEED_BYTES))
        found = seed.read_bytes()
    except OSError as error:
        raise UsageError(f"The private folder {private} cannot be used ({error.strerror}); choose another.") from error
    if len(found) != SEED_BYTES:
        raise UsageError(f"{seed} is no seed (expected {SEED_BYTES} bytes, got {len(found)}); move it away.")
    return found


def write_first(path: Path, data: bytes) -> None:
    """Write a file whole, for its owner only; where two processes write, the first stays."""
    with private_file(path.parent, data) as new, suppress(FileExistsError):
        os.link(new, path)


@contextmanager
def private_file(folder: Path, data: bytes) -> Iterator[Path]:
    """A new file for its owner only, safely on the disk, to be given its name; what is left of it then goes."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _common(course: Course, reference: Mapping[str, bytes]) -> str:
    """A digest of what every bank depends on."""
    parts = [f"{hypothesis.__version__} {np.__version__} {sys.version_info[:2]}".encode()]
    sources = _sources()
    manifests = [assignment.path / "assignment.toml" for assignment in course.assignments]
    parts += [path.name.encode() + b"\0" + path.read_bytes() for path in (*sources, *manifests)]
    parts += [path.encode() + b"\0" + reference[path] for path in sorted(reference)]
    return digest(parts)


def judge_digest() -> str:
    """Names the code of ours that a bank depends on."""
    return digest(path.name.encode() + b"\0" + path.read_bytes() for path in _sources())


def _sources() -> list[Path]:
    sources = [path for room in OURS for path in sorted((ROOT / room).glob("*.py"))]
    texts = ("kernel_*.py", "policy*.py")  # what a submission's text may say
    return sources + sorted(path for name in texts for path in (ROOT / "course").glob(name))
