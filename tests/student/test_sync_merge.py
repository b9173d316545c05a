"""Merging keeps what either side has changed, and never guesses where both did."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.loop.sync_merge import merge

texts = st.lists(st.sampled_from("abc"), max_size=8).map("\n".join)

STUB = '''def mul(x, y):
    """The product."""
    # TODO: Implement for Task 0.1
    raise NotImplementedError("Need to implement for Task 0.1")


def neg(x):
    """Minus x."""
    # TODO: Implement for Task 0.1
    raise NotImplementedError("Need to implement for Task 0.1")
'''
TODO = """    # TODO: Implement for Task 0.1
    raise NotImplementedError("Need to implement for Task 0.1")
"""
SOLVED = STUB.replace(TODO, "    return x * y\n", 1)


@given(base=texts, other=texts)
def test_what_one_side_left_alone_is_the_other_sides(base: str, other: str) -> None:
    assert merge(base, base, other).text == merge(base, other, base).text == merge(base, other, other).text == other
    assert not merge(base, base, other).conflicts


@given(base=texts, mine=texts, theirs=texts)
def test_the_sides_may_be_exchanged(base: str, mine: str, theirs: str) -> None:
    one, two = merge(base, mine, theirs), merge(base, theirs, mine)
    assert bool(one.conflicts) == bool(two.conflicts)
    assert one.text == two.text or one.conflicts
    assert [(each.mine, each.theirs) for each in one.conflicts] == [(each.theirs, each.mine) for each in two.conflicts]


@given(base=texts, mine=texts, theirs=texts)
def test_a_conflict_changes_nothing(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    assert not merged.conflicts or merged.text == mine


@given(
    places=st.permutations(range(12)).map(lambda order: order[:6]),
    news=st.lists(st.lists(st.sampled_from("xyz"), max_size=3), min_size=6, max_size=6),
)
def test_changes_of_different_lines_are_both_there(places: list[int], news: list[list[str]]) -> None:
    """Lines changed by one side each, with an unchanged line between any two."""
    lines = [f"line {number}" for number in range(24)]
    mine, theirs, both = ([[line] for line in lines] for _ in range(3))
    for side, (place, new) in enumerate(zip(places, news, strict=True)):
        own = [f"{side}{word}" for word in new]
        (mine if side % 2 else theirs)[2 * place] = own
        both[2 * place] = own
    base, one, two, expected = ("\n".join(chain(*each)) for each in ([[line] for line in lines], mine, theirs, both))
    assert merge(base, one, two).text == expected


@given(data=st.data())
def test_nothing_that_either_side_has_written_is_lost(data: st.DataObject) -> None:
    """Lines are cut out and others put in at random on both sides; each line that is put in is unlike any other."""
    base = [f"line {number}" for number in range(8)]
    sides = [list(base), list(base)]
    for number, side in enumerate(sides):
        for edit in range(data.draw(st.integers(0, 4))):
            first = data.draw(st.integers(0, len(side)))
            side[first : first + data.draw(st.integers(0, 2))] = [f"{number}.{edit}"] * data.draw(st.integers(0, 1))
    merged = merge(*("\n".join(lines) for lines in (base, *sides)))
    if not merged.conflicts:
        written = {line for side in sides for line in side} - {*base}
        assert written <= {*merged.text.split("\n")}
        assert {line for line in base if all(line in side for side in sides)} <= {*merged.text.split("\n")}


def test_git_merges_the_same(tmp_path: Path) -> None:
    new = STUB.replace("Minus x.", "The opposite of x.") + "\n\nEND = 1\n"
    for name, text in (("mine", SOLVED), ("base", STUB), ("theirs", new)):
        (tmp_path / name).write_text(text)
    told = run(["git", "merge-file", "-p", "mine", "base", "theirs"], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0
    assert merge(STUB, SOLVED, new).text == told.stdout


def test_a_docstring_may_change_right_above_a_blank_that_is_solved() -> None:
    new = STUB.replace("The product.", "x times y.")
    assert merge(STUB, SOLVED, new).text == SOLVED.replace("The product.", "x times y.")


def test_a_task_may_get_another_number() -> None:
    new = STUB.replace("Task 0.1", "Task 0.4")
    merged = merge(STUB, SOLVED, new)
    assert merged.text == SOLVED.replace("Task 0.1", "Task 0.4") and "return x * y" in merged.text


@pytest.mark.parametrize(
    ("mine", "theirs", "first", "second"),
    [
        (SOLVED.replace("The product.", "My words."), STUB.replace("The product.", "Their words."), (2, 3), (2, 4)),
        (SOLVED, STUB.replace(TODO, "    return None\n", 1), (3, 3), (3, 3)),
        (SOLVED, STUB[STUB.index("def neg") :], (1, 5), (1, 0)),
        ("import a\n" + STUB, "import b\n" + STUB, (1, 1), (1, 1)),
    ],
)
def test_both_at_the_same_lines_is_a_conflict_with_its_lines(
    mine: str, theirs: str, first: tuple[int, int], second: tuple[int, int]
) -> None:
    (conflict,) = merge(STUB, mine, theirs).conflicts
    assert conflict.mine == first and conflict.theirs == second
