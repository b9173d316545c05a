"""Go on with the reference's work below a layer that is not done: which files can be taken, and from where.

`Source` is solutions/, or a zip of it that an instructor has published. What is borrowed is remembered by blank: it
never counts as passed, and is handed in as the stub it was. A blank that the student rewrites is the student's again.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.model import LARGEST, Blank, is_python
from autograder.course.symbols import symbol_source
from autograder.loop.memory import Memory
from autograder.loop.workspace import Workspace, name_of, text


@dataclass(frozen=True)
class Source:
    """Where reference files come from: a folder that holds tinytorch/, or a zip."""

    path: Path

    def read(self, file: str) -> bytes:
        """The reference's tinytorch/FILE: Python without the lines that mark its solutions, data byte for byte."""
        found = self.from_zip(file) if self.path.is_file() else self.from_folder(file)
        if not is_python(file):
            return found
        try:
            return without_marks(found.decode("utf-8").replace("\r\n", "\n")).encode()
        except UnicodeDecodeError as error:
            raise UsageError(f"{self.path}: tinytorch/{file} is no UTF-8 text; ask for the file again.") from error

    def from_folder(self, file: str) -> bytes:
        path = self.path / "tinytorch" / file
        if not path.is_file():
            raise UsageError(f"There is no tinytorch/{file} in {self.path}; `--borrow` needs the reference's files.")
        return path.read_bytes()

    def from_zip(self, file: str) -> bytes:
        try:
            with zipfile.ZipFile(self.path) as archive:
                names = [name for name in archive.namelist() if f"/{name}".endswith(f"/tinytorch/{file}")]
                if not names:
                    raise UsageError(f"{self.path} holds no tinytorch/{file}; ask for the file of the right layers.")
                if archive.getinfo(names[0]).file_size > LARGEST:
                    raise UsageError(f"{self.path}: tinytorch/{file} is larger than any file of the course.")
                return archive.read(names[0])
        except (zipfile.BadZipFile, OSError) as error:
            raise UsageError(f"{self.path} cannot be read as a zip of reference files ({error}).") from error


def source_for(workspace: Workspace, given: Path | None) -> Source:
    """The given file or folder, else solutions/."""
    path = given or workspace.course.solutions.parent
    if not path.exists():
        raise UsageError(
            f"{path} is not here, so there is nothing to borrow from; use `--from FILE` with the zip of reference "
            "layers that your instructor publishes."
        )
    return Source(path)


def without_marks(source: str) -> str:
    """Source text without its BEGIN and END SOLUTION lines."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return "\n".join(line for line in source.split("\n") if not line.strip().startswith(marks))


def digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def borrowed_entries(blanks: Iterable[Blank], sources: dict[str, bytes]) -> dict[str, str]:
    """What the memory keeps for blanks whose files were taken from the reference."""
    return {
        name_of(blank): digest(symbol_source(sources[blank.file].decode(), blank.symbol))
        for blank in blanks
        if blank.file in sources
    }


def is_borrowed(workspace: Workspace, remembered: Memory, blank: Blank) -> bool:
    """Whether the blank is still word for word what was borrowed."""
    kept = remembered.borrowed.get(name_of(blank))
    if kept is None:
        return False
    try:
        return digest(symbol_source(text(workspace.package / blank.file), blank.symbol)) == kept
    except (UsageError, OSError):
        return False
