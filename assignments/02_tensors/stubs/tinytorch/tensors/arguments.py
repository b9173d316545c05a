# Made from solutions/tinytorch/tensors/arguments.py by `autograder build`.
"""What an argument must be, asked in one way by all who take one: each answers in one sentence who wanted what.

check_number("leaky_relu", negative_slope=0.01)
n = check_whole("randperm", n=10)
check_function("apply()", initialise)
check_file("load_csv", "iris.csv")
"""

from __future__ import annotations

import os
from numbers import Real
from operator import index
from pathlib import Path
from typing import Any


def said(given: Any) -> str:
    """A wrong argument in an error: itself where that is short and plain, else what it is."""
    if given is None or isinstance(given, bool | int | float | str | bytes | list | tuple | dict):
        shown = repr(given)
        if len(shown) < 50 and "\n" not in shown:
            return shown
    return f"the class {given.__name__}" if isinstance(given, type) else f"a {type(given).__name__}"


def is_number(given: Any) -> bool:
    """Whether it is a number of Python's or NumPy's; True and False are none."""
    return type(given) is float or (isinstance(given, Real) and not isinstance(given, bool))


def check_number(owner: str, **given: Any) -> None:
    """Raise TypeError unless each is a number; `owner` is what wants them, by their names."""
    for name, number in given.items():
        if not is_number(number):
            advice = ": take the number out of it with .item()" if hasattr(number, "item") else ""
            raise TypeError(f"{owner} wants a number as {name}, got {said(number)}{advice}")


def check_whole(owner: str, **given: Any) -> int:
    """The whole number, or the last of several. Raises TypeError unless each is one: an int, or what stands for one."""
    found = 0
    for name, number in given.items():
        try:
            found = index(number)
        except TypeError:
            raise TypeError(f"{owner} wants a whole number as {name}, got {said(number)}") from None
    return found


def check_function(owner: str, given: Any, wanted: str = "a function") -> None:
    """Raise TypeError unless it can be called; a class is no function, for what it makes has yet to be called."""
    if isinstance(given, type) or not callable(given):
        raise TypeError(f"{owner} wants {wanted}, got {said(given)}")


def check_path(owner: str, path: Any) -> None:
    """Raise TypeError unless it is text, or a Path."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"{owner} wants the path of a file, got {said(path)}")


def check_file(owner: str, path: str | os.PathLike[str]) -> Path:
    """The path of a file that is there. Raises TypeError, FileNotFoundError or IsADirectoryError where it is not."""
    check_path(owner, path)
    if Path(path).is_dir():
        raise IsADirectoryError(f"{owner} wants a file, and {path} is a folder: name the file in it")
    if not Path(path).exists():
        raise FileNotFoundError(f"{owner} found no file {path}: a name without a folder is looked up in {Path.cwd()}")
    return Path(path)
