"""Puts the fence of a level up, in three steps that each close what the next process no longer needs.

fence = Fence.prepared(level, packages)  in the warm parent, once: its world, and the compiled filter
fence.make_room()                        in a worker's supervisor: a process table and a folder
fence.close(room, limits)                in the worker: everything else, and a proof that it is shut
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import landlock, namespaces, privileges, seccomp
from autograder.sandbox.places import DEVICES, find_places
from autograder.sandbox.rooms import remove
from autograder.sandbox.terms import Level, Limits, SandboxError

ROOMS = "tinytorch-room-"


@dataclass(frozen=True)
class Fence:
    """What the warm parent hands on to the workers that it forks."""

    level: Level
    program: bytes  # the seccomp filter
    readable: tuple[str, ...]  # what landlock leaves open; empty where there is no landlock
    listable: tuple[str, ...]  # folders whose names Python's importer has to read, for it opens them entry by entry
    owner: int  # the user that a worker runs as
    base: str | None  # where the workers' folders are made; in a world of namespaces each worker mounts its own

    @classmethod
    def prepared(cls, level: Level, packages: Iterable[str]) -> Fence:
        """The fence of a level, after this process has gone behind the part of it that all workers share."""
        user = os.geteuid()
        if level is Level.NONE:
            return cls(level, b"", (), (), user, tempfile.mkdtemp(prefix=ROOMS))
        program, places, lacking = seccomp.compiled(), find_places(packages), landlock.lacking()
        if lacking and level is Level.FULL:
            raise SandboxError(lacking)
        if level is Level.REDUCED and not lacking:
            privileges.drop_bounding_set()
            readable, listable = (*places.openings(), *DEVICES), tuple(map(str, places.trees))
            return cls(level, program, readable, listable, user, tempfile.mkdtemp(prefix=ROOMS))
        try:
            namespaces.enter_world(places)
        except SandboxError as error:
            raise SandboxError(f"{lacking}; and {error}" if lacking else str(error)) from error
        privileges.drop_bounding_set()
        return cls(level, program, () if lacking else ("/",), (), privileges.NOBODY if user == 0 else user, None)

    def make_room(self) -> Path | None:
        """Part the next fork from all other workers; its folder, where it does not mount one itself."""
        if self.base is None:
            namespaces.enter_room()
            return None
        return Path(tempfile.mkdtemp(dir=self.base))

    def clear(self, room: Path | None) -> None:
        """Remove what a worker that is gone has left."""
        if room is not None:
            remove(room)

    def take_down(self) -> None:
        """Remove what all workers together have left."""
        if self.base is not None:
            remove(Path(self.base))

    def close(self, room: Path | None, limits: Limits) -> Path:
        """Shut this process in for good; the folder that stays open to it. Raises where something is still open."""
        room = room or namespaces.furnish_room(limits.files_mb, self.owner)
        os.chdir(room)
        privileges.set_limits(limits, count_processes=self.base is None)
        if self.level is Level.NONE:
            return room
        if self.owner != os.geteuid():
            privileges.become_nobody()
        privileges.drop_capabilities()
        privileges.forbid_new_privileges()
        privileges.die_with_parent()
        if self.readable:
            landlock.restrict(self.readable, writable=(str(room), "/dev/null"), listable=self.listable)
        seccomp.install(self.program)
        _prove()
        return room


def _prove() -> None:
    """Try doors that must be shut: a fence that is not there must not pass for one."""
    for what, attempt in DOORS.items():
        try:
            attempt()
        except OSError:
            continue
        raise SandboxError(f"the fence does not hold: a worker reaches {what}")


DOORS: dict[str, Callable[[], object]] = {
    "the network": socket.socket,
    "/etc": lambda: os.scandir("/etc"),
    "the grader's own files": Path(__file__).read_bytes,  # as where a library in use lies in a folder above them
    "other processes": lambda: os.kill(0, 0),
}
