"""Task 4.5: steps down the slope, gradients that are cut back, and a learning rate that rises and falls.

`walk` hands an optimizer one gradient after the other, and tells where the parameter is after each step.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.nn.parameter import Parameter
from tinytorch.optim.adam import Adam, AdamW
from tinytorch.optim.clip import clip_grad_norm_
from tinytorch.optim.schedules import warmup_cosine
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.tensor import Tensor

from .strategies import boxes, numbers

DECAYS = st.sampled_from((0.0, 0.5))


def parameter(values, gradient=None) -> Parameter:
    """A parameter of float64 with this gradient, if there is one."""
    p = Parameter(tensor(np.array(values, np.float64)))
    p.grad = None if gradient is None else tensor(np.array(gradient, np.float64))
    return p


def walk(optimizer, p: Parameter, gradients) -> np.ndarray:
    """Where p is after each step; a row for each gradient."""
    places = []
    for gradient in gradients:
        p.grad = tensor(np.array(gradient, np.float64))
        optimizer.step()
        places.append(numbers(p).copy())
    return np.array(places)


def steps(kind, start, gradients, **settings) -> np.ndarray:
    """The same for a new parameter at `start` and a new optimizer of this kind."""
    p = parameter(start)
    return walk(kind([p], **settings, fused=False), p, gradients)


def leaves_the_gradient(kind, **settings) -> None:
    """Assert that a step writes into the parameter that there is, and not into its gradient."""
    p = parameter([1.0, 2.0], gradient=[3.0, -4.0])
    gradient, memory = p.grad, p.detach()
    optimizer = kind([p], lr=0.5, **settings, fused=False)
    for _ in range(2):
        optimizer.step()
    assert p.grad is gradient and gradient.tolist() == [3.0, -4.0]
    assert memory.tolist() == p.tolist() != [1.0, 2.0]
    assert p.is_leaf and p.requires_grad


# --- SGD.update


@pytest.mark.task("4.5", "SGD.update")
def test_sgd_goes_against_the_gradient():
    """From 1 with the gradient 2 and lr 0.25 it is 0.5 down, at every step alike."""
    assert steps(SGD, [1.0], [[2.0], [2.0], [-4.0]], lr=0.25).tolist() == [[0.5], [0.0], [1.0]]


@pytest.mark.task("4.5", "SGD.update")
def test_sgd_with_weight_decay():
    """weight_decay * p joins the gradient: from 8, g = 0 + 0.5 * 8 = 4, and a step of 0.25 * 4 leads to 7."""
    assert steps(SGD, [8.0], [[0.0], [1.0]], lr=0.25, weight_decay=0.5).tolist() == [[7.0], [7.0 - 0.25 * 4.5]]


@pytest.mark.task("4.5", "SGD.update")
def test_sgd_with_momentum():
    """Gradients 1, 1, 0 with momentum 0.5: velocities 1, 1.5, 0.75. It rolls on where the slope has ended."""
    assert steps(SGD, [0.0], [[1.0], [1.0], [0.0]], lr=1.0, momentum=0.5).tolist() == [[-1.0], [-2.5], [-3.25]]


@pytest.mark.task("4.5", "SGD.update")
def test_the_first_velocity_is_not_dampened():
    """Dampening 0.5: velocities 1 (the first gradient whole), then 0.5 * 1 + 0.5 * 1 = 1."""
    assert steps(SGD, [0.0], [[1.0], [1.0]], lr=1.0, momentum=0.5, dampening=0.5).tolist() == [[-1.0], [-2.0]]


@pytest.mark.task("4.5", "SGD.update")
def test_nesterov_looks_ahead():
    """Steps g + 0.5 v: 1 + 0.5 * 1 = 1.5, then v = 1.5 and 1 + 0.5 * 1.5 = 1.75."""
    assert steps(SGD, [0.0], [[1.0], [1.0]], lr=1.0, momentum=0.5, nesterov=True).tolist() == [[-1.5], [-3.25]]


@pytest.mark.task("4.5", "SGD.update")
def test_each_parameter_has_its_own_velocity():
    """Two parameters of one optimizer do not share a momentum buffer."""
    left, right = parameter([0.0], gradient=[1.0]), parameter([0.0], gradient=[10.0])
    optimizer = SGD([left, right], lr=1.0, momentum=0.5, fused=False)
    for _ in range(2):
        optimizer.step()
    assert (left.tolist(), right.tolist()) == ([-2.5], [-25.0])
    assert optimizer.state[right]["momentum_buffer"].tolist() == [15.0]


@pytest.mark.task("4.5", "SGD.update")
@pytest.mark.parametrize("settings", [{}, {"weight_decay": 0.5}, {"momentum": 0.5}], ids=str)
def test_sgd_changes_the_parameter_and_not_its_gradient(settings):
    """p stays the same tensor on the same memory, and p.grad is what it was: the velocity is a copy."""
    leaves_the_gradient(SGD, **settings)


@pytest.mark.task("4.5", "SGD.update")
@given(
    start=boxes(2), gradients=boxes(4, 2), momentum=st.sampled_from((0.0, 0.9)), decay=DECAYS, nesterov=st.booleans()
)
def test_sgd_is_its_formula(start, gradients, momentum, decay, nesterov):
    """v = momentum * v + g and p -= lr * v, or with nesterov p -= lr * (g + momentum * v)."""
    settings = {"lr": 0.1, "momentum": momentum, "weight_decay": decay, "nesterov": nesterov and momentum > 0.0}
    p, v, expected = start, 0.0, []
    for gradient in gradients:
        g = gradient + decay * p
        v = momentum * v + g
        p = p - 0.1 * (g + momentum * v if settings["nesterov"] else v)
        expected.append(p)
    assert steps(SGD, start, gradients, **settings) == pytest.approx(np.array(expected), abs=1e-12)


# --- Adam.update

HALVES = {"lr": 0.5, "betas": (0.5, 0.5), "eps": 0.0}  # means of which half is left after a step


def by_formula(start, gradients, decay=0.0, amsgrad=False, shrink=0.0):
    """Adam with lr 0.1 and its usual numbers, step by step. `shrink` is the weight decay of AdamW."""
    p, m, v, largest, places = start, 0.0, 0.0, 0.0, []
    for t, gradient in enumerate(gradients, 1):
        p = p * (1.0 - 0.1 * shrink)
        g = gradient + decay * p
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        largest = np.maximum(largest, v)
        square = (largest if amsgrad else v) / (1.0 - 0.999**t)
        p = p - 0.1 * (m / (1.0 - 0.9**t)) / (np.sqrt(square) + 1e-8)
        places.append(p)
    return np.array(places)


@pytest.mark.task("4.5", "Adam.update")
def test_adams_first_step_has_length_lr():
    """m' is the gradient and v' its square: the quotient is 1 or -1, for 1000 and for 0.001."""
    place = steps(Adam, [0.0, 0.0, 0.0], [[1000.0, 0.001, -2.0]], lr=0.5, eps=0.0)
    assert place == pytest.approx(np.array([[-0.5, -0.5, 0.5]]))


@pytest.mark.task("4.5", "Adam.update")
def test_adam_under_a_constant_gradient():
    """Where all gradients are 3, both corrected means are what they should be, and every step has length lr."""
    places = steps(Adam, [0.0], [[3.0]] * 4, lr=0.5, eps=0.0)
    assert places == pytest.approx(np.array([[-0.5], [-1.0], [-1.5], [-2.0]]))


@pytest.mark.task("4.5", "Adam.update")
def test_adam_by_hand():
    """Gradients 4, -2, half of each mean left: m = 2, 0 and v = 8, 6. Divided by 1/2 and 3/4: 4 and 16, 0 and 8."""
    p = parameter([1.0])
    optimizer = Adam([p], **HALVES, fused=False)
    assert walk(optimizer, p, [[4.0], [-2.0]]) == pytest.approx(np.array([[0.5], [0.5]]))
    state = optimizer.state[p]
    assert (state["step"], state["exp_avg"].tolist(), state["exp_avg_sq"].tolist()) == (2, [0.0], [6.0])


@pytest.mark.task("4.5", "Adam.update")
def test_eps_is_beside_the_root():
    """Gradient 3 and eps 1: 0.5 * 3 / (sqrt(9) + 1) = 0.375. And with a gradient of 0, nothing is divided by 0."""
    settings = {"lr": 0.5, "betas": (0.5, 0.5), "eps": 1.0}
    assert steps(Adam, [0.0, 0.0], [[3.0, 0.0]], **settings) == pytest.approx(np.array([[-0.375, 0.0]]))


@pytest.mark.task("4.5", "Adam.update")
@pytest.mark.parametrize("settings", [{}, {"weight_decay": 0.5}], ids=str)
def test_adam_changes_the_parameter_and_not_its_gradient(settings):
    """p stays the same tensor on the same memory, and p.grad is what it was."""
    leaves_the_gradient(Adam, **settings)


@pytest.mark.task("4.5", "Adam.update")
@given(start=boxes(2), gradients=boxes(4, 2), decay=DECAYS, amsgrad=st.booleans())
def test_adam_is_its_formula(start, gradients, decay, amsgrad):
    """Four steps of plain NumPy. With weight decay, decay * p joins the gradient; amsgrad takes the largest v yet."""
    result = steps(Adam, start, gradients, lr=0.1, weight_decay=decay, amsgrad=amsgrad)
    assert result == pytest.approx(by_formula(start, gradients, decay, amsgrad), abs=1e-9)


# --- AdamW.update


@pytest.mark.task("4.5", "AdamW.update")
def test_adamw_shrinks_without_a_gradient():
    """Gradient 0, lr 0.5 and weight decay 0.5: three quarters are left after each step."""
    assert steps(AdamW, [16.0], [[0.0], [0.0]], lr=0.5, weight_decay=0.5).tolist() == [[12.0], [9.0]]


@pytest.mark.task("4.5", "AdamW.update")
def test_adamw_shrinks_large_and_small_gradients_alike():
    """8 shrinks to 6, then Adam's first step of length 0.5 follows: 5.5, whether the gradient is 1000 or 0.001."""
    result = steps(AdamW, [8.0, 8.0], [[1000.0, 0.001]], lr=0.5, weight_decay=0.5, eps=0.0)
    assert result == pytest.approx(np.array([[5.5, 5.5]]))


@pytest.mark.task("4.5", "AdamW.update")
def test_adamw_leaves_its_group_as_it_is():
    """The group's weight decay is still there for the next step."""
    optimizer = AdamW([parameter([1.0], gradient=[1.0])], weight_decay=0.5, fused=False)
    optimizer.step()
    assert optimizer.param_groups[0]["weight_decay"] == 0.5


@pytest.mark.task("4.5", "AdamW.update")
@given(start=boxes(2), gradients=boxes(3, 2))
def test_adamw_is_adam_behind_a_decay(start, gradients):
    """p *= 1 - lr * weight_decay, then Adam's step with the bare gradient."""
    result = steps(AdamW, start, gradients, lr=0.1, weight_decay=0.5)
    assert result == pytest.approx(by_formula(start, gradients, shrink=0.5), abs=1e-9)


# --- clip_grad_norm_


@pytest.mark.task("4.5", "clip_grad_norm_")
def test_long_gradients_are_made_short():
    """(3) and (4) are together 5 long. Clipped to 1 they are (0.6) and (0.8); the answer is 5."""
    left, right = parameter([0.0], gradient=[3.0]), parameter([0.0], gradient=[4.0])
    norm = clip_grad_norm_([left, right], 1.0)
    assert isinstance(norm, Tensor) and norm.item() == pytest.approx(5.0)
    assert [left.grad.item(), right.grad.item()] == pytest.approx([0.6, 0.8], rel=1e-5)


@pytest.mark.task("4.5", "clip_grad_norm_")
def test_short_gradients_stay():
    """Where the norm is 5 and 10 are allowed, nothing is scaled, neither up nor down."""
    p = parameter([0.0, 0.0], gradient=[3.0, 4.0])
    assert clip_grad_norm_([p], 10.0).item() == pytest.approx(5.0)
    assert p.grad.tolist() == [3.0, 4.0]


@pytest.mark.task("4.5", "clip_grad_norm_")
def test_clipping_is_in_place_and_leaves_parameters_alone():
    """The gradient stays the same tensor; a parameter without one is passed over."""
    p, without = parameter([7.0], gradient=[8.0]), parameter([7.0])
    gradient = p.grad
    clip_grad_norm_([p, without], 2.0)
    assert p.grad is gradient and gradient.item() == pytest.approx(2.0, rel=1e-5)
    assert (p.item(), without.item(), without.grad) == (7.0, 7.0, None)


@pytest.mark.task("4.5", "clip_grad_norm_")
@given(gradients=st.lists(boxes(3), min_size=1, max_size=3), most=st.sampled_from((0.5, 2.0, 100.0)))
def test_clipping_keeps_the_direction(gradients, most):
    """All gradients times the same factor, most / norm where that is below 1."""
    parameters = [parameter(np.zeros(3), gradient=g) for g in gradients]
    norm = np.linalg.norm(np.concatenate(gradients))
    assert clip_grad_norm_(parameters, most).item() == pytest.approx(norm)
    factor = min(1.0, most / norm) if norm else 1.0
    assert np.array([numbers(p.grad) for p in parameters]) == pytest.approx(factor * np.array(gradients), rel=1e-5)


@pytest.mark.task("4.5", "clip_grad_norm_")
def test_clipping_by_the_largest():
    """With norm_type=math.inf the norm of (2) and (-8) is 8, and the factor to 4 is one half."""
    left, right = parameter([0.0], gradient=[2.0]), parameter([0.0], gradient=[-8.0])
    assert clip_grad_norm_([left, right], 4.0, norm_type=math.inf).item() == 8.0
    assert [left.grad.item(), right.grad.item()] == pytest.approx([1.0, -4.0], rel=1e-5)


@pytest.mark.task("4.5", "clip_grad_norm_")
def test_nan_is_not_hidden():
    """One nan among the gradients makes the norm nan, and then all of them: nobody trains on unnoticed."""
    left, right = parameter([0.0], gradient=[math.nan]), parameter([0.0], gradient=[1.0])
    assert math.isnan(clip_grad_norm_([left, right], 1.0).item())
    assert math.isnan(right.grad.item())


# --- warmup_cosine


@pytest.mark.task("4.5", "warmup_cosine")
def test_warmup_cosine_of_the_example():
    """warmup=1, total=3: 1/2, 1, 1/2, 0, and 0 from then on."""
    factors = [warmup_cosine(step, warmup=1, total=3) for step in range(6)]
    assert factors == pytest.approx([0.5, 1.0, 0.5, 0.0, 0.0, 0.0])


@pytest.mark.task("4.5", "warmup_cosine")
def test_warm_up_is_a_line():
    """warmup=4: 1/5, 2/5, 3/5, 4/5, and 1 at step 4. It does not begin with 0, for that step would be lost."""
    factors = [warmup_cosine(step, warmup=4, total=100, floor=0.5) for step in range(5)]
    assert factors == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


@pytest.mark.task("4.5", "warmup_cosine")
def test_the_floor_is_the_end():
    """From 1 down to 0.2: in the middle 0.6, at the end and after it 0.2."""
    factors = [warmup_cosine(step, warmup=0, total=10, floor=0.2) for step in (0, 5, 10, 11, 1000)]
    assert factors == pytest.approx([1.0, 0.6, 0.2, 0.2, 0.2])


@pytest.mark.task("4.5", "warmup_cosine")
def test_warm_up_may_be_all_there_is():
    """With warmup = total there is no cosine, and nothing to divide by: the line, then the floor."""
    assert [warmup_cosine(step, warmup=2, total=2) for step in range(4)] == pytest.approx([1 / 3, 2 / 3, 0.0, 0.0])
    assert warmup_cosine(0, warmup=0, total=0, floor=0.1) == pytest.approx(0.1)


@pytest.mark.task("4.5", "warmup_cosine")
@given(
    step=st.integers(0, 40),
    warmup=st.integers(0, 10),
    decay=st.integers(1, 20),
    floor=st.sampled_from((0.0, 0.1, 0.5)),
)
def test_warmup_cosine_is_its_formula(step, warmup, decay, floor):
    """A line up to step `warmup`, half a cosine over the next `decay` steps, then the floor."""
    line = min(1.0, (step + 1) / (warmup + 1))
    x = min(1.0, max(0.0, (step - warmup) / decay))
    cosine = floor + (1.0 - floor) * (0.5 + 0.5 * math.cos(math.pi * x))
    assert warmup_cosine(step, warmup, warmup + decay, floor) == pytest.approx(line * cosine)
