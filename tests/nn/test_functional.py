"""nn.functional: the functions behind the modules, under PyTorch's names and arguments."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest
import tinytorch.nn.functional as F
from tinytorch.nn.functional import dropout

import tinytorch as tt
from tests.nn.layer_table import OURS

RETIRED = {"size_average", "reduce", "_stacklevel", "out"}  # or a memory for the result, which nothing here takes
each_device = pytest.mark.parametrize("device", ["numpy", "cpu"])


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch")


BENDS = [
    ("relu", "ReLU", {}),
    ("leaky_relu", "LeakyReLU", {"negative_slope": 0.3}),
    ("elu", "ELU", {"alpha": 0.6}),
    ("gelu", "GELU", {"approximate": "tanh"}),
    ("silu", "SiLU", {}),
    ("sigmoid", "Sigmoid", {}),
    ("tanh", "Tanh", {}),
    ("softplus", "Softplus", {"beta": 3.0}),
    ("softmax", "Softmax", {"dim": 0}),
    ("log_softmax", "LogSoftmax", {"dim": 1}),
]


@pytest.mark.parametrize(("name", "module", "options"), BENDS, ids=[name for name, *_ in BENDS])
def test_a_function_and_its_module_do_the_same(name: str, module: str, options: dict[str, Any]) -> None:
    """With equal results and equal gradients; also inplace, whose result lies in memory of its own."""
    numbers = np.random.default_rng(0).normal(size=(3, 4))
    ways = [lambda x: getattr(F, name)(x, **options), getattr(OURS, module)(**options)]
    if "inplace" in inspect.signature(getattr(F, name)).parameters:
        ways += [lambda x: getattr(F, name)(x, inplace=True, **options), getattr(OURS, module)(**options, inplace=True)]
    made = []
    for way in ways:
        x = tt.tensor(numbers, requires_grad=True)
        y = way(x)
        (y * y).sum().backward()
        assert np.array_equal(x.detach().numpy(), numbers)
        made.append((y.tolist(), x.grad.tolist()))
    assert all(each == made[0] for each in made)


def test_arguments_are_pytorchs(torch: Any) -> None:
    """Names, order and defaults, less what is retired; of those whose arguments PyTorch tells."""
    told = 0
    for name in F.__all__:
        f = getattr(F, name)
        try:
            theirs = inspect.signature(getattr(torch.nn.functional, name)).parameters
        except (AttributeError, ValueError):
            continue
        told += 1
        expected = {key: p.default for key, p in theirs.items() if key not in RETIRED}
        given = {key: p.default for key, p in inspect.signature(f).parameters.items()}
        if name in ("softmax", "log_softmax"):
            expected["dim"] = inspect.Parameter.empty
        assert list(given) == list(expected), name
        assert given == expected, name
    assert told >= 18


@each_device
def test_the_logarithm_of_sigmoid_does_not_overflow(device: str, torch: Any) -> None:
    numbers = [-1e4, -30.0, -1.0, 0.0, 1.0, 30.0, 1e4]
    x, y = tt.tensor(numbers, device=device, requires_grad=True), torch.tensor(numbers, requires_grad=True)
    ours, theirs = F.logsigmoid(x), torch.nn.functional.logsigmoid(y)
    ours.sum().backward(), theirs.sum().backward()
    assert np.allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-6, atol=0)
    assert np.allclose(x.grad.numpy(), y.grad.numpy(), rtol=1e-6, atol=1e-30)


# --- Dropout


@each_device
@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_drops_with_the_chance_p_and_scales_what_stays(device: str, p: float) -> None:
    tt.manual_seed(0)
    x = tt.ones(200, 200, device=device, dtype=tt.float64)
    y = dropout(x, p).numpy()
    assert {*np.unique(y)} == {0.0, 1.0 / (1.0 - p)}
    assert abs((y == 0.0).mean() - p) < 5 * math.sqrt(p * (1 - p) / y.size)
    assert abs(y.mean() - 1.0) < 5 * math.sqrt(p / (1 - p) / y.size)


@each_device
def test_the_gradient_goes_through_the_mask_that_the_numbers_went_through(device: str) -> None:
    x = tt.ones(20, 20, device=device, requires_grad=True)
    y = dropout(x, 0.3)
    y.sum().backward()
    assert y.tolist() == x.grad.tolist()
    assert y.device == device


def test_outside_training_or_with_p_0_dropout_is_the_identity() -> None:
    x, layer = tt.randn(3, 4), OURS.Dropout(0.5)
    assert dropout(x, 0.5, training=False) is x
    assert dropout(x, 0.0) is x
    assert layer.eval()(x) is x
    assert layer.train()(x) is not x


def test_with_p_1_everything_is_dropped() -> None:
    x = tt.ones(3, 4, requires_grad=True)
    dropout(x, 1.0).sum().backward()
    assert dropout(x, 1.0).tolist() == x.grad.tolist() == tt.zeros(3, 4).tolist()


def test_a_seed_repeats_the_mask_and_each_call_has_its_own() -> None:
    x = tt.ones(50)
    made = []
    for _ in range(2):
        tt.manual_seed(5)
        made.append([dropout(x).tolist(), dropout(x).tolist()])
    assert made[0] == made[1]
    assert made[0][0] != made[0][1]


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_chance_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match=r"dropout wants a chance p between 0 and 1, got (-0\.1|1\.1|nan)$"):
        dropout(tt.ones(3), p)
