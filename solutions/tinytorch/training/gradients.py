"""What the gradients of a model look like, layer by layer.

with gradient_report(model) as report:
    loss(model(inputs), targets).backward()
print(report)       # a table, and a sentence on what is remarkable; report.rows are its rows
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinytorch.nn.module import Module
from tinytorch.tensors.tensor import Tensor

FAR = 1e3  # by how much a gradient may grow or shrink between the last layer and another before it is remarkable
DEAD = 0.99  # which share of zeros is


@dataclass
class Row:
    """The gradients that arrived at one parameter, or at the output of one layer, all numbers of them together.

    name   the path in the model: "layers.0.weight", or "layers.0" for the output
    what   "parameter" or "output"
    shape  of the last one that arrived
    count  how many numbers have arrived; 0: no gradient ever did
    """

    name: str
    what: str
    shape: tuple[int, ...] = ()
    count: int = 0
    total: float = 0.0
    absolute: float = 0.0
    squares: float = 0.0
    zero: int = 0

    def add(self, gradient: Tensor) -> None:
        """Another gradient has arrived."""
        numbers = gradient.detach().numpy().astype(np.float64)
        self.shape = gradient.shape
        self.count += numbers.size
        with np.errstate(all="ignore"):  # a gradient may hold inf: that is for the report to say
            self.total += float(numbers.sum())
            self.absolute += float(np.abs(numbers).sum())
            self.squares += float((numbers * numbers).sum())
        self.zero += numbers.size - int(np.count_nonzero(numbers))

    @property
    def norm(self) -> float:
        """The root of the sum of squares."""
        return math.sqrt(self.squares)

    @property
    def mean(self) -> float:
        """The mean of all numbers; 0 of none."""
        return self.total / max(self.count, 1)

    @property
    def magnitude(self) -> float:
        """The mean of |g|."""
        return self.absolute / max(self.count, 1)

    @property
    def zeros(self) -> float:
        """The share of numbers that are exactly 0."""
        return self.zero / max(self.count, 1)

    @property
    def size(self) -> float:
        """The root of the mean square: how large one number is, however many there are."""
        return self.norm / math.sqrt(max(self.count, 1))


class GradientReport:
    """Rows for the layers' outputs in the order in which they were computed, and for the parameters in theirs."""

    def __init__(self, model: Module) -> None:
        self.outputs: dict[str, Row] = {}
        self.parameters = {name: Row(name, "parameter") for name, p in model.named_parameters() if p.requires_grad}

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        return [*self.outputs.values(), *self.parameters.values()]

    def verdict(self) -> str:
        """What is remarkable, in one sentence, the worst first."""
        if not any(row.count for row in self.rows):
            return "no gradient has arrived anywhere: was backward called inside?"
        reached = [row for row in self.outputs.values() if row.count]
        for row in reversed(reached):  # in the order of backward: the first one is where it begins
            if not math.isfinite(row.norm):
                return f"the gradient at {row.name!r} is not finite: look with first_bad() where that begins"
        for row in self.parameters.values():
            if not math.isfinite(row.norm):
                return f"the gradient of {row.name!r} is not finite: look with first_bad() where that begins"
        return remarkable(reached, [*self.parameters.values()])

    def __str__(self) -> str:
        wide = max([len(row.name) for row in self.rows] + [4])
        lines = [f"{'name':<{wide}}  {'what':<9}  {'norm':>9}  {'mean':>10}  {'zeros':>6}  shape"]
        for row in self.rows:
            numbers = f"{row.norm:>9.2e}  {row.mean:>10.2e}  {row.zeros:>6.1%}  {row.shape}"
            lines.append(f"{row.name:<{wide}}  {row.what:<9}  {numbers if row.count else 'no gradient'}")
        return "\n".join([*lines, self.verdict()])

    __repr__ = __str__  # what a notebook shows


def remarkable(outputs: list[Row], parameters: list[Row]) -> str:
    """The sentence on finite gradients."""
    without = [row.name for row in parameters if not row.count]
    dead = [row.name for row in (*outputs, *parameters) if row.count and row.zeros >= DEAD]
    if dead:
        return f"hardly anything flows through {dead[-1]!r}: {DEAD:.0%} of its gradient or more are exactly 0"
    if without:
        return f"no gradient arrives at {', '.join(map(repr, without))}: the loss does not depend on them"
    if outputs:
        last = outputs[-1]
        least, most = min(outputs, key=lambda row: row.size), max(outputs, key=lambda row: row.size)
        if most.size > FAR * last.size:
            ratio = f"{most.size / last.size:.0e} times"
            return f"gradients explode: at {most.name!r} they are {ratio} those at {last.name!r}"
        if least.size * FAR < last.size:
            ratio = f"{least.size / last.size:.0e} of"
            return f"gradients vanish: at {least.name!r} they are {ratio} those at {last.name!r}"
    return "nothing is remarkable: all gradients are finite, and of similar size"


@contextmanager
def gradient_report(model: Module) -> Iterator[GradientReport]:
    """Inside, every gradient that arrives is noted, by hooks; the hooks are gone afterwards."""
    report = GradientReport(model)
    with ExitStack() as hooks:
        for name, p in model.named_parameters():
            if p.requires_grad:
                hooks.callback(p.register_hook(report.parameters[name].add).remove)
        for path, layer in layers(model):
            row = Row(path, "output")
            hooks.callback(layer.register_forward_hook(watching(report.outputs, row)).remove)
        yield report


def watching(outputs: dict[str, Row], row: Row) -> Callable[..., None]:
    """A hook after forward that adds the gradients of what comes out to the row."""

    def watch(layer: Module, inputs: Any, output: Any) -> None:
        outputs.setdefault(row.name, row)
        for tensor in tensors_in(output):
            if tensor.requires_grad:
                tensor.register_hook(row.add)

    return watch


def layers(model: Module) -> Iterator[tuple[str, Module]]:
    """(path, layer) for every module without modules inside."""
    for path, module in model.named_modules():
        if not any(True for _ in module.children()):
            yield path or type(module).__name__, module


def tensors_in(data: Any) -> list[Tensor]:
    """The tensors in nested tuples, lists and dictionaries."""
    if isinstance(data, Tensor):
        return [data]
    if isinstance(data, dict):
        data = list(data.values())
    return [tensor for part in data for tensor in tensors_in(part)] if isinstance(data, list | tuple) else []
