"""The smaller things that programs for PyTorch call: modes of recording, devices, flat parameters, directions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tinytorch.nn.functional as F
from tinytorch.nn.utils import parameters_to_vector, vector_to_parameters
from tinytorch.tensors.backend import available

import tinytorch as tt
from tinytorch import nn

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

LIBRARIES = [tt, *([torch] if torch else [])]
both = pytest.mark.parametrize("lib", LIBRARIES, ids=[lib.__name__ for lib in LIBRARIES])
NUMBERS = np.random.default_rng(0).normal(size=(4, 3, 2))
OTHERS = np.random.default_rng(1).normal(size=(4, 3, 2))
NUMBERS[2, 1] = 0.0  # a vector without a direction
NUMBERS[2, :, 1] = 0.0


def is_recorded(lib: Any) -> bool:
    """Whether a call is recorded, which `is_grad_enabled` says too."""
    recorded: bool = (lib.ones(1, requires_grad=True) * 2.0).requires_grad
    assert lib.is_grad_enabled() == recorded
    return recorded


# --- Whether calls are recorded


@both
def test_enable_grad_records_inside_no_grad_and_only_there(lib: Any) -> None:
    with lib.no_grad():
        with lib.enable_grad():
            assert is_recorded(lib)
        assert not is_recorded(lib)
    assert is_recorded(lib)


@both
def test_inference_mode_records_nothing_unless_it_is_told_not_to_be_one(lib: Any) -> None:
    with lib.inference_mode():
        assert not lib.is_grad_enabled()
    with lib.inference_mode(mode=False):
        assert is_recorded(lib)


@both
def test_set_grad_enabled_holds_from_now_on_and_in_a_block_until_its_end(lib: Any) -> None:
    try:
        lib.set_grad_enabled(False)
        assert not is_recorded(lib)
        with lib.set_grad_enabled(True):
            assert is_recorded(lib)
        assert not is_recorded(lib)
    finally:
        lib.set_grad_enabled(True)
    assert is_recorded(lib)


@both
def test_modes_are_decorators_of_functions_that_call_themselves(lib: Any) -> None:
    @lib.enable_grad()
    def recorded(depth: int) -> list[bool]:
        inner = recorded(depth - 1) if depth else []
        return [*inner, lib.is_grad_enabled()]

    @lib.inference_mode()
    def unrecorded() -> bool:
        return bool(lib.is_grad_enabled())

    with lib.no_grad():
        assert recorded(2) == [True] * 3
        assert not lib.is_grad_enabled()
    assert not unrecorded()
    assert lib.is_grad_enabled()


@both
def test_an_error_leaves_recording_as_it_was(lib: Any) -> None:
    for mode in (lib.enable_grad, lib.inference_mode, lambda: lib.set_grad_enabled(False)):
        with pytest.raises(ZeroDivisionError), mode():
            _ = 1 / 0
        assert is_recorded(lib)


# --- Devices


def test_a_device_is_a_name_and_its_number_is_left_out() -> None:
    assert tt.device("numpy") == tt.device("numpy:0") == tt.device("numpy", 0) == tt.zeros(1).device
    assert nn.Linear(1, 1).to(tt.device("python")).weight.device == "python"


def test_cuda_is_available_where_it_is_among_the_devices() -> None:
    assert tt.cuda.is_available() == ("cuda" in available())


# --- Parameters as a vector


def test_a_vector_of_parameters_comes_back_into_the_same_memory() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1, bias=False))
    memory = model[0].weight.detach()
    vector = parameters_to_vector(model.parameters())
    assert vector.tolist() == [number for p in model.parameters() for number in p.flatten().tolist()]
    vector_to_parameters(tt.arange(12).float(), model.parameters())
    assert memory.tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert model[1].weight.tolist() == [[9.0, 10.0, 11.0]]


def test_gradients_flow_through_a_vector_of_parameters() -> None:
    model = nn.Linear(2, 2)
    (parameters_to_vector(model.parameters()) * tt.arange(6).float()).sum().backward()
    assert (model.weight.grad.tolist(), model.bias.grad.tolist()) == ([[0.0, 1.0], [2.0, 3.0]], [4.0, 5.0])


def test_a_vector_that_does_not_fit_changes_no_parameter() -> None:
    model = nn.Linear(2, 2)
    before = model.weight.tolist()
    with pytest.raises(tt.LayoutError):
        vector_to_parameters(tt.zeros(5), model.parameters())
    assert model.weight.tolist() == before


# --- Directions


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("p", [1.0, 2.0, float("inf")])
def test_normalize_is_pytorchs_also_of_vectors_that_are_0(dim: int, p: float) -> None:
    judge = pytest.importorskip("torch").nn.functional.normalize
    x, y = tt.tensor(NUMBERS), torch.tensor(NUMBERS)
    np.testing.assert_allclose(F.normalize(x, p, dim).numpy(), judge(y, p, dim).numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("rows", [slice(None), slice(0, 1)])
def test_cosine_similarity_is_pytorchs_also_broadcast(dim: int, rows: slice) -> None:
    judge = pytest.importorskip("torch").nn.functional.cosine_similarity
    given = F.cosine_similarity(tt.tensor(NUMBERS), tt.tensor(OTHERS[rows].copy()), dim)
    expected = judge(torch.tensor(NUMBERS), torch.tensor(OTHERS[rows].copy()), dim)
    np.testing.assert_allclose(given.numpy(), expected.numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("f", [F.normalize, lambda x: F.cosine_similarity(x, tt.tensor(NUMBERS[:1]))])
def test_directions_have_gradients(f: Any) -> None:
    assert tt.tensors.gradcheck(f, tt.tensor(OTHERS, requires_grad=True))


# --- Gradients by many inputs


def test_grad_takes_the_parameters_of_a_model_as_they_come() -> None:
    model = nn.Linear(2, 1)
    by_weight, by_bias = tt.autograd.grad(model(tt.tensor([[1.0, 2.0]])).sum(), model.parameters())
    assert (by_weight.tolist(), by_bias.tolist()) == ([[1.0, 2.0]], [1.0])
