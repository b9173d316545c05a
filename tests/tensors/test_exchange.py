"""Tensors and the rest of the world: NumPy, DLPack, pickle, deepcopy, Python's protocols, kinds and devices."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from tinytorch.autograd import GradientError

import tinytorch as tt

DEVICES = ["numpy", "python"]


@pytest.mark.parametrize("device", DEVICES)
def test_numpy_shares_the_memory(device: str) -> None:
    """A write to the ndarray shows in the tensor, and back, through views too."""
    t = tt.zeros(2, 3, device=device)
    numbers = t.T.numpy()
    numbers[2, 1] = 4.0
    t += 1.0
    assert t[1, 2].item() == 5.0 == numbers[2, 1]
    assert np.asarray(t).base is not None or np.shares_memory(np.asarray(t), numbers)
    assert np.array(t, dtype=np.float64).dtype == np.float64


def test_numpy_of_what_requires_a_gradient_is_an_error() -> None:
    """What NumPy computes leaves no record; the error says to detach."""
    t = tt.ones(2, requires_grad=True)
    for ask in (t.numpy, (t * 2).numpy, lambda: np.asarray(t)):
        with pytest.raises(GradientError, match="detach"):
            ask()
    assert t.detach().numpy().tolist() == [1.0, 1.0]


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "**", "@", "<", "=="])
def test_numpy_leaves_the_operator_to_the_tensor(op: str) -> None:
    """ndarray + tensor is a Tensor with a history, and equals what NumPy alone computes."""
    numbers, t = np.array([1.0, 2.0, 3.0]), tt.tensor([2.0, 2.0, 2.0], dtype=tt.float64, requires_grad=True)
    left, right = eval(f"n {op} t", {"n": numbers, "t": t}), eval(f"t {op} n", {"n": numbers, "t": t})
    values = t.detach().numpy()
    for result, expected in (
        (left, eval(f"n {op} t", {"n": numbers, "t": values})),
        (right, eval(f"t {op} n", {"n": numbers, "t": values})),
    ):
        assert isinstance(result, tt.Tensor)
        assert result.requires_grad == (op not in "<==")
        np.testing.assert_allclose(result.detach().numpy(), expected)


def test_dlpack_goes_both_ways() -> None:
    """NumPy and PyTorch read our memory, and we theirs, without a copy."""
    t = tt.arange(6, dtype=tt.float32).reshape(2, 3)
    assert np.shares_memory(np.from_dlpack(t), t.numpy())
    numbers = np.arange(3.0)
    ours = tt.from_dlpack(numbers)
    assert ours.dtype == tt.float64
    ours += 1.0
    assert numbers.tolist() == [1.0, 2.0, 3.0]
    torch = pytest.importorskip("torch", reason="PyTorch is the other side here")
    theirs = torch.from_dlpack(t)
    theirs[0, 1] = 9.0
    assert t[0, 1].item() == 9.0
    source = torch.zeros(2, 3)
    back = tt.from_dlpack(source.T)
    source[0, 2] = 7.0
    back[1] += 2.0
    assert back.tolist() == [[0.0, 0.0], [2.0, 2.0], [7.0, 0.0]]
    assert source.tolist() == [[0.0, 2.0, 7.0], [0.0, 2.0, 0.0]]


@pytest.mark.parametrize("device", DEVICES)
def test_dlpack_hands_over_every_device_and_every_kind(device: str) -> None:
    """Both backends keep their numbers in host memory."""
    for dtype in (tt.float32, tt.float64, tt.int64, tt.bool):
        t = tt.tensor([[1, 0], [0, 1]], device=device).to(dtype)
        assert np.from_dlpack(t.T[1:]).tolist() == t.T[1:].tolist()
        assert np.from_dlpack(t).dtype == dtype
        assert np.shares_memory(tt.from_dlpack(t).numpy(), t.numpy())


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: np.from_dlpack(tt.ones(2, requires_grad=True)), GradientError, "detach"),
        (lambda: np.from_dlpack(tt.ones(2, 3)[::-1]), BufferError, r"backwards .*clone"),
        (lambda: tt.from_dlpack([1.0]), tt.DTypeError, r"got a list: use tensor"),
        (lambda: tt.from_dlpack(np.ones(2, np.float16)), tt.DTypeError, r"float16: use tensor"),
    ],
)
def test_what_dlpack_cannot_hand_over_says_so(ask: Any, kind: type[Exception], words: str) -> None:
    """One sentence each."""
    with pytest.raises(kind, match=words):
        ask()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))], ids=["deepcopy", "pickle"])
@pytest.mark.parametrize("device", DEVICES)
def test_a_leaf_is_copied_with_what_it_is(copied: Any, device: str) -> None:
    """Numbers, kind, device and requires_grad are the same; the memory is not."""
    t = tt.tensor([[1.0, 2.0]], requires_grad=True, device=device, dtype=tt.float64)
    made = copied(t)
    assert (made.tolist(), made.dtype, made.device, made.requires_grad) == (t.tolist(), t.dtype, t.device, True)
    made.data += 1.0
    assert t.tolist() == [[1.0, 2.0]]
    view = copied(tt.arange(6).reshape(2, 3).T)
    assert view.tolist() == [[0, 3], [1, 4], [2, 5]]


def test_deepcopy_takes_the_gradient_along() -> None:
    """The copy has a gradient of its own."""
    t = tt.ones(2, requires_grad=True)
    (t * 3).sum().backward()
    made = copy.deepcopy(t)
    assert made.grad.tolist() == [3.0, 3.0]
    made.grad += 1.0
    assert t.grad.tolist() == [3.0, 3.0]


@pytest.mark.parametrize("copied", [copy.deepcopy, pickle.dumps], ids=["deepcopy", "pickle"])
def test_a_result_is_not_copied_with_its_history(copied: Any) -> None:
    """The error says to detach."""
    with pytest.raises(GradientError, match="detach"):
        copied(tt.ones(2, requires_grad=True) * 2)


def test_the_protocols_of_python() -> None:
    """len, in, iteration, unpacking, truth, float, int, index."""
    t = tt.tensor([[1.0, 2.0], [3.0, 4.0]])
    first, second = t
    assert len(t) == 2
    assert (first.tolist(), second.tolist()) == ([1.0, 2.0], [3.0, 4.0])
    assert 3.0 in t
    assert 5.0 not in t
    assert bool(tt.tensor([0.5])) and not bool(tt.tensor(0))
    assert (float(tt.tensor(2.5)), int(tt.tensor([7])), [10, 20][tt.tensor(1)]) == (2.5, 7, 20)


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda: bool(tt.ones(2)), ValueError, r"\(2,\).*any\(\) or .all"),
        (lambda: tt.ones(2, 2).item(), ValueError, r"one element.*\(2, 2\)"),
        (lambda: len(tt.tensor(1.0)), TypeError, "no length"),
        (lambda: iter(tt.tensor(1.0)), TypeError, "iterated"),
        (lambda: [1, 2][tt.tensor(1.0)], TypeError, "whole number"),
    ],
)
def test_what_has_no_answer_says_why(ask: Any, kind: type[Exception], words: str) -> None:
    """One sentence each."""
    with pytest.raises(kind, match=words):
        ask()


def test_to_changes_kind_and_device_and_is_recorded() -> None:
    """The gradient comes back in the kind and on the device of the leaf."""
    t = tt.tensor([1.0, 2.0], requires_grad=True)
    moved = t.to("python").to(tt.float64)
    assert (moved.device, moved.dtype) == ("python", tt.float64)
    (moved * 3.0).sum().backward()
    assert (t.grad.dtype, t.grad.device, t.grad.tolist()) == (tt.float32, "numpy", [3.0, 3.0])
    assert t.to(tt.float32) is t
    assert t.to(moved).device == "python"
    assert t.long().dtype == tt.int64 and not t.long().requires_grad
