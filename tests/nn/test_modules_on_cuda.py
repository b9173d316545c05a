"""Models on a simulated GPU, whose memory is not the host's: moved there and back, copied, loaded."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from tinytorch.kernels.cuda.backend import CudaBackend
from tinytorch.kernels.cuda.device import Simulated
from tinytorch.nn.containers import Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.backend import _loaded

import tinytorch as tt


@pytest.fixture(autouse=True)
def cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend on a simulated device, under the name "cuda"."""
    monkeypatch.setitem(_loaded, "cuda", CudaBackend(Simulated()))


class Scale(Module):
    """x * gain + shift."""

    def __init__(self) -> None:
        self.gain = Parameter(tt.tensor([2.0, 3.0]))
        self.register_buffer("shift", tt.tensor([1.0, 1.0]))
        self.register_buffer("count", tt.tensor([7]))

    def forward(self, x: Any) -> Any:
        return x * self.gain + self.shift


def test_a_model_computes_where_it_was_moved_and_gradients_lie_beside_its_parameters() -> None:
    net = Sequential(Scale()).to("cuda")
    net[0].register_full_backward_hook(lambda module, d_in, d_out: (d_in[0] * 2.0,))
    x = tt.tensor([1.0, 2.0], device="cuda", requires_grad=True)
    y = net(x)
    y.sum().backward()
    assert (y.device, y.tolist()) == ("cuda", [3.0, 7.0])
    assert (net[0].gain.grad.device, net[0].gain.grad.tolist()) == ("cuda", [1.0, 2.0])
    assert x.grad.tolist() == [4.0, 6.0]
    net.to("numpy")
    assert {t.device for t in (net[0].gain, net[0].gain.grad, net[0].shift, net[0].count)} == {"numpy"}


def test_a_state_crosses_between_devices_and_a_copy_stays_where_it_is() -> None:
    there, here = Scale().to("cuda"), Scale()
    with tt.no_grad():
        there.gain += 1.0
    copied = deepcopy(there)
    here.load_state_dict(there.state_dict())
    Scale().to("cuda").load_state_dict(here.state_dict())
    assert (copied.gain.device, copied.gain.tolist()) == ("cuda", [3.0, 4.0])
    assert (here.gain.device, here.gain.tolist(), here.count.tolist()) == ("numpy", [3.0, 4.0], [7])


def test_a_model_and_an_input_on_two_devices_are_an_error_that_names_the_layer() -> None:
    with pytest.raises(tt.DeviceError, match=r"^in model\.0 \(Scale\(\)\): mul wants both tensors on one device"):
        Sequential(Scale()).to("cuda")(tt.tensor([1.0, 2.0]))


def test_cuda_and_cpu_are_short_for_to_of_models_and_tensors() -> None:
    net = Scale()
    gain = net.gain
    assert net.cuda() is net and net.cuda(0).gain.device == net.shift.device == "cuda"
    assert net.cpu() is net and net.gain is gain and net.gain.device == net.count.device == "cpu"
    x = tt.tensor([1.0], requires_grad=True)
    (x.cuda(0) * 2.0).cpu().sum().backward()
    assert (x.cuda().device, x.cpu().device, x.grad.tolist()) == ("cuda", "cpu", [2.0])
