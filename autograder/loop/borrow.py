"""Go on with the reference's work below a layer that is not done: which files can be taken, and from where.

`Source` is solutions/, or a zip of some layers that an instructor has published, whose layers.json says of which course
and version they are; a zip without one is taken as it is. What is borrowed is remembered by blank: it
never counts as passed, and is handed in as the stub it was. A blank that the student rewrites is the student's again.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.model import LARGEST, Blank, is_python
from autograder.course.symbols import symbol_source
from autograder.loop.memory import Memory
from autograder.loop.workspace import Workspace, content, name_of, text

LAYERS = "layers.json"
UNREADABLE = (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, zipfile.BadZipFile)


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
            raise UsageError(
                f"There is no tinytorch/{file} in {self.path}; `--borrow` needs the reference's files: use "
                "`--from FILE` with the zip of reference layers that your instructor publishes."
            )
        return path.read_bytes()

    def from_zip(self, file: str) -> bytes:
        found = self.entry(f"tinytorch/{file}")
        if found is None:
            raise UsageError(f"{self.path} holds no tinytorch/{file}; ask for the file of the right layers.")
        return found

    def entry(self, name: str) -> bytes | None:
        """The bytes of a file in the zip, wherever its folder stands; None where there is none."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                names = [each for each in archive.namelist() if f"/{each}".endswith(f"/{name}")]
                if names and archive.getinfo(names[0]).file_size > LARGEST:
                    raise UsageError(f"{self.path}: {name} is larger than any file of the course.")
                return archive.read(names[0]) if names else None
        except UNREADABLE as error:
            raise UsageError(f"{self.path} cannot be read as a zip of reference files ({error}).") from error

    def take(self, workspace: Workspace, files: Sequence[str]) -> dict[str, bytes]:
        """The reference's bytes of all these files; all are there and fit to this copy of the course, or none is."""
        told = self.entry(LAYERS) if self.path.is_file() and files else None
        layers = None if told is None else layers_of(self.path, told)
        if layers is not None:
            refuse_unfit(workspace, files, self.path, layers)
        taken = {file: self.read(file) for file in files}
        for file, found in taken.items():
            if layers is not None and released.digest(found) != layers.files[f"tinytorch/{file}"]:
                raise UsageError(f"{self.path}: tinytorch/{file} is not as it was published; ask for the file again.")
        return taken


@dataclass(frozen=True)
class Layers:
    """What layers.json says: of which course, and layer -> digest of its stubs, tinytorch/FILE -> digest."""

    course: str
    version: str
    stubs: Mapping[str, str]
    files: Mapping[str, str]


def layers_of(path: Path, told: bytes) -> Layers:
    try:
        raw = json.loads(told.decode("utf-8"))
        stubs = {folder: str(layer["stubs"]) for folder, layer in raw["layers"].items()}
        files = {file: str(found) for layer in raw["layers"].values() for file, found in layer["files"].items()}
        return Layers(str(raw["course"]), str(raw["version"]), stubs, files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path}: its {LAYERS} is damaged; ask for the file again.") from error


def refuse_unfit(workspace: Workspace, files: Sequence[str], path: Path, layers: Layers) -> None:
    """UsageError where published layers are of another course or version, or lack a file that is needed."""
    own = workspace.root / released.FILE
    if own.is_file():
        here = released.read(own.read_bytes(), str(own))
        if (layers.course, layers.version) != (here.course, here.version):
            raise UsageError(
                f"{path} is of {layers.course} {layers.version}, and this is {here.course} {here.version}; ask for the "
                "file of your release."
            )
    for layer in workspace.course.assignments:
        needed = [file for file in files if file in layer.owns]
        if needed and not all(f"tinytorch/{file}" in layers.files for file in needed):
            raise UsageError(
                f"{path} holds {', '.join(layers.stubs) or 'no layer'}, and {layer.folder} is not done here either; "
                f"ask for a file that holds it."
            )
        if needed and layers.stubs.get(layer.folder) != digest_of_stubs(
            {file: content(layer.stubs / file) for file in layer.owns if (layer.stubs / file).is_file()}
        ):
            raise UsageError(
                f"{path} was made for another version of {layer.folder} than the one here; run `tt sync`, or ask for "
                "the file of your release."
            )


def digest_of_stubs(stubs: Mapping[str, bytes]) -> str:
    """One digest of a layer as students get it."""
    lines = (f"{released.digest(found)}  {file}\n" for file, found in sorted(stubs.items()))
    return released.digest("".join(lines).encode())


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
