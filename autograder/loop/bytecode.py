"""What Python has compiled of the course is kept in .tinytorch/: `keep(root)` before the student's files are imported.

Python believes a .pyc by its source's size and whole second, so that after two quick saves an old one would be taken
for the new. Those of the student's files hold a hash of the source instead, which each import compares.
"""

from __future__ import annotations

import contextlib
import py_compile
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path

CHECKED = (0b11).to_bytes(4, "little")  # a .pyc with a hash, and the hash is to be compared


def keep(root: Path) -> None:
    """From here on this process keeps what it compiles in the course at `root`; the student's files it compiles now."""
    sys.pycache_prefix = str(folder(root))
    sys.dont_write_bytecode = False  # whoever asked for that did not mean a folder of ours
    with contextlib.suppress(OSError):  # a read-only course: then nothing is kept at all
        # The path to tinytorch/ that pytest takes leads through assignments/..
        place(root, root / "assignments" / "x.py").parent.mkdir(parents=True, exist_ok=True)
        for path in (root / "tinytorch").rglob("*.py"):
            if not is_kept(root, path, path.read_bytes()):
                refresh(path, place(root, path))


def refresh(path: Path, made: Path) -> None:
    """Compile one file; of one that cannot be compiled nothing is kept, and its import says why."""
    try:
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        py_compile.compile(str(path), str(made), doraise=True, invalidation_mode=mode)
    except (py_compile.PyCompileError, ValueError):
        made.unlink(missing_ok=True)


def is_kept(root: Path, path: Path, source: bytes) -> bool:
    """Whether a .pyc that Python made of this very source is kept: then it can be compiled."""
    try:
        with place(root, path).open("rb") as made:
            return made.read(16) == MAGIC_NUMBER + CHECKED + source_hash(source)
    except OSError:
        return False


def folder(root: Path) -> Path:
    return root / ".tinytorch" / "compiled"


def place(root: Path, path: Path) -> Path:
    """Where Python looks for the .pyc of a file, with our folder as its prefix."""
    before, sys.pycache_prefix = sys.pycache_prefix, str(folder(root))
    try:
        return Path(cache_from_source(str(path)))
    finally:
        sys.pycache_prefix = before
