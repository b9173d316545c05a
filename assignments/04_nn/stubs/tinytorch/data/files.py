# Made from solutions/tinytorch/data/files.py by `autograder build`.
"""Data from files: tables, text, pictures.

load_csv("iris.csv", columns=["width", "length"])   float32 of shape (rows, 2)
CharVocabulary("to be").encode("be"), .decode(...)  tensor([1, 2]), "be"
Windows(codes, 8)                                   a data set of (8 codes, the code that follows each of them)
load_images("pictures.npz"), load_image("a.png")    arrays of bytes
load_docs()                                         some hundred thousand characters of English, without a download
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tinytorch.data.collate import Columns
from tinytorch.data.dataset import Dataset
from tinytorch.tensors.arguments import check_file, check_whole, said
from tinytorch.tensors.creation import made
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.tensor import Tensor

Column = int | str
Numbers = np.ndarray[Any, Any]


class FileError(ValueError):
    """A file does not hold what it should; the text says where."""


# --- Tables


def load_csv(
    path: str | Path, columns: Sequence[Column] | None = None, header: bool = True, delimiter: str = ","
) -> Tensor:
    """The numbers of a table, float32 of shape (rows, columns): all columns, or those named or numbered from 0.

    header  whether the first line has the names of the columns
    Raises FileError, with the number of the line, for what is missing or no number.
    """
    names, rows = table(path, header, delimiter)
    chosen = range(len(names)) if columns is None else [place(column, names, path) for column in columns]
    numbers = [[number(row[k], names[k], line, path) for k in chosen] for line, row in rows]
    return made(np.array(numbers, np.float32).reshape(len(rows), len(chosen)))


def load_labels(
    path: str | Path, column: Column, header: bool = True, delimiter: str = ","
) -> tuple[Tensor, tuple[str, ...]]:
    """A column of words as labels: int64 of shape (rows,), and the word that each label stands for, in order of ABC."""
    names, rows = table(path, header, delimiter)
    k = place(column, names, path)
    words = [row[k].strip() for _, row in rows]
    for (line, _), word in zip(rows, words, strict=True):
        if not word:
            raise FileError(f"{path}, line {line}: column {names[k]!r} has no value")
    kinds = tuple(sorted(set(words)))
    codes = {word: code for code, word in enumerate(kinds)}
    return made(np.array([codes[word] for word in words], np.int64)), kinds


def table(path: str | Path, header: bool, delimiter: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and (line number, row) for each line that is not empty."""
    with check_file("a table", path).open(newline="", encoding="utf-8-sig") as file:
        # utf-8-sig: spreadsheets begin with a mark that is no text
        reader = csv.reader(file, delimiter=delimiter)
        try:
            rows = [(reader.line_num, row) for row in reader if row]
        except (csv.Error, UnicodeDecodeError) as error:
            raise FileError(f"{path}, after line {reader.line_num}: not a table of text in UTF-8: {error}") from None
    if not rows:
        raise FileError(f"{path} wants at least one line, and is empty")
    names = [name.strip() for name in rows.pop(0)[1]] if header else [str(k) for k in range(len(rows[0][1]))]
    for line, row in rows:
        if len(row) != len(names):
            raise FileError(f"{path}, line {line}: expected {len(names)} values as in the first line, got {len(row)}")
    return names, rows


def place(column: Column, names: list[str], path: str | Path) -> int:
    """The number of a column."""
    if isinstance(column, str) and column in names:
        return names.index(column)
    if isinstance(column, int) and -len(names) <= column < len(names):
        return column % len(names)
    raise FileError(f"{path} has no column {column!r}: it has {', '.join(names)}")


def number(value: str, name: str, line: int, path: str | Path) -> float:
    """The number that stands there. Words that Python takes for one, such as nan, are none here."""
    value = value.strip()
    if not value:
        raise FileError(f"{path}, line {line}: column {name!r} has no value: fill it in, or take the line out")
    try:
        found = float(value)
    except ValueError:
        raise FileError(f"{path}, line {line}: column {name!r} wants a number, got {value!r}") from None
    if not np.isfinite(found):
        raise FileError(f"{path}, line {line}: column {name!r} wants a finite number, got {value!r}")
    return found


# --- Text


class CharVocabulary:
    """A number for each character that occurs in a text, in the order of their codes."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"a CharVocabulary wants a text, got {said(text)}")
        self.characters = "".join(sorted(set(text)))
        self.codes = {character: code for code, character in enumerate(self.characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> Tensor:
        """The numbers of the characters, int64. Raises ValueError for a character that the vocabulary lacks."""
        try:
            return made(np.array([self.codes[character] for character in text], np.int64))
        except KeyError as missing:
            raise ValueError(
                f"the vocabulary has {len(self)} characters, and {missing} is not one of them: make it of all the text"
            ) from None

    def decode(self, codes: Any) -> str:
        """The text of these numbers: a Tensor or a list."""
        numbers = codes.tolist() if isinstance(codes, Tensor) else codes
        for code in numbers:
            if not 0 <= code < len(self):
                raise ValueError(f"the vocabulary has the numbers 0 to {len(self) - 1}, got {code}")
        return "".join(self.characters[code] for code in numbers)


class Windows(Dataset):
    """Sample i: the `length` codes from place i * stride on, and the `length` codes that begin one place later.

    So the second part has, for each code of the first, the one that follows it. Raises ValueError where the codes are
    too few for one sample.
    """

    def __init__(self, codes: Tensor, length: int, stride: int = 1) -> None:
        check_tensor("Windows", codes)
        check_whole("Windows", length=length, stride=stride)
        if min(length, stride) < 1 or len(codes) <= length:
            raise ValueError(
                f"windows want length and stride of at least 1 and more than {length} codes, got {len(codes)} codes,"
                f" length {length} and stride {stride}"
            )
        self.codes, self.length, self.stride = codes, length, stride

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        if not -len(self) <= index < len(self):
            raise IndexError(f"expected the number of one of {len(self)} windows, got {index}")
        start = index % len(self) * self.stride
        return self.codes[start : start + self.length], self.codes[start + 1 : start + 1 + self.length]

    def __getitems__(self, indices: Sequence[int]) -> Columns:
        """The samples with these numbers, by one look-up each for what is there and for what follows."""
        starts = np.asarray(indices, np.int64) % len(self) * self.stride
        places = starts[:, None] + np.arange(self.length)  # (samples, length)
        return Columns([self.codes[places], self.codes[places + 1]])

    def __len__(self) -> int:
        return (len(self.codes) - 1 - self.length) // self.stride + 1


def load_docs() -> str:
    """What Python says of itself: the help texts of its language reference, a corpus that needs no download.

    Plain English with pieces of code, some hundred thousand characters; the words differ a little from one version of
    Python to the next. Its licence is Python's (PSF).
    """
    texts: dict[str, str] = import_module("pydoc_data.topics").topics  # read when asked for: it is large
    return "\n".join(texts[topic] for topic in sorted(texts))


# --- Pictures


def load_images(path: str | Path, name: str | None = None) -> Numbers:
    """The array in an .npy file, or the one of this name in an .npz file; where there is only one, it needs no name."""
    try:
        with check_file("load_images", path).open("rb") as file:
            stored = np.load(file, allow_pickle=False)
            if isinstance(stored, np.ndarray):
                return stored
            names = list(stored)
            name = names[0] if name is None and len(names) == 1 else name
            if name not in names:
                raise FileError(f"{path} holds {', '.join(names) or 'nothing'}: say which with name=, got {name!r}")
            found: Numbers = stored[name]
            return found
    except (EOFError, BadZipFile, ValueError) as error:
        if isinstance(error, FileError):
            raise
        why = "it is none, or holds objects" if "pickle" in str(error) else error  # NumPy's advice would be to run it
        raise FileError(f"{path} wants to be an .npy or .npz file of plain numbers: {why}") from None


def load_image(path: str | Path) -> Numbers:
    """A PNG or another picture as bytes (H, W, 3), or (H, W) where it is grey. Needs Pillow."""
    try:
        pillow = import_module("PIL.Image")
    except ImportError:
        raise ModuleNotFoundError("pictures are read by Pillow, which is not installed: pip install pillow") from None
    try:
        with pillow.open(check_file("load_image", path)) as picture:
            return np.asarray(picture.convert("L" if picture.mode in ("1", "L", "I;16") else "RGB"))
    except pillow.UnidentifiedImageError:
        raise FileError(f"{path} is no picture that Pillow can read") from None
