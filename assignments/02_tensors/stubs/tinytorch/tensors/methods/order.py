# Made from solutions/tinytorch/tensors/methods/order.py by `autograder build`.
"""Order along an axis: sort, argsort, topk. NumPy finds which element goes where, and gradients go the same way."""

from __future__ import annotations

from typing import Self

import numpy as np

from tinytorch.tensors.arguments import check_whole
from tinytorch.tensors.array import Array
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.reduce import Ranked, Reduce


class Order(Reduce):
    """Sorting."""

    __slots__ = ()

    def sort(self, dim: int = -1, descending: bool = False, stable: bool = False) -> Ranked:
        """(values, indices) in rising order along an axis. nan is larger than all; equal ones keep their order."""
        indices = self.argsort(dim, descending, stable)
        return Ranked(self.gather(self._axis(dim, "sort"), indices), indices)

    def argsort(self, dim: int = -1, descending: bool = False, stable: bool = False) -> Self:
        """The indices that sort; always stable, whether asked for or not."""
        axis, numbers = self._axis(dim, "argsort"), self.value.numpy()
        order = np.argsort(np.flip(numbers, axis) if descending else numbers, axis, kind="stable")
        if descending:  # equal elements came in the order from the far end: read it from there, counting from the front
            order = numbers.shape[axis] - 1 - np.flip(order, axis)
        return type(self)(Array.from_numpy(order, self.value.backend))

    def topk(self, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Ranked:
        """(values, indices) of the k largest along an axis, or smallest, the best first."""
        axis = self._axis(dim, "topk")
        side = self.value.layout.shape[axis]
        if not 0 <= check_whole("topk", k=k) <= side:
            raise LayoutError(f"topk wants k between 0 and {side}, the side of axis {axis}, got {k}")
        indices = self.argsort(axis, descending=largest).narrow(axis, 0, k)
        return Ranked(self.gather(axis, indices), indices)
