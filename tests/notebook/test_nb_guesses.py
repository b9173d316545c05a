"""What a reader is told of a guess: the truth, and how far the guess was from it."""

from __future__ import annotations

import doctest
from typing import Any

import numpy as np
import pytest

from autograder.notebook import guesses, reveal

SAID: dict[str, tuple[Any, Any, str]] = {
    "none": (None, 0.5, "It is 0.5. No guess: that is allowed, but less fun."),
    "right": (5, 5, "It is 5. You said so."),
    "near enough for what is measured": (10, 10.2, "It is 10.2. You said 10: right."),
    "a count must be met": (99, 100, "It is 100. You said 99: 1 % too little."),
    "half": (0.5, 1.0, "It is 1. You said 0.5: 2 times too little."),
    "another sign": (-1.0, 2.0, "It is 2. You said -1."),
    "zero": (3, 0, "It is 0. You said 3."),
    "infinite": (1.0, float("inf"), "It is inf. You said 1."),
    "of NumPy": (4, np.float32(2.0), "It is 2. You said 4: 2 times too much."),
    "more than a float can hold": (10**310, 2.0, f"It is 2. You said {10**310}."),
    "a shape as a list": ([2, 3], (2, 3), "It is (2, 3). You said so."),
    "a word with a capital": ("No", "no", "It is no. You said so."),
    "a shape": ((2, 3), (3, 2), "It is (3, 2). You said (2, 3)."),
    "a word": ("views", "copies", "It is copies. You said views."),
}


@pytest.mark.parametrize("name", SAID)
def test_a_reader_is_told_the_truth_and_how_near_the_guess_was(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    guess, truth, said = SAID[name]
    reveal(guess, truth)
    assert capsys.readouterr().out == said + "\n"


def test_the_examples_in_the_docstrings_are_right() -> None:
    assert doctest.testmod(guesses).failed == 0
