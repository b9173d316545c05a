"""The pictures of handout 04 come out of real runs again, and the handout says of them what they show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assignments" / "04_nn" / "pictures"
HANDOUT = " ".join((FOLDER.parent / "README.md").read_text(encoding="utf-8").split())
WITHOUT_PRODUCTS = ("bce", "decay", "parts", "stages", "valley")  # nothing in them is rounded in an order of its own
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SAYS = {  # words of the handout: the picture, and what stands in its description
    "seven times as large in use as in training": ("dropout", r"are 7\.\d times as large in use"),
    "3.2 at the first step, and 6.6 at the twelfth": ("adam", r"without 3\.2 at first and 6\.6 at the most"),
    "thrown, in twelve steps,": ("adam", r"after 12 steps the scores are the same"),
    "Adam without its correction also learns, at a fifth": ("adam", r"With the rate 0\.01 both fall: .* and 0\.1\d"),
    "cost about fifty others": ("clip", r"it takes (4[5-9]|5[0-5]) batches"),
    "was 0.13, 0.21 and 0.14 at the constant rate": ("schedule", r"constant 0\.13, 0\.21, 0\.14;"),
    "and 0.11, 0.10 and 0.12 with the schedule": ("schedule", r"with the schedule 0\.11, 0\.10, 0\.12\."),
    "one digit in ten is read correctly, after each of the five epochs": ("shuffle", r"10% .* after each epoch;"),
}


def made(folder: Path, *names: str) -> str:
    """Make pictures anew in a folder; what the program prints."""
    paths = os.pathsep.join([str(ROOT / "solutions"), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, str(FOLDER / "make.py"), *names, "--out", str(folder)]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def written(name: str, folder: Path = FOLDER) -> str:
    return (folder / f"{name}.svg").read_text(encoding="utf-8")


def test_pictures_without_matrix_products_are_made_again_byte_for_byte(tmp_path: Path) -> None:
    said = made(tmp_path, *WITHOUT_PRODUCTS)
    assert {path.stem for path in tmp_path.iterdir()} == set(WITHOUT_PRODUCTS)
    for name in WITHOUT_PRODUCTS:
        assert written(name, tmp_path) == written(name)
    assert "creeps along the floor to x = -3.0" in said


@pytest.mark.slow
def test_every_picture_is_made_again_with_the_same_words_and_nearly_all_of_its_numbers(tmp_path: Path) -> None:
    made(tmp_path)
    names = {path.stem for path in FOLDER.glob("*.svg")}
    assert {path.stem for path in tmp_path.iterdir()} == names
    for name in names:
        old, new = written(name), written(name, tmp_path)
        assert NUMBER.sub("#", new) == NUMBER.sub("#", old)
        pairs = zip(NUMBER.findall(new), NUMBER.findall(old), strict=True)
        near = [abs(float(a) - float(b)) <= 1 for a, b in pairs]
        assert sum(near) > 0.75 * len(near)  # another computer rounds otherwise, and a long training goes another way


@pytest.mark.parametrize("words", SAYS)
def test_what_the_handout_says_of_a_picture_was_measured_for_it(words: str) -> None:
    name, measured = SAYS[words]
    assert words in HANDOUT
    assert re.search(f"<desc[^>]*>.*{measured}", written(name))


def test_a_picture_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"expected names among stages, parts, .*, got valey"):
        made(tmp_path, "valey")
