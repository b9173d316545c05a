"""Read a table that a spreadsheet or a learning platform wrote: `read_table(path)` gives its rows.

Commas, semicolons or tabs; UTF-8 or UTF-16, with or without a byte order mark. What is neither is read as Windows-1252,
which reads everything, so the table says in `doubts` that names may have come out wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Table:
    """The header and the rows, each with the number of its line; every cell is stripped."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    doubts: tuple[str, ...]


def read_table(path: Path) -> Table:
    """UsageError where it cannot be read, is no text, or has no header."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}); give a CSV file with a header and one line per student."
        ) from error
    text, doubts = _decoded(path, data)
    lines = text.splitlines(keepends=True)
    if not text.strip() or "\0" in text:
        raise UsageError(f"{path} holds no table; give a CSV file with a header and one line per student.")
    first = next(line for line in lines if line.strip())
    reader = csv.reader(lines, delimiter=max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark)))))
    try:
        rows = [(reader.line_num, tuple(cell.strip() for cell in row)) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise UsageError(
            f"{path}, line {reader.line_num} is no line of a CSV file ({error}); save it again."
        ) from error
    (_, header), *rest = rows
    return Table(header, tuple(rest), doubts)


def _decoded(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    encodings: Sequence[str] = [name for mark, name in MARKS if data.startswith(mark)] or [
        "utf-8",
        *_without_mark(data),
    ]
    for encoding in encodings:
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    doubt = f"{path.name} is no UTF-8, so it was read as Windows-1252; look at the names with accents."
    return data.decode("cp1252", errors="replace"), (doubt,)


def _without_mark(data: bytes) -> list[str]:
    """UTF-16 of mostly Latin letters has a zero in every other place."""
    odd, even = data[1:2000:2].count(0), data[0:2000:2].count(0)
    least = len(data[:2000]) // 4
    return ["utf-16-le"] if odd > least else ["utf-16-be"] if even > least else []
