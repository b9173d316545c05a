"""The doors of a machine, as tables of Python lines that a worker runs: what a fence must shut, what must stay open."""

from __future__ import annotations

import importlib
import os
import re
from pathlib import Path

import autograder
from autograder.sandbox.terms import ENVIRONMENT

# Each row is one door; behind it lies what the name says. `call(name, ...)` makes a system call by its name, VICTIM is
# a file outside that everybody may write, JUDGE a process outside.
PRELUDE = """
import ctypes, fcntl, mmap, os, resource, signal, socket, stat, subprocess, sys, tempfile, threading, time
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    return checked(libc.syscall(*(ctypes.c_long(a) if isinstance(a, int) else a for a in (NUMBERS[name], *args))))
def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result
def exists(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
def channel():
    return next(d for d in range(3, 64) if stat.S_ISSOCK(os.fstat(d).st_mode))
"""

KERNEL = """
    mount umount2 pivot_root unshare setns fsopen open_tree move_mount mount_setattr bpf keyctl add_key request_key
    io_uring_setup io_uring_enter perf_event_open userfaultfd seccomp landlock_create_ruleset init_module finit_module
    kexec_load reboot swapon quotactl syslog personality ioperm iopl modify_ldt arch_prctl vmsplice splice tee sendfile
    copy_file_range mlock mbind set_mempolicy migrate_pages pkey_alloc memfd_secret acct settimeofday clock_settime
    adjtimex sethostname setuid setgid setgroups setresuid setfsuid capset capget signalfd4 timerfd_create setitimer
    lookup_dcookie nfsservctl vhangup remap_file_pages cachestat process_mrelease
"""
PRCTL = {"parent's death": 1, "dumpable": 4, "keep capabilities": 8, "seccomp": 22, "memory map": 35, "reaper": 36}
PRCTL |= {"speculation": 53, "core scheduling": 62, "tracer": 0x59616D61}

SHUT = {
    "the network": {
        "a TCP socket": "socket.socket()",
        "a TCP connection": "socket.create_connection(('127.0.0.1', 9))",
        "a UDP socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "an IPv6 socket": "socket.socket(socket.AF_INET6)",
        "a raw socket": "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
        "a packet socket": "socket.socket(17, socket.SOCK_RAW)",
        "a netlink socket": "socket.socket(16, socket.SOCK_RAW)",
        "a unix socket": "socket.socket(socket.AF_UNIX)",
        "an abstract unix socket": "socket.socket(socket.AF_UNIX).connect('\\0x')",
        "a vsock": "socket.socket(40, socket.SOCK_STREAM)",
        "a pair of sockets": "socket.socketpair()",
        "connecting the channel elsewhere": "call('connect', channel(), b'\\1\\0/x', 4)",
        "binding the channel": "call('bind', channel(), b'\\1\\0x', 3)",
        "listening on the channel": "call('listen', channel(), 1)",
        "passing descriptors to the judge": "call('sendmsg', channel(), 0, 0)",
        "taking descriptors": "call('recvmsg', channel(), 0, 0)",
        "naming an address": "call('sendto', channel(), b'x', 1, 0, b'\\1\\0/x', 4)",
        "a byte out of band": "call('sendto', channel(), b'x', 1, 1, 0, 0)",
        "reading out of band": "call('recvfrom', channel(), b' ', 1, 1 | 0x40, 0, 0)",
        "the channel's options": "call('setsockopt', channel(), 1, 7, b'\\0' * 4, 4)",
    },
    "a new process": {
        "fork": "os.fork() or os._exit(0)",
        "a fork by number": "call('clone', signal.SIGCHLD, 0, 0, 0, 0)",
        "a child that shares memory": "call('clone', 0x100 | signal.SIGCHLD, 0, 0, 0, 0)",
        "a child beside this process": "call('clone', 0x8000 | signal.SIGCHLD, 0, 0, 0, 0)",
        "a thread with open files of its own": "call('clone', 0x3D0F00 & ~0x400, 0, 0, 0, 0)",
        "a thread that is traced": "call('clone', 0x3D0F00 | 0x2000, 0, 0, 0, 0)",
        "a thread in a namespace": "call('clone', 0x3D0F00 | 0x10000000, 0, 0, 0, 0)",
        "exec": "os.execv(sys.executable, [sys.executable])",
        "spawn": "os.posix_spawn(sys.executable, [sys.executable], {})",
        "subprocess": "subprocess.run([sys.executable, '-c', ''])",
        "a file without a name": "os.memfd_create('x')",
        "exec of a descriptor": "call('execveat', channel(), b'', 0, 0, 0x1000)",
    },
    "other processes": {
        "a signal to a process": "os.kill(JUDGE, 0)",
        "a signal to the parent": "os.kill(os.getppid() or 1, 0)",
        "a signal to all": "os.kill(-1, 0)",
        "a signal to the group": "os.killpg(0, 0)",
        "a signal to a thread": "call('tgkill', JUDGE, JUDGE, 0)",
        "a signal with data": "call('rt_sigqueueinfo', JUDGE, 0, 0)",
        "a handle of a process": "call('pidfd_open', JUDGE, 0)",
        "a descriptor of a process": "call('pidfd_getfd', 0, 0, 0)",
        "a signal by a handle": "call('pidfd_send_signal', 0, 0, 0, 0)",
        "signals from a descriptor": "fcntl.fcntl(channel(), fcntl.F_SETOWN, JUDGE)",
        "another signal from a descriptor": "fcntl.fcntl(channel(), 10, 9)",
        "signals from a timer": "call('timer_create', 0, 0, 0)",
        "tracing": "call('ptrace', 16, JUDGE, 0, 0)",
        "being traced": "call('ptrace', 0, 0, 0, 0)",
        "reading memory": "call('process_vm_readv', JUDGE, 0, 0, 0, 0, 0)",
        "writing memory": "call('process_vm_writev', JUDGE, 0, 0, 0, 0, 0)",
        "memory by file": "open(f'/proc/{JUDGE}/mem')",
        "environment by file": "open(f'/proc/{JUDGE}/environ')",
        "a descriptor by file": "open(f'/proc/{JUDGE}/fd/0')",
        "one's own memory by file": "open('/proc/self/mem')",
        "advice on memory": "call('process_madvise', 0, 0, 0, 0, 0)",
        "comparing": "call('kcmp', JUDGE, JUDGE, 0, 0, 0)",
        "priorities": "os.setpriority(os.PRIO_PROCESS, JUDGE, 5)",
        "a scheduler": "os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))",
        "processors": "os.sched_setaffinity(0, {0})",
        "limits": "resource.prlimit(JUDGE, resource.RLIMIT_CPU, (1, 1))",
        "its own limits": "resource.prlimit(0, resource.RLIMIT_CPU, (1, 1))",
        "a processor's clock": "time.clock_gettime(~JUDGE << 3 | 2)",
        "a session": "os.setsid()",
        "a group": "os.setpgid(0, 0)",
        "shared memory": "call('shmget', 1, 4096, 0o1666)",
        "messages": "call('msgget', 1, 0o1666)",
        "semaphores": "call('semget', 1, 1, 0o1666)",
        "a message queue": "call('mq_open', b'x', 0o102, 0o666, 0)",
        "a named semaphore's place": "open('/dev/shm/x', 'w')",
    },
    "files outside": {
        "a file of the machine": "open('/etc/passwd')",
        "a file of the grader": "open(GRADER)",
        "the memory of the machine": "open('/proc/kcore')",
        "a disk": "open('/dev/sda')",
        "a terminal": "open('/dev/tty')",
        "a folder's names": "os.listdir('/etc')",
        "opened for nothing": "os.open(VICTIM, os.O_ACCMODE)",
        "emptied while opened for nothing": "os.open(VICTIM, os.O_ACCMODE | os.O_TRUNC)",
        "emptied while opened to read": "os.open(VICTIM, os.O_RDONLY | os.O_TRUNC)",
        "emptied by name": "os.truncate(VICTIM, 0)",
        "Python's own files emptied": "os.open(os.__file__, os.O_RDONLY | os.O_TRUNC)",
        "written": "open(VICTIM, 'ab')",
        "Python's own files written": "open(os.__file__, 'ab')",
        "a new file": "open('/tmp/x', 'w')",
        "a new folder": "os.mkdir('/tmp/x')",
        "removed": "os.unlink(VICTIM)",
        "renamed": "os.rename(VICTIM, VICTIM + 'x')",
        "moved in": "os.rename(VICTIM, 'mine')",
        "a mode": "os.chmod(VICTIM, 0o777)",
        "an owner": "os.chown(VICTIM, -1, -1)",
        "a date": "os.utime(VICTIM)",
        "an attribute": "os.setxattr(VICTIM, 'user.x', b'')",
        "a link": "os.link(VICTIM, 'mine')",
        "a symbolic link": "os.symlink('/etc', 'mine')",
        "a named pipe": "os.mkfifo('mine')",
        "a device": "os.mknod('mine', 0o666 | stat.S_IFCHR, os.makedev(1, 1))",
        "a way round names": "call('open_by_handle_at', -100, 0, 0)",
        "another root": "os.chroot('.')",
        "a lock that another worker sees": "fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX)",
        "news of others' files": "call('inotify_init1', 0)",
        "news of all files": "call('fanotify_init', 0, 0)",
    },
    "the kernel": {name: f"call({name!r}, 0, 0, 0, 0, 0, 0)" for name in KERNEL.split()}
    | {f"prctl {name}": f"checked(libc.prctl({option}, 1, 0, 0, 0))" for name, option in PRCTL.items()}
    | {"ioctl on the channel": "fcntl.ioctl(channel(), 0x8901, b'\\0' * 4)", "typing": "fcntl.ioctl(0, 0x5412, b'x')"},
}
REFUSED = ("PermissionError", "FileNotFoundError", "OSError")  # the last for a file system that is read-only

# What may be tried where nothing is shut.
HARMLESS = {
    *("a TCP socket", "a UDP socket", "a unix socket", "a pair of sockets", "a byte out of band"),
    *("a file without a name", "a processor's clock", "the channel's options"),
    *("a file of the machine", "a file of the grader", "a folder's names", "opened for nothing", "a symbolic link"),
}

OPEN = {
    "no descriptor but four": "return [d for d in range(256) if exists(d)] == [0, 1, 2, channel()]",
    "threads": """
        done = []
        threads = [threading.Thread(target=done.append, args=(i,)) for i in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        return len(done) == 8
    """,
    "a pool of threads": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(abs, [-1, -2])) == [1, 2]
    """,
    "the standard library": """
        import asyncio, decimal, json, lzma, sqlite3, unittest, zlib
        return sqlite3.connect("data").execute("select 1 + 1").fetchone() == (2,)
    """,
    "linear algebra": "import numpy as np; return np.linalg.solve(np.eye(3) * 2, np.ones(3)).tolist() == [0.5] * 3",
    "a transform": "import numpy as np; return np.fft.fft(np.ones(4)).real.tolist() == [4, 0, 0, 0]",
    "chance": "import numpy as np; return 0 <= np.random.default_rng().random() < 1 and len(os.urandom(8)) == 8",
    "temporary files": """
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
            path = os.path.join(folder, "a")
            with open(path, "w") as out: out.write("text")
            os.rename(path, path + "b")
            with open(path + "b", "r+") as out: out.truncate(2)
            return os.listdir(folder) == ["ab"] and os.path.getsize(path + "b") == 2
    """,
    "an array in a file": """
        import numpy as np
        array = np.memmap("array", np.float64, "w+", shape=(64,))
        array[:] = 1; array.flush()
        return float(np.memmap("array", np.float64, "r", shape=(64,)).sum()) == 64
    """,
    "a large map of memory": "return len(mmap.mmap(-1, 256 << 20)) == 256 << 20",
    "memory that is run": "return len(mmap.mmap(-1, 4096, prot=7)) == 4096",
    "clocks": "return time.process_time() + time.thread_time() >= 0 < time.monotonic() and not time.sleep(0.001)",
    "a handler of signals": "return signal.signal(signal.SIGINT, signal.SIG_IGN) is not None",
    "output": "print('x', flush=True); print('x', file=sys.stderr, flush=True); return sys.stdin.read() == ''",
    "limits that can be read": "return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0",
    "nothing but a few words around it": "return set(os.environ) == ENVIRONMENT",
}  # fmt: skip


def known(rows: dict[str, str]) -> dict[str, str]:
    """The rows whose system calls this machine has."""
    return {name: body for name, body in rows.items() if all(number(call) >= 0 for call in called(body))}


def called(text: str) -> set[str]:
    return set(re.findall(r"call\('(\w+)'", text))


def number(name: str) -> int:
    """The number of a system call; negative where this machine has none of that name."""
    library = importlib.import_module("pyseccomp")
    return int(library.resolve_syscall(library.Arch.NATIVE, name))


def prelude(rows: dict[str, str], victim: Path) -> str:
    """The words that the rows use."""
    words = {
        "NUMBERS": {name: number(name) for body in rows.values() for name in called(body)},
        "VICTIM": str(victim),
        "GRADER": autograder.__file__,
        "JUDGE": os.getpid(),
        "ENVIRONMENT": {"HOME", "TMPDIR", *ENVIRONMENT},
    }
    return PRELUDE + "".join(f"{name} = {value!r}\n" for name, value in words.items())
