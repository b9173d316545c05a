"""Write the faces: the `__init__.py` of every package at a stage, from what the manifests export.

`faces(course, 0)["tinytorch/__init__.py"]` is the text of the top face when assignment 00 is unlocked. A face holds
imports and `__all__`; it hands on names of files and of the packages below it. A package that a manifest lists under
`apart` is loaded by no other face: the top face leaves it out, and the others hand on its names when one is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from autograder.course.exports import children, merge, packages
from autograder.course.model import Course

HEADER = "# Generated from assignments/*/assignment.toml by `autograder build`."
WIDTH = 120

Natural = list[str | int]
Sources = Mapping[str, tuple[str, ...]]


def faces(course: Course, stage: int) -> dict[str, str]:
    """Path ("tinytorch/scalars/__init__.py") -> text, with assignments 0..stage unlocked."""
    unlocked = course.assignments[: stage + 1]
    exports = merge(assignment.exports for assignment in unlocked)
    known = packages(file for assignment in unlocked for file in assignment.faced)
    apart = {package for assignment in unlocked for package in assignment.apart}
    return {
        (PurePosixPath("tinytorch") / package / "__init__.py").as_posix(): _face(
            package,
            [child for child in children(package, known) if child not in apart],
            exports.get(package, {}),
            apart - {package.partition("/")[0]},
        )
        for package in sorted(known)
    }


def _face(package: str, below: list[str], sources: Sources, apart: set[str]) -> str:
    """The text of one face, laid out as ruff would; `apart` are the packages that it does not load."""
    module = _module(package)
    inner = [child.rpartition("/")[2] for child in below]
    names = sorted([*inner, *(name for names in sources.values() for name in names)], key=_listed)
    late = {source: names for source, names in sources.items() if names and source.partition("/")[0] in apart}
    now = {source: names for source, names in sources.items() if names and source not in late}
    lines = [HEADER, f'"""{module}: the names that it hands on."""', ""]
    lines += ["from typing import TYPE_CHECKING", ""] if late else []
    lines += [f"from {module} import {child} as {child}" for child in inner]
    lines += _imports(now)
    lines += _asked_for(late) if late else []
    if names:
        lines += ["", _wrapped("__all__ = ", "[]", [f'"{name}"' for name in names])]
    else:
        lines.append("__all__: list[str] = []")
    return "\n".join(lines) + "\n"


def _imports(sources: Sources) -> list[str]:
    return [
        _wrapped(f"from {_module(source)} import ", "()", sorted(sources[source], key=_order))
        for source in sorted(sources, key=_module)
    ]


def _asked_for(late: Sources) -> list[str]:
    """Names whose module is imported when one of them is asked for; who reads types sees plain imports."""
    homes = sorted((name, _module(source)) for source, names in late.items() for name in names)
    return [
        "",
        "if TYPE_CHECKING:",
        *(f"    {line}".replace("\n", "\n    ") for line in _imports(late)),
        "else:",
        "    from importlib import import_module",
        "",
        "    LATE = {",
        *(f'        "{name}": "{module}",' for name, module in homes),
        "    }",
        "",
        "    def __getattr__(name):",
        "        if name in LATE:",
        "            return getattr(import_module(LATE[name]), name)",
        '        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")',
        "",
    ]


def _module(path: str) -> str:
    """'scalars/operators.py' -> 'tinytorch.scalars.operators'; '' -> 'tinytorch'."""
    return ".".join(["tinytorch", *PurePosixPath(path.removesuffix(".py")).parts])


def _order(name: str) -> tuple[int, Natural, Natural]:
    """CONSTANTS, then Classes, then functions, each by name: the order that ruff's import rule wants."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return kind, _natural(name.lower()), _natural(name)


def _listed(name: str) -> tuple[int, Natural]:
    """The order that ruff wants in `__all__`: the same, but capitals come before small letters."""
    return _order(name)[0], _natural(name)


def _natural(name: str) -> Natural:
    """Digits count as a number: log2 comes before log10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"([0-9]+)", name)]


def _wrapped(start: str, brackets: str, items: Iterable[str]) -> str:
    """`start` and the items in one line where they fit; else one item per line inside brackets."""
    items = list(items)
    listed = ", ".join(items)
    short = start + (f"[{listed}]" if brackets == "[]" else listed)
    if len(short) <= WIDTH:
        return short
    return "\n".join([start + brackets[0], *(f"    {item}," for item in items), brackets[1]])
