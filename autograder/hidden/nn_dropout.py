"""Hidden checks of Task 4.2, second part: dropout, which is random, so that laws judge it.

Of many numbers the share that is dropped lies within five standard deviations of what it should be.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.hidden.nn_tools import (
    SIGMAS,
    Drawn,
    Rng,
    drawn,
    leaf,
    numbers,
    read,
    recording,
    values,
)

chances = st.sampled_from([0.5, 0.2, 0.75, 0.9, 0.1])


def dropped(tt: Any, case: Drawn, *, training: bool = True, requires_grad: bool = False) -> tuple[Any, Any]:
    """What is put into dropout, and what comes out."""
    recording(tt)
    x = leaf(tt, case["x"], requires_grad)
    return x, tt.nn.functional.dropout.dropout(x, case["p"], training)


def inputs_of(rng: Rng, p: float, size: int = 300, dtype: str = "float64") -> Drawn:
    """Numbers that are not 0, in three axes."""
    x = rng.uniform(0.5, 2.0, (size // 6, 2, 3)) * rng.choice([-1.0, 1.0], (size // 6, 2, 3))
    return {"x": x.round(3).astype(dtype), "p": p, "seed": int(rng.integers(2**32))}


def ones_of(rng: Rng, p: float, size: int = 4000) -> Drawn:
    """Many ones."""
    return {"x": np.ones(size), "p": p, "seed": int(rng.integers(2**32))}


some = drawn(inputs_of, p=chances, dtype=st.sampled_from(["float64", "float64", "float32"]))
many = drawn(ones_of, p=chances)


def scaled_or_zero(y: Any, given: Drawn) -> str | None:
    """The law of what dropout gives: 0, or x / (1 - p), of x's shape and kind, and both do occur."""
    x, p = given["case"]["x"], given["case"]["p"]
    if y.shape != x.shape or y.dtype != x.dtype:
        return "the result has another shape or dtype than the input"
    kept = y != 0.0
    if not np.allclose(y[kept], (x / (1.0 - p))[kept], rtol=1e-5):
        return "a number is neither 0 nor x / (1 - p)"
    return None if 0 < kept.sum() < x.size else "none of many numbers became 0, or all of them"


def right_share(y: Any, given: Drawn) -> str | None:
    """The law of many results: a share of p is 0, within five standard deviations."""
    p, count = given["case"]["p"], given["case"]["x"].size
    reach = SIGMAS * math.sqrt(p * (1.0 - p) / count)
    return None if abs(np.mean(np.asarray(y) == 0.0) - p) <= reach else "the share of zeros is not p"


def right_mean(y: Any, given: Drawn) -> str | None:
    """The law of many results of ones: their mean is 1, within five standard deviations, though not all are."""
    p, count = given["case"]["p"], given["case"]["x"].size
    if np.all(np.asarray(y) == 1.0):
        return "in training nothing was dropped"
    reach = SIGMAS * math.sqrt(p / (1.0 - p) / count)
    return None if abs(np.mean(y) - 1.0) <= reach else "the mean is not that of the input"


def same_mask(outputs: Any, given: Drawn) -> str | None:
    """The law of [y, gradient]: what was dropped gets no gradient, the rest is scaled as the numbers were."""
    y, gradient = outputs
    if not 0 < np.sum(y == 0.0) < y.size:
        return "none of many numbers became 0, or all of them"
    wanted = np.where(y == 0.0, 0.0, given["case"]["d_output"] / (1.0 - given["case"]["p"]))
    return None if np.allclose(gradient, wanted, rtol=1e-5) else "the gradient does not go where the numbers went"


def rest_only(outputs: Any, given: Drawn) -> str | None:
    """The law of [in training, in evaluation, with p = 0]: only training changes anything."""
    trained, *others = outputs
    if not 0 < np.sum(trained == 0.0) < trained.size:
        return "in training none of many numbers became 0, or all of them"
    unchanged = all(np.array_equal(y, given["case"]["x"]) for y in others)
    return None if unchanged else "outside training, or with p = 0, the input came out changed"


def another_mask(outputs: Any, given: Drawn) -> str | None:
    """The law of [y, y again, y from the seed anew, the input after that] for many numbers."""
    first, second, repeated, x = (np.asarray(y) for y in outputs)
    if np.array_equal(first == 0.0, second == 0.0):
        return "two calls drop the same numbers"
    if not np.array_equal(x, given["case"]["x"]):
        return "the input was changed in place"
    return None if np.array_equal(first, repeated) else "the same seed does not drop the same numbers"


@law_check("dropout", law=scaled_or_zero, examples=10, case=some)
def numbers_are_dropped_or_scaled(tt: Any, case: Drawn) -> Any:
    """In training each number becomes 0 or x / (1 - p)."""
    tt.tensors.random.manual_seed(case["seed"])
    return read(dropped(tt, case)[1])


@law_check("dropout", law=right_share, examples=6, case=many)
def a_share_of_p_is_dropped(tt: Any, case: Drawn) -> Any:
    """Of many numbers a share of p becomes 0."""
    tt.tensors.random.manual_seed(case["seed"])
    return read(dropped(tt, case)[1])


@law_check("dropout", law=right_mean, examples=6, case=many)
def dropout_keeps_the_mean(tt: Any, case: Drawn) -> Any:
    """The mean of many numbers stays what it was."""
    tt.tensors.random.manual_seed(case["seed"])
    return read(dropped(tt, case)[1])


@law_check(
    "dropout",
    law=same_mask,
    examples=6,
    case=some.map(lambda case: {**case, "d_output": numbers(np.random.default_rng(case["seed"]), *case["x"].shape)}),
)
def gradients_go_through_the_same_mask(tt: Any, case: Drawn) -> Any:
    """A number that was dropped gets no gradient; that of each other one is divided by 1 - p."""
    tt.tensors.random.manual_seed(case["seed"])
    x, y = dropped(tt, case, requires_grad=True)
    y.backward(leaf(tt, case["d_output"].astype(case["x"].dtype), False))
    return values([y, x.grad])


@law_check("dropout", law=rest_only, examples=6, case=some)
def only_training_drops(tt: Any, case: Drawn) -> Any:
    """Outside training, and with p = 0, the input comes out as it is."""
    tt.tensors.random.manual_seed(case["seed"])
    calls = [dropped(tt, case), dropped(tt, case, training=False), dropped(tt, {**case, "p": 0.0})]
    return values([y for _, y in calls])


@law_check("dropout", law=another_mask, examples=4, case=some)
def each_call_drops_anew(tt: Any, case: Drawn) -> Any:
    """Each call drops other numbers, those of one seed are the same, and the input stays what it is."""
    tt.tensors.random.manual_seed(case["seed"])
    x, first = dropped(tt, case)
    second = dropped(tt, case)[1]
    tt.tensors.random.manual_seed(case["seed"])
    return values([first, second, dropped(tt, case)[1], x])


@check("dropout", examples=4, case=drawn(inputs_of, p=st.just(1.0)))
def a_chance_of_one_drops_all(tt: Any, case: Drawn) -> Any:
    """With p = 1 every number becomes 0, and nothing is divided by 0."""
    return dropped(tt, case)[1].abs().value.numpy()
