"""A world of its own for the warm parent and its workers, by Linux namespaces; works as root and as any other user.

`enter_world(places)`: in a new user namespace, without a network, under a root that holds nothing but the given places,
read-only. `enter_room()`, in a supervisor: a process table and mounts of its own for one worker.
`furnish_room(files_mb)`, in the worker: an empty folder of its own, in memory and of limited size.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from autograder.sandbox import libc
from autograder.sandbox.places import DEVICES, Places
from autograder.sandbox.terms import MOST_FILES, SandboxError

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x8, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
READ_ONLY, NOSUID, NODEV, NOEXEC = 0x1, 0x2, 0x4, 0x8  # of mount_setattr

# The new root is built over this folder of the old one: every Linux has it, and nothing that we show lies in it.
BUILDING_SITE = "/proc"
ROOM = "/room"


def enter_world(places: Places) -> None:
    """Leave the machine's namespaces and file system behind; SandboxError says why that cannot be."""
    as_root = os.geteuid() == 0
    try:
        if as_root:
            _unshare_as_root()
        else:
            _unshare_as_user()
    except OSError as error:
        raise SandboxError(f"the system does not let us make namespaces ({error.strerror or error})") from error
    try:
        _build_root(places)
    except OSError as error:
        raise SandboxError(
            f"the system does not let us mount in our own namespace ({error.strerror or error})"
        ) from error


def enter_room() -> None:
    """The next process that this one forks is number 1 of a table of its own and can signal nobody else."""
    libc.call("unshare", NEWNS | NEWPID)


def furnish_room(files_mb: int, owner: int) -> Path:
    """An empty folder that vanishes with this process's mounts, holds `files_mb` and belongs to `owner`."""
    options = f"size={files_mb}m,nr_inodes={MOST_FILES},mode=700,uid={owner},gid={owner}"
    _mount("tmpfs", ROOM, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
    return Path(ROOM)


def _unshare_as_user() -> None:
    """Namespaces in which this user, and no other, exists."""
    user, group = os.geteuid(), os.getegid()
    _unshare()
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def _unshare_as_root() -> None:
    """Namespaces in which the same users exist as outside, so that a worker can become nobody.

    The map of several users has to be written from outside: a helper stays behind for it.
    """
    ids = {name: _identity(f"/proc/self/{name}") for name in ("uid_map", "gid_map")}
    ready, tell = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(tell)  # or it would wait for a process that has been killed, and keep that one's sockets open
        _write_maps(os.getppid(), ids, ready)
    try:
        _unshare()
    finally:
        os.write(tell, b".")
        _, status = os.waitpid(helper, 0)
        os.close(ready)
        os.close(tell)
    if status != 0:
        raise PermissionError(errno.EPERM, "the users of the new one could not be named")


def _write_maps(process: int, ids: dict[str, str], ready: int) -> None:
    try:
        if not os.read(ready, 1):
            os._exit(1)
        for name, lines in ids.items():
            _write(f"/proc/{process}/{name}", lines)
        os._exit(0)
    finally:
        os._exit(1)


def _identity(path: str) -> str:
    """A map that keeps every id that exists here as it is."""
    rows = (line.split() for line in Path(path).read_text().splitlines())
    return "".join(f"{inside} {inside} {count}\n" for inside, _, count in rows)


def _unshare() -> None:
    libc.call("unshare", NEWUSER | NEWNS | NEWNET | NEWIPC | NEWUTS | NEWCGROUP)


def _build_root(places: Places) -> None:
    """Exchange / for a small tmpfs with read-only views of the places in it."""
    os.umask(0o022)
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", BUILDING_SITE, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=1m,mode=755")
    for path, is_cover in places.mounts():
        if is_cover:
            _mount("tmpfs", f"{BUILDING_SITE}{path}", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=1m,mode=755")
        else:
            _show(path)
    for device in DEVICES:
        _show(Path(device), devices=True)
    Path(BUILDING_SITE + ROOM).mkdir()
    for cover in ("", *places.covers):  # only now: packages were mounted inside the covers
        _set_attributes(f"{BUILDING_SITE}{cover}", READ_ONLY)
    os.chdir(BUILDING_SITE)
    libc.syscall("pivot_root", libc.PIVOT_ROOT, b".", b".")  # the old root now lies over the new one
    libc.call("umount2", b".", MNT_DETACH)
    os.chdir("/")


def _show(path: Path, devices: bool = False) -> None:
    """A read-only view of a file or folder at its own path in the new root."""
    target = Path(f"{BUILDING_SITE}{path}")
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(path), str(target), None, MS_BIND | MS_REC)
    # A recursive change, for what is mounted below comes along; and it adds to the flags that the system insists on.
    _set_attributes(str(target), READ_ONLY | NOSUID | (NOEXEC if devices else NODEV), AT_RECURSIVE)


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    strings = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    libc.call("mount", *strings[:3], flags, strings[3])


def _set_attributes(target: str, attributes: int, flags: int = 0) -> None:
    change = b"".join(word.to_bytes(8, "little") for word in (attributes, 0, 0, 0))
    libc.syscall("mount_setattr", libc.MOUNT_SETATTR, AT_FDCWD, os.fsencode(target), flags, change, len(change))


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)  # one write, unbuffered: the kernel takes a map in one piece
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
