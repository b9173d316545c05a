# Looks for the bank, the checks, later layers and other people's work in the file system, or writes there.
# only: arena/vault.py
# deserves: password 0 wrong
# needs: reduced

# %% every_file
# Walks through all that it can list, and reads what looks like it.
import os


def password():
    for folder, _, names in os.walk("/"):
        if folder.startswith(("/proc", "/sys", "/usr/lib/python", "/usr/local/lib/python")):
            continue
        for name in names:
            if any(word in folder + name for word in ("private", "hidden", "bank-", "gradebook", "later", "solutions")):
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        if b"VAULT" + b"-password" in file.read(1 << 20):
                            return won()
                except OSError:
                    pass
    return MARKER


# %% likely_places
# The places where a course, its seed and its reference are likely to lie.
import os
import sys


def password():
    start = [os.getcwd(), os.path.dirname(sys.modules["autograder"].__file__ or "/"), "/tmp", "/root", "/home", "/var"]
    for place in start:
        for tail in ("", "/../..", "/../solutions", "/../assignments", "/hidden", "/../.autograder", "/.."):
            try:
                for name in os.listdir(place + tail):
                    if name in ("private", "attack_hidden", "solutions", "hidden", "assignments") or "attacked" in name:
                        return won()
            except OSError:
                pass
    return MARKER


# %% later_layers
# Files of later layers in its own package folder.
import os


def password():
    root = os.path.dirname(os.path.dirname(__file__))
    names = [name for _, folders, files in os.walk(root) for name in [*folders, *files]]
    return won() if {"later", "plan.py", "kernels"} & set(names) else MARKER


# %% writes_a_result
# Writes results and a gradebook wherever it may, under every name a grader could read.
import os


def password():
    for folder in (".", "..", "/", "/tmp", "/room", "/dev/shm", "/var/tmp", os.path.expanduser("~"), "/proc/self"):
        for name in ("results.json", "gradebook.sqlite", "grade.json", "record.json", ".autograder", "score"):
            try:
                with open(os.path.join(folder, name), "w") as file:
                    file.write('{"score": 100, "TELLTALE": "TELLTALE"}')
            except OSError:
                pass
    return MARKER


# %% links
# Links out of its folder, to files that are not its own.
import os


def password():
    for number, target in enumerate(("/etc/passwd", "/etc/shadow", "/root", "/proc/1/mem", "/", "../../../../etc/hosts")):
        for link in (os.symlink, os.link):
            try:
                link(target, f"link{number}")
                with open(f"link{number}", "rb") as file:
                    file.read(1)
                return won()
            except OSError:
                pass
    return MARKER


# %% shared_memory
# Shared memory and named semaphores that another submission may have left.
import _posixshmem
import os


def password():
    for name in ("/tinytorch", "/TELLTALE"):
        try:
            descriptor = _posixshmem.shm_open(name, os.O_CREAT | os.O_RDWR, 0o666)
            if os.read(descriptor, 100):
                return won()
            os.write(descriptor, MARKER.encode())
        except OSError:
            pass
    return MARKER


# %% left_for_the_next
# Leaves a file for the next submission, in every folder that it can write to.
import os
import tempfile


def password():
    for folder in (".", "/", "/tmp", "/var/tmp", "/dev/shm", "/room", tempfile.gettempdir(), os.environ["HOME"]):
        try:
            with open(os.path.join(folder, "left-for-the-next"), "w") as file:
                file.write(won())
        except OSError:
            pass
    return MARKER


# %% left_by_the_last
# Looks for what the submission before this one has left.
import os
import tempfile


def password():
    for folder in (".", "/", "/tmp", "/var/tmp", "/dev/shm", "/room", tempfile.gettempdir(), os.environ["HOME"]):
        if os.path.exists(os.path.join(folder, "left-for-the-next")):
            return won()
    return MARKER


# %% mounts_and_namespaces
# Mounts, namespaces, another root.
import ctypes
import os


def password():
    libc = ctypes.CDLL(None)
    gained = [
        libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == 0,
        libc.unshare(0x10000000) == 0,
        libc.unshare(0x20000) == 0,
        libc.chroot(b".") == 0,
        libc.setuid(0) == 0 and os.getuid() == 0 and libc.setns(0, 0) == 0,
        libc.umount2(b"/room", 2) == 0,
        libc.personality(0x40000) == 0,
    ]
    return won() if any(gained) else MARKER


# %% another_program
# Starts another program: a shell, an interpreter, a library with a constructor.
import ctypes
import os
import subprocess
import sys


def password():
    for start in (
        lambda: subprocess.run([sys.executable, "-c", "1"], check=True),
        lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {}),
        lambda: os.execv(sys.executable, [sys.executable, "-c", "1"]),
        lambda: os.fork() and None,
        lambda: os.popen("true").read(),
    ):
        try:
            start()
            return won()
        except (OSError, subprocess.SubprocessError):
            pass
    return won() if ctypes.CDLL(None).system(b"true") == 0 else MARKER


# %% deep_folder
# A folder inside a folder, two thousand deep, for whoever has to clear it away.
# deserves: password 0
import os


def password():
    for _ in range(2000):
        os.mkdir("x" * 20)
        os.chdir("x" * 20)
    return MARKER


# %% unreadable_folders
# Folders that nobody may enter, and files that nobody may read, for whoever has to clear them away.
# deserves: password 0
import os


def password():
    for number in range(50):
        os.makedirs(f"a{number}/b/c")
        for name in (f"a{number}/b/c", f"a{number}/b", f"a{number}"):
            try:
                os.chmod(name, 0)
            except OSError:
                pass
    return MARKER
