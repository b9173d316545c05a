"""Another machine than this one: `poorer(user=1000, deny=("unshare",))` is an interpreter that starts with less.

WarmParent starts `sys.executable`, so a test that puts this in its place has a sandbox as it would be where the user is
not root, where a container forbids system calls, where the kernel allows no user namespaces.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ORDINARY = 54321  # a user that owns nothing here
SET_DUMPABLE, CAPBSET_DROP, LARGEST_CAPABILITY = 4, 24, 63
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000

# What Docker leaves root with (its documentation, "Runtime privilege and Linux capabilities").
OF_A_CONTAINER = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)


@contextmanager
def poorer(folder: Path | None = None, **less: Any) -> Iterator[str]:
    """The path of an interpreter that gives up `less` and goes on as Python; see `main`."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="machine-") as place:
        Path(place).chmod(0o755)
        command = [sys.executable, __file__, json.dumps(less), sys.executable]
        path = Path(place, "python")
        path.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        path.chmod(0o755)
        yield str(path)


def give_up(
    user: int | None = None,
    capabilities: Sequence[int] | None = None,
    namespaces: int | None = None,
    deny: Sequence[str] = (),
    seccomp: bool = True,
) -> None:
    """For good: root, all capabilities but some, more user namespaces than a number, system calls by name, filters."""
    if capabilities is not None:
        for number in set(range(LARGEST_CAPABILITY + 1)) - set(capabilities):
            ctypes.CDLL(None).prctl(CAPBSET_DROP, number, 0, 0, 0)  # the next program starts without it
    if user is not None:
        _open_to_all([Path(sys.base_prefix), Path(sys.prefix), Path(__file__).parents[2]])
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        _do("prctl", SET_DUMPABLE, 1, 0, 0, 0)  # else our own /proc/self belongs to root
    if namespaces is not None:
        _limit_namespaces(namespaces)
    if deny or not seccomp:
        library = importlib.import_module("pyseccomp")
        rules = library.SyscallFilter(library.ALLOW)
        for name in deny:
            rules.add_rule(library.ERRNO(errno.EPERM), name)
        if not seccomp:
            rules.add_rule(library.ERRNO(errno.EINVAL), "prctl", library.Arg(0, library.EQ, 22))
        rules.load()


def _open_to_all(needed: Sequence[Path]) -> None:
    """Where Python or the course lie in somebody's closed home, a view of this process's own lets others through."""
    paths = [path.resolve() for path in needed]
    closed = {up for path in paths for up in path.parents if not up.stat().st_mode & 0o001}
    for home in sorted(up for up in closed if not closed & set(up.parents)):
        _do("unshare", CLONE_NEWNS)
        _do("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
        inside = {path: os.open(path, os.O_PATH) for path in paths if path.is_relative_to(home)}
        _do("mount", b"tmpfs", os.fsencode(home), b"tmpfs", 0, b"mode=755")
        for path, place in inside.items():
            path.mkdir(parents=True, exist_ok=True)
            _do("mount", b"/proc/self/fd/%d" % place, os.fsencode(path), None, MS_BIND | MS_REC, None)


def _do(name: str, *args: Any) -> None:
    """A function of the C library; OSError where it fails."""
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*args) != 0:
        raise OSError(ctypes.get_errno(), name)


def _limit_namespaces(most: int) -> None:
    """In a user namespace of our own we may set the limit that an administrator would set for all."""
    user, group = os.geteuid(), os.getegid()
    _do("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    Path("/proc/sys/user/max_user_namespaces").write_text(str(most))


if __name__ == "__main__":
    give_up(**json.loads(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
