"""PyTorch's own samples for the modules that we have: the inputs on which it tests itself. We have to do the same."""

from __future__ import annotations

import sys
import unittest
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import tinytorch.nn.functional as F
from tinytorch.tensors.tensor import Tensor

from tests.nn.layer_table import OURS, Run, as_numpy, compare, maker

MODULES = {
    *("Linear", "Identity", "Flatten", "Dropout", "LayerNorm", "RMSNorm"),
    *("ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Softplus", "Softmax", "LogSoftmax"),
    *("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "NLLLoss", "CrossEntropyLoss"),
    *("BCELoss", "BCEWithLogitsLoss", "KLDivLoss"),
}
WITHOUT_SAMPLES = {"Identity", "Flatten", "Dropout"}
NO_AXIS = "axis 0 of a number without axes: PyTorch takes it for one element, our tensors say that there is no axis"
LEFT_OUT = {("Softmax", "scalar"): NO_AXIS, ("LogSoftmax", "multiparam_scalar"): NO_AXIS}


@pytest.fixture(scope="module")
def torch() -> Iterator[Any]:
    """PyTorch on one thread: for so few numbers it takes several times as long on two."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield torch
    torch.set_num_threads(before)


def internal(name: str) -> Any:
    """A file of PyTorch's own tests."""
    if "expecttest" not in sys.modules:  # its helpers want a TestCase of there, which nothing here uses
        stand_in: Any = ModuleType("expecttest")
        stand_in.TestCase = unittest.TestCase
        sys.modules["expecttest"] = stand_in
    with warnings.catch_warnings(action="ignore"):
        return pytest.importorskip(f"torch.testing._internal.{name}")


@pytest.fixture(scope="module")
def modules(torch: Any) -> list[Any]:
    """The entries of PyTorch's table for the modules that we have."""
    return [info for info in internal("common_modules").module_db if info.module_cls.__name__ in MODULES]


def samples(torch: Any, modules: list[Any], dtype: str) -> Iterator[tuple[str, Any]]:
    """(a module's name, one of PyTorch's samples for it), all in the same order every time."""
    for info in modules:
        torch.manual_seed(0)
        kind = getattr(torch, dtype)
        found = info.module_inputs_func(info, device="cpu", dtype=kind, requires_grad=True, training=True)
        for sample in found:
            yield info.module_cls.__name__, sample


def converted(torch: Any, value: Any, device: str) -> Any:
    """A tensor of PyTorch as ours, everything else as it is."""
    if not isinstance(value, torch.Tensor):
        return value
    return maker(device)(np.array(value.detach().numpy()), value.requires_grad)


def ran(torch: Any, nn: Any, name: str, sample: Any, weights: list[np.ndarray], device: str | None) -> Run:
    """A sample in one library: PyTorch's without a device, else ours. `weights` are taken by turns."""

    def own(x: Any) -> Any:
        if device is None:
            return x.detach().clone().requires_grad_(x.requires_grad) if isinstance(x, torch.Tensor) else x
        return converted(torch, x, device)

    made, given = sample.constructor_input, sample.forward_input
    module = getattr(nn, name)(*map(own, made.args), **{key: own(x) for key, x in made.kwargs.items()})
    inputs = {str(k): own(x) for k, x in enumerate(given.args)} | {key: own(x) for key, x in given.kwargs.items()}
    for p, numbers in zip(module.parameters(), weights, strict=True):
        p.data = torch.tensor(numbers) if device is None else maker(device)(numbers, False)
    positional = [x for key, x in inputs.items() if key.isdigit()]
    output = module(*positional, **{key: x for key, x in inputs.items() if not key.isdigit()})
    start = np.random.default_rng(0).uniform(0.5, 1.5, tuple(output.shape)).astype(str(output.dtype).split(".")[-1])
    if output.requires_grad:
        output.backward(torch.tensor(start) if device is None else maker(device)(start, False))
    leaves = {key: x for key, x in inputs.items() if isinstance(x, torch.Tensor | Tensor)}
    leaves |= dict(module.named_parameters())
    return Run(as_numpy(output), {key: as_numpy(x.grad) for key, x in leaves.items()})


def judge(torch: Any, modules: list[Any], dtype: str, device: str) -> tuple[int, set[tuple[str, str]]]:
    """Compare all samples; how many there were, and which of them we do not take."""
    count, left_out = 0, set()
    for name, sample in samples(torch, modules, dtype):
        where = f"{name} {sample.desc or sample.constructor_input.kwargs}"
        count += 1
        if (name, sample.desc) in LEFT_OUT:
            left_out.add((name, sample.desc))
            continue
        rng = np.random.default_rng(1)
        built = getattr(torch.nn, name)(*sample.constructor_input.args, **sample.constructor_input.kwargs)
        weights = [rng.uniform(-1.0, 1.0, tuple(p.shape)).astype(dtype) for p in built.parameters()]
        with warnings.catch_warnings(action="ignore"):  # PyTorch's of its defaults, NumPy's of logarithms below 0
            theirs = ran(torch, torch.nn, name, sample, weights, None)
            ours = ran(torch, OURS, name, sample, weights, device)
        compare(ours, theirs, f"{where}, {dtype} on {device}")
    return count, left_out


def test_what_pytorch_tests_itself_on_comes_out_the_same(torch: Any, modules: list[Any]) -> None:
    count, left_out = judge(torch, modules, "float64", "numpy")
    assert count > 200
    assert left_out == {*LEFT_OUT}
    assert {info.module_cls.__name__ for info in modules} == MODULES - WITHOUT_SAMPLES


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_on_every_device_and_in_both_kinds(dtype: str, device: str, torch: Any, modules: list[Any]) -> None:
    _, left_out = judge(torch, modules, dtype, device)
    assert left_out == {*LEFT_OUT}


# --- The functions


UNTOLD = {"Affine", "dropout"}  # ours alone; random
WANTS_LABELS = {"one_hot"}  # of which there are samples of whole numbers alone


def called(torch: Any, f: Any, sample: Any, device: str | None) -> Run:
    """A sample of a function in one library: PyTorch's without a device, else ours."""

    def own(x: Any) -> Any:
        if isinstance(x, torch.dtype):
            return x if device is None else str(x).removeprefix("torch.")
        if device is None:
            return x.detach().clone().requires_grad_(x.requires_grad) if isinstance(x, torch.Tensor) else x
        return converted(torch, x, device)

    args, options = [own(x) for x in (sample.input, *sample.args)], {key: own(x) for key, x in sample.kwargs.items()}
    output = f(*args, **options)
    if output.requires_grad:
        start = np.random.default_rng(0).uniform(0.5, 1.5, tuple(output.shape))
        output.backward(own(torch.tensor(start)))
    leaves = {f"input {k}": x for k, x in enumerate(args) if getattr(x, "requires_grad", False)}
    return Run(as_numpy(output), {key: as_numpy(x.grad) for key, x in leaves.items()})


@pytest.mark.slow
@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_functions_do_the_same_on_pytorchs_own_samples(device: str, torch: Any) -> None:
    """In float64; what goes along an axis is left out for numbers without axes, as above."""
    told = set()
    for op in internal("common_methods_invocations").op_db:
        name = op.name.removeprefix("nn.functional.")
        if name not in F.__all__ or name == "dropout":
            continue
        told.add(name)
        kind = torch.int64 if name in WANTS_LABELS else torch.float64
        for sample in op.sample_inputs("cpu", kind, requires_grad=kind.is_floating_point):
            if name in ("softmax", "log_softmax", "normalize", "cosine_similarity") and sample.input.ndim == 0:
                continue
            with warnings.catch_warnings(action="ignore"):
                theirs = called(torch, op.op, sample, None)
                ours = called(torch, getattr(F, name), sample, device)
            compare(ours, theirs, f"{name} of {sample.input.shape}, {sample.kwargs} on {device}")
    assert told == {*F.__all__} - UNTOLD
