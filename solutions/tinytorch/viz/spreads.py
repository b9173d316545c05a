"""How numbers are spread: a histogram for each tensor, of a network's weights or of what comes out of its layers.

histograms(model)
histograms(activations(model, x), shared=True)      # on one axis: where do they vanish?
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

import numpy as np

from tinytorch.autograd.engine import no_grad
from tinytorch.nn.module import Module
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.gradients import layers, tensors_in
from tinytorch.viz.axes import Axis
from tinytorch.viz.canvas import Canvas, kind_of, number, short
from tinytorch.viz.charts import spark
from tinytorch.viz.picture import Picture

PANELS, ACROSS = 24, 3  # at most, and side by side
WIDE, HIGH, GAP = 216, 84, 20  # of a panel, in pixels


def activations(model: Module, *inputs: Any) -> dict[str, Tensor]:
    """{path of a layer: what comes out of it}, for model(*inputs), in the order in which it is computed.

    The model stays in the mode in which it is, and nothing is recorded. A layer that is used again has another entry:
    "relu", "relu (2)". Raises TypeError for what is no Module.
    """
    if not isinstance(model, Module):
        raise TypeError(f"activations wants a model, a Module, got {kind_of(model)}")
    seen: dict[str, Tensor] = {}
    with ExitStack() as hooks, no_grad():
        for path, layer in layers(model):
            hooks.callback(layer.register_forward_hook(keeping(seen, path)).remove)
        model(*inputs)
    return seen


def keeping(seen: dict[str, Tensor], path: str) -> Callable[..., None]:
    """A hook after forward that keeps what comes out."""

    def keep(layer: Module, inputs: Any, output: Any) -> None:
        for tensor in tensors_in(output):
            times = sum(name == path or name.startswith(f"{path} (") for name in seen) + 1
            seen[path if times == 1 else f"{path} ({times})"] = tensor.clone()  # what follows may write into it

    return keep


def histograms(
    numbers: Any, title: str = "How the numbers are spread", bins: int | None = None, shared: bool = False
) -> Picture:
    """A histogram for each tensor, with its mean, its standard deviation and its share of zeros.

    numbers  a model (its parameters), a dict from names to tensors or arrays, or one of those alone
    bins     how many bars; else as many as the numbers are worth
    shared   whether all have one axis; else each has its own

    What is not finite is counted and left out. Raises TypeError for what holds no numbers, ValueError for nothing.
    """
    if bins is not None and not (isinstance(bins, int) and 2 <= bins <= 100):
        raise ValueError(f"histograms wants 2 to 100 bins, got {bins!r}")
    spreads = [Spread(name, some) for name, some in named_arrays(numbers).items()]
    if not any(spread.finite.size for spread in spreads):
        raise ValueError("histograms wants at least one finite number, got none")
    shown = spreads[:PANELS]
    canvas = Canvas(24 * 2 + ACROSS * WIDE + (ACROSS - 1) * GAP, title)
    every = np.concatenate([spread.finite for spread in shown])
    for k, spread in enumerate(shown):
        x = canvas.margin + k % ACROSS * (WIDE + GAP)
        spread.draw(canvas, x, canvas.y + 8, *spread.bars(bins, every if shared else spread.finite))
        if k % ACROSS == ACROSS - 1 or k == len(shown) - 1:
            canvas.y += HIGH + 76
    words = [
        title,
        f"{'name':<32}  {'count':>9}  {'mean':>9}  {'std':>9}  {'zeros':>6}",
        *(spread.line() for spread in shown),
    ]
    if len(spreads) > PANELS:
        canvas.note(note := f"{PANELS} of {len(spreads):,} tensors are shown, the first ones")
        words.append(note)
    return Picture(canvas.svg(), "\n".join(words))


def named_arrays(numbers: Any) -> dict[str, np.ndarray]:
    """A name and an array of floats, one row, for each."""
    if isinstance(numbers, Module):
        numbers = dict(numbers.named_parameters())
    elif not isinstance(numbers, Mapping):
        numbers = {"all numbers": numbers}
    found = {}
    for name, some in numbers.items():
        try:
            plain = some.detach().numpy() if isinstance(some, Tensor) else np.asarray(some)
            found[str(name)] = plain.astype(float).reshape(-1)
        except (TypeError, ValueError):
            raise TypeError(
                f"histograms wants a model, a tensor, an array, or a dict of those; {name!r} is {kind_of(some)}"
            ) from None
    return found


class Spread:
    """The numbers of one tensor.

    finite  those that can be drawn; strange: how many cannot
    """

    def __init__(self, name: str, numbers: np.ndarray) -> None:
        self.name = name
        self.finite = numbers[np.isfinite(numbers)]
        self.strange = numbers.size - self.finite.size

    @property
    def facts(self) -> str:
        """Mean, standard deviation, and what is remarkable."""
        if not self.finite.size:
            return "no finite number"
        said = [f"mean {number(self.finite.mean(), 2)}", f"std {number(self.finite.std(), 2)}"]
        said += [f"{self.zeros:.0%} zeros"] if self.zeros >= 0.01 else []
        return ", ".join(said)

    @property
    def zeros(self) -> float:
        """The share of numbers that are exactly 0."""
        return float((self.finite == 0).mean()) if self.finite.size else 0.0

    def bars(self, bins: int | None, like: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Counts and the edges between them, over the range of `like`."""
        bins = bins or min(40, max(8, math.isqrt(2 * self.finite.size)))
        if not like.size:
            return np.zeros(bins, int), np.linspace(0, 1, bins + 1)
        return np.histogram(self.finite, bins, (float(like.min()), float(like.max())))

    def draw(self, canvas: Canvas, x: float, y: float, counts: np.ndarray, edges: np.ndarray) -> None:
        """The bars over an axis with the ends and 0, below what the numbers are called."""
        canvas.text(x, y + 12, short(self.name, 30), "strong")
        canvas.text(x, y + 29, self.facts, "soft")
        bottom = y + 38 + HIGH
        step, most = WIDE / len(counts), max(int(counts.max()), 1)
        for k, count in enumerate(counts.tolist()):
            if count:
                high = max(HIGH * count / most, 1.0)
                canvas.rect(x + k * step, bottom - high, max(step - 1, 1), high, "f0")
        canvas.line(x, bottom, x + WIDE, bottom)
        axis = Axis([float(edges[0]), float(edges[-1])], x, x + WIDE)
        if edges[0] < 0 < edges[-1]:
            canvas.line(axis.place(0.0), bottom - HIGH, axis.place(0.0), bottom + 4, "axis dashed")
        canvas.text(x, bottom + 15, number(float(edges[0]), 3), "soft")
        canvas.text(x + WIDE, bottom + 15, number(float(edges[-1]), 3), "soft end")
        if self.strange:
            canvas.text(x + WIDE / 2, bottom + 15, f"{self.strange:,} not finite", "soft mid bad")

    def line(self) -> str:
        """A row of the words."""
        if not self.finite.size:
            return f"{short(self.name):<32}  {self.strange:>9,}  no finite number"
        counts = self.bars(min(24, max(8, math.isqrt(2 * self.finite.size))), self.finite)[0].tolist()
        strange = f"  {self.strange:,} not finite" if self.strange else ""
        size = self.finite.size + self.strange
        numbers = f"{size:>9,}  {self.finite.mean():>9.2g}  {self.finite.std():>9.2g}  {self.zeros:>6.1%}"
        return f"{short(self.name):<32}  {numbers}  {spark(counts)}{strange}"
