"""What a sync is going to do: steps, and how they are told. Nothing here touches a file of the checkout."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.released import Released
from autograder.loop.sync_apply import Step
from autograder.loop.sync_merge import Conflict

TOLD = ("added", "renewed", "merged", "mended", "replaced", "beside", "removed", "kept")


@dataclass(frozen=True)
class Clash:
    """A file that stays as the student has it; what comes is put at `beside`."""

    path: str
    beside: str
    conflicts: tuple[Conflict, ...]  # () where the file could not be compared line by line
    why: str = ""


@dataclass
class Plan:
    """What is to be done, and as what it is told. The lists hold paths relative to the root."""

    old: Released
    new: Released
    by_hand: bool = False  # the student says that the conflicts of the last time are mended
    steps: list[Step] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)  # by hand, after a conflict
    replaced: list[str] = field(default_factory=list)  # though edited: a copy is kept
    beside: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # no longer in the release, but edited
    clashes: list[Clash] = field(default_factory=list)
    borrowed: dict[str, str] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be written, the release's own list of files included."""
        return not self.steps and self.old == self.new

    def put(self, root: Path, path: str, content: bytes, back_up: bool = False) -> None:
        """Write a file, if it is not there already with these bytes."""
        found = present(root, path)
        if found != content:
            self.steps.append(Step(path, None if found is None else released.digest(found), content, back_up))

    def remove(self, path: str, found: bytes) -> None:
        self.steps.append(Step(path, released.digest(found), None))
        self.removed.append(path)


def is_as_released(old: Released, path: str, found: bytes) -> bool:
    """Whether the file is what the release wrote; a checkout may have given it other line ends."""
    wrote = old.files.get(path)
    return wrote is not None and wrote in (released.digest(found), released.digest(found.replace(b"\r\n", b"\n")))


def present(root: Path, path: str) -> bytes | None:
    """The bytes of a file of the checkout; None where there is none."""
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(
            f"{root / path} cannot be read as a file ({error.strerror}), and the release has one there; move it away."
        ) from error
