"""Hidden checks of Task 2.2: the shape that shapes can be expanded to, and the law that students write of it."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, law_check, same_error, student_law
from autograder.checks import strategies as draw
from autograder.hidden.tensors_layout import is_tuple

# --- broadcast_shapes


@check(
    "broadcast_shapes",
    shapes=st.integers(1, 3).flatmap(draw.fitting_shapes),
    also=[{"shapes": [[3, 1], [2, 1, 4]]}, {"shapes": [[1], [0]]}, {"shapes": [[], [2, 3]]}, {"shapes": [[], []]}],
)
def the_shape_that_all_fit(tt: Any, shapes: list[list[int]]) -> Any:
    """Of shapes that fit, aligned at the last axis, it gives for each axis the side that is not 1, or 1."""
    return tt.tensors.layout.broadcast_shapes(*(tuple(shape) for shape in shapes))


@check("broadcast_shapes", examples=5, shapes=draw.fitting_shapes(2))
def the_shape_is_a_tuple(tt: Any, shapes: list[list[int]]) -> Any:
    """The shape is a tuple, however many axes it has."""
    return is_tuple(tt, tt.tensors.layout.broadcast_shapes(*(tuple(shape) for shape in shapes)))


@st.composite
def misfits(drawn: st.DrawFn) -> list[list[int]]:
    """Two or three shapes that fit but for one axis, where sides differ and neither is 1."""
    shapes = drawn(st.integers(2, 3).flatmap(lambda count: draw.fitting_shapes(count, most=3)))
    sides = [*drawn(st.sampled_from([(2, 3), (3, 2), (0, 2), (3, 0), (4, 2), (2, 4)])), 1]
    behind = drawn(draw.shapes(most=1))
    return [[*shape, side, *behind] for shape, side in zip(shapes, sides, strict=False)]


@check(
    "broadcast_shapes",
    compare=same_error(),
    examples=20,
    shapes=misfits(),
    also=[{"shapes": [[2], [0]]}, {"shapes": [[2, 3], [2]]}, {"shapes": [[2], [1], [3]]}],
)
def shapes_that_do_not_fit(tt: Any, shapes: list[list[int]]) -> Any:
    """Where two sides differ and neither is 1, it raises LayoutError, which is a ValueError."""
    return tt.catch(lambda: tt.tensors.layout.broadcast_shapes(*(tuple(shape) for shape in shapes)))


def names_the_shapes(caught: Any, drawn: dict[str, Any]) -> str | None:
    """The numbers in the text are looked for, not the way in which they are written."""
    kind, text = caught
    if kind != "ValueError":
        return "expected a LayoutError"
    said = " ".join(re.findall(r"\d+", text))
    missing = [shape for shape in drawn["shapes"] if " ".join(map(str, shape)) not in said]
    return "a shape is missing in the text" if missing else None


@law_check("broadcast_shapes", law=names_the_shapes, examples=5, shapes=misfits())
def the_error_names_all_shapes(tt: Any, shapes: list[list[int]]) -> Any:
    """The text of the error has all the shapes in it."""
    return tt.catch(lambda: tt.tensors.layout.broadcast_shapes(*(tuple(shape) for shape in shapes)))


# --- broadcast_law: for pairs that fit, where one answer only is right

BEGIN = "def broadcast_shapes(left, right):\n    rank = max(len(left), len(right))\n"
FRONT = "    a, b = ([1] * (rank - len(shape)) + list(shape) for shape in (left, right))\n"
BEHIND = "    a, b = (list(shape) + [1] * (rank - len(shape)) for shape in (left, right))\n"
RIGHT = "[m if n == 1 else n for m, n in zip(a, b)]"


@st.composite
def telling_pairs(drawn: st.DrawFn) -> list[list[int]]:
    """Two shapes that fit, three or four axes of different kinds; most often one of the two lacks some in front."""
    kinds = [[2, 2], [3, 1], [1, 5], [0, 1], [1, 0], [1, 1], [4, 4]]
    axes = drawn(st.permutations(kinds))[: drawn(st.integers(3, 4))]
    pair = [list(sides) for sides in zip(*axes, strict=True)]
    short = drawn(st.integers(0, 1))
    pair[short] = pair[short][drawn(st.sampled_from([1, 2, 0, 1])) :]
    return pair


@student_law(
    "broadcast_law",
    file="tensors/layout.py",
    pair=telling_pairs(),
    also=[{"pair": [[2, 1, 3], [4, 1]]}, {"pair": [[], [0, 1]]}, {"pair": [[], []]}, {"pair": [[3, 0], [3, 1]]}],
    mutants={
        "the left shape": "def broadcast_shapes(left, right):\n    return left",
        "shapes lined up at the first axis": f"{BEGIN}{BEHIND}    return {RIGHT}",
        "the larger side, 1 where the other is 0": f"{BEGIN}{FRONT}    return [max(m, n) for m, n in zip(a, b)]",
        "the smaller side": f"{BEGIN}{FRONT}    return [min(m, n) for m, n in zip(a, b)]",
        "the product of the sides": f"{BEGIN}{FRONT}    return [m * n for m, n in zip(a, b)]",
        "as many axes as the left shape": f"{BEGIN}{FRONT}    return {RIGHT}[rank - len(left):]",
        "one axis too many": f"{BEGIN}{FRONT}    return [1] + {RIGHT}",
        "sides of 2 in the place of 1": f"{BEGIN}{FRONT}    return [2 if side == 1 else side for side in {RIGHT}]",
    },
    right={
        "a list, 0 or else the larger side": f"{BEGIN}{FRONT}    return [m * n and max(m, n) for m, n in zip(a, b)]",
        "a tuple, made from the last axis to the first": (
            "def broadcast_shapes(left, right):\n"
            "    if not left or not right:\n        return tuple(left or right)\n"
            "    side = right[-1] if left[-1] == 1 else left[-1]\n"
            "    return (*broadcast_shapes(left[:-1], right[:-1]), side)"
        ),
        "the shape that NumPy finds": (
            "def broadcast_shapes(left, right):\n"
            "    import numpy as np\n"
            "    return [int(side) for side in np.broadcast_shapes(tuple(left), tuple(right))]"
        ),
    },
)
def broadcast_law_catches(tt: Any, pair: list[list[int]]) -> Any:
    """broadcast_law catches functions that give another shape, and accepts those that give the right one."""
    return tt.tensors.laws.broadcast_law(tt.proxy("tensors.layout.broadcast_shapes"), pair[0], pair[1])
