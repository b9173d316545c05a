"""Hidden checks of Task 4.5, first part: steps of optimizers.

Optimizers are handed gradients that are drawn, so that nothing but the step itself is judged, over several steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, close
from autograder.hidden.nn_tools import SUMS, Drawn, Rng, drawn, leaf, numbers, read, values

STEPS = close(atol=1e-9, rtol=1e-7)  # Adam divides by roots of small numbers
rates = st.sampled_from([0.1, 0.5, 0.03])
decays = st.sampled_from([0.1, 0.5, 0.01])


def course(rng: Rng, steps: int, scale: float = 1.0, dtype: str = "float64") -> Drawn:
    """Two parameters, and a gradient of each for every step."""
    shapes = [(2, 3), (2,)]
    return {
        "start": [numbers(rng, *shape, dtype=dtype) for shape in shapes],
        "gradients": [[(scale * numbers(rng, *shape)).astype(dtype) for shape in shapes] for _ in range(steps)],
    }


one, several = drawn(course, steps=st.just(1)), drawn(course, steps=st.integers(3, 5))


def walk(tt: Any, optimizer_class: Any, case: Drawn, **options: Any) -> tuple[list[Any], Any, list[Any]]:
    """The parameters, their optimizer, and where each was after each step."""
    parameters = [leaf(tt, each) for each in case["start"]]
    optimizer = optimizer_class(parameters, fused=False, **options)
    places = []
    for gradients in case["gradients"]:
        for p, gradient in zip(parameters, gradients, strict=True):
            p.grad = leaf(tt, gradient, False)
        optimizer.step()
        places.append(values(parameters))
    return parameters, optimizer, places


def keeps_gradients(tt: Any, optimizer_class: Any, case: Drawn, **options: Any) -> list[Any]:
    """Where the parameters end, and what their gradients are, where these are overwritten in place in every step."""
    parameters = [leaf(tt, each) for each in case["start"]]
    for p, each in zip(parameters, case["start"], strict=True):
        p.grad = leaf(tt, np.zeros_like(each), False)
    optimizer, seen = optimizer_class(parameters, fused=False, **options), []
    for gradients in case["gradients"]:
        for p, gradient in zip(parameters, gradients, strict=True):
            p.grad.copy_(leaf(tt, gradient, False))
        optimizer.step()
        seen.append(values([p.grad for p in parameters]))
    return [seen, values(parameters)]


def own_state(tt: Any, optimizer_class: Any, case: Drawn, **options: Any) -> list[Any]:
    """Where the parameters are after each step, where the second one has no gradient in the first steps."""
    parameters = [leaf(tt, each) for each in case["start"]]
    groups = [{"params": parameters[:1]}, {"params": parameters[1:], "lr": 0.01}]
    optimizer, places = optimizer_class(groups, fused=False, **options), []
    for number, gradients in enumerate(case["gradients"]):
        for p, gradient in zip(parameters[: 1 if number < 2 else 2], gradients, strict=False):
            p.grad = leaf(tt, gradient, False)
        optimizer.step()
        places.append(values(parameters))
    return places


# --- SGD.update


@check("SGD.update", compare=SUMS, examples=8, case=several, lr=rates, decay=st.sampled_from([0.0, 0.1, 0.5]))
def a_step_goes_down_the_slope(tt: Any, case: Drawn, lr: float, decay: float) -> Any:
    """Without momentum a step is -lr * (gradient + weight_decay * p)."""
    return walk(tt, tt.optim.sgd.SGD, case, lr=lr, weight_decay=decay)[2]


@check("SGD.update", compare=SUMS, examples=8, case=several, lr=rates, momentum=st.sampled_from([0.9, 0.5]))
def momentum_adds_gradients_up(tt: Any, case: Drawn, lr: float, momentum: float) -> Any:
    """With momentum the velocity is momentum * velocity + gradient, from the first gradient on, and the step is it."""
    return walk(tt, tt.optim.sgd.SGD, case, lr=lr, momentum=momentum)[2]


@check("SGD.update", compare=SUMS, examples=8, case=several, dampening=st.sampled_from([0.5, 0.1, 0.9]), decay=decays)
def dampening_begins_at_the_second_step(tt: Any, case: Drawn, dampening: float, decay: float) -> Any:
    """The first velocity is the whole gradient; of each later one a share of 1 - dampening enters."""
    options = {"momentum": 0.9, "dampening": dampening, "weight_decay": decay}
    return walk(tt, tt.optim.sgd.SGD, case, lr=0.1, **options)[2]


@check("SGD.update", compare=SUMS, examples=8, case=several, lr=rates, decay=st.sampled_from([0.0, 0.1]))
def nesterov_looks_ahead(tt: Any, case: Drawn, lr: float, decay: float) -> Any:
    """With nesterov a step goes along gradient + momentum * velocity, where the velocity is the new one."""
    return walk(tt, tt.optim.sgd.SGD, case, lr=lr, momentum=0.8, nesterov=True, weight_decay=decay)[2]


@check(
    "SGD.update", compare=SUMS, examples=6, case=several, nesterov=st.booleans(), momentum=st.sampled_from([0.9, 0.0])
)
def sgd_leaves_gradients_alone(tt: Any, case: Drawn, nesterov: bool, momentum: float) -> Any:
    """A step does not change p.grad, and does not keep its memory: the next gradient may be written into it."""
    options = {"lr": 0.1, "momentum": momentum, "nesterov": nesterov and momentum > 0.0, "weight_decay": 0.1}
    bare = {**options, "weight_decay": 0.0}
    return [keeps_gradients(tt, tt.optim.sgd.SGD, case, **given) for given in (options, bare)]


@check("SGD.update", compare=SUMS, examples=5, case=several, decay=decays)
def velocities_are_kept_apart(tt: Any, case: Drawn, decay: float) -> Any:
    """Each parameter has a velocity of its own, and the numbers of its group; one without a gradient stays."""
    return own_state(tt, tt.optim.sgd.SGD, case, lr=0.1, momentum=0.9, weight_decay=decay)


@check("SGD.update", compare=SUMS, examples=4, case=several, momentum=st.sampled_from([0.9, 0.5]))
def the_velocity_can_be_saved(tt: Any, case: Drawn, momentum: float) -> Any:
    """The velocity stands in the state as momentum_buffer, and the parameters stay leaves."""
    parameters, optimizer, places = walk(tt, tt.optim.sgd.SGD, case, lr=0.1, momentum=momentum)
    state = optimizer.state_dict()["state"]
    leaves = [[p.is_leaf, p.requires_grad] for p in parameters]
    return [values([state[k]["momentum_buffer"] for k in range(2)]), leaves, places[-1]]


# --- Adam.update

betas_ = st.sampled_from([(0.9, 0.999), (0.5, 0.9), (0.8, 0.95)])


@check("Adam.update", compare=STEPS, examples=6, case=one, lr=rates, betas=betas_)
def the_first_step_is_as_long_as_lr(tt: Any, case: Drawn, lr: float, betas: tuple[float, float]) -> Any:
    """In the first step each number moves by lr, against the sign of its gradient: both means are corrected."""
    return walk(tt, tt.optim.adam.Adam, case, lr=lr, betas=betas)[2]


@check("Adam.update", compare=STEPS, examples=10, case=several, lr=rates, betas=betas_)
def adam_goes_several_steps(tt: Any, case: Drawn, lr: float, betas: tuple[float, float]) -> Any:
    """Each step is -lr * m' / (sqrt(v') + eps), with running means that are corrected by 1 - beta^t."""
    return walk(tt, tt.optim.adam.Adam, case, lr=lr, betas=betas)[2]


@check("Adam.update", compare=STEPS, examples=6, case=several, decay=decays)
def adam_decays_by_the_gradient(tt: Any, case: Drawn, decay: float) -> Any:
    """weight_decay * p is added to the gradient, before both means see it."""
    return walk(tt, tt.optim.adam.Adam, case, lr=0.1, weight_decay=decay)[2]


@check(
    "Adam.update",
    compare=STEPS,
    examples=6,
    case=drawn(course, steps=st.just(3), scale=st.sampled_from([1e-4, 1.0])),
    eps=st.sampled_from([1e-3, 0.5, 1e-4]),
)
def eps_is_added_to_the_root(tt: Any, case: Drawn, eps: float) -> Any:
    """eps is added to the root of the corrected mean of squares, not under it and not before it is corrected."""
    return walk(tt, tt.optim.adam.Adam, case, lr=0.1, eps=eps)[2]


@check("Adam.update", compare=STEPS, examples=6, case=drawn(course, steps=st.just(5)))
def amsgrad_divides_by_the_largest(tt: Any, case: Drawn) -> Any:
    """With amsgrad the largest mean of squares so far divides: small gradients after large ones make small steps."""
    shrinking = [[g * 0.1**k for g in pair] for k, pair in enumerate(case["gradients"])]
    return walk(tt, tt.optim.adam.Adam, {**case, "gradients": shrinking}, lr=0.1, betas=(0.5, 0.5), amsgrad=True)[2]


@check("Adam.update", compare=STEPS, examples=5, case=several, decay=st.sampled_from([0.0, 0.1]))
def adam_leaves_gradients_alone(tt: Any, case: Drawn, decay: float) -> Any:
    """A step does not change p.grad, and does not keep its memory: the next gradient may be written into it."""
    return keeps_gradients(tt, tt.optim.adam.Adam, case, lr=0.1, weight_decay=decay)


@check("Adam.update", compare=STEPS, examples=5, case=several, betas=betas_)
def each_parameter_counts_its_steps(tt: Any, case: Drawn, betas: tuple[float, float]) -> Any:
    """Each parameter has means and a count of its own, for it may get its first gradient later than others."""
    return own_state(tt, tt.optim.adam.Adam, case, lr=0.1, betas=betas)


@check("Adam.update", compare=STEPS, examples=4, case=several)
def the_means_can_be_saved(tt: Any, case: Drawn) -> Any:
    """In the state stand the number of steps and both means as they are before they are corrected."""
    _, optimizer, places = walk(tt, tt.optim.adam.Adam, case, lr=0.1)
    state = optimizer.state_dict()["state"]
    means = [read(state[k][name]) for k in range(2) for name in ("exp_avg", "exp_avg_sq")]
    return [means, [state[k]["step"] for k in range(2)], places[-1]]


# --- AdamW.update


@check("AdamW.update", compare=STEPS, examples=8, case=several, lr=rates, decay=st.sampled_from([0.0, 0.1, 0.5]))
def the_decay_is_its_own(tt: Any, case: Drawn, lr: float, decay: float) -> Any:
    """p shrinks by 1 - lr * weight_decay, then moves as by Adam, whose means do not see the decay."""
    return walk(tt, tt.optim.adam.AdamW, case, lr=lr, weight_decay=decay)[2]


@check(
    "AdamW.update", compare=STEPS, examples=6, case=drawn(course, steps=st.just(4), scale=st.just(0.0)), decay=decays
)
def without_gradients_all_decay_alike(tt: Any, case: Drawn, decay: float) -> Any:
    """Where all gradients are 0 every number shrinks by the same factor in each step."""
    return walk(tt, tt.optim.adam.AdamW, case, lr=0.1, weight_decay=decay)[2]


@check("AdamW.update", compare=STEPS, examples=5, case=several, decay=decays, amsgrad=st.booleans())
def the_group_keeps_its_decay(tt: Any, case: Drawn, decay: float, amsgrad: bool) -> Any:
    """The group's weight_decay is what it was, the state is Adam's, and the gradients stay as they are."""
    parameters, optimizer, places = walk(tt, tt.optim.adam.AdamW, case, lr=0.1, weight_decay=decay, amsgrad=amsgrad)
    state, group = optimizer.state_dict()["state"], optimizer.param_groups[0]
    means = values([state[k][name] for k in range(2) for name in ("exp_avg", "exp_avg_sq")])
    gradients = values([p.grad for p in parameters])
    return [group["weight_decay"], state[0]["step"], means, gradients, places[-1]]
