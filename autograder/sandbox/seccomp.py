"""The system calls that a worker may make; every other one fails with EPERM, so the student sees a PermissionError.

`compiled()` makes the filter once, in the warm parent; `install(program)` binds a worker to it, for good.
The list is what CPython, NumPy and Numba need to compute with threads, to read what they are shown and to write into
one folder. It holds no way to a network, a new process, another program, another process, or a namespace.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib
import os
import tempfile
from typing import Any

from autograder.sandbox import libc
from autograder.sandbox.terms import SandboxError

ALLOWED = """
    read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3 fsync fdatasync
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat readlink readlinkat getdents64
    getcwd chdir fchdir umask mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate
    fallocate fadvise64 pipe pipe2 eventfd2 poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait
    epoll_pwait shutdown
    mmap munmap mremap mprotect madvise msync brk membarrier
    futex futex_waitv set_robust_list rseq set_tid_address exit exit_group restart_syscall
    rt_sigaction rt_sigprocmask rt_sigpending rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack
    nanosleep gettimeofday time times
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu
    getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getgroups getresuid getresgid
    getrandom getrlimit getrusage sysinfo uname
"""
# The C library tries these first and falls back, quietly, only where the kernel says that it does not know them.
UNKNOWN = ("clone3", "faccessat2", "fchmodat2", "mseal", "openat2")

# What pthread_create asks for, in one C library with CLONE_DETACHED and in another without: a thread that shares all,
# the table of open files too, for each table has a limit of its own.
CLONE_A_THREAD, CLONE_DETACHED = 0x003D0F00, 0x00400000
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 6, 7, 1030)  # dup, flags, locks; not F_SETOWN, which sends signals to others
IOCTL_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, how much is there, flags
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41
LAST_CLOCK = 11  # negative numbers are the clocks of other processes
SEND_FLAGS = 0x4040  # MSG_DONTWAIT, MSG_NOSIGNAL; not MSG_OOB, whose byte would lie in the judge's way unseen
RECEIVE_FLAGS = 0x0162  # MSG_PEEK, MSG_TRUNC, MSG_DONTWAIT, MSG_WAITALL
WORD = 0xFFFFFFFF  # the half of an argument that the kernel reads as an int

# Mask and value. Landlock asks of an open file what it may be used for, so that it lets one pass that may be used for
# nothing (mode 3); and before Linux 6.2 it does not ask whether the file is to be emptied.
OPEN_MODES = (
    (os.O_ACCMODE | os.O_TRUNC, os.O_RDONLY),
    (os.O_ACCMODE, os.O_WRONLY),
    (os.O_ACCMODE, os.O_RDWR),
)

SECCOMP_MODE_FILTER = 2
BPF_INSTRUCTION_BYTES = 8


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def compiled() -> bytes:
    """The filter as the kernel's own byte code, compiled by libseccomp; SandboxError says why that cannot be."""
    _ask_kernel()
    try:
        library = importlib.import_module("pyseccomp")
    except (ImportError, RuntimeError) as error:  # RuntimeError: it found no libseccomp
        raise SandboxError(f"libseccomp cannot be used ({error})") from error
    rules = library.SyscallFilter(library.ERRNO(errno.EPERM))
    with contextlib.suppress(OSError):  # an older library knows only how to end the thread that does it
        rules.set_attr(library.Attr.ACT_BADARCH, library.KILL_PROCESS)  # calls by another machine's numbers
    for name in ALLOWED.split():
        _add(library, rules, library.ALLOW, name)
    for name in UNKNOWN:
        _add(library, rules, library.ERRNO(errno.ENOSYS), name)
    for name, ways in conditions(library).items():
        for way in ways:
            _add(library, rules, library.ALLOW, name, *way)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _ask_kernel() -> None:
    """Offer the kernel no filter at all: one that takes filters looks for it, and finds the wrong address."""
    try:
        libc.prctl(libc.PR_SET_SECCOMP, SECCOMP_MODE_FILTER)
    except OSError as error:
        if error.errno != errno.EFAULT:
            raise SandboxError(f"the kernel does not let a process filter system calls ({error.strerror})") from error


def install(program: bytes) -> None:
    """Bind this process, and every thread it will start, to the filter. Needs no_new_privs."""
    fprog = _Program(len(program) // BPF_INSTRUCTION_BYTES, program)
    libc.prctl(libc.PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(fprog))


def conditions(library: Any) -> dict[str, list[tuple[Any, ...]]]:
    """The calls of which only some uses are allowed: a call's ways, each what all must hold of its arguments."""
    argument, equal, masked = library.Arg, library.EQ, library.MASKED_EQ
    known_clock = [(argument(0, library.LE, LAST_CLOCK),)]
    return {
        "clone": [(argument(0, masked, WORD & ~CLONE_DETACHED, CLONE_A_THREAD),)],
        "clock_getres": known_clock,
        "clock_gettime": known_clock,
        "clock_nanosleep": known_clock,
        "fcntl": [(argument(1, equal, command),) for command in FCNTL_COMMANDS],
        "ioctl": [(argument(1, equal, command),) for command in IOCTL_COMMANDS],
        "open": [(argument(1, masked, *mode),) for mode in OPEN_MODES],
        "openat": [(argument(2, masked, *mode),) for mode in OPEN_MODES],
        "prctl": [(argument(0, equal, option),) for option in (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA)],
        "prlimit64": [(argument(2, equal, 0),)],  # asks for a limit, sets none
        "recvfrom": [(argument(3, masked, WORD & ~RECEIVE_FLAGS, 0),)],
        # To the other end of the channel: it names no address.
        "sendto": [(argument(3, masked, WORD & ~SEND_FLAGS, 0), argument(4, equal, 0))],
    }


def _add(library: Any, rules: Any, action: int, name: str, *conditions: Any) -> None:
    """Add a rule, unless this machine or this libseccomp has no such call; then the filter refuses it anyway."""
    if library.resolve_syscall(library.Arch.NATIVE, name) >= 0:
        rules.add_rule(action, name, *conditions)
