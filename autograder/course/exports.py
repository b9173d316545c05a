"""What faces hand on: merge the `exports` of several assignments, and refuse what cannot work.

`{"scalars": {"scalars/operators.py": ("mul", "id")}, "": {"autograd": ("Scalar",)}}`: the face of a package ("" is the
top) hands on names of a file, or of a package below it whose own face hands them on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import NoReturn

from autograder.course.symbols import did_you_mean

Exports = Mapping[str, Mapping[str, tuple[str, ...]]]


def packages(files: Iterable[str]) -> set[str]:
    """Every folder that holds a file, and "" for the top: each of them has a face."""
    folders = {parent.as_posix() for file in files for parent in PurePosixPath(file).parents}
    return {"" if folder == "." else folder for folder in folders} | {""}


def children(package: str, known: Iterable[str]) -> list[str]:
    """The packages directly inside `package`, sorted."""
    return sorted(name for name in known if name and name.rpartition("/")[0] == package)


def merge(stages: Iterable[Exports]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The exports of several assignments as one, face by face."""
    merged: dict[str, dict[str, tuple[str, ...]]] = {}
    for exports in stages:
        for face, sources in exports.items():
            into = merged.setdefault(face, {})
            for source, names in sources.items():
                into[source] = (*into.get(source, ()), *names)
    return merged


def check_exports(merged: Exports, defined: Mapping[str, set[str]], refuse: Callable[[str], NoReturn]) -> None:
    """Call `refuse` with the first mistake: `defined` holds the top-level names of every file owned so far."""
    known = packages(defined)
    for face, sources in merged.items():
        where = f"[exports.{face!r}]".replace("'", '"')
        if face not in known:
            refuse(f"{where} is the face of a package that holds no owned file{did_you_mean(face, known)}")
        taken = {child.rpartition("/")[2]: "a package" for child in children(face, known)}
        for source, names in sources.items():
            offered = _offered(face, source, merged, defined)
            if offered is None:
                refuse(
                    f"{where} names '{source}', which is no owned file and no package below it"
                    f"{did_you_mean(source, [*defined, *known])}"
                )
            for name in names:
                if name not in offered:
                    refuse(f"{where} hands on '{name}', which {source} does not have{did_you_mean(name, offered)}")
                if name in taken:
                    refuse(f"{where} hands on '{name}' from {source}, but that name is taken by {taken[name]}.")
                taken[name] = source


def _offered(face: str, source: str, merged: Exports, defined: Mapping[str, set[str]]) -> set[str] | None:
    """The names that `source` can give to `face`; None where `source` is neither an owned file nor a package below."""
    if source in defined:
        return defined[source]
    if source in packages(defined) and source != face and f"{source}/".startswith(f"{face}/" if face else ""):
        return {name for names in merged.get(source, {}).values() for name in names}
    return None
