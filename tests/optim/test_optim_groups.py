"""What all optimizers share: groups, state, what is refused, saving and loading."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from tinytorch.optim.adam import Adam, AdamW
from tinytorch.optim.lion import Lion
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.rmsprop import RMSprop
from tinytorch.optim.sgd import SGD

import tinytorch as tt
from tests.optim.optim_runs import (
    CASES,
    GRADIENTS,
    IDS,
    OURS,
    START,
    close,
    parameters,
    run,
    set_gradients,
    torch_parameters,
)


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is the oracle here")


def one(*shape: int) -> Any:
    return tt.ones(*shape, requires_grad=True)


# --- Groups


@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_each_group_has_numbers_of_its_own_and_the_others_by_default(device: str, torch: Any) -> None:
    def groups(ps: list[Any]) -> list[dict[str, Any]]:
        return [{"params": ps[:2], "weight_decay": 0.0, "lr": 0.5}, {"params": ps[2:4]}, {"params": ps[4]}]

    options = {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.2}
    theirs = torch.optim.SGD(groups(torch_parameters(torch, "float64")), **options)
    close(run(SGD(groups(parameters(device, "float64")), **options)), run(theirs), "float64")


def test_a_group_can_be_added_while_training_goes_on() -> None:
    first, second = parameters("numpy", "float64", START[:2])
    optimizer = SGD([first], lr=0.1)
    optimizer.add_param_group({"params": second, "lr": 1.0})
    run(optimizer, [GRADIENTS[0][:2]])
    assert [group["lr"] for group in optimizer.param_groups] == [0.1, 1.0]
    np.testing.assert_allclose(second.detach().numpy(), START[1] - GRADIENTS[0][1])


def test_parameters_may_come_with_their_names() -> None:
    optimizer = Adam([("weight", one(2)), ("bias", one(1))])
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert [p.shape for p in optimizer.param_groups[0]["params"]] == [(2,), (1,)]
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]


def test_a_parameter_without_a_gradient_is_left_alone() -> None:
    for optimizer in OURS.values():
        used, unused = one(2), one(2)
        made = optimizer([used, unused], lr=0.1, weight_decay=0.5)
        used.grad = tt.ones(2)
        made.step()
        assert used.tolist() != [1.0, 1.0]
        assert unused.tolist() == [1.0, 1.0]
        assert unused not in made.state


def test_zero_grad_forgets_gradients_or_writes_zeros() -> None:
    p, q = one(2), one(2)
    optimizer = SGD([p, q])
    p.grad = gradient = tt.ones(2)
    optimizer.zero_grad(set_to_none=False)
    assert (p.grad.tolist(), gradient.tolist(), q.grad) == ([0.0, 0.0], [0.0, 0.0], None)
    optimizer.zero_grad()
    assert p.grad is None


def test_a_gradient_that_is_part_of_a_record_can_be_made_zero() -> None:
    p = one(2)
    (p * p).sum().backward(create_graph=True)
    SGD([p]).zero_grad(set_to_none=False)
    assert p.grad.tolist() == [0.0, 0.0]
    assert not p.grad.requires_grad


def test_step_calls_the_closure_first_and_returns_its_loss() -> None:
    p = one(2)
    optimizer = SGD([p], lr=0.25)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 2.0
    assert p.tolist() == [0.5, 0.5]
    assert optimizer.step() is None


def test_an_optimizer_of_ones_own_is_a_method_update() -> None:
    class Descent(Optimizer):
        def __init__(self, params: Any, lr: float = 0.1) -> None:
            super().__init__(params, {"lr": lr})

        def update(self, p: Any, gradient: Any, state: Any, group: Any) -> None:
            p -= group["lr"] * gradient

    p = one(2)
    p.grad = tt.ones(2)
    Descent([p], lr=0.5).step()
    assert p.tolist() == [0.5, 0.5]
    with pytest.raises(NotImplementedError, match=r"Optimizer wants a method update"):
        run(Optimizer([p], {}), [[np.ones(2)]])


def test_an_optimizer_shows_its_groups() -> None:
    shown = repr(SGD([{"params": one(1)}, {"params": one(1), "lr": 0.5}], lr=0.1))
    assert shown.startswith("SGD (\nParameter Group 0\n    dampening: 0\n")
    assert "Parameter Group 1" in shown
    assert "    lr: 0.5\n" in shown


# --- What is refused

WRONG: dict[str, tuple[Any, type[Exception], str]] = {
    "no parameters": (lambda: SGD([]), ValueError, "SGD got an empty list"),
    "one tensor": (lambda: Adam(one(2)), TypeError, r"Adam wants a list of parameters, got one tensor"),
    "no tensor": (lambda: SGD([1.0]), TypeError, "wants tensors as parameters, got a float"),
    "a result": (lambda: SGD([one(2) * 2]), ValueError, r"shape \(2,\) that was computed from others"),
    "twice in a list": (lambda: SGD([*[one(3)] * 2]), ValueError, r"shape \(3,\) was given twice"),
    "twice in groups": (lambda: twice_in_groups(one(3)), ValueError, r"shape \(3,\) was given twice"),
    "a group without": (lambda: SGD([{"parms": [one(1)]}]), TypeError, r'under "params", .* got the keys'),
    "a set": (lambda: SGD([{"params": {one(1)}}]), TypeError, r"an order that stays: .* a set"),
    "some with names": (lambda: SGD([("a", one(1)), one(1)]), TypeError, r"wants tensors as parameters, got a tuple"),
    "lr": (lambda: SGD([one(1)], lr=-1.0), ValueError, r"SGD wants lr of 0 or more, got -1"),
    "lr that is nan": (lambda: SGD([one(1)], lr=math.nan), ValueError, r"SGD wants lr of 0 or more, got nan"),
    "lr of a group": (lambda: SGD([{"params": [one(1)], "lr": -2.0}]), ValueError, r"SGD wants lr of 0 or more"),
    "momentum": (lambda: SGD([one(1)], momentum=-1.0), ValueError, r"momentum of 0 or more"),
    "nesterov": (
        lambda: SGD([one(1)], nesterov=True),
        ValueError,
        r"above 0 and no dampening, got momentum 0",
    ),
    "decay": (lambda: SGD([one(1)], weight_decay=-1.0), ValueError, r"weight_decay of 0 or more"),
    "betas": (lambda: Adam([one(1)], betas=(0.9, 1.0)), ValueError, r"betas from 0 to below 1, got \(0.9, 1.0\)"),
    "eps": (lambda: AdamW([one(1)], eps=-1.0), ValueError, r"AdamW wants eps of 0 or more"),
    "alpha": (lambda: RMSprop([one(1)], alpha=-1.0), ValueError, r"alpha of 0 or more"),
    "Lion's betas": (lambda: Lion([one(1)], betas=(-0.1, 0.9)), ValueError, r"betas from 0 to below 1"),
}


def twice_in_groups(p: Any) -> SGD:
    return SGD([{"params": [p]}, {"params": [p]}])


@pytest.mark.parametrize("what", WRONG)
def test_what_makes_no_sense_is_refused_in_a_sentence(what: str) -> None:
    make, kind, text = WRONG[what]
    with pytest.raises(kind, match=text):
        make()


# --- Where the state is


@pytest.mark.parametrize("device", ["numpy", "cpu"])
@pytest.mark.parametrize("name", [*OURS])
def test_the_state_lies_where_the_parameter_is_and_follows_it(name: str, device: str) -> None:
    other = {"numpy": "cpu", "cpu": "numpy"}[device]
    options = {"momentum": 0.9} if name in ("SGD", "RMSprop") else {}
    stays, moves = (parameters(device, "float64", START[:1]) for _ in range(2))
    there, here = (OURS[name](ps, lr=0.1, **options) for ps in (stays, moves))
    halves = [each[:1] for each in GRADIENTS[:3]], [each[:1] for each in GRADIENTS[4:8]]
    run(there, halves[0])
    run(here, halves[0])
    (kept,) = here.state.values()
    assert {x.device for x in kept.values() if isinstance(x, tt.Tensor)} == {device}
    moves[0].data = moves[0].detach().to(device=other)
    close(run(here, halves[1]), run(there, halves[1]), "float64")
    assert {x.device for x in kept.values() if isinstance(x, tt.Tensor)} == {other}


# --- Saving and loading


def plain(state_dict: dict[str, Any]) -> dict[str, Any]:
    """PyTorch's, with arrays in place of its tensors."""
    state = {
        number: {name: x.numpy().copy() if hasattr(x, "numpy") else x for name, x in kept.items()}
        for number, kept in state_dict["state"].items()
    }
    return {**state_dict, "state": state}


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
def test_a_run_begun_with_pytorch_goes_on_alike(name: str, options: dict[str, Any], torch: Any) -> None:
    theirs = getattr(torch.optim, name)(torch_parameters(torch, "float64"), **options)
    half = [p.copy() for p in run(theirs, GRADIENTS[:10])]
    ours = OURS[name](parameters("cpu", "float64", half), lr=123.0)
    ours.load_state_dict(plain(theirs.state_dict()))
    close(run(ours, GRADIENTS[10:]), run(theirs, GRADIENTS[10:]), "float64")


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
def test_a_run_begun_here_goes_on_alike_with_pytorch(name: str, options: dict[str, Any], torch: Any) -> None:
    ours = OURS[name](parameters("numpy", "float64"), **options)
    half = [p.copy() for p in run(ours, GRADIENTS[:10])]
    saved = ours.state_dict()
    theirs = getattr(torch.optim, name)(torch_parameters(torch, "float64", half), lr=123.0)
    for kept in saved["state"].values():
        kept.update({key: torch.from_numpy(x.numpy().copy()) for key, x in kept.items() if isinstance(x, tt.Tensor)})
    theirs.load_state_dict(saved)
    close(run(ours, GRADIENTS[10:]), run(theirs, GRADIENTS[10:]), "float64")


@pytest.mark.parametrize("name", [*OURS])
def test_a_run_that_is_saved_and_loaded_goes_on_bit_for_bit(name: str) -> None:
    whole = OURS[name](parameters("cpu", "float32"), lr=0.1)
    half = [p.copy() for p in run(whole, GRADIENTS[:10])]
    saved = whole.state_dict()
    resumed = OURS[name](parameters("cpu", "float32", half))
    resumed.load_state_dict(saved)
    pairs = zip(run(whole, GRADIENTS[10:]), run(resumed, GRADIENTS[10:]), strict=True)
    assert all(np.array_equal(x, y) for x, y in pairs)


def test_a_state_is_plain_data_but_for_its_tensors_and_loading_copies_them() -> None:
    source = Adam(parameters("numpy", "float32"))
    run(source, GRADIENTS[:1])
    saved = source.state_dict()
    assert saved["param_groups"][0]["params"] == [0, 1, 2, 3, 4]
    assert [*saved["state"][0]] == ["step", "exp_avg", "exp_avg_sq"]
    assert type(saved["state"][0]["step"]) is int
    json.dumps(saved["param_groups"])
    loaded = Adam(parameters("numpy", "float32"))
    loaded.load_state_dict(saved)
    before = saved["state"][0]["exp_avg"].tolist()
    run(loaded, GRADIENTS[1:2])
    assert saved["state"][0]["exp_avg"].tolist() == before


FOREIGN: dict[str, tuple[Any, str]] = {
    "fewer parameters": (lambda: SGD([one(2)]), r"groups of \[2\] parameters, got one of groups of \[1\]"),
    "more groups": (lambda: SGD([{"params": one(2)}, {"params": one(3)}]), r"got one of groups of \[1, 1\]"),
    "another kind": (lambda: SGD([one(2), one(3)], momentum=0.9), r"parameter 0 has no 'step', which Adam wants"),
    "other shapes": (lambda: Adam([one(2), one(4)]), r"'exp_avg' of parameter 1 has shape \(4,\), and wants \(3,\)"),
}


@pytest.mark.parametrize(
    ("saved", "text"),
    [
        ({"model": {}}, r"expected the keys 'state' and 'param_groups', got \['model'\]"),
        ({"state": {7: {}}, "param_groups": [{"params": [0]}]}, "a parameter 7 that is in none of its groups"),
    ],
)
def test_what_is_no_state_of_an_optimizer_is_refused(saved: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        SGD([one(1)]).load_state_dict(saved)


@pytest.mark.parametrize("what", FOREIGN)
def test_a_foreign_state_is_refused_and_changes_nothing(what: str) -> None:
    make, text = FOREIGN[what]
    other = make()
    ps = [p for group in other.param_groups for p in group["params"]]
    set_gradients(ps, [np.ones(p.shape) for p in ps])
    other.step()
    mine = Adam([one(2), one(3)], lr=0.5)
    run(mine, [[np.ones(2), np.ones(3)]])
    before = mine.state, mine.param_groups
    with pytest.raises(ValueError, match=text):
        mine.load_state_dict(other.state_dict())
    assert (mine.state, mine.param_groups) == before
    assert mine.param_groups[0]["lr"] == 0.5


def test_the_state_of_another_kind_is_refused_in_both_directions() -> None:
    """And the optimizer is as it was."""
    kinds = {"SGD": lambda p: SGD([p], lr=0.5, momentum=0.9), "Adam": lambda p: Adam([p], lr=0.1)}
    states = {}
    for name, make in kinds.items():
        p = tt.tensor([1.0], requires_grad=True)
        p.grad = tt.tensor([1.0])
        optimizer = make(p)
        optimizer.step()
        states[name] = optimizer.state_dict()
    for name, other in (("SGD", "Adam"), ("Adam", "SGD")):
        optimizer = kinds[name](tt.tensor([1.0], requires_grad=True))
        before = optimizer.state_dict()
        with pytest.raises(ValueError, match=r"which (SGD|Adam) wants: was it saved by another optimizer\?"):
            optimizer.load_state_dict(states[other])
        assert optimizer.state_dict() == before
