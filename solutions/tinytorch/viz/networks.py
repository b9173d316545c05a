"""What moves a network: its gradients layer by layer, and its learning rate over the steps.

loss.backward(); gradient_flow(model)
schedule(WarmupCosineLR(optimizer, 10, 100), 100)
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from tinytorch.nn.module import Module
from tinytorch.optim.plateau import ReduceLROnPlateau
from tinytorch.optim.scheduler import LRScheduler, rates_now
from tinytorch.training.gradients import GradientReport, Row
from tinytorch.viz.axes import Axis
from tinytorch.viz.canvas import Canvas, kind_of, number, short, wide
from tinytorch.viz.charts import curves
from tinytorch.viz.picture import Picture

WIDTH = 720
ROWS = 48  # of gradients
COLUMNS = ((95, "mean |g|"), (180, "norm"), (246, "zeros"))  # where they end, to the right of the bars
HEADINGS = {"output": "What arrives at the layers' outputs", "parameter": "What arrives at the parameters"}
DEAD = 0.99  # which share of zeros stands out
BAR, NUMBERS = 180, 250  # pixels: of the longest bar at least, and of the columns of numbers


# --- Gradients


def gradient_flow(model: Module | GradientReport, title: str = "Gradients, layer by layer") -> Picture:
    """A bar for each gradient, on a logarithmic axis: the mean of |g|, and beside it the norm and the share of zeros.

    model  after backward: the .grad of its parameters, the first layer at the top; or what gradient_report() has seen:
           the gradients at the layers' outputs as well

    Raises TypeError for anything else, and ValueError for a model without parameters.
    """
    rows = flow_rows(model)
    left_out = len(rows) - ROWS
    shown = rows if left_out <= 0 else [*rows[: ROWS // 2], *rows[-ROWS // 2 :]]
    note = f"{ROWS} of {len(rows):,} rows are shown, the first and the last ones" if left_out > 0 else ""
    names = min(max(wide(short(row.name), 12, fixed=True) for row in shown), 240.0)
    canvas = Canvas(max(WIDTH, 2 * 24 + names + 14 + BAR + NUMBERS), title)
    axis = flow_axis(shown, canvas.margin + names + 14, canvas.width - canvas.margin - NUMBERS)
    draw_flow_head(canvas, axis)
    kinds = list(dict.fromkeys(row.what for row in shown))
    for kind in kinds:
        alike = [row for row in shown if row.what == kind]
        draw_flow_grid(canvas, axis, HEADINGS[kind] if len(kinds) > 1 else "", len(alike))
        for row in alike:
            draw_flow_row(canvas, row, axis)
    if note:
        canvas.note(note)
    words = [title, f"{'name':<32}  {'mean |g|':>9}  {'norm':>9}  {'zeros':>6}", *map(flow_line, shown)]
    return Picture(canvas.svg(), "\n".join([*words, *([note] if note else [])]))


def flow_rows(model: Any) -> list[Row]:
    """What has arrived where."""
    if isinstance(model, GradientReport):
        rows = model.rows
    elif isinstance(model, Module):
        rows = [Row(name, "parameter") for name, p in model.named_parameters() if p.requires_grad]
        for row, p in zip(rows, (p for _, p in model.named_parameters() if p.requires_grad), strict=True):
            if p.grad is not None:
                row.add(p.grad)
    else:
        raise TypeError(f"gradient_flow wants a model, after backward, or a gradient report; got {kind_of(model)}")
    if not rows:
        raise ValueError("gradient_flow wants a model with parameters that require a gradient, got one without")
    return rows


def flow_axis(rows: Sequence[Row], start: float, end: float) -> Axis:
    """Whole powers of ten around all means that can be drawn; there is always one at least."""
    seen = [row.magnitude for row in rows if has_bar(row)] or [1.0]
    low, high = math.floor(math.log10(min(seen)) - 0.3), math.ceil(math.log10(max(seen)))
    return Axis([10.0**low, 10.0 ** max(high, low + 1)], start, end, logarithmic=True)


def has_bar(row: Row) -> bool:
    """Whether its mean has a place on a logarithmic axis."""
    return row.count > 0 and math.isfinite(row.magnitude) and row.magnitude > 0


def draw_flow_head(canvas: Canvas, axis: Axis) -> None:
    """What the columns are, and powers of ten."""
    canvas.y += 22
    canvas.text(axis.start, canvas.y, "mean |g|, logarithmic", "soft")
    for place, what in COLUMNS:
        canvas.text(axis.end + place, canvas.y, what, "soft end")
    canvas.y += 18
    apart = abs(axis.place(axis.ticks[-1]) - axis.place(axis.ticks[0])) / max(len(axis.ticks) - 1, 1)
    for tick in axis.ticks[:: math.ceil(50 / apart)]:
        canvas.text(axis.place(tick), canvas.y, number(tick, 1), "soft mid")


def draw_flow_grid(canvas: Canvas, axis: Axis, heading: str, rows: int) -> None:
    """Lines at powers of ten behind so many rows."""
    if heading:
        canvas.y += 24
        canvas.text(canvas.margin, canvas.y, heading, "strong")
    for tick in axis.ticks:
        canvas.line(axis.place(tick), canvas.y + 6, axis.place(tick), canvas.y + 9 + 20 * rows, "grid")
    canvas.y += 2


def draw_flow_row(canvas: Canvas, row: Row, axis: Axis) -> None:
    """A name, its bar and its numbers; what is wrong in words."""
    canvas.y += 20
    y = canvas.y
    canvas.text(axis.start - 10, y, short(row.name), "soft code end")
    if not row.count:
        canvas.text(axis.start + 6, y, "no gradient", "soft")
        return
    if has_bar(row):
        look = "t0 cell" if row.what == "parameter" else "t1 cell"
        canvas.rect(axis.start, y - 11, axis.place(row.magnitude) - axis.start, 14, look)
    else:
        canvas.text(axis.start + 6, y, "not finite" if row.magnitude else "all are 0", "bad strong")
    numbers = (number(row.magnitude, 3), number(row.norm, 3), f"{row.zeros:.0%}")
    for (place, what), shown in zip(COLUMNS, numbers, strict=True):
        dead = what == "zeros" and row.zeros >= DEAD
        canvas.text(axis.end + place, y, shown, "code end bad strong" if dead else "code end")


def flow_line(row: Row) -> str:
    numbers = f"{row.magnitude:>9.2e}  {row.norm:>9.2e}  {row.zeros:>6.1%}" if row.count else "no gradient"
    return f"{short(row.name):<32}  {numbers}"


# --- Learning rates


def schedule(
    rates: LRScheduler | Callable[[int], float] | Mapping[str, Any], steps: int, title: str = "Learning rate"
) -> Picture:
    """The learning rate over the next `steps` steps; the schedule and its optimizer are afterwards as they were.

    rates  a schedule of optim.lr_scheduler, a function of the step 0, 1, 2, ..., or a dict from names to such

    Raises TypeError for what is none, ValueError for a number of steps that makes no sense, and for a schedule that
    waits for losses.
    """
    if not isinstance(steps, int) or not 1 <= steps <= 1_000_000:
        raise ValueError(f"schedule wants a number of steps from 1 to 1,000,000, got {steps!r}")
    given = rates if isinstance(rates, Mapping) else {"": rates}
    drawn = {name: some for key, one in given.items() for name, some in foreseen(str(key), one, steps).items()}
    return curves({name: dict(enumerate(some)) for name, some in drawn.items()}, title, "step", "learning rate")


def foreseen(name: str, rates: Any, steps: int) -> dict[str, list[float]]:
    """The rates of a function, or of each group of a schedule; groups with equal rates are one."""
    if isinstance(rates, ReduceLROnPlateau):
        raise ValueError(
            'ReduceLROnPlateau waits for losses, so nobody knows its rates beforehand: curves(log, y="lr") shows those '
            "of a run"
        )
    if not isinstance(rates, LRScheduler):
        if not callable(rates) or isinstance(rates, type):
            made = ": make one of it first" if isinstance(rates, type) else ""
            what = f"{kind_of(rates)}{made}"
            raise TypeError(f"schedule wants one of optim.lr_scheduler or a function of the step, got {what}")
        return {name or getattr(rates, "__name__", "rate"): [float(rates(step)) for step in range(steps)]}
    groups: list[list[float]] = [[] for _ in rates.optimizer.param_groups]
    with undisturbed(rates), np.errstate(all="ignore"):
        for step in range(steps):
            if step:
                rates.step()
            for group, rate in zip(groups, rates_now(rates.optimizer), strict=True):
                group.append(float(rate))
    name = name or type(rates).__name__
    if all(group == groups[0] for group in groups):
        return {name: groups[0]}
    return {f"{name}, group {k}": group for k, group in enumerate(groups)}


@contextmanager
def undisturbed(rates: LRScheduler) -> Iterator[None]:
    """Whatever the schedule does within the block, it and the groups of its optimizer are as before after it."""
    state = copy.deepcopy(rates.state_dict())
    groups = [{**group} for group in rates.optimizer.param_groups]
    try:
        yield
    finally:
        rates.load_state_dict(state)
        for group, before in zip(rates.optimizer.param_groups, groups, strict=True):
            group.clear()
            group.update(before)
