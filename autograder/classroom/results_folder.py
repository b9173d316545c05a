"""The folder that a class's results go to: `make_folder(path)`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from autograder.reports.files import unwritable


def make_folder(path: Path) -> None:
    """Make a folder that results can be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise unwritable(path, error) from error
