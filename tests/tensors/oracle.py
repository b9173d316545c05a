"""PyTorch, NumPy and slopes measured from outside as the judges of every entry in the tables."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tinytorch.autograd.engine import GradientError
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

from .entries import Op, as_kind
from .libraries import LAYOUTS, Ours, Torch, inputs_of, laid_out

# --- What a run gives


@dataclass
class Outcome:
    """Values, gradients by the leaves, and what else can be compared."""

    values: list[np.ndarray | object]
    requires: list[bool]
    gradients: list[np.ndarray | None]
    shared: bool
    inputs: list[np.ndarray]


def numbers_of(t: Any) -> np.ndarray:
    """The numbers of a tensor of either library."""
    return np.array(t.detach().numpy())


def flat(result: Any, library: Any) -> Iterator[Any]:
    """The tensors and plain values in a result."""
    if isinstance(result, tuple | list) and not library.is_tensor(result):
        for item in result:
            yield from flat(item, library)
    else:
        yield result


def cotangents(tensors: Sequence[Any]) -> list[np.ndarray]:
    """The gradients that start at the results: the same for each library, none alike."""
    rng = np.random.default_rng(0)
    return [rng.uniform(0.5, 1.5, tuple(t.shape)).astype(str(t.dtype).removeprefix("torch.")) for t in tensors]


def run_once(library: Any, op: Op, case: Any, dtype: str, run: int) -> Outcome:
    """Call the operation, and carry gradients back from all its results to the leaves."""
    inputs = inputs_of(library, case, dtype, run, op.gradient)
    results = list(flat(op.call(library.lib, *inputs.views), library))
    tensors = [t for t in results if library.is_tensor(t)]
    ends = [t for t in tensors if t.requires_grad]
    wanted = [leaf for leaf in inputs.leaves if leaf.requires_grad]
    gradients: Sequence[Any] = ()
    if ends and wanted:
        starts = [library.leaf(c) for c in cotangents(ends)]
        gradients = library.grad(ends, wanted, starts, allow_unused=True)
    return Outcome(
        [numbers_of(t) if library.is_tensor(t) else t for t in results],
        [t.requires_grad for t in tensors],
        [None if d is None else numbers_of(d) for d in gradients],
        bool(tensors) and bool(inputs.views) and library.shares(tensors[0], inputs.views[0]),
        [numbers_of(x) for x in inputs.views],
    )


# --- How two runs are compared

TOLERANCE = {"float64": 1e-10, "float32": 1e-5}
# A few dozen roundings of 1e-16 and 6e-8 each, and room for the order of summation. Relative above 1, absolute below.


def same(ours: Any, theirs: Any, tolerance: float, what: str) -> None:
    """Raise AssertionError unless both have one shape, one dtype, and nearly the same numbers; nan equals nan."""
    if not isinstance(ours, np.ndarray) or not isinstance(theirs, np.ndarray):
        assert type(ours) is type(theirs) or isinstance(theirs, tuple), f"{what}: {ours!r}, the judge says {theirs!r}"
        assert ours == theirs or ours != ours, f"{what}: {ours!r}, the judge says {theirs!r}"
        return
    assert ours.shape == theirs.shape, f"{what}: shape {ours.shape}, the judge says {theirs.shape}"
    assert ours.dtype == theirs.dtype, f"{what}: dtype {ours.dtype}, the judge says {theirs.dtype}"
    near = tolerance * TOLERANCE.get(ours.dtype.name, 0.0)
    assert np.allclose(ours, theirs, rtol=near, atol=near, equal_nan=True), f"{what}:\n{ours}\nthe judge says\n{theirs}"


def same_outcome(ours: Outcome, theirs: Outcome, op: Op, where: str) -> None:
    """Raise AssertionError, saying where, unless values, shapes, dtypes and gradients agree."""
    assert len(ours.values) == len(theirs.values), f"{where}: {len(ours.values)} results, not {len(theirs.values)}"
    for k, (mine, other) in enumerate(zip(ours.values, theirs.values, strict=True)):
        same(mine, other, op.tolerance, f"{where}: result {k}")
    for k, (mine, other) in enumerate(zip(ours.inputs, theirs.inputs, strict=True)):
        same(mine, other, op.tolerance, f"{where}: input {k} after the call")
    if op.gradient:
        assert ours.requires == theirs.requires, f"{where}: requires_grad {ours.requires}, not {theirs.requires}"
        if len(ours.gradients) != len(theirs.gradients):
            raise AssertionError(f"{where}: {len(ours.gradients)} gradients, the judge has {len(theirs.gradients)}")
    else:
        assert not any(ours.requires), f"{where}: the result requires a gradient, but the entry says gradient=False"
    for k, (mine, other) in enumerate(zip(ours.gradients, theirs.gradients, strict=False)):
        if mine is not None or other is not None:  # where PyTorch knows that nothing flows, zeros are as good
            zeros = np.zeros_like(other if mine is None else mine)
            mine, other = (zeros if d is None else d for d in (mine, other))
            same(mine, other, op.tolerance, f"{where}: gradient by input {k}")


def runs(op: Op) -> Iterator[tuple[list[Any], str, int, str]]:
    """Every (case, dtype, run, where it is) of an entry."""
    for number, case in enumerate(op.drawn):
        axes = any(numbers.ndim for _, numbers in case)
        for dtype in op.dtypes:
            for run in range(len(LAYOUTS) if axes else 1):
                layouts = ", ".join(laid_out(spec, x, run, place) for place, (spec, x) in enumerate(case))
                shapes = ", ".join(str(x.shape) for _, x in case)
                yield case, dtype, run, f"{op.name}, case {number}: {shapes} of {dtype}, {layouts}"


# --- The judges


def judge_by_torch(op: Op, ours: Ours, theirs: Torch) -> None:
    """Raise AssertionError unless every run does as PyTorch does."""
    for case, dtype, run, where in runs(op):
        try:
            with warnings.catch_warnings(action="ignore"):  # PyTorch's own affairs
                expected = run_once(theirs, op, case, dtype, run)
        except (RuntimeError, TypeError, ValueError, IndexError) as error:
            assert dtype != op.dtypes[0], f"{where}: PyTorch refuses it ({error}); then the entry should say raises="
            refuses(op, ours, case, dtype, run, where)
            continue
        outcome = run_once(ours, op, case, dtype, run)
        same_outcome(outcome, expected, op, where)
        if op.view is not None and outcome.inputs[0].size:  # empty ones have no memory
            assert outcome.shared is op.view, f"{where}: on the memory of the input: {outcome.shared}"
            if run == 0:
                assert expected.shared is op.view, (
                    f"{where}: PyTorch's is on the memory of the input: {expected.shared}"
                )


def judge_by_numpy(op: Op, ours: Ours) -> None:
    """Raise AssertionError unless every float64 run has NumPy's values."""
    assert op.numpy is not None
    for case, dtype, run, where in runs(op):
        if dtype == op.dtypes[0]:
            outcome = run_once(ours, op, case, dtype, run)
            results = [np.asarray(x) for x in flat(op.numpy(*outcome.inputs), ours)]
            for k, (mine, right) in enumerate(zip(outcome.values, results, strict=True)):
                same(np.asarray(mine), right, op.tolerance, f"{where}: result {k}, by NumPy")


def judge_refusal(op: Op, ours: Ours, theirs: Torch | None) -> None:
    """Raise AssertionError unless both libraries refuse each case, and we in the right words."""
    for case, dtype, run, where in runs(op):
        if run == 0 and dtype == op.dtypes[0]:
            refuses(op, ours, case, dtype, run, where)
            if theirs is not None:
                try:
                    run_once(theirs, op, case, dtype, run)
                except Exception as error:
                    assert not op.differs, f"{where}: PyTorch refuses it, too ({error}): no difference"
                else:
                    assert op.differs, f"{where}: PyTorch accepts it"


OUR_WORDS = (LayoutError, IndexError, DTypeError, GradientError)


def refuses(op: Op, ours: Ours, case: Any, dtype: str, run: int, where: str) -> None:
    """Raise AssertionError unless we refuse this run with an error that we chose."""
    wanted = op.raises or OUR_WORDS
    try:
        outcome = run_once(ours, op, case, dtype, run)
    except wanted as error:
        missing = [word for word in op.says if word not in str(error)]
        assert not missing, f"{where}: the error does not say {missing}: {error}"
    else:
        raise AssertionError(f"{where}: expected a refusal, got {outcome.values}")


def judge_slopes(op: Op, ours: Ours, check: Callable[..., bool]) -> None:
    """Raise GradientError unless `check`, gradcheck or gradgradcheck, passes every case; in float64, contiguous."""
    for case in op.drawn:
        arrays = [as_kind(numbers, "float64") for _, numbers in case]
        check(
            lambda *xs: tuple(flat(op.call(ours.lib, *xs), ours)),
            *[ours.leaf(x, gradient=True) for x in arrays],
            tolerance=1e-6 * op.tolerance,
        )


JUDGED = {"python": "float64", "cpu": "float32", "cuda": "float32"}
# Python's own floats are float64 whatever a tensor says. Kernels are there for float32.


def judge_backend(op: Op, ours: Ours, other: Ours, wanted: str) -> None:
    """Raise AssertionError unless another backend computes what the default one does, in the kind that is wanted."""
    kinds = [wanted] if wanted in op.dtypes else op.dtypes[:1]
    for case, dtype, run, where in runs(op):
        if dtype in kinds:
            right = run_once(ours, op, case, dtype, run)
            same_outcome(run_once(other, op, case, dtype, run), right, op, f"{where}, on {other.device}")
