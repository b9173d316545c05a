"""The backend "cuda" computes what NumPy's does: here in the block runner, on a GPU in tests/tensors/test_oracle.py."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.cuda import device
from tinytorch.kernels.cuda.device import NotBuilt, Simulated
from tinytorch.kernels.cuda.launches import fresh
from tinytorch.kernels.cuda.operations import CudaBackend
from tinytorch.kernels.fused import patches
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import BackendError, _loaded, plain
from tinytorch.tensors.classifier import Network, cross_entropy, train_batch

import tinytorch as tt
from tinytorch.scalars import operators

RNG = np.random.default_rng(0)
ADD, MUL, EXP, LOG = (plain(f) for f in (operators.add, operators.mul, operators.exp, operators.log))


@pytest.fixture(params=["fast", "own"])
def cuda(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A backend on a simulated device, under the name "cuda": with the faster kernels, and with a student's alone."""
    made = CudaBackend(Simulated())
    made.own_kernels = request.param == "own"
    monkeypatch.setitem(_loaded, "cuda", made)
    return made


@pytest.fixture
def fast(cuda: Any) -> Iterator[Any]:
    """The backend with its faster kernels, for tests in which it does not matter."""
    cuda.own_kernels = False
    return cuda


def floats(*shape: int) -> np.ndarray:
    return RNG.uniform(-2.0, 2.0, shape).astype(np.float32)


def same(f: Callable[..., Any], *inputs: np.ndarray, tolerance: float = 1e-5) -> None:
    """Raise unless f gives the same of tensors on both devices."""
    results = [f(*(tt.tensor(x, device=name) for x in inputs)) for name in ("cuda", "numpy")]
    ours, right = (x if isinstance(x, tuple) else (x,) for x in results)
    assert len(ours) == len(right)
    for mine, other in zip(ours, right, strict=True):
        assert mine.device == "cuda"
        assert (mine.shape, mine.dtype) == (other.shape, other.dtype)
        assert np.allclose(mine.numpy(), other.numpy(), rtol=tolerance, atol=tolerance, equal_nan=True)


# --- The six kernels, family by family

A, B, ROW, TALL = floats(2, 3, 4), floats(2, 3, 4), floats(4), floats(3, 1)

FAMILIES: dict[str, tuple[Callable[..., Any], list[np.ndarray]]] = {
    "a function of one array": (lambda a: a.exp(), [A]),
    "of a permuted one": (lambda a: a.permute(2, 0, 1).tanh(), [A]),
    "of every second element, backwards": (lambda a: a[:, ::-2, 1:].sigmoid(), [A]),
    "of one element": (lambda a: a[1, 1, 1].exp(), [A]),
    "of two arrays": (lambda a, b: a * b, [A, B]),
    "of arrays in different orders": (lambda a, b: a.permute(2, 1, 0) + b.mT.permute(1, 2, 0), [A, B]),
    "a row is added to every row": (lambda a, row: a + row, [A, ROW]),
    "a column times a row": (lambda tall, row: tall * row, [TALL, ROW]),
    "plain numbers on either side": (lambda a: 1.0 / (3.0 - a * 2.0), [A]),
    "a column and a plain number": (lambda a: a[:, 1] + 2.0, [A]),
    "comparisons are bools": (lambda a, b: (a < b, a >= 0.5, a != a), [A, B]),
    "three operands": (lambda a, b: tt.where(a > b, a, b), [A, B]),
    "three operands, of which one is a number": (lambda a: tt.where(a > 0.0, a, -1.0), [A]),
    "a bend with a slope": (lambda a: tt.where(a > 0.0, a.permute(2, 1, 0).mT.permute(1, 2, 0), a), [A]),
    "sums": (lambda a: (a.sum(), a.sum(0), a.sum(1), a.sum(2), a.sum((0, 2)), a.sum((0, 1))), [A]),
    "largest and smallest": (lambda a: (a.amax(1), a.amin((0, 2)), a.prod(0)), [A]),
    "sums along many axes of a turned box": (
        lambda a: a.reshape(2, 1, 3, 2, 2).permute(4, 1, 2, 0, 3).sum((0, 3)),
        [A],
    ),
    "nan is largest and smallest": (lambda a: (some_nan(a).amax(0), some_nan(a).amin(), some_nan(a).argmin(1)), [A]),
    "any and all": (lambda a: ((a > 1.0).any(0), (a > -1.0).all(), (a > 9.0).any()), [A]),
    "where the largest stands": (lambda a: (a.argmax(1), a.argmin(0), a.argmax()), [A]),
    "a product": (lambda a, b: a @ b.mT, [A, B]),
    "a product of transposed matrices": (lambda a, b: a.mT @ b, [A, B]),
    "a product of stacks and one matrix": (lambda a, b: a @ b, [A, floats(4, 5)]),
    "a product with edges beside the tiles": (lambda a, b: (a @ b, b.T @ a.T), [floats(9, 5), floats(5, 11)]),
    "stacks that are no single stack": (lambda a, b: a[:, None] @ b[None], [floats(2, 3, 2), floats(3, 2, 3)]),
    "rows by their numbers": (lambda a: (a[[1, 0, 1]], a[:, [0, 2, 0]]), [A]),
    "elements where a mask holds": (lambda a: a[a > 0.5], [A]),
    "rows added back": (
        lambda a: tt.zeros(2, 3, 4, device="cuda").to(a.device).index_add(0, tt.tensor([1, 1]), a),
        [A],
    ),
    "softmax": (lambda a: (a.softmax(2), a.softmax(0), a.log_softmax(2)), [A]),
    "other kinds of number": (lambda a: ((a * 4.0).long() + 1, (a > 0.0).to(tt.float32), a.double() * 2.0), [A]),
    "sums of whole numbers": (lambda a: ((a * 4.0).long().sum(1), (a > 0.0).sum()), [A]),
    "more axes than a kernel has": (lambda a: many_axes(a).exp() + many_axes(a), [A]),
    "a copy of so many axes": (lambda a: many_axes(a).contiguous(), [A]),
    "nothing": (lambda a: (a[:0].exp(), a[:0] + a[:0], a[:0].sum(0), a[:0] @ a[:0].mT, a[:0][:, [1, 1]]), [A]),
    "a product over nothing": (lambda a: a[:, :, :0] @ a[:, :0], [floats(2, 3, 3)]),
    "sums so far": (lambda a: a.cumsum(1), [A]),
}


def some_nan(a: Any) -> Any:
    """nan in the places of what is negative."""
    return tt.where(a > 0.0, a, np.nan)


def many_axes(a: Any) -> Any:
    """Twenty-four numbers under seven axes that cannot be merged."""
    box = a.reshape(2, 3, 4).permute(2, 0, 1)[:, None, :, None, ::-1]
    return box.expand(4, 2, 2, 2, 3).reshape(2, 2, 2, 2, 2, 3).permute(3, 0, 4, 1, 5, 2)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_operations_is_numpys(family: str, cuda: Any) -> None:
    f, inputs = FAMILIES[family]
    same(f, *inputs)


def test_float64_is_computed_with_all_its_digits(cuda: Any) -> None:
    a = RNG.uniform(0.5, 2.0, (3, 5))
    same(lambda a: (a.exp(), a * a, a.sum(1), a.amax(0), a @ a.mT, a.softmax(1)), a, tolerance=1e-13)


def test_few_results_of_many_elements_are_made_in_parts(cuda: Any) -> None:
    a = floats(2, 700)
    same(lambda a: (a.sum(), a.sum(1), a.T.sum(0), a.amax(1)), a, tolerance=1e-4)
    parts = cuda.walk(device_view(cuda, a), (1,))
    assert 0 < cuda.part(parts) < 700


def device_view(cuda: Any, numbers: np.ndarray) -> Any:
    return fresh(cuda.from_numpy(numbers), numbers.shape)


def test_columns_are_summed_whatever_remains_of_the_last_part(fast: Any) -> None:
    for side in (63, 64, 65, 257):
        same(lambda a: a.sum(0), floats(side, 2), tolerance=1e-4)


def test_patches_are_those_of_the_cpu_kernels(fast: Any) -> None:
    images = floats(2, 3, 5, 4)
    size, stride, padding, dilation = (3, 2), (2, 1), (1, 1), (1, 2)
    columns = np.empty((3, 3, 2, 2, 3, 4), np.float32)
    options = (3 * 20, 20), (5, 4), stride, padding, dilation
    patches.im2col(columns, images.reshape(-1), *options)
    x = Array.from_numpy(images, fast)
    made = Array.fresh(fast.im2col(x, size, stride, padding, dilation), columns.shape, fast)
    assert made.numpy().tolist() == columns.tolist()
    back = np.empty(images.size, np.float32)
    patches.col2im(back, columns, *options)
    again = Array.fresh(fast.col2im(made, (5, 4), stride, padding, dilation), images.shape, fast)
    assert np.allclose(again.numpy().reshape(-1), back, rtol=1e-6)


# --- A training step

IMAGES, LABELS = floats(4, 5), np.array([0, 2, 1, 2])


def step(name: str) -> tuple[Network, float]:
    """A network on this device, after one step."""
    network = Network((5, 6, 3), seed=1)
    network.weights, network.biases = (
        [p.detach().to(name).requires_grad_() for p in each] for each in (network.weights, network.biases)
    )
    loss = train_batch(network, tt.tensor(IMAGES, device=name), tt.tensor(LABELS, device=name), 0.5)
    return network, loss


def test_a_training_step_has_numpys_gradients_and_does_not_leave_the_device(cuda: Any) -> None:
    (ours, loss), (right, wanted) = step("cuda"), step("numpy")
    assert loss == pytest.approx(wanted, rel=1e-5)
    for mine, other in zip(ours.parameters(), right.parameters(), strict=True):
        assert mine.device == "cuda"
        assert np.allclose(mine.grad.numpy(), other.grad.numpy(), rtol=1e-4, atol=1e-6)
        assert np.allclose(mine.detach().numpy(), other.detach().numpy(), rtol=1e-4, atol=1e-6)
    assert cuda.on_host == {}


def test_a_scalar_loss_reaches_every_input_of_a_deep_expression(fast: Any) -> None:
    x = tt.tensor(A, device="cuda", requires_grad=True)
    cross_entropy((x.permute(2, 0, 1).reshape(4, 6) * 2.0).relu(), tt.tensor([1, 2, 3, 0], device="cuda")).backward()
    y = tt.tensor(A, requires_grad=True)
    cross_entropy((y.permute(2, 0, 1).reshape(4, 6) * 2.0).relu(), tt.tensor([1, 2, 3, 0])).backward()
    assert np.allclose(x.grad.numpy(), y.grad.numpy(), rtol=1e-4, atol=1e-6)


# --- Writes in place


def test_a_write_reaches_every_view_and_may_come_from_the_same_memory(cuda: Any) -> None:
    x = tt.tensor(A, device="cuda")
    turned = x[:, ::-1]
    x[:, 0] = 7.0
    assert turned[:, 2].tolist() == [[7.0] * 4] * 2
    x.copy_(turned.clone())
    row = tt.arange(6, device="cuda").to(tt.float32)
    row[1:] = row[:-1]
    assert row.tolist() == [0.0, 0.0, 1.0, 2.0, 3.0, 4.0]


def test_an_update_in_place_writes_to_the_places_it_reads(cuda: Any) -> None:
    x = tt.tensor(A, device="cuda")
    x += x
    x[:, 1] *= 2.0
    x -= tt.tensor(B, device="cuda").permute(0, 1, 2)
    right = A + A
    right[:, 1] *= 2.0
    assert np.allclose(x.numpy(), right - B)
    overlapping = tt.tensor(np.arange(6, dtype=np.float32), device="cuda")
    overlapping[1:] += overlapping[:-1]
    assert overlapping.tolist() == [0.0, 1.0, 3.0, 5.0, 7.0, 9.0]


# --- What kernels cannot do


def test_a_function_of_which_no_kernel_can_be_made_is_numpys_and_not_tried_again(
    fast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    launch = fast.machine.launch

    def refuse(kernel: Any, f: Any, *args: Any) -> None:
        if f in (EXP, ADD):
            tries.append(f)
            raise NotBuilt("not this one")
        launch(kernel, f, *args)

    monkeypatch.setattr(fast.machine, "launch", refuse)
    for _ in range(2):
        same(lambda a: a.exp(), A)
    x = tt.tensor(A, device="cuda")
    x += 1.0
    assert np.allclose(x.numpy(), A + 1.0)
    assert tries == [EXP, ADD]
    assert fast.on_host == {"map exp": 2, "zip add": 1}


def test_a_reduction_that_does_not_begin_with_its_neutral_number_is_numpys(fast: Any) -> None:
    a = Array.from_numpy(A, fast)
    assert np.allclose(a.reduce(operators.add, 5.0, (0,)).numpy(), A.sum(0) + 5.0)
    assert fast.on_host["reduce add"] == 1


def test_a_device_without_float64_leaves_it_to_numpy_and_says_so(fast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast.machine, "doubles", False)
    a = RNG.uniform(0.5, 2.0, (2, 3))
    for f in (lambda a: a.exp(), lambda a: a.sum(0), lambda a: a @ a.mT, lambda a: a.softmax(1), lambda a: a * a):
        with pytest.warns(UserWarning, match="has no float64"):
            same(f, a, tolerance=1e-13)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same(lambda a: a.exp(), A)


def test_rows_outside_are_found_before_a_kernel_reads_there(fast: Any) -> None:
    a = Array.from_numpy(A, fast)
    for wrong in ([0, 2], [-3]):
        with pytest.raises(IndexError):
            a.gather_rows(Array.from_numpy(np.array(wrong), fast))
        with pytest.raises(IndexError):
            a.scatter_rows(Array.from_numpy(np.array(wrong * (2 // len(wrong))), fast), 2)
    assert a.gather_rows(Array.from_numpy(np.array([-1]), fast)).numpy().tolist() == A[[-1]].tolist()


def test_rows_that_were_computed_are_fetched_and_looked_at(fast: Any) -> None:
    rows = tt.tensor([0, 1], device="cuda")
    computed = (rows + rows).value  # 0 and 2
    with pytest.raises(IndexError):
        Array.from_numpy(A, fast).gather_rows(computed)


# --- Grids past the limit


def test_a_product_with_more_tiles_than_the_grid_takes_is_made_in_parts(cuda: Any) -> None:
    cuda.machine.limits = (2**31 - 1, 2, 3)
    same(lambda a, b: a @ b, floats(5, 2, 3), floats(5, 3, 2))
    same(lambda a, b: a @ b, floats(2, 37, 3), floats(2, 3, 9))


def test_more_rows_than_blocks_are_made_in_parts(cuda: Any) -> None:
    a = floats(7, 3)
    cuda.machine.limits = (4, 4, 4)
    same(lambda a: (a.softmax(1), a.log_softmax(1), a.sum(1), a.amax(1)), a)
    same(lambda a: a.permute(1, 0, 2).sum((0, 2)), floats(2, 6, 3))


def test_more_elements_than_a_launch_takes_are_refused_in_one_sentence(fast: Any) -> None:
    fast.machine.limits = (2, 2, 2)
    with pytest.raises(BackendError, match=r"at most 2 blocks of 128 elements.* got 300 elements"):
        tt.tensor(floats(300), device="cuda").exp()


# --- The simulated machine


def test_memory_that_nobody_wrote_is_nan(fast: Any) -> None:
    assert np.isnan(fast.machine.download(fast.pool.numbers(3, np.dtype(np.float32)).row)).all()


def test_a_large_launch_in_the_block_runner_warns_once(fast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "PATIENCE", 64)
    x = tt.tensor(floats(300), device="cuda")
    with pytest.warns(UserWarning, match="one after the other"):
        y = x.exp()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y.exp()


def test_division_by_zero_and_logarithms_of_nothing_are_those_of_floating_point(cuda: Any) -> None:
    zeros = np.array([0.0, 1.0, -1.0], np.float32)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        same(lambda x: (1.0 / x, x / (x - x), x.log(), (x * 1e3).exp(), (-x).sqrt()), zeros)


# --- No GPU


def in_a_process(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    names = {name: value for name, value in os.environ.items() if name != "TINYTORCH_CUDA"}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(tt.__file__).parents[1],
        env={**names, **environment},
    )


MESSAGE = """
import tinytorch as tt
from tinytorch.tensors.backend import BackendError
try:
    tt.zeros(2, device="cuda")
except BackendError as error:
    print(error)
"""


def test_without_a_gpu_one_sentence_says_what_was_found_and_what_to_do() -> None:
    """Numba is told to look for none, so that this holds on a computer with one, too."""
    done = in_a_process(MESSAGE, NUMBA_DISABLE_CUDA="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("device 'cuda' needs a GPU, and none can be used here (")
    assert "device='cpu'" in done.stdout
    assert "TINYTORCH_CUDA=simulate" in done.stdout
    assert done.stdout.count("\n") == 1


def test_numbas_own_simulator_is_no_gpu() -> None:
    done = in_a_process(MESSAGE, NUMBA_ENABLE_CUDASIM="1")
    assert "NUMBA_ENABLE_CUDASIM" in done.stdout, done.stderr


ON_NUMBAS_SIMULATOR = """
import numpy as np
from tinytorch.kernels.cuda.operations import CudaBackend
from tinytorch.kernels.cuda.device import Real
from tinytorch.tensors.array import Array
from tinytorch.tensors.numpy_backend import backend

class Played(Real):
    def __init__(self):  # Numba plays the GPU, but not what one would say of itself
        self.doubles, self.limits, self.made = True, (2**31 - 1, 65535, 65535), {}

numbers = np.arange(6, dtype=np.float32).reshape(2, 3) / 3
gpu = CudaBackend(Played())
for f in (
    lambda a: a + a * 2.0, lambda a: a.mT - a.mT * a.mT, lambda a: a.mT @ a, lambda a: a.sum((1,)) < 1.0,
    lambda a: a.pointwise(lambda x: x * 2.0), lambda a: a.gather_rows(Array.from_numpy(np.array([1, 1]), a.backend)),
):
    mine, right = (f(Array.from_numpy(numbers, each)).numpy() for each in (gpu, backend))
    assert mine.dtype == right.dtype and np.allclose(mine, right), (mine, right)
print(dict(gpu.on_host))
"""


def test_what_a_gpu_is_told_is_right_in_numbas_own_simulator(tmp_path: Path) -> None:
    """Memory, launches and the texts of kernels; a lambda, of which no text can be made, goes through NumPy."""
    done = in_a_process(ON_NUMBAS_SIMULATOR, NUMBA_ENABLE_CUDASIM="1", TINYTORCH_CACHE=str(tmp_path))
    assert done.stdout == "{'map <lambda>': 1}\n", done.stderr


def test_asked_to_simulate_it_computes() -> None:
    done = in_a_process(
        "import tinytorch as tt; print((tt.ones(2, device='cuda') + 1).tolist())", TINYTORCH_CUDA="simulate"
    )
    assert done.stdout == "[2.0, 2.0]\n", done.stderr
