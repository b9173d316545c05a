"""The two libraries as far as a judge must know them: how to make a leaf in each, and views of it in every layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tinytorch.tensors.backward import grad
from tinytorch.tensors.functions.shape import Expand, Permute, Pick
from tinytorch.tensors.indexing import view_of
from tinytorch.tensors.layout import Shape
from tinytorch.tensors.tensor import Tensor

from .entries import Spec, as_kind

# --- The layouts: how the memory of a leaf is made from the numbers, and which view of it shows them


def spread(x: np.ndarray) -> np.ndarray:
    """Zeros with x at the odd places of each axis."""
    base = np.zeros([2 * side + 1 for side in x.shape], x.dtype)
    base[(slice(1, None, 2),) * x.ndim] = x
    return base


LAYOUTS: dict[str, tuple[Callable[[np.ndarray], np.ndarray], Callable[[Any, Any, Shape], Any]]] = {
    "contiguous": (lambda x: x, lambda views, t, shape: t),
    "permuted": (lambda x: x.T, lambda views, t, shape: views.permute(t, tuple(range(len(shape)))[::-1])),
    "first axis of stride 0": (lambda x: x[:1], lambda views, t, shape: views.expand(t, shape)),
    "last axis of stride 0": (lambda x: x[..., :1], lambda views, t, shape: views.expand(t, shape)),
    "backwards": (np.flip, lambda views, t, shape: views.backwards(t)),
    "spread": (spread, lambda views, t, shape: views.odd(t)),
}
NAMES = tuple(LAYOUTS)


def laid_out(spec: Spec, numbers: np.ndarray, run: int, place: int) -> str:
    """Run 0 has every input contiguous; in the others the inputs of one call have different layouts."""
    if run == 0 or numbers.ndim == 0:
        return NAMES[0]
    name = NAMES[(run + place) % len(NAMES)]
    return NAMES[1] if name.endswith("stride 0") and not spec.repeats else name


def inputs_of(library: Any, case: Sequence[tuple[Spec, np.ndarray]], dtype: str, run: int, gradient: bool) -> Inputs:
    """The leaves of a run, and the views of them that go into the call."""
    made: Inputs = Inputs([], [])
    for place, (spec, drawn) in enumerate(case):
        numbers = as_kind(drawn, dtype)
        to_base, view = LAYOUTS[laid_out(spec, numbers, run, place)]
        leaf = library.leaf(np.array(to_base(numbers), order="C"), gradient)
        made.leaves.append(leaf)
        made.views.append(view(library, leaf, numbers.shape))
    return made


@dataclass
class Inputs:
    """Leaves, and the tensors that a call is given."""

    leaves: list[Any]
    views: list[Any]


# --- The two libraries, as far as a judge must know them


class Ours:
    """tinytorch on one of its backends. The views are made without any method that is being judged."""

    def __init__(self, lib: Any, device: str = "numpy") -> None:

        self.lib, self.device, self.grad = lib, device, grad

    def leaf(self, numbers: np.ndarray, gradient: bool = False) -> Any:
        """A Tensor with its own copy of these numbers; one of floats requires a gradient, if that is asked for."""

        return Tensor(numbers, gradient and numbers.dtype.kind == "f", numbers.dtype, self.device)

    def permute(self, t: Any, order: Shape) -> Any:
        """Axes in another order."""

        return Permute.apply(t, order=order)

    def expand(self, t: Any, shape: Shape) -> Any:
        """Stride 0."""

        return Expand.apply(t, shape=shape)

    def backwards(self, t: Any) -> Any:
        """Negative steps."""
        return self.every(t, slice(None, None, -1))

    def odd(self, t: Any) -> Any:
        """An offset, and gaps."""
        return self.every(t, slice(1, None, 2))

    def every(self, t: Any, key: slice) -> Any:
        """t[key, key, ...]."""

        return Pick.apply(t, view=lambda layout: view_of(layout, (key,) * len(layout.shape)))

    def is_tensor(self, x: Any) -> bool:
        """Whether x is one of this library's."""
        return isinstance(x, Tensor)

    def shares(self, a: Any, b: Any) -> bool:
        """Whether both lie on the same memory."""
        return a.value.buffer.data is b.value.buffer.data


class Torch:
    """PyTorch."""

    def __init__(self, torch: Any) -> None:
        self.lib, self.grad = torch, torch.autograd.grad

    def leaf(self, numbers: np.ndarray, gradient: bool = False) -> Any:
        """A tensor with its own copy of these numbers."""
        return self.lib.tensor(numbers).requires_grad_(gradient and numbers.dtype.kind == "f")

    def permute(self, t: Any, order: Shape) -> Any:
        """Axes in another order."""
        return t.permute(order)

    def expand(self, t: Any, shape: Shape) -> Any:
        """Stride 0."""
        return t.expand(shape)

    def backwards(self, t: Any) -> Any:
        """PyTorch has no negative steps: a copy."""
        return self.lib.flip(t, tuple(range(t.ndim)))

    def odd(self, t: Any) -> Any:
        """An offset, and gaps."""
        return t[(slice(1, None, 2),) * t.ndim]

    def is_tensor(self, x: Any) -> bool:
        """Whether x is one of this library's."""
        return isinstance(x, self.lib.Tensor)

    def shares(self, a: Any, b: Any) -> bool:
        """Whether both lie on the same memory."""
        return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()
