"""What a worker's code can reach: its own folder and nothing else."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest
from attacks import REFUSED, attack, load, program

import autograder
from autograder.sandbox.isolation import probe
from autograder.sandbox.warm import Level, WarmParent

PROJECT = Path(autograder.__file__).parents[1]

READ = "return open(args[0], 'rb').read(10)"
WRITE = "return open(args[0], 'wb').write(b'x')"


def test_the_probe_gives_a_reason_for_every_level_it_cannot_have() -> None:
    found = probe()
    assert len(found.reasons) == list(Level).index(found.level)
    assert all(reason.strip() for reason in found.reasons)


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/1/cmdline",
        "/dev/tty",
        __file__,
        autograder.__file__,
        PROJECT / "pyproject.toml",
    ],
    ids=str,
)
def test_a_file_of_the_machine_cannot_be_read(fenced: WarmParent, path: str | Path) -> None:
    assert attack(fenced, READ, str(path)) in REFUSED


@pytest.mark.parametrize(
    "folder", ["/etc", "/proc", "/home", "/tmp", str(PROJECT), str(PROJECT / "autograder" / "hidden")]
)
def test_a_folder_of_the_machine_cannot_be_listed(fenced: WarmParent, folder: str) -> None:
    result = attack(fenced, "import os\nreturn os.listdir(args[0])", folder)
    above_a_package = result[0] == "ok" and not any(name.endswith((".py", ".toml")) for name in result[1])
    assert result in REFUSED or above_a_package


def test_at_full_nothing_of_the_machine_is_there_but_what_python_needs(full: WarmParent) -> None:
    body = """
    import os
    return [path for path in args if os.path.exists(path)]
    """
    files = ["/etc", "/proc", "/sys", "/var", "/bin", "/usr/bin", autograder.__file__, str(PROJECT / "pyproject.toml")]
    assert attack(full, body, *files) == ["ok", []]


def test_no_package_but_the_named_ones_can_be_imported(fenced: WarmParent) -> None:
    body = """
    import importlib
    for name in args:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return name
    """
    assert attack(fenced, body, "pytest", "hypothesis", "click", "autograder.hidden", "solutions") == ["ok", None]


def test_no_tinytorch_can_be_imported_before_one_is_loaded(parent: WarmParent) -> None:
    assert PROJECT.joinpath("tinytorch").parent == PROJECT
    with parent.spawn() as child:
        [result] = child.request({"do": "run", "programs": [program("anything")]}, seconds=20)["results"]
    assert result == ["raise", "ModuleNotFoundError", None]


def test_another_workers_folder_cannot_be_reached(fenced: WarmParent) -> None:
    keep = """
    import os
    def attack():
        open("secret", "w").write("mine")
        return os.path.abspath("secret")
    """
    with fenced.spawn() as child:
        load(child, keep)
        [(_, path)] = child.request({"do": "run", "programs": [program("attack")]}, seconds=20)["results"]
        assert attack(fenced, READ, path) in REFUSED


@pytest.mark.parametrize("path", ["/tmp/x", "/x", os.__file__, "/dev/zero/x", "/usr/lib/x"])
def test_nothing_can_be_written_outside_the_workers_folder(fenced: WarmParent, path: str) -> None:
    kind = attack(fenced, WRITE, path)
    assert kind[0] == "raise" and kind[1] in {"PermissionError", "FileNotFoundError", "OSError", "NotADirectoryError"}
    assert not Path(path).is_file() or path == os.__file__


def test_the_mode_of_a_file_cannot_be_changed(fenced: WarmParent) -> None:
    assert attack(fenced, "import os\nreturn os.chmod(args[0], 0o777)", os.__file__) in REFUSED


def test_a_worker_can_write_and_read_its_own_folder(parent: WarmParent) -> None:
    body = """
    import os, tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a")
        with open(path, "w") as file:
            file.write("text")
        os.rename(path, path + "b")
        return open(path + "b").read()
    """
    assert attack(parent, body) == ["ok", "text"]


@pytest.mark.parametrize(
    "body",
    [
        "import socket\nsocket.socket()",
        "import socket\nsocket.socketpair()",
        "import socket\nsocket.create_connection(('127.0.0.1', 9))",
        "import os\nos.fork()",
        "import os\nos.execv(args[0], [args[0]])",
        "import os\nos.posix_spawn(args[0], [args[0]], {})",
        "import subprocess\nsubprocess.run([args[0], '-c', ''])",
        "import os\nos.kill(os.getppid() or 1, 0)",
        "import os\nos.kill(args[1], 0)",
        "import os\nos.kill(-1, 0)",
        "import os, signal\nos.killpg(0, 0)",
        "import os\nos.setuid(0)",
        "import os\nos.symlink('/etc', 'link')",
        "import os\nos.mkfifo('pipe')",
        "import os\nos.mknod('node')",
        "import os\nos.chroot('.')",
        "import os\nos.nice(-5)",
        "import os\nos.memfd_create('x')",
        "import resource\nresource.prlimit(0, resource.RLIMIT_CPU, (1, 1))",
        "import fcntl, os\nfcntl.fcntl(0, fcntl.F_SETOWN, args[1])",
    ],
    ids=lambda body: body.split("\n")[1],
)
def test_the_door_is_shut(fenced: WarmParent, body: str) -> None:
    assert attack(fenced, body, sys.executable, os.getpid()) == ["raise", "PermissionError", None]


SYSTEM_CALLS = """
    ptrace mount umount2 pivot_root unshare setns bpf keyctl add_key perf_event_open process_vm_readv process_vm_writev
    io_uring_setup userfaultfd execve execveat memfd_create open_by_handle_at name_to_handle_at kcmp pidfd_open
    pidfd_getfd pidfd_send_signal kill tkill tgkill socket socketpair connect bind sendmsg recvmsg shmget msgget semget
    mq_open init_module finit_module kexec_load reboot swapon chmod chown link symlink setuid setgid capset prctl
    seccomp landlock_create_ruleset fsopen open_tree move_mount mount_setattr quotactl syslog personality ioperm
    modify_ldt fanotify_init inotify_init1 timer_create setitimer vmsplice
"""


def test_no_other_system_call_is_answered(fenced: WarmParent) -> None:
    pyseccomp = pytest.importorskip("pyseccomp")
    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in SYSTEM_CALLS.split()}
    known = {name: number for name, number in numbers.items() if number >= 0}
    body = """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    answers = []
    for number in args:
        result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
        answers.append(ctypes.get_errno() if result == -1 else 0)
    return answers
    """
    state, answers = attack(fenced, body, *known.values())
    assert state == "ok"
    assert {name: answer for name, answer in zip(known, answers, strict=True) if answer != errno.EPERM} == {}


def test_a_process_cannot_be_cloned_and_a_namespace_not_made_by_clone(fenced: WarmParent) -> None:
    pyseccomp = pytest.importorskip("pyseccomp")
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, "clone")
    clone_thread, clone_newuser, sigchld = 0x10000, 0x10000000, 17
    body = """
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    return [[libc.syscall(args[0], flags, 0, 0, 0, 0), ctypes.get_errno()] for flags in args[1:]]
    """
    flags = (sigchld, clone_newuser | sigchld, clone_newuser | clone_thread)
    assert attack(fenced, body, number, *flags) == ["ok", [[-1, errno.EPERM]] * 3]


def test_threads_numpy_and_the_standard_library_work_inside(parent: WarmParent) -> None:
    body = """
    import threading
    import numpy as np
    import asyncio, ctypes, decimal, json, lzma, sqlite3, unittest
    done = []
    threads = [threading.Thread(target=done.append, args=(i,)) for i in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    solved = np.linalg.solve(np.eye(3) * 2, np.ones(3))
    return [len(done), solved, float(np.random.default_rng(0).random()), np.fft.fft(np.ones(4)).real]
    """
    state, (threads, solved, drawn, spectrum) = attack(parent, body)
    assert (state, threads, solved.tolist(), spectrum.tolist()) == ("ok", 8, [0.5] * 3, [4.0, 0.0, 0.0, 0.0])
    assert 0 <= drawn < 1


def test_numba_compiles_inside() -> None:
    body = """
    import numba, numpy as np
    @numba.njit(parallel=True)
    def total(x):
        s = 0.0
        for i in numba.prange(x.size):
            s += x[i]
        return s
    return total(np.arange(10.0))
    """
    with WarmParent(probe().level, preload=("numba",)) as parent:
        assert attack(parent, body) == ["ok", 45.0]
