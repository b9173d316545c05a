"""The Linux system calls that Python does not offer, by ctypes; a failure raises OSError with the call's name."""

from __future__ import annotations

import ctypes
import os
import platform

LIBC = ctypes.CDLL(None, use_errno=True)

# Calls that the C library has no function for. Numbers from 424 on are the same on every machine.
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}.get(platform.machine())
MOUNT_SETATTR = 442
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_ADD_RULE = 445
LANDLOCK_RESTRICT_SELF = 446

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47

Argument = int | bytes | ctypes.Array[ctypes.c_char] | None


def call(name: str, *args: Argument) -> int:
    """The C function `name` on words and pointers; OSError where it returns -1."""
    return _checked(name, getattr(LIBC, name)(*map(_word, args)))


def syscall(name: str, number: int | None, *args: Argument) -> int:
    """The system call of that number; OSError where it fails or this machine has none."""
    if number is None:
        raise OSError(f"{name}: its number on {platform.machine()} is not known")
    return _checked(name, LIBC.syscall(ctypes.c_long(number), *map(_word, args)))


def prctl(option: int, *args: int) -> int:
    """prctl(2), which reads five words however many an option needs."""
    return call("prctl", option, *args, *(0,) * (4 - len(args)))


def _word(arg: Argument) -> object:
    return ctypes.c_long(arg) if isinstance(arg, int) else arg


def _checked(name: str, result: int) -> int:
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return int(result)
