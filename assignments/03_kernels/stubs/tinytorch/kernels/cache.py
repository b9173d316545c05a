# Made from solutions/tinytorch/kernels/cache.py by `autograder build`.
"""Where compiled kernels are kept, so that only the first process that ever needs one waits for the compiler.

The text of a kernel, with everything that is built into it, is written to a file whose name holds the hash of the text.
Numba keeps machine code beside the file it was compiled from; so code that was made from another text, other options or
another version lies under another name and can never be taken for this one.

The folder is TINYTORCH_CACHE if that is set, else `tinytorch/kernels` where the system keeps caches. Where nothing can
be written there, a folder for this process alone takes its place, and every process compiles anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from atexit import register
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import numba
from numba.core.caching import FunctionCache

MONTH = 30 * 24 * 3600.0  # seconds after which a text that nobody asked for is deleted, with its machine code
DAY = 24 * 3600.0
LOADING = Lock()  # one thread at a time: another would find a module whose text has not run yet
VERSIONS = f"# Python {sys.version_info[0]}.{sys.version_info[1]}, Numba {numba.__version__}\n"


def preferred() -> Path:
    """The folder that is wanted, whether or not it can be made."""
    if chosen := os.environ.get("TINYTORCH_CACHE"):
        return Path(chosen)
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "tinytorch" / "kernels"


@cache
def folder() -> Path:
    """The folder that is used in this process; old texts in it are deleted when it is first asked for."""
    try:
        wanted = preferred()
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            pass
        prune(wanted)
        return wanted
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return alone()


@cache
def alone() -> Path:
    """A folder for this process alone, which goes with it."""
    made, owner = Path(tempfile.mkdtemp(prefix="tinytorch-kernels-")), os.getpid()

    def remove() -> None:
        if os.getpid() == owner:  # a process that was forked off ends, too
            shutil.rmtree(made, ignore_errors=True)

    register(remove)
    return made


def prune(place: Path) -> None:
    """Delete what has not been loaded for a month."""
    for text in place.glob("*.py"):
        with suppress(FileNotFoundError):  # another process is doing the same
            if time.time() - text.stat().st_mtime > MONTH:
                for made in (*(place / "__pycache__").glob(f"{text.stem}.*"), text):
                    made.unlink(missing_ok=True)


class Shelf(FunctionCache):  # type: ignore[misc]
    """Where Numba puts the machine code of one function; a damaged file or a full disk only mean that it compiles."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # there are many ways in which a file that was cut off cannot be read
            self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)


def load(name: str, text: str) -> ModuleType:
    """The module that `text` defines, as the file `name_hash.py` in the folder."""
    text = VERSIONS + text
    stem = f"{name}_{hashlib.sha256(text.encode()).hexdigest()[:20]}"
    with LOADING:
        if stem in sys.modules:
            return sys.modules[stem]
        module, path = ModuleType(stem), str(kept(f"{stem}.py", text))
        module.__file__ = path
        exec(compile(text, path, "exec"), vars(module))
        sys.modules[stem] = module  # Numba looks a function's module up there; not before its text has run
        return module


def kept(name: str, text: str) -> Path:
    """The file of this name that holds the text; where the folder has no room for it, one for this process alone."""
    try:
        return keep(folder() / name, text)
    except OSError:
        return keep(alone() / name, text)


def keep(path: Path, text: str) -> Path:
    """Write the text, unless it is there; note once a day that it is in use.

    The file appears whole or not at all, so that two processes may do this at once; one with other contents (a disk
    that was full) is replaced.
    """
    with suppress(OSError, UnicodeError):
        if path.read_text(encoding="utf-8") == text:
            if time.time() - path.stat().st_mtime > DAY:
                os.utime(path)
            return path
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return path
