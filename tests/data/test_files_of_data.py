"""Tables, text and pictures are read as they stand; what is wrong in a file is told with its line."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.dataset import fetch
from tinytorch.data.files import (
    CharVocabulary,
    FileError,
    Windows,
    load_csv,
    load_docs,
    load_image,
    load_images,
    load_labels,
)
from tinytorch.data.loader import DataLoader
from tinytorch.tensors.creation import arange

TABLE = "width, length,kind\n1.5,2,rose\n\n-3e2, 4 ,iris\n5,6,rose\n"


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """Writes a table, and tells where."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "flowers.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


# --- Tables


@pytest.mark.parametrize("columns", [["length", "width"], [1, 0], [-2, "width"]])
def test_columns_are_chosen_by_name_or_number(table: Any, columns: Any) -> None:
    assert load_csv(table(TABLE), columns).tolist() == [[2.0, 1.5], [4.0, -300.0], [6.0, 5.0]]


def test_without_a_header_the_first_line_is_data(table: Any) -> None:
    assert load_csv(table("1;2\n3;4\n"), header=False, delimiter=";").tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_mark_of_spreadsheets_at_the_beginning_and_quotes_are_no_part_of_a_name(table: Any) -> None:
    assert load_csv(table('\ufeff"a",b\r\n1,2\r\n'), ["a"]).tolist() == [[1.0]]


def test_a_table_with_names_only_has_no_rows(table: Any) -> None:
    assert load_csv(table("a,b\n")).shape == (0, 2)


def test_words_become_labels_in_the_order_of_abc(table: Any) -> None:
    labels, kinds = load_labels(table(TABLE), "kind")
    assert labels.tolist() == [1, 0, 1] and kinds == ("iris", "rose") and labels.dtype == np.int64


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n3,\n", "flowers.csv, line 3: column 'b' has no value"),
        ("a,b\n\n1,two\n", "flowers.csv, line 3: column 'b' wants a number, got 'two'"),
        ("a,b\n1,nan\n", "flowers.csv, line 2: column 'b' wants a finite number, got 'nan'"),
        ("a,b\n1\n", "flowers.csv, line 2: expected 2 values as in the first line, got 1"),
        ("", "flowers.csv wants at least one line, and is empty"),
        (b"a,b\n1,\xff\n", "flowers.csv, after line 0: not a table of text in UTF-8"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(table: Any, text: Any, words: str) -> None:
    with pytest.raises(FileError, match=words):
        load_csv(table(text))


def test_a_column_that_is_not_there_and_a_label_that_is_missing_are_told(table: Any) -> None:
    with pytest.raises(FileError, match="has no column 'depth': it has width, length, kind"):
        load_csv(table(TABLE), ["depth"])
    with pytest.raises(FileError, match="line 3: column 'b' has no value"):
        load_labels(table("a,b\n1,x\n2,\n"), "b")


# --- Text


@given(st.text(min_size=1))
def test_a_text_comes_back_from_its_codes(text: str) -> None:
    vocabulary = CharVocabulary(text)
    assert len(vocabulary) == len(set(text))
    assert vocabulary.decode(vocabulary.encode(text)) == vocabulary.decode(vocabulary.encode(text).tolist()) == text


def test_a_foreign_character_and_a_foreign_code_are_one_sentence() -> None:
    vocabulary = CharVocabulary("ab")
    with pytest.raises(ValueError, match="has 2 characters, and 'c' is not one of them"):
        vocabulary.encode("abc")
    with pytest.raises(ValueError, match="has the numbers 0 to 1, got -1"):
        vocabulary.decode([-1])


@given(count=st.integers(2, 30), length=st.integers(1, 10), stride=st.integers(1, 5))
def test_a_window_is_followed_by_itself_one_place_later(count: int, length: int, stride: int) -> None:
    if count <= length:
        with pytest.raises(ValueError, match="windows want"):
            Windows(arange(count), length, stride)
        return
    data = Windows(arange(count), length, stride)
    rows = [[part.tolist() for part in data[k]] for k in range(len(data))]
    for k, (now, later) in enumerate(rows):
        assert now == list(range(k * stride, k * stride + length)) and later == [place + 1 for place in now]
    assert rows[-1][1][-1] < count <= rows[-1][1][-1] + stride, "no window is missing at the end"
    assert [[part.tolist() for part in sample] for sample in fetch(data, range(len(data)))] == rows


def test_windows_come_in_batches() -> None:
    now, later = next(iter(DataLoader(Windows(arange(100), 8), batch_size=4, shuffle=True)))
    assert now.shape == later.shape == (4, 8) and (now + 1).tolist() == later.tolist()
    with pytest.raises(IndexError, match="one of 92 windows, got 92"):
        Windows(arange(100), 8)[92]


def test_there_is_english_without_a_download() -> None:
    text = load_docs()
    assert len(text) > 200_000 and " the " in text and load_docs() == text


# --- Pictures


def test_arrays_are_found_by_name(tmp_path: Path) -> None:
    first, second = np.arange(4, dtype=np.uint8), np.ones(2)
    np.save(tmp_path / "one.npy", first)
    np.savez(tmp_path / "one.npz", images=first)
    np.savez(tmp_path / "two.npz", images=first, more=second)
    for name, key in (("one.npy", None), ("one.npz", None), ("two.npz", "images")):
        np.testing.assert_array_equal(load_images(tmp_path / name, key), first)
    with pytest.raises(FileError, match="holds images, more: say which with name=, got None"):
        load_images(tmp_path / "two.npz")


def test_objects_and_other_files_are_never_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "objects.npy", np.array([{}], object), allow_pickle=True)
    (tmp_path / "text.npy").write_text("no array")
    (tmp_path / "empty.npz").touch()
    for path in tmp_path.iterdir():
        with pytest.raises(FileError, match=r"wants to be an \.npy or \.npz file of plain numbers"):
            load_images(path)


def test_a_png_is_read_as_bytes(tmp_path: Path) -> None:
    pillow = pytest.importorskip("PIL.Image")
    colours = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    for numbers in (colours, colours[..., 0]):
        pillow.fromarray(numbers).save(tmp_path / "picture.png")
        np.testing.assert_array_equal(load_image(tmp_path / "picture.png"), numbers)
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(FileError, match="is no picture that Pillow can read"):
        load_image(tmp_path / "text.png")


def test_without_pillow_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("tinytorch.data.files.import_module", missing)
    assert importlib.import_module is not missing
    with pytest.raises(ModuleNotFoundError, match="pip install pillow"):
        load_image("picture.png")
