"""Puts the fence of a level up, in three steps that each close what the next process no longer needs.

fence = Fence.prepared(level, packages)  in the warm parent, once: its world, and the compiled filter
fence.make_room()                        in a worker's supervisor: a process table and a folder
fence.close(room, limits)                in the worker: everything else, and a proof that it is shut
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import landlock, namespaces, privileges, seccomp
from autograder.sandbox.places import DEVICES, find_places
from autograder.sandbox.terms import Level, Limits, SandboxError


@dataclass(frozen=True)
class Fence:
    """What the warm parent hands on to the workers that it forks."""

    level: Level
    program: bytes  # the seccomp filter
    readable: tuple[str, ...]  # what landlock leaves open
    listable: tuple[str, ...]  # folders whose names Python's importer has to read, for it opens them entry by entry
    owner: int  # the user that a worker runs as
    base: str | None  # where the workers' folders are made; at Level.FULL each worker mounts its own

    @classmethod
    def prepared(cls, level: Level, packages: Iterable[str]) -> Fence:
        """The fence of a level, after this process has gone behind the part of it that all workers share."""
        user = os.geteuid()
        if level is Level.NONE:
            return cls(level, b"", (), (), user, tempfile.mkdtemp(prefix="tinytorch-room-"))
        try:
            landlock.version()
        except OSError as error:
            raise SandboxError(f"landlock is missing ({error}); it needs Linux 5.13 with `lsm=landlock,...`") from error
        program = seccomp.compiled()
        places = find_places(packages)
        if level is Level.REDUCED:
            readable, listable = (*places.openings(), *DEVICES), tuple(map(str, places.trees))
            return cls(level, program, readable, listable, user, tempfile.mkdtemp(prefix="tinytorch-room-"))
        namespaces.enter_world(places)
        return cls(level, program, ("/",), (), privileges.NOBODY if user == 0 else user, None)

    def make_room(self) -> Path | None:
        """Part the next fork from all other workers; its folder, where it does not mount one itself."""
        if self.base is None:
            namespaces.enter_room()
            return None
        return Path(tempfile.mkdtemp(dir=self.base))

    def clear(self, room: Path | None) -> None:
        """Remove what a worker that is gone has left."""
        if room is not None:
            _remove(room)

    def take_down(self) -> None:
        """Remove what all workers together have left."""
        if self.base is not None:
            _remove(Path(self.base))

    def close(self, room: Path | None, limits: Limits) -> Path:
        """Shut this process in for good; the folder that stays open to it. Raises where something is still open."""
        room = room or namespaces.furnish_room(limits.files_mb, self.owner)
        os.chdir(room)
        privileges.set_limits(limits, count_processes=self.level is Level.FULL)
        if self.level is Level.NONE:
            return room
        privileges.drop_bounding_set()
        if self.owner != os.geteuid():
            privileges.become_nobody()
        privileges.drop_capabilities()
        privileges.forbid_new_privileges()
        privileges.die_with_parent()
        landlock.restrict(self.readable, writable=(str(room), "/dev/null"), listable=self.listable)
        seccomp.install(self.program)
        _prove()
        return room


def _prove() -> None:
    """Try two doors that must be shut: a fence that is not there must not pass for one."""
    for what, attempt in (("the network", socket.socket), ("/etc", lambda: os.scandir("/etc"))):
        try:
            attempt()
        except OSError:
            continue
        raise SandboxError(f"the fence does not hold: a worker reaches {what}")


def _remove(folder: Path) -> None:
    """Remove a folder, also where something in it was made unreadable."""
    for inside, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(inside, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
