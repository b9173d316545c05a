"""Layers, bends and losses do as PyTorch's do with the same weights: results and all gradients."""

from __future__ import annotations

import inspect
import pkgutil
import warnings
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np
import pytest
import tinytorch.nn.functional as F
from tinytorch.autograd.engine import Function
from tinytorch.kernels.cuda.device import Simulated
from tinytorch.kernels.cuda.operations import CudaBackend
from tinytorch.nn.functional import affine, fused
from tinytorch.tensors.backend import _loaded, backend
from tinytorch.tensors.check import gradcheck, gradgradcheck
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

import tinytorch as tt
from tests.nn.layer_table import OURS, TABLE, Entry, compare, maker, run
from tinytorch.scalars.graph import topological_order

DEVICES = ["numpy", "cpu"]
each_device = pytest.mark.parametrize("device", DEVICES)
RETIRED = {"size_average", "reduce"}  # arguments that PyTorch still takes, and warns of


@pytest.fixture(scope="module")
def torch() -> Iterator[Any]:
    """PyTorch on one thread: for so few numbers it takes several times as long on two."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield torch
    torch.set_num_threads(before)


@pytest.mark.parametrize("one", TABLE, ids=str)
def test_results_and_gradients_are_pytorchs(one: Entry, torch: Any) -> None:
    """On "numpy" and on "cpu", where kernels do it whole; in float64 and float32."""
    for dtype in ("float64", "float32"):
        with warnings.catch_warnings(action="ignore"):  # PyTorch's own affairs
            theirs = run(torch.nn, lambda numbers, gradient: torch.tensor(numbers, requires_grad=gradient), one, dtype)
        for device in DEVICES:
            compare(run(OURS, maker(device), one, dtype), theirs, f"{dtype} on {device}", one.tolerance)


@pytest.mark.parametrize("name", ["Linear", "LayerNorm", "RMSNorm", "CrossEntropyLoss", "GELU"])
def test_a_gpu_computes_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The block runner stands in for it."""
    monkeypatch.setitem(_loaded, "cuda", CudaBackend(Simulated()))
    one = next(one for one in TABLE if one.name == name and one.options.get("reduction", "mean") == "mean")
    compare(run(OURS, maker("cuda"), one, "float32"), run(OURS, maker("numpy"), one, "float32"), name)


def test_arguments_and_texts_are_pytorchs(torch: Any) -> None:
    """Names, order and defaults, less what is retired; and what repr shows."""
    needed = ("Softmax", "LogSoftmax")  # without an axis PyTorch guesses one, and warns
    for one in {entry.name: entry for entry in reversed(TABLE)}.values():
        expected, given = (
            {key: p.default for key, p in taken.items() if key not in (*RETIRED, "args", "kwargs")}
            for taken in (inspect.signature(getattr(nn, one.name)).parameters for nn in (torch.nn, OURS))
        )
        assert list(given) == list(expected), one.name
        if one.name not in needed:
            assert given == expected, one.name
        assert repr(getattr(OURS, one.name)(*one.args)) == repr(getattr(torch.nn, one.name)(*one.args))


# --- Against slopes measured from outside


def module_of(name: str, *args: Any, shape: tuple[int, ...], target: Any = None, **options: Any) -> Any:
    """Make, for a device: a module as a function of its input and its parameters, and these, in float64."""

    def make(device: str) -> tuple[Any, list[Any]]:
        module, rng = getattr(OURS, name)(*args, **options), np.random.default_rng(0)
        more = () if target is None else (tt.tensor(np.array(target), device=device),)
        names = [key for key, _ in module.named_parameters()]
        sides = [shape, *[p.shape for p in module.parameters()]]

        def call(x: Any, *parameters: Any) -> Any:
            for key, p in zip(names, parameters, strict=True):
                object.__setattr__(module, key, p)
            return module(x, *more)

        return call, [tt.tensor(rng.uniform(0.3, 0.9, side), device=device, requires_grad=True) for side in sides]

    return make


def first_layer(device: str) -> tuple[Any, list[Any]]:
    """Weighted sums of constants, as a function of weight and bias."""
    _, (x, *parameters) = module_of("Linear", 4, 3, shape=(2, 5, 4))(device)
    return lambda weight, bias: affine.linear(x.detach(), weight, bias), parameters


SLOPES: dict[str, Any] = {
    "Linear": module_of("Linear", 4, 3, shape=(2, 3, 4)),
    "Linear without bias": module_of("Linear", 4, 3, bias=False, shape=(2, 3, 4)),
    "Linear on data": first_layer,
    "LayerNorm": module_of("LayerNorm", 4, shape=(3, 4)),
    "LayerNorm of two axes": module_of("LayerNorm", (2, 2), shape=(3, 2, 2)),
    "RMSNorm": module_of("RMSNorm", 4, shape=(2, 3, 4)),
    "CrossEntropyLoss": module_of("CrossEntropyLoss", shape=(3, 4), target=[0, 3, 1]),
    "CrossEntropyLoss of each": module_of("CrossEntropyLoss", reduction="none", shape=(3, 4), target=[0, 3, 1]),
    "BCELoss": module_of("BCELoss", shape=(3,), target=[0.0, 1.0, 0.3]),
    "BCEWithLogitsLoss": module_of("BCEWithLogitsLoss", shape=(3,), target=[0.0, 1.0, 0.3]),
}


@each_device
@pytest.mark.parametrize("name", SLOPES)
def test_gradients_and_their_gradients_are_the_slopes_that_one_measures(device: str, name: str) -> None:
    call, inputs = SLOPES[name](device)
    assert gradcheck(call, *inputs)
    assert gradgradcheck(call, *inputs)


def test_every_function_behind_the_layers_is_measured() -> None:
    files = [import_module(found.name) for found in pkgutil.walk_packages(F.__path__, f"{F.__name__}.")]
    there = {
        kind
        for file in files
        for kind in vars(file).values()
        if isinstance(kind, type) and issubclass(kind, Function) and kind.__module__ == file.__name__
    }
    recorded = set()
    for make, device in product(SLOPES.values(), DEVICES):
        call, inputs = make(device)
        made = topological_order(call(*inputs), lambda v: v.node.inputs if v.node else ())
        recorded |= {v.node.function for v in made if v.node}
    assert there <= recorded


# --- How it is computed


@each_device
def test_weighted_sums_are_one_recorded_call_and_data_costs_no_product(device: str, monkeypatch: Any) -> None:
    """Forward one product, backward two; one on data, through which no gradient flows."""
    products, kind = [], type(backend(device))
    multiply = kind.product
    monkeypatch.setattr(kind, "product", lambda self, a, b: (products.append(1), multiply(self, a, b))[1])
    layer, x = OURS.Linear(4, 3).to(device), tt.randn(2, 5, 4, device=device)
    for wanted in (False, True):
        products.clear()
        y = layer(x.requires_grad_(wanted))
        assert y.node.function is (affine.Affine if device == "numpy" else affine.FusedAffine)
        assert [*y.node.inputs] == [x, layer.weight, layer.bias]
        y.sum().backward()
        assert len(products) == 2 + wanted


def test_kernels_are_used_where_a_backend_has_them() -> None:
    """And for nothing else: no elements, or a weight of another kind."""
    scores, labels = tt.randn(3, 4, requires_grad=True), tt.tensor([0, 1, 2])
    functions = {
        device: [
            OURS.LayerNorm(4).to(device)(scores.to(device)).node.function,
            OURS.RMSNorm(4).to(device)(scores.to(device)).node.function,
            OURS.CrossEntropyLoss()(scores.to(device), labels.to(device)).node.function,
            OURS.Linear(4, 2).to(device)(scores.to(device)).node.function,
        ]
        for device in DEVICES
    }
    assert functions["cpu"] == [
        *(fused.FusedLayerNorm, fused.FusedRMSNorm, fused.FusedCrossEntropy, affine.FusedAffine)
    ]
    assert not {*functions["cpu"]} & {*functions["numpy"]}
    assert functions["numpy"][2:] == [fused.CrossEntropy, affine.Affine]
    mixed = OURS.LayerNorm(4).to("cpu")(scores.detach().to("cpu").double())
    assert mixed.dtype == tt.float64


@each_device
def test_layers_read_inputs_with_any_strides(device: str) -> None:
    turned = tt.randn(4, 6).to(device).T
    for layer in (OURS.Linear(4, 3), OURS.LayerNorm(4), OURS.RMSNorm(4)):
        layer.to(device)
        assert np.allclose(layer(turned).detach().numpy(), layer(turned.contiguous()).detach().numpy(), atol=1e-6)


def test_a_large_layer_does_the_same_with_few_rows_as_with_many() -> None:
    """On "cpu" the product of few rows and a large weight is made transposed."""
    layer, x = OURS.Linear(256, 131), tt.randn(140, 256)
    wanted = layer(x).detach().numpy()
    layer.to("cpu")
    for rows in (0, 1, 37, 128, 129, 140):
        assert np.allclose(layer(x[:rows].to("cpu")).detach().numpy(), wanted[:rows], atol=1e-5)


def test_on_cpu_an_infinite_gradient_is_told_by_its_numbers_and_not_by_a_warning() -> None:
    layer = OURS.Linear(3, 4).to("cpu")
    slopes = tt.tensor([[np.inf, 1.0, 0.0, np.nan], [-np.inf, 1.0, 0.0, 0.0]], device="cpu")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layer(tt.ones(2, 3, device="cpu")).backward(slopes)
    assert [str(number) for number in layer.bias.grad.tolist()] == ["nan", "2.0", "0.0", "nan"]


def test_linear_starts_with_pytorchs_choice_of_numbers() -> None:
    tt.manual_seed(0)
    layer = OURS.Linear(100, 400)
    for numbers in (layer.weight.detach().numpy(), layer.bias.detach().numpy()):
        assert 0.95 * 0.1 < np.abs(numbers).max() <= 0.1
        assert abs(numbers.std() - 0.1 / 3**0.5) < 5 * 0.1 / 3**0.5 / numbers.size**0.5
    assert OURS.Linear(0, 2)(tt.zeros(3, 0)).shape == (3, 2)


def test_layers_are_made_in_the_kind_and_place_that_is_asked_for() -> None:
    for layer in (OURS.Linear(3, 2, device="cpu", dtype=tt.float64), OURS.LayerNorm(3, device="cpu", dtype=tt.float64)):
        assert {(p.device, p.dtype) for p in layer.parameters()} == {("cpu", tt.float64)}


# --- What does not fit


def test_wrong_inputs_are_refused_in_one_sentence() -> None:
    layer, x = OURS.Linear(4, 3), tt.randn(2, 5)
    refusals: list[tuple[Any, type[Exception], str]] = [
        (lambda: layer(x), LayoutError, r"shape \(..., 4\) for a weight of shape \(3, 4\), got \(2, 5\)$"),
        (lambda: layer(tt.tensor(1.0)), LayoutError, r"shape \(..., 4\) for a weight of shape \(3, 4\), got \(\)$"),
        (lambda: affine.linear(tt.randn(2, 4), layer.weight, tt.zeros(1)), LayoutError, r"got \(2, 4\), .*\(1,\)$"),
        (lambda: affine.linear(tt.randn(2, 4), tt.zeros(4)), LayoutError, r"inputs\), got \(2, 4\), \(4,\)$"),
        (lambda: layer(tt.tensor([[1, 2, 3, 4]])), DTypeError, "one float dtype, got int64, float32, float32: use"),
        (lambda: layer(tt.zeros(2, 4).double()), DTypeError, "got float64, float32, float32"),
        (lambda: layer(tt.zeros(2, 4, device="cpu")), RuntimeError, "one device, got cpu, numpy, numpy: use"),
        (lambda: layer([[1.0] * 4]), TypeError, "linear wants a tensor, got a list"),
        (lambda: OURS.LayerNorm(4)(x), LayoutError, r"layer_norm wants an input of shape \(..., 4\), got \(2, 5\)"),
        (lambda: OURS.LayerNorm((3, 5))(x), LayoutError, r"shape \(..., 3, 5\), got \(2, 5\)"),
        (lambda: OURS.RMSNorm(5)(tt.zeros(2, 5).long()), DTypeError, "rms_norm wants float32 or float64, got int64"),
        (lambda: OURS.Dropout(1.5), ValueError, "a chance p between 0 and 1, got 1.5"),
    ]
    for refused, kind, text in refusals:
        with pytest.raises(kind, match=text):
            refused()
