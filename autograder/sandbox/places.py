"""Says which files of this machine a worker needs to see: Python's library, the named packages, shared libraries.

Site-packages never belong to it, wherever they lie: `Places.mounts()` covers them inside a mounted folder, and
`Places.openings()` lists a folder entry by entry around them.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
PACKAGE_FOLDERS = ("site-packages", "dist-packages", "python3*/site-packages", "python3*/dist-packages")


@dataclass(frozen=True)
class Places:
    """Folders to show without their package folders, and packages to show all the same."""

    trees: tuple[Path, ...]
    packages: tuple[Path, ...]

    @property
    def covers(self) -> frozenset[Path]:
        """The folders of packages that lie inside the trees."""
        found = (path for tree in self.trees for pattern in PACKAGE_FOLDERS for path in tree.glob(pattern))
        return frozenset(path for path in found if path.is_dir())

    def mounts(self) -> list[tuple[Path, bool]]:
        """Each path to mount and whether to cover it with nothing, outer ones first."""
        shown = [(path, False) for path in {*self.trees, *self.packages}]
        return sorted([*shown, *((path, True) for path in self.covers)], key=lambda mount: len(mount[0].parts))

    def openings(self) -> tuple[str, ...]:
        """Paths that together hold what mounts() shows, and nothing that it covers."""
        covers = self.covers
        inside = [path for tree in self.trees for path in _around(tree, covers)]
        return tuple(str(path) for path in (*inside, *self.packages))


def find_places(packages: Iterable[str]) -> Places:
    """What this very process runs on, and the packages' own folders."""
    stdlib = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    return Places(tuple(path for path in {*stdlib, *_library_folders()} if path.is_dir()), tuple(map(Path, packages)))


def _library_folders() -> set[Path]:
    """Where this process found its shared libraries, from the kernel's list of what it has mapped."""
    mapped = Path("/proc/self/maps").read_text().splitlines()
    paths = [Path(line.split(maxsplit=5)[5]) for line in mapped if ".so" in line]
    packages = {"site-packages", "dist-packages", "lib-dynload"}
    return {path.parent for path in paths if path.is_file() and not packages & set(path.parts)}


def _around(tree: Path, covers: frozenset[Path]) -> Iterator[Path]:
    """The tree itself where nothing in it is covered, else what lies in it beside the covers."""
    if not any(cover.is_relative_to(tree) for cover in covers):
        yield tree
        return
    for entry in tree.iterdir():
        if entry not in covers:
            yield from _around(entry, covers)
