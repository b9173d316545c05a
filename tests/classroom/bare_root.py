"""Become a system that has nothing but Python, and run Gradescope's script in it: `python bare_root.py HOW ROOT`.

To be started in a mount namespace of its own. ROOT/autograder is there; this adds the interpreter, the C libraries and
a shell, all read-only, and of the installed libraries those alone that requirements.txt names. HOW is "pivot", as a
container does it, or "chroot", in which a program can make no namespaces of users.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import sys
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
BIND, REC, RDONLY, REMOUNT = 4096, 16384, 1, 32
DETACH, PIVOT_ROOT = 2, 155
LIBRARIES = ("/lib64", "/lib", "/usr/lib", "/etc/ld.so.cache", "/sbin/ldconfig")  # the last two find the others
PARTS = ("/bin/bash", *LIBRARIES, sys.base_prefix)
DEVICES = ("null", "zero", "random", "urandom")


def called(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def bind(source: Path, target: Path, *, writable: bool = False) -> None:
    """The same file or folder, at another place too."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    where = str(target).encode()
    called(LIBC.mount(str(source).encode(), where, None, BIND | REC, None))
    if not writable:
        called(LIBC.mount(None, where, None, BIND | REMOUNT | RDONLY, None))


def furnish(root: Path) -> None:
    for part in map(Path, PARTS):
        if part.exists():
            bind(part.resolve(), root / str(part).lstrip("/"))
    for name in DEVICES:
        bind(Path("/dev") / name, root / "dev" / name, writable=True)
    bind(Path("/proc"), root / "proc", writable=True)
    for name in ("tmp", "old"):
        (root / name).mkdir()


def install(home: Path) -> None:
    """What setup.sh does with a network: an environment with the libraries of requirements.txt."""
    folder = home / "venv" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    folder.mkdir(parents=True)
    (home / "venv" / "bin").mkdir()
    (home / "venv" / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / Path(sys.executable).resolve().name)
    (home / "venv" / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}/bin\ninclude-system-site-packages = false\n")
    for line in (home / "source" / "requirements.txt").read_text().split():
        distribution = importlib.metadata.distribution(line.partition("==")[0])
        tops = {Path(file).parts[0] for file in distribution.files or ()}
        for top in sorted(tops - {"..", "__pycache__"}):
            if not (folder / top).exists():
                bind(Path(str(distribution.locate_file(top))), folder / top)


def main(how: str, root: Path) -> None:
    called(LIBC.mount(str(root).encode(), str(root).encode(), None, BIND | REC, None))
    furnish(root)
    install(root / "autograder")
    os.chdir(root)
    if how == "pivot":
        called(LIBC.syscall(PIVOT_ROOT, b".", b"old"))
        os.chdir("/")
        called(LIBC.umount2(b"/old", DETACH))
    else:
        os.chroot(".")
    os.chdir("/autograder")
    os.execve("/autograder/run_autograder", ["run_autograder"], {"PATH": "/bin", "HOME": "/"})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
