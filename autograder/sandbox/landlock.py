"""Closes the file system to this process but for named paths, by landlock (Linux 5.13; no privilege needed).

`restrict(readable, writable, listable)` cannot be undone. Nothing can be executed from anywhere afterwards, and where
the kernel knows how (5.19 to 6.12 and newer) TCP, signals and abstract sockets to processes outside are refused too.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from autograder.sandbox import libc

VERSION_FLAG = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << bit for bit in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV = (1 << bit for bit in range(13, 16))

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: REFER, 3: TRUNCATE, 5: IOCTL_DEV}
TCP_BIND_AND_CONNECT, TCP_VERSION = 0b11, 4
ABSTRACT_SOCKETS_AND_SIGNALS, SCOPE_VERSION = 0b11, 6


def version() -> int:
    """The kernel's landlock version; OSError where it has none or it is switched off."""
    return libc.syscall("landlock", libc.LANDLOCK_CREATE_RULESET, None, 0, VERSION_FLAG)


def lacking() -> str:
    """Why a process cannot lock itself in here; empty where it can."""
    try:
        version()
    except OSError as error:
        return f"the kernel has no landlock, or does not let us use it ({error.strerror or error})"
    return ""


def restrict(readable: Iterable[str], writable: Iterable[str], listable: Iterable[str]) -> None:
    """From here on only what lies at or below the given paths can be opened. Needs no_new_privs.

    Of a listable folder and the folders below it the names can be read, and nothing else.
    """
    known = version()
    handled = sum(rights for since, rights in RIGHTS_BY_VERSION.items() if since <= known)
    network = TCP_BIND_AND_CONNECT if known >= TCP_VERSION else 0
    scoped = ABSTRACT_SOCKETS_AND_SIGNALS if known >= SCOPE_VERSION else 0
    # An older kernel takes the longer structure as long as what it does not know is 0.
    attributes = struct.pack("=QQQ", handled, network, scoped)
    ruleset = libc.syscall("landlock", libc.LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for paths, rights in ((readable, READ), (writable, WRITE), (listable, READ_DIR)):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        libc.syscall("landlock", libc.LANDLOCK_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= OF_FILES
        rule = struct.pack("=Qi", rights, place)
        libc.syscall("landlock", libc.LANDLOCK_ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
