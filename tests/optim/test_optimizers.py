"""Every optimizer goes where PyTorch's goes, from the same parameters along the same gradients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.cuda.device import Simulated
from tinytorch.kernels.cuda.operations import CudaBackend
from tinytorch.optim.adam import Adam
from tinytorch.optim.lion import Lion
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.rmsprop import RMSprop
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.backend import _loaded, backend

import tinytorch as tt
from tests.optim.optim_runs import CASES, GRADIENTS, IDS, OURS, START, close, parameters, run, torch_parameters

each_case = pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
each_device = pytest.mark.parametrize("device", ["numpy", "cpu"])
each_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is the oracle here")


# --- Equal to PyTorch


@each_case
@each_device
@each_dtype
def test_twenty_steps_are_those_of_pytorch(
    name: str, options: dict[str, Any], device: str, dtype: str, torch: Any
) -> None:
    theirs = getattr(torch.optim, name)(torch_parameters(torch, dtype), **options)
    close(run(OURS[name](parameters(device, dtype), **options)), run(theirs), dtype)


@pytest.mark.parametrize(("name", "options"), [case for case in CASES if case[0] != "RMSprop"])
@each_device
@each_dtype
def test_a_fused_step_and_a_composed_one_are_the_same(
    name: str, options: dict[str, Any], device: str, dtype: str
) -> None:
    fused, composed = (run(OURS[name](parameters(device, dtype), **options, fused=how)) for how in (True, False))
    close(fused, composed, dtype)


def lion(p: np.ndarray, gradients: list[np.ndarray], lr: float, beta1: float, beta2: float, decay: float) -> np.ndarray:
    """Algorithm 2 of the paper."""
    mean = np.zeros_like(p)
    for g in gradients:
        update = np.sign(beta1 * mean + (1 - beta1) * g)
        mean = beta2 * mean + (1 - beta2) * g
        p = p - lr * (update + decay * p)
    return p


@each_device
@each_dtype
def test_lion_is_the_algorithm_of_its_paper(device: str, dtype: str) -> None:
    start, gradients = START[3].astype(dtype), [each[3].astype(dtype) for each in GRADIENTS]
    ours = run(Lion(parameters(device, dtype, [start]), 0.01, (0.8, 0.95), 0.3), [[g] for g in gradients])
    close(ours, [lion(start, gradients, 0.01, 0.8, 0.95, 0.3).astype(dtype)], dtype)


# --- Which way a step goes


@pytest.mark.parametrize(("name", "options"), [("SGD", {}), ("SGD", {"momentum": 0.9}), ("Adam", {}), ("AdamW", {})])
@pytest.mark.parametrize(
    ("device", "how", "composed"),
    [
        ("cpu", None, False),
        ("cpu", True, False),
        ("cpu", False, True),
        ("numpy", None, True),
        ("numpy", True, False),
        ("numpy", False, True),
    ],
)
def test_update_is_what_a_step_does_unless_the_device_does_whole_steps(
    name: str, options: dict[str, Any], device: str, how: bool | None, composed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On "numpy", where students' optimizers run, only if told so."""
    called = []
    monkeypatch.setattr(OURS[name], "update", lambda *args: called.append(args))
    run(OURS[name](parameters(device, "float32"), **options, fused=how), GRADIENTS[:1])
    assert bool(called) == composed


def test_a_parameter_that_is_no_row_of_numbers_is_updated_without_a_kernel() -> None:
    turned = tt.tensor(START[0], device="cpu").T.requires_grad_()
    plain = tt.tensor(START[0].T.copy(), device="cpu", requires_grad=True)
    there, here = Adam([turned]), Adam([plain])
    close(run(there, [[START[0].T]] * 2), run(here, [[START[0].T]] * 2), "float64")
    assert not there.shortcut(turned, turned.detach(), there.state[turned], there.param_groups[0])
    assert here.shortcut(plain, plain.detach(), here.state[plain], here.param_groups[0])


@each_device
@pytest.mark.parametrize(("name", "options"), [("SGD", {}), ("SGD", {"momentum": 0.9}), ("Adam", {})])
def test_a_parameter_whose_numbers_share_their_places_is_refused(
    name: str, options: dict[str, Any], device: str
) -> None:
    p = tt.zeros(1, device=device).expand(3).detach().requires_grad_()
    with pytest.raises(tt.LayoutError, match="an expanded tensor cannot be written to"):
        run(OURS[name]([p], **options, fused=True), [[np.ones(3)]])


@each_device
def test_a_gradient_in_another_order_is_read_in_the_order_of_the_parameter(device: str) -> None:
    flat, turned = (tt.tensor(START[0], device=device, requires_grad=True) for _ in range(2))
    flat.grad = tt.tensor(START[0], device=device)
    turned.grad = tt.tensor(START[0].T.copy(), device=device).T
    for p in (flat, turned):
        SGD([p], lr=0.1, fused=True).step()
    assert flat.tolist() == turned.tolist()


@pytest.fixture
def cuda(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A backend on a simulated device, under the name "cuda"."""
    made = CudaBackend(Simulated())
    monkeypatch.setitem(_loaded, "cuda", made)
    return made


@pytest.mark.parametrize("name", ["SGD", "AdamW", "RMSprop", "Lion"])
def test_steps_on_a_device_are_those_in_host_memory(name: str, cuda: Any) -> None:
    options = {"lr": 0.1, "momentum": 0.9} if name == "SGD" else {"lr": 0.1}
    optimizers = [OURS[name](parameters(device, "float32", START[:2]), **options) for device in ("cuda", "numpy")]
    ours, wanted = (run(optimizer, [each[:2] for each in GRADIENTS[:2]]) for optimizer in optimizers)
    close(ours, wanted, "float32")
    kept = [x for state in optimizers[0].state.values() for x in state.values() if isinstance(x, tt.Tensor)]
    assert {x.device for x in kept} == {"cuda"}
    assert cuda.on_host == {}


# --- Towards a minimum


@pytest.mark.parametrize("optimizer", [RMSprop, Lion])
@pytest.mark.parametrize("seed", range(3))
def test_a_bowl_is_descended_to_within_some_steps_of_its_bottom(optimizer: type[Optimizer], seed: int) -> None:
    """Both move each number by about lr, so that 2 / lr steps are enough from a distance of at most 1."""
    rng = np.random.default_rng(seed)
    bottom = tt.tensor(rng.uniform(-0.7, 0.7, 5))
    steepness = tt.tensor(10.0 ** rng.uniform(-2, 2, 5))
    p = tt.zeros(5, dtype=tt.float64, requires_grad=True)
    lr = 0.01
    descent = optimizer([p], lr=lr)
    for _ in range(int(2 / lr)):
        descent.zero_grad()
        (steepness * (p - bottom).square()).sum().backward()
        descent.step()
    assert float((p - bottom).abs().max()) < 5 * lr


# --- A step and the record


@each_device
@pytest.mark.parametrize("name", [*OURS])
def test_a_step_between_forward_and_backward_is_noticed(name: str, device: str) -> None:
    p, q = parameters(device, "float32", START[:2])
    loss = (p * p).sum() + q.exp().sum()
    optimizer = OURS[name]([p, q], lr=0.1)
    loss.backward(retain_graph=True)
    optimizer.step()
    with pytest.raises(tt.GradientError, match=r"Mul|Exp"):
        loss.backward()


@each_device
@pytest.mark.parametrize("name", [*OURS])
def test_a_step_is_not_recorded_and_leaves_the_gradient_as_it_is(name: str, device: str) -> None:
    (p,) = parameters(device, "float32", START[:1])
    memory, gradient = p.value.buffer, tt.Tensor(GRADIENTS[0][0], device=device).float()
    p.grad, before = gradient, gradient.tolist()
    OURS[name]([p], lr=0.1, weight_decay=0.5).step()
    assert p.is_leaf
    assert p.requires_grad
    assert p.value.buffer is memory
    assert p.grad is gradient
    assert gradient.tolist() == before
    assert backend(device) is p.value.backend
