"""Load a saved file of tinytorch anew, without a restart: `Loaded().refresh()` -> what was done.

A blank that is filled in must work at once, also in values that were made before: so a function keeps its identity and
gets the new code, and so do the methods of a class. Compiled kernels are made from functions and kept; where one of
their sources changes, the whole package is imported anew and the names in the notebook are bound to the new one.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.notebook.renew import renew

PACKAGE = "tinytorch"
COMPILER = f"{PACKAGE}.kernels.compiler"
COMPILED = (f"{PACKAGE}.scalars.", f"{PACKAGE}.tensors.elementary", f"{PACKAGE}.kernels.")  # what kernels are made of
HERE = Path(__file__).parent
ENDS = (Exception, SystemExit, KeyboardInterrupt)  # how a file may end that is loaded; the last by the stop button
UNREAD, GONE = (-1, 0), (0, 0)  # as the stamp of a file


@dataclass
class Refreshed:
    """What one look at the files led to."""

    renewed: list[str] = field(default_factory=list)  # modules with new code, in place
    whole: bool = False  # the package was imported anew: values made before belong to the old one
    failed: list[str] = field(default_factory=list)  # one sentence for each file that Python refuses

    def __bool__(self) -> bool:
        return bool(self.renewed or self.whole or self.failed)


class Loaded:
    """The modules of tinytorch in this process, and how their files looked when they were last read."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, int]] = {}

    def refresh(self, names: MutableMapping[str, Any]) -> Refreshed:
        """Load what has changed on the disk since the last look; `names` are the notebook's, and may be bound anew."""
        done = Refreshed()
        changed = [module for module in modules() if self.has_changed(module)]
        if any(module.__name__.startswith(COMPILED) for module in changed) and COMPILER in sys.modules:
            done.whole = True
            self.import_anew(names, done)
        else:
            self.renew(changed, done)
        return done

    def note(self, since: int) -> None:
        """Take down the files of newly imported modules; one written since `since`, in ns, is read once more."""
        for module in modules():
            now = stamp(module)
            self.seen.setdefault(module.__name__, now if now[0] < since else UNREAD)

    def start_again(self, names: MutableMapping[str, Any]) -> None:
        """Import what is imported from where it comes from now; what cannot be is left to the next cell that asks."""
        old = [module.__name__ for module in modules()]
        forget()
        for name in old:
            with contextlib.suppress(*ENDS):
                importlib.import_module(name)
        self.seen = {module.__name__: stamp(module) for module in modules()}
        rebind(names)

    def has_changed(self, module: ModuleType) -> bool:
        """Whether the file differs from what was read; what is met for the first time has just been imported."""
        now = stamp(module)
        before = self.seen.setdefault(module.__name__, now)
        self.seen[module.__name__] = now
        return now != before

    def renew(self, changed: list[ModuleType], done: Refreshed) -> None:
        """New code in place, in the order that works: a file may need a name that another one has just got.

        With a file that Python refuses, or that is gone, what was loaded goes on; the next cell tries it again.
        """
        while changed:
            refused = {module.__name__: error for module in changed if (error := attempt(module)) is not None}
            done.renewed += [module.__name__ for module in changed if module.__name__ not in refused]
            if len(refused) == len(changed):
                done.failed += map(why, refused.values())
                again = [name for name, error in refused.items() if not isinstance(error, KeyboardInterrupt)]
                self.seen.update(dict.fromkeys(again, UNREAD))  # what did not come to its end waits to be saved
                return
            changed = [module for module in changed if module.__name__ in refused]

    def import_anew(self, names: MutableMapping[str, Any], done: Refreshed) -> None:
        """Forget the package, import what was imported, and bind the notebook's names to it."""
        old = {module.__name__: module for module in modules()}
        try:
            forget()
            for name in old:
                importlib.import_module(name)
        except ENDS as error:
            forget()
            sys.modules.update(old)
            done.failed.append(why(error))
            done.whole = False
            if not isinstance(error, KeyboardInterrupt):
                self.seen[COMPILER] = UNREAD
            return
        self.seen = {module.__name__: stamp(module) for module in modules()}
        rebind(names)


def attempt(module: ModuleType) -> BaseException | None:
    """Renew the module; the error where that cannot be."""
    try:
        renew(module)
    except ENDS as error:
        return error
    return None


def modules() -> list[ModuleType]:
    """Those of tinytorch that are imported, in the order in which they were."""
    return [
        module
        for name, module in list(sys.modules.items())
        if (name == PACKAGE or name.startswith(f"{PACKAGE}.")) and getattr(module, "__file__", None)
    ]


def forget() -> None:
    """Nothing of tinytorch is imported any more."""
    for name in list(sys.modules):
        if name == PACKAGE or name.startswith(f"{PACKAGE}."):
            del sys.modules[name]
    importlib.invalidate_caches()


def stamp(module: ModuleType) -> tuple[int, int]:
    """When the file was written, and its size; GONE where it is not there."""
    try:
        status = Path(str(module.__file__)).stat()
    except OSError:
        return GONE
    return status.st_mtime_ns, status.st_size


# --- After a new import


def rebind(names: MutableMapping[str, Any]) -> None:
    """Bind the names of functions, classes and modules of the old package to those of the new one."""
    for name, value in list(names.items()):
        found = successor(value)
        if found is not None:
            names[name] = found


def successor(value: Any) -> Any:
    """What stands in the new package where `value` stood in the old one; None for anything else."""
    if isinstance(value, ModuleType):
        return sys.modules.get(value.__name__) if value.__name__.split(".")[0] == PACKAGE else None
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module.split(".")[0] != PACKAGE:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def why(error: BaseException) -> str:
    """One sentence: the file, the line and what Python says of it."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}, line {error.lineno}: {error.msg}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    place = [*lines_of(error)][-1:] or ["a file"]
    if isinstance(error, KeyboardInterrupt):
        return f"{place[0]}: stopped there"
    return f"{place[0]}: {type(error).__name__}: {error}"


def lines_of(error: BaseException) -> Iterator[str]:
    """The places in files that the error went through."""
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith("<") and Path(file).parent != HERE and "importlib" not in file:
            yield f"{file}, line {trace.tb_lineno}"
        trace = trace.tb_next
