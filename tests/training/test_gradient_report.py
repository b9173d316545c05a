"""The gradient report has the numbers of autograd itself, and says which layer stands out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tinytorch.nn.activations import ReLU, Sigmoid
from tinytorch.nn.containers import Sequential
from tinytorch.nn.layers import Identity, Linear
from tinytorch.nn.module import Module
from tinytorch.tensors.random import manual_seed
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.gradients import GradientReport, gradient_report
from trainees import loss, samples

INPUTS, TARGETS = samples(8)


def reported(model: Module, scale: float = 1.0) -> GradientReport:
    with gradient_report(model) as report:
        (loss(model(INPUTS), TARGETS) * scale).backward()
    return report


def deep(*bends: Module) -> Sequential:
    """Layers of three numbers, each followed by a bend."""
    manual_seed(0)
    return Sequential(*[layer for bend in bends for layer in (Linear(3, 3), bend)], Linear(3, 1))


@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_the_rows_are_what_the_gradients_are(device: str) -> None:
    model = deep(ReLU(), ReLU()).to(device)
    with gradient_report(model) as report:
        loss(model(INPUTS.to(device)), TARGETS.to(device)).backward()
    for name, p in model.named_parameters():
        row, gradient = report.parameters[name], p.grad.numpy().astype(float)
        assert (row.shape, row.count) == (gradient.shape, gradient.size)
        assert row.norm == pytest.approx(np.linalg.norm(gradient))
        assert row.mean == pytest.approx(gradient.mean())
        assert row.zeros == (gradient == 0).mean()
    assert list(report.outputs) == ["0", "1", "2", "3", "4"]
    last = 2 / 8 * (model(INPUTS.to(device)).detach().numpy() - TARGETS.numpy())  # the derivative of the loss
    assert report.outputs["4"].norm == pytest.approx(np.linalg.norm(last), rel=1e-5)
    assert report.outputs["4"].zeros == 0 < report.outputs["0"].zeros  # behind a ReLU


def test_a_layer_that_is_called_twice_counts_both_calls() -> None:
    once, twice = Linear(3, 3), Linear(3, 3)
    for model, calls in ((once, 1), (twice, 2)):
        with gradient_report(model) as report:
            x = INPUTS
            for _ in range(calls):
                x = model(x)
            x.sum().backward()
        assert report.outputs["Linear"].count == 24 * calls


def test_hooks_are_gone_afterwards_also_after_an_error() -> None:
    model = deep(ReLU())
    with pytest.raises(RuntimeError, match="broken"), gradient_report(model) as report:
        raise RuntimeError("broken")
    loss(model(INPUTS), TARGETS).backward()
    assert not report.outputs and not any(row.count for row in report.rows)
    assert "was backward called" in report.verdict()


def test_a_table_has_a_line_for_each_row_and_the_verdict_last() -> None:
    report = reported(deep(ReLU()))
    lines = str(report).split("\n")
    assert lines[0].split() == ["name", "what", "norm", "mean", "zeros", "shape"]
    assert [line.split()[:2] for line in lines[1:-1]] == [[row.name, row.what] for row in report.rows]
    assert lines[-1] == report.verdict()


# --- Verdicts


def test_ordinary_gradients_are_not_remarkable() -> None:
    assert reported(deep(Identity(), Identity())).verdict().startswith("nothing is remarkable")


def test_many_sigmoids_let_gradients_vanish_at_the_first_layer() -> None:
    assert reported(deep(*[Sigmoid() for _ in range(8)])).verdict().startswith("gradients vanish: at '0' they are ")


def test_large_weights_let_gradients_explode_at_the_first_layer() -> None:
    model = deep(*[Identity() for _ in range(5)])
    for p in model.parameters():
        p.data = p.data * 20.0
    assert reported(model).verdict().startswith("gradients explode: at '0' they are ")


def test_a_dead_relu_is_named() -> None:
    model = deep(Identity(), ReLU())
    model[2].bias.data = model[2].bias.data - 100.0
    assert reported(model).outputs["2"].zeros == 1
    assert reported(model).verdict().startswith("hardly anything flows through ")


def test_a_parameter_without_a_gradient_is_named() -> None:
    class Unused(Module):
        def __init__(self) -> None:
            self.used, self.unused = Linear(3, 1), Linear(3, 1)

        def forward(self, x: Tensor) -> Tensor:
            return self.used(x)

    report = reported(Unused())
    assert report.verdict().startswith("no gradient arrives at 'unused.weight', 'unused.bias'")
    assert "no gradient" in str(report).split("\n")[4]


def test_infinite_gradients_are_told_by_the_layer_where_they_begin() -> None:
    with np.errstate(all="ignore"):
        report = reported(deep(ReLU()), scale=math.inf)
    assert report.verdict() == "the gradient at '2' is not finite: look with first_bad() where that begins"
