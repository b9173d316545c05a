# Made from solutions/tinytorch/kernels/cache.py by `autograder build`.
"""Where compiled kernels are kept, so that only the first process that ever needs one waits for the compiler.

The text of a kernel, with everything that is built into it, is written to a file whose name holds the hash of the text.
Machine code lies beside the file it was compiled from; so code that was made from another text, other options or
another version lies under another name and can never be taken for this one. What is read back is machine code that will
run: it is taken only if it is whole, and says itself that it is for these arguments and this processor.

The folder is TINYTORCH_CACHE if that is set, else `tinytorch/kernels` where the system keeps caches. Where nothing can
be written there, a folder for this process alone takes its place, and every process compiles anew.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import pickle
import secrets
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
from numba.core.bytecode import FunctionIdentity
from numba.core.caching import FunctionCache
from numba.core.serialize import dumps

from tinytorch.kernels.vectors import LINE

MONTH = 30 * 24 * 3600.0  # seconds after which a text that nobody asked for is deleted, with its machine code
DAY = 24 * 3600.0
DIGEST = hashlib.sha256().digest_size
LOADING = Lock()  # one thread at a time: another would find a module whose text has not run yet
PYTHON = ".".join(map(str, sys.version_info[:2]))
VERSIONS = f"# Python {PYTHON}, Numba {numba.__version__}, arrays at multiples of {LINE} bytes\n"


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
    """Delete what has not been loaded for a month, and what a process that was ended has left unfinished."""
    for text in place.glob("*.py"):
        with suppress(FileNotFoundError):  # another process is doing the same
            if older(text, MONTH):
                for made in (*(place / "__pycache__").glob(f"{text.stem}.*"), text):
                    made.unlink(missing_ok=True)
    for unfinished in (*place.glob("*.tmp"), *place.glob("__pycache__/*.tmp")):
        with suppress(FileNotFoundError):
            if older(unfinished, DAY):  # a younger one is being written
                unfinished.unlink()


def older(path: Path, seconds: float) -> bool:
    """Whether it was written so long ago."""
    return time.time() - path.stat().st_mtime > seconds


class Files:
    """Machine code of one function: a file for each kind of arguments and processor, named by the hash of that key.

    Numba's own way is a table from keys to numbers of files, and two processes that add to it at the same time give two
    keys one number: what is loaded then is code for other arguments, and its results are wrong without a word. A file
    here holds a digest of what follows, the key and the code.
    """

    def __init__(self, folder: str, base: str) -> None:
        self.folder, self.base = Path(folder), base

    def path(self, key: Any) -> Path:
        """The file of a key."""
        return self.folder / f"{self.base}.{hashlib.sha256(repr(key).encode()).hexdigest()[:20]}.nbc"

    def load(self, key: Any) -> Any:
        """What was saved for the key; None where there is nothing, or a file that is damaged or another's."""
        try:
            held = self.path(key).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(held[DIGEST:]).digest() != held[:DIGEST]:
            return None
        saved, data = pickle.loads(held[DIGEST:])
        return data if saved == key else None

    def save(self, key: Any, data: Any) -> None:
        """Keep it for the key."""
        held = dumps((key, data))
        put(self.path(key), hashlib.sha256(held).digest() + held)


class Shelf(FunctionCache):  # type: ignore[misc]
    """Where Numba puts the machine code of one function; a damaged file or a full disk only mean that it compiles."""

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = Files(self.cache_path, self._impl.filename_base)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The machine code; where there is none, Numba compiles next."""
        try:
            found = super().load_overload(sig, target_context)
        except Exception:  # whole, and still nothing that Numba can read: somebody else's, or another Python's
            found = None
        if found is None:
            name_apart()
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)


def name_apart() -> None:
    """Let Numba count what it compiles from a number that no other process has.

    It calls the inside of a parallel loop by that number and by an address in memory. Processes that were forked from
    one have the same numbers, and can have the same address; and of two kernels in one process whose insides have one
    name, the second runs the first one's.
    """
    FunctionIdentity._unique_ids = itertools.count(secrets.randbits(62))


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

    Two processes may do this at once; a file with other contents (a disk that was full) is replaced.
    """
    with suppress(OSError, UnicodeError):
        if path.read_text(encoding="utf-8") == text:
            if older(path, DAY):
                os.utime(path)
            return path
    put(path, text.encode())
    return path


def put(path: Path, contents: bytes) -> None:
    """Write a file, which appears whole or not at all."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(contents)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
