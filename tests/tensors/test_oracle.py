"""Every operation does as PyTorch does: values, shapes, dtypes, gradients, errors; in all layouts, on all backends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.autograd.engine import Function, GradientError
from tinytorch.tensors.backend import available
from tinytorch.tensors.check import gradcheck, gradgradcheck

import tinytorch
from tests.quick import one_in

from . import oracle
from .entries import Op, floats
from .libraries import Ours, Torch
from .tables import OPS, TABLES

try:
    import torch
except ImportError:
    torch = None

each_op = pytest.mark.parametrize("op", OPS, ids=str)


@pytest.fixture(autouse=True)
def quiet_division() -> Any:
    """NumPy warns of a division by zero; that the quotient is right is the question here."""
    with np.errstate(all="ignore"):
        yield


@pytest.fixture
def ours() -> Ours:
    return Ours(tinytorch)


@pytest.fixture
def theirs() -> Torch:
    if torch is None:
        pytest.skip("PyTorch, the judge, is not installed")
    torch.set_num_threads(1)
    return Torch(torch)


@each_op
def test_every_operation_does_as_pytorch_does(op: Op, ours: Ours, theirs: Torch) -> None:
    if op.raises is not None:
        oracle.judge_refusal(op, ours, theirs)
    elif op.differs:
        with pytest.raises(AssertionError):  # or else the entry claims a difference that is none any more
            oracle.judge_by_torch(op, ours, theirs)
    else:
        oracle.judge_by_torch(op, ours, theirs)


@pytest.mark.parametrize("op", [op for op in OPS if op.numpy], ids=str)
def test_values_are_numpys(op: Op, ours: Ours) -> None:
    oracle.judge_by_numpy(op, ours)


@pytest.mark.parametrize("op", [op for op in OPS if op.raises], ids=str)
def test_what_is_refused_is_refused_in_the_right_words(op: Op, ours: Ours) -> None:
    oracle.judge_refusal(op, ours, None)


@pytest.mark.parametrize("op", [op for op in OPS if op.gradient and not op.raises and op.second is not None], ids=str)
def test_gradients_of_gradients_are_right_or_a_named_error(op: Op, ours: Ours) -> None:
    if op.second:
        oracle.judge_slopes(op, ours, gradgradcheck)
    else:
        with pytest.raises(GradientError, match="derivative"):
            oracle.judge_slopes(op, ours, gradgradcheck)


def on_each_backend() -> Iterator[Any]:
    """Every operation on every backend; kernels take time to compile, so of "cpu" one in four is quick."""
    for device in sorted({*available()} - {"numpy"}):
        pairs = ((op, device) for op in OPS if not op.raises)
        yield from one_in(1 if device == "python" else 4, pairs, "{0[0]}-{0[1]}".format)


@pytest.mark.parametrize("pair", [*on_each_backend()])
def test_every_backend_computes_the_same(pair: tuple[Op, str], ours: Ours) -> None:
    """Which backend is not here, and why, is said in test_backends.py."""
    op, device = pair
    oracle.judge_backend(op, ours, Ours(tinytorch, device), oracle.JUDGED.get(device, "float32"))


@pytest.mark.slow
@pytest.mark.parametrize("op", [op for op in OPS if not op.raises and "float64" in op.dtypes], ids=str)
def test_compiled_kernels_compute_the_same_in_float64(op: Op, ours: Ours) -> None:
    oracle.judge_backend(op, ours, Ours(tinytorch, "cpu"), "float64")


def test_an_entry_that_is_not_judged_says_why() -> None:
    assert all(op.reason for op in OPS if op.second is None)
    assert all(op.numpy or op.raises for op in OPS if op.differs)


def test_no_table_is_left_out() -> None:
    found = {path.stem for path in Path(__file__).parent.glob("table_*.py")}
    assert found == {table.__name__.split(".")[-1] for table in TABLES}


def test_no_two_entries_have_the_same_name() -> None:
    names = Counter(op.name for op in OPS)
    assert [name for name, count in names.items() if count > 1] == []


def lie(name: str, ours: Any, theirs: Any) -> Op:
    """An entry that does one thing in tinytorch, and another in PyTorch."""
    return Op(name, lambda lib, x: ours(x) if lib is tinytorch else theirs(x), [floats(3)])


LIES = {
    "result 0": lie("a value", lambda x: x + 1.0, lambda x: x + 2.0),
    "gradient by input 0": lie("a gradient", lambda x: x * x, lambda x: x * x.detach()),
    "dtype": lie("a dtype", lambda x: x < x, lambda x: (x < x) * 1.0),
    "shape": lie("a shape", lambda x: x, lambda x: x[None]),
    "requires_grad": lie("a history", lambda x: x.detach() * 1.0, lambda x: x * 1.0),
    "input 0 after": lie("memory", lambda x: x.detach().__iadd__(1.0) is None, lambda x: False),
    "refuses": lie("a refusal", lambda x: x + x, lambda x: x.reshape(2)),
    "1 results": lie("a tuple", lambda x: x, lambda x: (x, x)),
}


@pytest.mark.parametrize("word", LIES)
def test_the_judge_finds_a_wrong(word: str, ours: Ours, theirs: Torch) -> None:
    with pytest.raises(AssertionError, match=word):
        oracle.judge_by_torch(LIES[word], ours, theirs)


def test_the_judge_finds_what_is_not_refused(ours: Ours) -> None:
    accepted = Op("add", lambda lib, x: x + x, [floats(3)], raises=ValueError)
    with pytest.raises(AssertionError, match="expected a refusal"):
        oracle.judge_refusal(accepted, ours, None)


class WrongSlope(Function):
    """x^2, whose derivative is given as if x were a constant: right the first time, wrong the second."""

    @staticmethod
    def forward(ctx: Any, a: Any) -> Any:
        ctx.save_for_backward(a, a.copy())
        return a * a

    @staticmethod
    def backward(ctx: Any, d: Any) -> Any:
        return d * ctx.saved_values[1] * 2.0


def test_the_judge_finds_a_wrong_second_derivative(ours: Ours) -> None:
    square = Op("square", lambda lib, x: WrongSlope.apply(x), [floats(3)])
    oracle.judge_slopes(square, ours, gradcheck)
    with pytest.raises(GradientError, match="central difference"):
        oracle.judge_slopes(square, ours, gradgradcheck)
