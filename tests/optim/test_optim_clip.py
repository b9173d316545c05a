"""Clipping gradients: as PyTorch does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tinytorch.optim.clip import clip_grad_norm_, clip_grad_value_

import tinytorch as tt
from tests.optim.optim_runs import GRADIENTS, close, parameters, set_gradients, torch_parameters

each_device = pytest.mark.parametrize("device", ["numpy", "cpu"])
each_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is the oracle here")


def leaf(*gradient: float) -> Any:
    p = tt.zeros(len(gradient), requires_grad=True)
    p.grad = tt.Tensor(list(gradient))
    return p


def gradients(ps: list[Any]) -> list[np.ndarray]:
    return [p.grad.numpy() for p in ps if p.grad is not None]


@each_device
@each_dtype
@pytest.mark.parametrize("norm_type", [2, 2.0, 1, 3.5, math.inf, 0])
@pytest.mark.parametrize("max_norm", [0.5, 1e3])
def test_the_common_norm_is_clipped_as_by_pytorch(
    norm_type: float, max_norm: float, device: str, dtype: str, torch: Any
) -> None:
    ours, theirs = parameters(device, dtype)[:4], torch_parameters(torch, dtype)[:4]
    set_gradients(ours, GRADIENTS[3][:4])
    set_gradients(theirs, GRADIENTS[3][:4])
    norm = clip_grad_norm_(ours, max_norm, norm_type)
    wanted = torch.nn.utils.clip_grad_norm_(theirs, max_norm, norm_type)
    assert (norm.shape, norm.device) == ((), device)
    close([norm.numpy(), *gradients(ours)], [wanted.numpy(), *gradients(theirs)], dtype)


def test_a_length_of_five_is_clipped_to_one_and_keeps_its_direction() -> None:
    ps = [leaf(3.0), tt.zeros(2, requires_grad=True), leaf(0.0, 4.0)]
    assert clip_grad_norm_(iter(ps), 1.0).item() == 5.0
    np.testing.assert_allclose([ps[0].grad.item(), *ps[2].grad.tolist()], [0.6, 0.0, 0.8], rtol=1e-6)


def test_gradients_that_are_short_enough_keep_every_bit() -> None:
    p = leaf(0.3, -0.4)
    before, memory = p.grad.tolist(), p.grad
    clip_grad_norm_(p, 1.0)
    assert (p.grad.tolist(), p.grad) == (before, memory)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_norm_that_is_no_number_spoils_the_gradients_or_is_an_error(bad: float, torch: Any) -> None:
    p, q = leaf(1.0, bad), leaf(2.0)
    theirs = torch_parameters(torch, "float32", [np.zeros(2), np.zeros(1)])
    set_gradients(theirs, [np.array([1.0, bad]), np.array([2.0])])
    with pytest.raises(RuntimeError, match=f"norm of order 2.0 is {bad}"):
        clip_grad_norm_([p, q], 1.0, error_if_nonfinite=True)
    assert q.grad.tolist() == [2.0]
    with np.errstate(invalid="ignore"):  # 0 times infinity
        clip_grad_norm_([p, q], 1.0)
    torch.nn.utils.clip_grad_norm_(theirs, 1.0)
    np.testing.assert_array_equal(np.concatenate(gradients([p, q])), np.concatenate(gradients(theirs)))


def test_nothing_to_clip_has_the_norm_zero() -> None:
    assert clip_grad_norm_([], 1.0).item() == 0.0
    assert clip_grad_norm_([tt.zeros(2, requires_grad=True)], 1.0).item() == 0.0


@each_device
@each_dtype
def test_values_are_clipped_one_by_one(device: str, dtype: str, torch: Any) -> None:
    ours, theirs = parameters(device, dtype), torch_parameters(torch, dtype)
    set_gradients(ours, GRADIENTS[3])
    set_gradients(theirs, GRADIENTS[3])
    held = [p.grad for p in ours]
    clip_grad_value_(ours, 0.5)
    torch.nn.utils.clip_grad_value_(theirs, 0.5)
    close(gradients(ours), gradients(theirs), dtype)
    assert all(p.grad is gradient for p, gradient in zip(ours, held, strict=True))


def test_clipping_is_not_recorded() -> None:
    p = tt.ones(2, requires_grad=True)
    (p * p).sum().backward(create_graph=True)
    assert not clip_grad_norm_(p, 1.0).requires_grad
    clip_grad_value_(p, 0.5)
    assert p.grad.max().item() <= 0.5
