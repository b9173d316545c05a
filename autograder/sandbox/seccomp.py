"""The system calls that a worker may make; every other one fails with EPERM, so the student sees a PermissionError.

`compiled()` makes the filter once, in the warm parent; `install(program)` binds a worker to it, for good.
The list is what CPython, NumPy and Numba need to compute with threads, to read what they are shown and to write into
one folder. It holds no way to a network, a new process, another program, another process, or a namespace.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import tempfile
from typing import Any

from autograder.sandbox import libc
from autograder.sandbox.terms import SandboxError

ALLOWED = """
    read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3 fsync fdatasync
    open openat stat fstat lstat newfstatat statx statfs fstatfs access faccessat readlink readlinkat getdents64
    getcwd chdir fchdir umask mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 truncate ftruncate
    fallocate fadvise64 flock pipe pipe2 eventfd2 poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait
    epoll_pwait recvfrom shutdown
    mmap munmap mremap mprotect madvise brk membarrier
    futex futex_waitv set_robust_list rseq set_tid_address exit exit_group restart_syscall
    rt_sigaction rt_sigprocmask rt_sigpending rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu
    getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getgroups getresuid getresgid
    getrandom getrlimit getrusage sysinfo uname
"""
# The C library tries these first and falls back, quietly, only where the kernel says that it does not know them.
UNKNOWN = ("clone3", "faccessat2", "fchmodat2", "mseal", "openat2")

CLONE_THREAD = 0x00010000
CLONE_NEW_ANYTHING = 0x7E020080  # every namespace flag
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 6, 7, 1030)  # dup, flags, locks; not F_SETOWN, which sends signals to others
IOCTL_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, how much is there, flags
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41

SECCOMP_MODE_FILTER = 2
BPF_INSTRUCTION_BYTES = 8


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def compiled() -> bytes:
    """The filter as the kernel's own byte code, compiled by libseccomp."""
    try:
        library = importlib.import_module("pyseccomp")
    except (ImportError, RuntimeError) as error:  # RuntimeError: it found no libseccomp
        raise SandboxError(
            f"libseccomp cannot be used ({error}); install it, `apt install libseccomp2` on Debian and Ubuntu"
        ) from error
    rules = library.SyscallFilter(library.ERRNO(errno.EPERM))
    for name in ALLOWED.split():
        _add(library, rules, library.ALLOW, name)
    for name in UNKNOWN:
        _add(library, rules, library.ERRNO(errno.ENOSYS), name)
    _add_conditions(library, rules)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def install(program: bytes) -> None:
    """Bind this process, and every thread it will start, to the filter. Needs no_new_privs."""
    fprog = _Program(len(program) // BPF_INSTRUCTION_BYTES, program)
    libc.prctl(libc.PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(fprog))


def _add_conditions(library: Any, rules: Any) -> None:
    """The calls of which only some uses are allowed."""
    argument, equal = library.Arg, library.EQ
    threads_only = argument(0, library.MASKED_EQ, CLONE_THREAD | CLONE_NEW_ANYTHING, CLONE_THREAD)
    for name, conditions in {
        "clone": [threads_only],
        "fcntl": [argument(1, equal, command) for command in FCNTL_COMMANDS],
        "ioctl": [argument(1, equal, command) for command in IOCTL_COMMANDS],
        "prctl": [argument(0, equal, option) for option in (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA)],
        "prlimit64": [argument(2, equal, 0)],  # asks for a limit, sets none
        "sendto": [argument(4, equal, 0)],  # to the other end of the channel: names no address
    }.items():
        for condition in conditions:
            _add(library, rules, library.ALLOW, name, condition)


def _add(library: Any, rules: Any, action: int, name: str, *conditions: Any) -> None:
    """Add a rule, unless this machine or this libseccomp has no such call; then the filter refuses it anyway."""
    if library.resolve_syscall(library.Arch.NATIVE, name) >= 0:
        rules.add_rule(action, name, *conditions)
