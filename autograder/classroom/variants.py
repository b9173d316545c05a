"""Read the variants that test the tests: wrong implementations, and right ones that are written differently.

    ### MUTANT name: what is wrong            or    ### RIGHT name: how it differs
    ### REPLACES scalars/operators.py mul           followed by the new source of that symbol, at column 0

`variants_of(folder)` reads hidden/mutants/NN_slug; `plant(variant, files)` puts one into the reference's files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.symbols import replace_symbol

FOLDER = Path(__file__).parents[1] / "hidden" / "mutants"
HEADER = re.compile(r"^### (MUTANT|RIGHT) ([\w.]+): *(\S.*)$")
REPLACES = re.compile(r"^### REPLACES (\S+\.py) ([\w.]+)$")
HEADINGS = "'### MUTANT name: why', '### RIGHT name: why' or '### REPLACES FILE.py SYMBOL'"


@dataclass(frozen=True)
class Replacement:
    """The new source of one symbol of a file under tinytorch/; `place` is where it is written, FILE:line."""

    file: str
    symbol: str
    source: str
    place: str


@dataclass(frozen=True)
class Variant:
    """One variant of the reference; `right` ones must get full marks, the others must not."""

    folder: str
    name: str
    why: str
    right: bool
    replacements: tuple[Replacement, ...]

    @property
    def symbols(self) -> frozenset[str]:
        return frozenset(replacement.symbol for replacement in self.replacements)


def variants_of(folder: Path) -> list[Variant]:
    """All variants below wrong/ and right/, in the order of the files; names are unique."""
    files = [*sorted((folder / "wrong").glob("*.py")), *sorted((folder / "right").glob("*.py"))]
    found = [variant for file in files for variant in _read(folder.name, file)]
    names = [variant.name for variant in found]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{folder} has two variants named '{name}'; give each a name of its own.")
    return found


def plant(variant: Variant, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files` ("tinytorch/..." -> source) with the variant's symbols in the place of the reference's."""
    planted = dict(files)
    for new in variant.replacements:
        path = f"tinytorch/{new.file}"
        if path not in planted:
            raise UsageError(
                f"{new.place}: '{variant.name}' replaces {new.file}, which no student writes; name another file."
            )
        try:
            planted[path] = replace_symbol(planted[path].decode(), new.symbol, new.source, new.file).encode()
        except UsageError as error:
            raise UsageError(f"{new.place}: '{variant.name}' cannot be planted: {error}") from error
    return planted


def _read(folder: str, file: Path) -> Iterator[Variant]:
    right = file.parent.name == "right"
    text = file.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("###") and not (HEADER.match(line) or REPLACES.match(line)):
            raise UsageError(f"{file}:{number}: expected {HEADINGS}, got '{line}'.")
    for number, header, body in _blocks(text, HEADER):
        if (header[1] == "RIGHT") != right:
            raise UsageError(
                f"{file}:{number}: {header[1]} stands in {file.parent.name}/; move it to the other folder."
            )
        replacements = tuple(
            _replacement(file, number + below, header[2], start, source)
            for below, start, source in _blocks(body, REPLACES)
        )
        if not replacements:
            raise UsageError(
                f"{file}:{number}: '{header[2]}' replaces nothing; add '### REPLACES FILE SYMBOL' and source."
            )
        yield Variant(folder, header[2], header[3], right, replacements)


def _replacement(file: Path, line: int, variant: str, start: re.Match[str], source: str) -> Replacement:
    """The replacement whose heading is on that line; UsageError where its source is not Python."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError) as error:
        at = line + (error.lineno or 1 if isinstance(error, SyntaxError) else 1)
        what = error.msg if isinstance(error, SyntaxError) else error
        raise UsageError(f"{file}:{at}: the source of '{variant}' is not Python: {what}.") from error
    return Replacement(start[1], start[2], source, f"{file}:{line}")


def _blocks(text: str, start: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str], str]]:
    """(line number, header, what follows up to the next header) for every line that `start` matches."""
    lines = text.split("\n")
    heads = [(number, match) for number, line in enumerate(lines) if (match := start.match(line))]
    starts = [*(number for number, _ in heads), len(lines)]
    for index, (number, match) in enumerate(heads):
        yield number + 1, match, "\n".join(lines[number + 1 : starts[index + 1]])
