"""What every backend has, what it may leave out, and what an Array does on it with no Tensor above."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tinytorch.tensors.array import Array, array
from tinytorch.tensors.backend import (
    BACKENDS,
    KERNELS,
    LAYERS,
    OPTIONAL,
    ROWS,
    STEPS,
    BackendError,
    available,
    backend,
    missing,
)
from tinytorch.tensors.indexing import parts
from tinytorch.tensors.layout import LayoutError

import tinytorch as tt

each_backend = pytest.mark.parametrize("device", available())
A = np.arange(24.0).reshape(2, 3, 4)


# --- Which there are


@pytest.mark.parametrize("device", sorted({*BACKENDS} - {*available()}))
def test_a_backend_that_cannot_be_used_here_is_skipped_with_its_reason(device: str) -> None:
    """And only "cuda" may be missing, for which a machine needs a GPU."""
    with pytest.raises(BackendError) as reason:
        backend(device)
    assert device == "cuda"
    pytest.skip(f"nothing runs on {device!r} here: {reason.value}")


# --- What a backend has


@each_backend
def test_a_backend_has_the_six_kernels_and_its_own_name(device: str) -> None:
    assert backend(device).name == device
    assert all(callable(getattr(backend(device), kernel)) for kernel in KERNELS)


def test_a_missing_kernel_is_listed_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing("cpu") == []
    assert missing("numpy") == [*ROWS, *LAYERS, *STEPS]  # NumPy would make as many passes as the composition does
    assert missing("python") == list(OPTIONAL)
    some = SimpleNamespace(name="some", **dict.fromkeys((*KERNELS, "argmin", "zip_into"), print))
    with pytest.raises(BackendError, match=r"numpy, python, got 'some'"):
        missing("some")
    monkeypatch.setitem(sys.modules, "a_backend_of_some", SimpleNamespace(backend=some))
    monkeypatch.setitem(BACKENDS, "some", "a_backend_of_some")
    assert missing("some") == ["argmax", "cumsum", *ROWS, *LAYERS, *STEPS]


@each_backend
def test_a_division_by_zero_is_infinite_or_nan_and_only_numpy_warns(device: str) -> None:
    one_and_zero, zeros = (tt.Tensor(numbers, device=device) for numbers in ([1.0, 0.0], [0.0, 0.0]))
    quotients = [lambda: one_and_zero / 0, lambda: one_and_zero / zeros, lambda: tt.Tensor([1, 0], device=device) / 0.0]
    for divide in quotients:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = divide().tolist()
        assert result[0] == np.inf
        assert np.isnan(result[1])
        assert {w.category for w in caught} == ({RuntimeWarning} if device == "numpy" else set())


OVERFLOWS: dict[str, Callable[[tt.Tensor], tt.Tensor]] = {
    "log": lambda x: x.log(),
    "sin": lambda x: x.sin(),
    "pow": lambda x: x**3,
    "matmul": lambda x: x @ x,
    "a longer sum": lambda x: (x * 1e30).sum(),
    "to whole numbers": lambda x: x.to(tt.int64),
}


@pytest.mark.parametrize("name", OVERFLOWS)
def test_on_cpu_no_operation_warns_of_a_number_that_it_cannot_hold(name: str) -> None:
    x = tt.Tensor([0.0, -1.0, 1e30, np.inf, np.nan], device="cpu")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        OVERFLOWS[name](x)


# --- An Array alone


@each_backend
def test_views_of_an_array_share_its_memory_and_numpys_strides(device: str) -> None:
    a = array(A.copy(), device)
    views: list[tuple[Any, np.ndarray]] = [
        (a.permute((2, 0, 1)), A.transpose(2, 0, 1)),
        (a.mT, A.swapaxes(1, 2)),
        (a.pick(parts((2, 3, 2, -2))), A[:, :, 3::-2]),
        (a.reshape((6, 4)), A.reshape(6, 4)),
        (a.pick(parts((1, 1, 1, 1))).expand((5, 2, 3, 4)), np.broadcast_to(A[:, 1:2], (5, 2, 3, 4))),
    ]
    for view, expected in views:
        assert view.buffer is a.buffer
        assert view.numpy().tolist() == expected.tolist()
        assert view.layout.strides == tuple(stride // 8 for stride in expected.strides)
    a.write(array(-A, device))
    assert all(view.numpy().tolist() == (-expected).tolist() for view, expected in views)


@each_backend
def test_contiguous_is_ascontiguousarray(device: str) -> None:
    a = array(A, device)
    turned = a.permute((2, 1, 0))
    copied, expected = turned.contiguous(), np.ascontiguousarray(A.T)
    assert copied.buffer is not a.buffer
    assert copied.numpy().tolist() == expected.tolist()
    assert copied.layout.strides == tuple(stride // 8 for stride in expected.strides)
    assert a.contiguous() is a
    assert turned.reshape((24,)).numpy().tolist() == A.T.reshape(24).tolist()


@each_backend
def test_arrays_compute_what_numpy_computes(device: str) -> None:
    a, b, rows = array(A, device), array(A[::-1] + 1.0, device), array(np.array([[1, 0], [1, 1]]), device)
    added = np.zeros((3, 3, 4))
    np.add.at(added, [1, 0], A)
    pairs: list[tuple[Array, np.ndarray]] = [
        (a + b * 2.0 - 1.0, A + (A[::-1] + 1.0) * 2.0 - 1.0),
        (1.0 / (a + 1.0), 1.0 / (A + 1.0)),
        (a.sum((0, 2)), A.sum((0, 2))),
        (a.amax((1,), keepdim=True), A.max(1, keepdims=True)),
        (a.cumsum(1), A.cumsum(1)),
        (a @ b.mT, A @ (A[::-1] + 1.0).swapaxes(1, 2)),
        (a.gather_rows(rows), A[np.array([[1, 0], [1, 1]])]),
        (a.scatter_rows(array(np.array([1, 0]), device), 3), added),
        (a.pick(parts((1, 2, 2, -2))).place((2, 3, 4), parts((1, 2, 2, -2))), A * [[[1.0], [0.0], [1.0]]]),
    ]
    for k, (result, expected) in enumerate(pairs):
        assert result.shape == expected.shape, k
        assert np.allclose(result.numpy(), expected), k


@each_backend
def test_the_array_layer_is_strict_where_the_tensor_layer_broadcasts(device: str) -> None:
    row, table = tt.arange(10).to(tt.float32).to(device), tt.ones(20, 10, device=device)
    with pytest.raises(LayoutError, match=r"\(10,\) and \(20, 10\)"):
        row.value + table.value
    assert (row.reshape((1, 10)).broadcast_to((20, 10)) + table).tolist() == (row + table).tolist()


# --- Each layer alone

# Run with -S, so that nothing installed is imported at the start; NumPy is found where it lies.
ALONE = (
    f"""
import sys, types
sys.path.append({str(Path(np.__file__).parents[1])!r})
"""
    + """
from importlib.machinery import PathFinder

source = sys.argv[1]


class OnlyNumpy:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in ("tinytorch", "numpy") or top in sys.stdlib_module_names:
            return None
        raise ImportError(f"{name} is neither Python's nor NumPy")


sys.meta_path.insert(0, OnlyNumpy())
for package in ("", ".scalars", ".autograd", ".tensors", ".tensors.functions", ".tensors.methods"):
    made = types.ModuleType("tinytorch" + package)  # without the face, which would import everything
    made.__path__ = [source + "/tinytorch" + package.replace(".", "/")]
    sys.modules[made.__name__] = made

from tinytorch.tensors.layout import Layout
assert Layout.contiguous((2, 3)).strides == (3, 1)
assert "numpy" not in sys.modules and "tinytorch.tensors.backend" not in sys.modules
from tinytorch.tensors.array import array
import numpy
assert array(numpy.ones((2, 3))).sum((0,)).numpy().tolist() == [2.0, 2.0, 2.0]
assert not [name for name in sys.modules if name.startswith(("tinytorch.tensors.tensor", "tinytorch.tensors.methods."))]
from tinytorch.tensors.tensor import Tensor
x = Tensor([1.0, 2.0], requires_grad=True)
(x * x).sum().backward()
assert x.grad.tolist() == [2.0, 4.0]
"""
)


def test_each_layer_can_be_imported_without_those_above_it_and_needs_numpy_alone() -> None:
    """Numbers of a layout, then arrays, then Tensors."""
    source = Path(tt.__file__).parents[1]
    done = subprocess.run([sys.executable, "-S", "-c", ALONE, str(source)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
