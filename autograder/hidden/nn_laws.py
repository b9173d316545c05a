"""A hidden check of Task 4.6: the law of an epoch must catch each wrong way to cut it, and accuse none of the right.

Most wrong versions show for most inputs; those that go wrong at one kind of end meet it in the inputs that always come.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import student_law

HEAD = "def index_batches(order, size, drop_last):\n"
CUT = "    cut = [list(order[k : k + size]) for k in range(0, len(order), size)]\n"
DROP = "    if drop_last and cut and len(cut[-1]) < size:\n        cut.pop()\n"
RIGHT = HEAD + CUT + DROP


def ends(*cases: tuple[int, int]) -> list[dict[str, Any]]:
    """Both ways to cut each of these."""
    return [{"count": count, "size": size, "drop_last": drop} for count, size in cases for drop in (False, True)]


@student_law(
    "epoch_law",
    file="data/samplers.py",
    examples=30,
    also=ends((7, 3), (6, 3), (0, 2), (2, 5), (5, 1), (1, 1), (8, 4), (5, 4), (10, 4)),
    seconds=4.0,
    count=st.integers(0, 14),
    size=st.integers(1, 5),
    drop_last=st.booleans(),
    mutants={
        "the first batch is lost": RIGHT + "    return cut[1:]",
        "the last batch is lost": RIGHT + "    return cut[:-1]",
        "a short last batch is always lost": HEAD + CUT + "    return [each for each in cut if len(each) == size]",
        "a short last batch stays with drop_last": HEAD + CUT + "    return cut",
        "drop_last drops a full last batch": HEAD + CUT + "    return cut[:-1] if drop_last else cut",
        "an empty batch comes last where all are full": HEAD
        + "    cut = [list(order[k : k + size]) for k in range(0, len(order) + 1, size)]\n"
        + "    return [each for each in cut if len(each) == size or not drop_last]",
        "the last batch is filled up from the beginning": RIGHT
        + "    return cut and cut[:-1] + [cut[-1] + list(order[: size - len(cut[-1])])]",
        "numbers of its own, from 0 on": HEAD + "    order = range(len(order))\n" + CUT + DROP + "    return cut",
        "the order is reversed": HEAD + "    order = list(order)[::-1]\n" + CUT + DROP + "    return cut",
        "batches are one too long": HEAD + "    size += 1\n" + CUT + DROP + "    return cut",
        "a number in each batch comes twice": RIGHT + "    return [each[:1] + each[: size - 1] for each in cut]",
    },
)
def epoch_law_catches(tt: Any, count: int, size: int, drop_last: bool) -> Any:
    """epoch_law catches functions that cut an epoch wrongly, and accepts every right one."""
    return tt.data.laws.epoch_law(tt.proxy("data.samplers.index_batches"), count, size, drop_last)
