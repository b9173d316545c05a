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
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import hypothesis
import numpy as np

from autograder.checks.doubles import refuse_doubles
from autograder.checks.registry import Check, CheckError, checks_of
from autograder.course.errors import InternalError, UsageError
from autograder.course.model import Assignment, Course
from autograder.course.symbols import did_you_mean
from autograder.judge.bank import Bank, build_bank, read_bank
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
    assignments = tuple(assignments)
    reference = reference_files(course)
    secret = secret_of(private)
    banks = {
        assignment.folder: _bank(course, assignment, reference, secret, private, level, hidden)
        for assignment in assignments
    }
    parts = [_common(course, reference), *(bank.digest for bank in banks.values())]
    digest = _digest(part.encode() for part in parts)
    order = _digest([secret, b"order"]).encode()
    return Bundle(course, digest, order, reference, stub_files(course.assignments), banks)


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
    checks = checks_for(assignment, hidden)
    if idle := {blank.symbol for blank in assignment.blanks} - {check.symbol for check in checks}:
        raise InternalError(f"{module.__name__} has no check for {', '.join(sorted(idle))} of {assignment.folder}.")
    path = _bank_path(course, assignment, reference, secret, private, module)
    if not path.exists():
        _write_first(path, _drawn(course, assignment, checks, reference, secret, level))
    return read_bank(assignment.folder, checks, path.read_bytes())


def is_drawn(course: Course, assignments: Iterable[Assignment], private: Path, *, hidden: str = HIDDEN) -> bool:
    """Whether `make_bundle` would read every bank, and draw none."""
    reference, secret = reference_files(course), secret_of(private)
    checked = ((assignment, _hidden_module(f"{hidden}.{assignment.slug}")) for assignment in assignments)
    return all(_bank_path(course, each, reference, secret, private, module).exists() for each, module in checked)


def _bank_path(
    course: Course,
    assignment: Assignment,
    reference: Mapping[str, bytes],
    secret: bytes,
    private: Path,
    module: ModuleType,
) -> Path:
    """Where the bank lies that depends on exactly this."""
    sources = [path.read_bytes() for path in sorted(Path(str(module.__file__)).parent.glob("*.py"))]
    key = _digest([secret, _common(course, reference).encode(), assignment.folder.encode(), *sources])
    return private / f"bank-{assignment.folder}-{key[:16]}.bin"


def _drawn(
    course: Course,
    assignment: Assignment,
    checks: Sequence[Check],
    reference: Mapping[str, bytes],
    secret: bytes,
    level: Level,
) -> bytes:
    """The stored bytes of a new bank, from fresh processes again if the sandbox fails."""
    for attempt in range(TRIES):
        try:
            with WarmParent(level, assignment.limits.preload) as parent:
                return draw_bank(course, assignment, checks, reference, secret, parent)
        except SandboxError as error:
            if attempt + 1 == TRIES:
                raise InternalError(f"No examples could be drawn ({error}); run the same command again.") from error
    raise AssertionError("the last try returns or raises")


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


def _hidden_module(name: str) -> ModuleType:
    """The module of hidden checks of that name; what its author got wrong is told by file and line."""
    try:
        module = importlib.import_module(name)
        refuse_doubles(module)
        return module
    except Exception as error:  # whatever the author's own code raises is the author's mistake
        if isinstance(error, ModuleNotFoundError) and error.name == name:
            raise InternalError(f"there are no hidden checks {name}; write that module before grading.") from error
        raise UsageError(f"{_place(name, error)}{_words(error)}") from error


def _place(name: str, error: Exception) -> str:
    """'FILE:line: ', the innermost line of the package's own files that an error at import came through."""
    package = importlib.import_module(name.rpartition(".")[0])
    files = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        files.append((error.filename, error.lineno))
    own = [(Path(file), line) for file, line in files if Path(file).parent == Path(str(package.__file__)).parent]
    return f"{_from_root(own[-1][0])}:{own[-1][1]}: " if own else ""


def _from_root(path: Path) -> Path:
    """A path as it reads in the course's folder."""
    return path.relative_to(ROOT.parent) if path.is_relative_to(ROOT.parent) else path


def _words(error: Exception) -> str:
    """What Python says of an exception, with its guess at what was meant; of a CheckError, what we say."""
    if isinstance(error, CheckError):
        return str(error)
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return traceback.format_exception_only(error)[-1].strip()


def checks_for(assignment: Assignment, hidden: str) -> tuple[Check, ...]:
    """The checks in the module of that assignment in the package `hidden`, each for a blank that exists."""
    checks = tuple(_timed(check, assignment) for check in checks_of(_hidden_module(f"{hidden}.{assignment.slug}")))
    symbols = {blank.symbol for blank in assignment.blanks}
    for check in checks:
        if check.symbol not in symbols:
            code = check.scenario.__code__
            place = f"{_from_root(Path(code.co_filename))}:{code.co_firstlineno}"
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
    sources += sorted((ROOT / "course").glob("kernel_*.py"))  # what a submission's kernels may say
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
