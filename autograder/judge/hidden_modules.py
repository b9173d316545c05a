"""Import the hidden checks of an assignment: `hidden_module("autograder.hidden.scalars")`.

They are the author's code: whatever is wrong in it is told by file and line. `adopt(package, folder)` takes a package
of checks out of another folder, as a sealed bundle brings one along.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from autograder.checks.doubles import refuse_doubles
from autograder.checks.registry import CheckError
from autograder.course.errors import InternalError, UsageError

COURSE = Path(__file__).resolve().parents[2]


def adopt(package: str, folder: Path) -> None:
    """From here on the package is the one in `folder`, whatever lies under its name beside this file."""
    if _folder(package) == folder:
        return
    _forget(package)
    place = [str(folder)]
    spec = importlib.util.spec_from_file_location(package, folder / "__init__.py", submodule_search_locations=place)
    assert spec is not None and spec.loader is not None, "the path of a module always has a loader"
    sys.modules[package] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[package])


def give_up(package: str, folder: Path) -> None:
    """The folder is about to go: the package is again the one that Python's path finds."""
    if _folder(package) == folder:
        _forget(package)


def _folder(package: str) -> Path | None:
    """Where a package that is loaded was found."""
    loaded = sys.modules.get(package)
    return Path(loaded.__path__[0]) if loaded is not None else None


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def hidden_module(name: str) -> ModuleType:
    """The module of hidden checks of that name; what its author got wrong is told by file and line."""
    try:
        module = importlib.import_module(name)
        refuse_doubles(module)
        return module
    except Exception as error:  # whatever the author's own code raises is the author's mistake
        if isinstance(error, ModuleNotFoundError) and error.name == name:
            raise InternalError(f"there are no hidden checks {name}; write that module before grading.") from error
        raise UsageError(f"{_place(name, error)}{_words(error)}") from error


def _place(name: str, error: Exception) -> str:
    """'FILE:line: ', the innermost line of the package's own files that an error at import came through."""
    package = importlib.import_module(name.rpartition(".")[0])
    files = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        files.append((error.filename, error.lineno))
    own = [(Path(file), line) for file, line in files if Path(file).parent == Path(str(package.__file__)).parent]
    return f"{from_root(own[-1][0])}:{own[-1][1]}: " if own else ""


def from_root(path: Path) -> Path:
    """A path as it reads in the course's folder."""
    return path.relative_to(COURSE) if path.is_relative_to(COURSE) else path


def _words(error: Exception) -> str:
    """What Python says of an exception, with its guess at what was meant; of a CheckError, what we say."""
    if isinstance(error, CheckError):
        return str(error)
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return traceback.format_exception_only(error)[-1].strip()
