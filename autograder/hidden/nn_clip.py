"""Hidden checks of Task 4.5, second part: clipped gradients, and a schedule."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check
from autograder.hidden.nn_tools import SINGLE, SUMS, Drawn, Rng, drawn, leaf, numbers, read, same, values

# --- clip_grad_norm_


def slopes(rng: Rng, scale: float = 1.0) -> Drawn:
    """Gradients of three parameters of different shapes."""
    return {"gradients": [scale * numbers(rng, *shape) for shape in ((2, 3), (4,), (1, 2, 2))]}


def sloped(tt: Any, case: Drawn) -> list[Any]:
    """Parameters that have these gradients."""
    made = [leaf(tt, np.zeros_like(each)) for each in case["gradients"]]
    for p, gradient in zip(made, case["gradients"], strict=True):
        p.grad = leaf(tt, gradient, False)
    return made


clipped_at = st.sampled_from([1.0, 0.1, 2.5])
CLIPPED = [{"case": {"gradients": [np.array([3.0]), np.array([0.0, 4.0])]}, "max_norm": 1.0}]


@check("clip_grad_norm_", compare=SUMS, examples=10, case=drawn(slopes), max_norm=clipped_at, also=CLIPPED)
def gradients_share_one_factor(tt: Any, case: Drawn, max_norm: float) -> Any:
    """All gradients are scaled by one factor, so that the norm of all of them together is max_norm."""
    parameters = sloped(tt, case)
    tt.optim.clip.clip_grad_norm_(parameters, max_norm)
    return values([p.grad for p in parameters])


@check(
    "clip_grad_norm_",
    compare=SUMS,
    examples=8,
    case=drawn(slopes, scale=st.sampled_from([1.0, 0.01])),
    max_norm=st.sampled_from([1.0, 50.0, 0.5]),
    also=CLIPPED,
)
def short_gradients_stay(tt: Any, case: Drawn, max_norm: float) -> Any:
    """Gradients that are short enough stay exactly as they are; the norm from before is given back, in any case."""
    parameters = sloped(tt, case)
    norm = tt.optim.clip.clip_grad_norm_(parameters, max_norm)
    return [read(norm), values([p.grad for p in parameters])]


@check("clip_grad_norm_", compare=SUMS, examples=8, case=drawn(slopes), norm_type=st.sampled_from([1.0, inf, 3.0]))
def there_are_other_norms(tt: Any, case: Drawn, norm_type: float) -> Any:
    """norm_type says which norm it is: the sum of absolute values, or the largest of them."""
    parameters = sloped(tt, case)
    norm = tt.optim.clip.clip_grad_norm_(parameters, 0.5, norm_type)
    return [read(norm), values([p.grad for p in parameters])]


@check("clip_grad_norm_", compare=SUMS, examples=6, case=drawn(slopes), max_norm=clipped_at)
def clipping_is_in_place(tt: Any, case: Drawn, max_norm: float) -> Any:
    """The gradients stay the same tensors, changed in place; parameters without one are left out."""
    parameters = sloped(tt, case)
    before = [p.grad for p in parameters]
    more = tt.builtin.iter([*parameters[:2], leaf(tt, np.ones(2)), parameters[2]])
    norm = tt.optim.clip.clip_grad_norm_(more, max_norm)
    return [[same(tt, p.grad, x) for p, x in zip(parameters, before, strict=True)], values([*before, norm])]


@check("clip_grad_norm_", compare=SINGLE, examples=6, case=drawn(slopes), at=st.sampled_from([nan, inf]))
def a_norm_that_is_no_number(tt: Any, case: Drawn, at: float) -> Any:
    """Where the norm is nan all gradients become nan, and the norm that is given back says so."""
    first, *others = case["gradients"]
    spoiled = np.where(first == first.max(), at, first)
    parameters = sloped(tt, {"gradients": [spoiled, *others]})
    norm = tt.optim.clip.clip_grad_norm_(parameters, 1.0)
    return values([norm, *[p.grad for p in parameters]])


# --- warmup_cosine


def factors(tt: Any, steps: list[int], warmup: int, total: int, floor: float) -> Any:
    """The factor at each step."""
    return [tt.optim.schedules.warmup_cosine(step, warmup, total, floor) for step in steps]


floors = st.sampled_from([0.0, 0.1, 0.25])


@check("warmup_cosine", compare=SUMS, examples=10, warmup=st.integers(1, 6), more=st.integers(2, 8), floor=floors)
def the_factor_rises_in_a_line(tt: Any, warmup: int, more: int, floor: float) -> Any:
    """Before `warmup` the factor is (step + 1) / (warmup + 1), whatever the floor is; at `warmup` it is 1."""
    return factors(tt, list(range(warmup + 1)), warmup, warmup + more, floor)


@check("warmup_cosine", compare=SUMS, examples=10, warmup=st.integers(0, 4), more=st.integers(2, 8), floor=floors)
def the_factor_falls_along_a_cosine(tt: Any, warmup: int, more: int, floor: float) -> Any:
    """From 1 at `warmup` the factor falls along half a cosine to `floor` at `total`."""
    return factors(tt, list(range(warmup, warmup + more + 1)), warmup, warmup + more, floor)


@check("warmup_cosine", compare=SUMS, examples=10, warmup=st.integers(0, 3), more=st.integers(0, 4), floor=floors)
def the_factor_ends_at_the_floor(tt: Any, warmup: int, more: int, floor: float) -> Any:
    """From `total` on the factor is `floor`; before, it is above it."""
    total = warmup + more
    return factors(tt, [0, *range(total, total + 4), 10 * total + 7, max(0, total - 1)], warmup, total, floor + 0.05)


@check(
    "warmup_cosine",
    compare=SUMS,
    examples=10,
    warmup=st.integers(0, 5),
    total=st.integers(0, 5),
    floor=floors,
    also=[{"warmup": 0, "total": 0, "floor": 0.1}, {"warmup": 3, "total": 3, "floor": 0.1}],
)
def nothing_is_divided_by_0(tt: Any, warmup: int, total: int, floor: float) -> Any:
    """Without steps of warm-up, or with none after it, each step has a factor, and the warm-up comes first."""
    return factors(tt, list(range(8)), warmup, total, floor)
