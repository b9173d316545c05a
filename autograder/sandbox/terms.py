"""The words of the sandbox: how strong the fence is, what a worker may use, how it ended, what went wrong.

Both sides share them: the trusted process that spawns workers and the warm parent that forks them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import Literal


class SandboxError(RuntimeError):
    """The sandbox itself failed; the student's code is not to blame. Its text is one readable sentence."""


class Level(Enum):
    """How strong the fence around a worker is; every level also has resource limits and an empty environment."""

    FULL = "full"  # own user, mount, pid, net and ipc namespaces, landlock and seccomp
    REDUCED = "reduced"  # seccomp, and landlock or else the namespaces
    NONE = "none"  # a process of its own, nothing more


# All that a warm parent and its workers find in their environment. The hash seed makes sets iterate alike in every
# worker; one thread each, for a library's thread pool would not survive the fork.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
    "MALLOC_ARENA_MAX": "2",  # every arena more would take 64 MB of a worker's address space
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "NUMBA_BOUNDSCHECK": "1",  # machine code made of a student's kernel can spoil no memory but its arrays
}


@dataclass(frozen=True)
class Limits:
    """What one worker may use; the kernel, or its supervisor, holds it to them.

    `memory_mb` is its whole address space, the preloaded packages included (Linux). `files_mb` caps each file and all
    files together, MOST_FILES their number; `processes` counts threads (a worker cannot fork). These three the kernel
    counts where a worker has namespaces, and the worker's supervisor elsewhere.
    """

    cpu_seconds: int = 10
    memory_mb: int = 1024
    files_mb: int = 16
    processes: int = 64
    open_files: int = 64


MOST_FILES = 4096  # and folders, that one worker may have

LIMITS = struct.Struct("<5I")  # the fields of Limits in their order, as they are sent to a warm parent


@dataclass(frozen=True)
class Exit:
    """How a worker ended, as its trusted supervisor saw it.

    exit    it left by itself, with `code`
    signal  it crashed, `code` is the signal's number
    cpu     it used up its processor time
    taken   somebody else took its life: the system, which does that where memory runs out, or a person
    killed  we ended it
    """

    reason: Literal["exit", "signal", "cpu", "taken", "killed"]
    code: int
    cpu_seconds: float
    memory_mb: float
