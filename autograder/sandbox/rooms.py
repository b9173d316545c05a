"""Removes what a worker has left: `remove(folder)`, whatever a student's code has made of it."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder, however deep it goes and whatever its folders' modes; never raises.

    A path to the deepest may be too long for the system. So folders that lie two deep move up, until there are none.
    """
    numbers, mark = itertools.count(), os.urandom(8).hex()
    with contextlib.suppress(OSError):
        while entries := list(os.scandir(folder)):
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    Path(entry).unlink()
                    continue
                Path(entry).chmod(0o700)
                for inner in list(os.scandir(entry)):
                    if inner.is_dir(follow_symlinks=False):
                        Path(inner).chmod(0o700)  # a folder that is to move is written to
                        Path(inner).rename(folder / f"{mark}-{next(numbers)}")
                    else:
                        Path(inner).unlink()
                Path(entry).rmdir()
        folder.rmdir()
