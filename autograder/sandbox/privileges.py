"""Gives up, step by step, all that a process could do to others or to the machine; no step can be taken back."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import struct
import sys

from autograder.sandbox import libc
from autograder.sandbox.terms import Limits

NOBODY = 65534
CAPABILITY_VERSION_3 = 0x20080522
PR_CAP_AMBIENT_CLEAR_ALL = 4
LARGEST_CAPABILITY = 63


def set_limits(limits: Limits, count_processes: bool) -> None:
    """Let the kernel hold this process to the limits."""
    caps = {
        resource.RLIMIT_FSIZE: limits.files_mb << 20,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "linux":
        caps[resource.RLIMIT_AS] = limits.memory_mb << 20  # macOS refuses it
    else:
        caps[resource.RLIMIT_CPU] = limits.cpu_seconds  # where the supervisor cannot read the worker's clock
    if count_processes:
        caps[resource.RLIMIT_NPROC] = limits.processes
    for which, cap in caps.items():
        hard = resource.getrlimit(which)[1]
        value = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        resource.setrlimit(which, (value, value))


def drop_bounding_set() -> None:
    """No program that this process could run would bring a capability back. Comes before a change of user."""
    for capability in range(LARGEST_CAPABILITY + 1):
        with contextlib.suppress(OSError):  # EINVAL past the kernel's last one; EPERM where there is none to drop
            libc.prctl(libc.PR_CAPBSET_DROP, capability)


def drop_capabilities() -> None:
    """No capability is left."""
    libc.prctl(libc.PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    libc.call("capset", header, bytes(24))


def become_nobody() -> None:
    """Own nothing: a user and group that no file of value belongs to."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def forbid_new_privileges() -> None:
    """Running a set-uid program would gain nothing; landlock and seccomp ask for it. Nobody may look inside, either."""
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    libc.prctl(libc.PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """The kernel kills this process when its parent ends, however it ends. Comes after every change of user."""
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
