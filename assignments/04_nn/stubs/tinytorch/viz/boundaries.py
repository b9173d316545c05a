# Made from solutions/tinytorch/viz/boundaries.py by `autograder build`.
"""What a network answers where: the plane in the colour of the class that it finds at each point, and the data in it.

decision_boundary(model, points, labels).save("boundary.svg")

steps = boundary_steps(model, points, labels)
fit(model, loader, loss, optimizer, epochs=20, log=steps)       # or steps.record("step 10") in a loop of your own
steps.animation()
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch.autograd.engine import no_grad
from tinytorch.nn.module import Module
from tinytorch.tensors.creation import as_tensor, tensor
from tinytorch.training.modes import evaluating
from tinytorch.viz.axes import Axis, draw_axes
from tinytorch.viz.canvas import COLOURS, Canvas, kind_of
from tinytorch.viz.picture import Animation, Picture
from tinytorch.viz.regions import layers

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 420, 72, 32, 68, 64
CELLS = 90  # along each axis: at their corners the model is asked
COLUMNS, LINES = 45, 15  # of the plane in words
MARGIN = 0.1  # of what the data span, around them
POINTS = 1000  # of the data that are drawn, evenly out of all
FRAMES = 32  # of an animation: where there would be more, every second one is left out, and so on


def decision_boundary(model: Module, points: Any, labels: Any, title: str = "What the network answers") -> Picture:
    """A picture of the classes that the model finds in the plane, with the points of the data and their labels.

    model   (n, 2) -> (n, classes) scores, of which the largest counts, or (n, 1), of which the sign does
    points  (m, 2), and their labels (m,), whole numbers from 0 on

    The model is asked in evaluation mode, and each part is in the mode afterwards that it was in. Raises ValueError for
    points that do not lie in a plane, for labels that do not fit, and for scores of another shape.
    """
    plane = Plane("decision_boundary", model, points, labels)
    view = plane.view()
    return Picture(plane.draw(view, title), f"{title}\n{plane.sentence(view)}\n{view.text}")


def boundary_steps(
    model: Module, points: Any, labels: Any, every: int = 1, title: str = "What the network answers"
) -> BoundarySteps:
    """What takes views of the plane while the model trains, and makes an animation of them.

    every  of how many epochs, or calls, one is kept

    Give it to fit() as a log, or call `record` in a loop of your own; then `animation()`. Raises as decision_boundary.
    """
    if not isinstance(every, int) or every < 1:
        raise ValueError(f"boundary_steps wants to keep one view of `every` 1, 2, 3, ... calls, got {every!r}")
    return BoundarySteps(Plane("boundary_steps", model, points, labels), every, title)


class BoundarySteps:
    """Views of a plane, the oldest first.

    views   (label, what was found) for each; a view is small: the edges of areas, and a digit for each letter in words
    """

    def __init__(self, plane: Plane, every: int, title: str) -> None:
        self.plane, self.every, self.title = plane, every, title
        self.views: list[tuple[str, View]] = []
        self.calls = 0
        self.passed_over = ""  # the label of the last call, if it left no view

    def record(self, label: str = "") -> None:
        """Look at the model as it is now, if it is time for that."""
        self.calls += 1
        label = label or f"call {self.calls}"
        self.passed_over = label if (self.calls - 1) % self.every else ""
        if self.passed_over:
            return
        self.views.append(self.seen(label))
        if len(self.views) > FRAMES:
            del self.views[1::2]
            self.every *= 2

    def seen(self, label: str) -> tuple[str, View]:
        """The model as it is now, with the label of the frame."""
        view = self.plane.view()
        return f"{label}: {view.share:.1%} right", view

    def write(self, event: str, **values: Any) -> None:
        """An event of fit(): after each epoch a view is taken."""
        if event == "epoch":
            self.record(f"epoch {values['epoch']}, loss {values['loss']:.4g}")

    def close(self) -> None:
        """A log can be closed; there is nothing to close."""

    def animation(self, seconds: float = 0.5) -> Animation:
        """The views one after the other, each for so long, the last one twice as long.

        Where the last call left none, a view of the model as it is now is the last.
        """
        if not self.views:
            raise ValueError("an animation wants at least one view: call record(), or give this to fit() as its log")
        views = [*self.views, self.seen(self.passed_over)] if self.passed_over else self.views
        frames = [self.plane.draw(view, self.title) for _, view in views]
        last = views[-1][1]
        words = f"{self.title}, {len(frames)} times\nat last {self.plane.sentence(last)}\n{last.text}"
        return Animation(frames, [label for label, _ in views], words, seconds)


class View:
    """What a model answers at one moment.

    areas   (class, the way around it), to be painted one over the other
    digits  the class at COLUMNS x LINES places, the top row first
    right   how many of the data's points got their own class
    lost    at how many of the places that were asked about no score was a number
    """

    def __init__(self, areas: list[tuple[int, str]], digits: list[str], right: int, count: int, lost: int) -> None:
        self.areas, self.digits, self.right, self.count, self.lost = areas, digits, right, count, lost

    @property
    def share(self) -> float:
        return self.right / self.count

    @property
    def text(self) -> str:
        """The plane in words."""
        return "\n".join(self.digits)


class Plane:
    """A model and the points that it is asked about: the data's own, and the middles of the cells around them."""

    def __init__(self, owner: str, model: Module, points: Any, labels: Any) -> None:
        if not isinstance(model, Module):
            raise TypeError(f"{owner} wants a model, a Module, got {kind_of(model)}")
        self.owner, self.model = owner, model
        data, given = as_tensor(points).detach(), as_tensor(labels).detach()
        if data.ndim != 2 or data.shape[1] != 2 or not len(data):
            raise ValueError(f"{owner} wants points of shape (m, 2), at least one, got {tuple(data.shape)}")
        self.data, found = data.numpy().astype(float), given.numpy()
        if found.shape != (len(self.data),) or (found < 0).any() or (found != found.astype(int)).any():
            raise ValueError(
                f"{owner} wants {len(self.data)} labels, one per point, whole numbers from 0 on; "
                f"got shape {found.shape} with {', '.join(map(str, np.unique(found)[:4].tolist()))}, ..."
            )
        if not np.isfinite(self.data).all():
            raise ValueError(f"{owner} wants finite points, got some that are nan or infinite: leave those out")
        self.labels = found.astype(int)
        self.across, self.up = (
            spread(self.data[:, 0], LEFT, WIDTH - RIGHT),
            spread(self.data[:, 1], HEIGHT - BOTTOM, TOP),
        )

    def view(self) -> View:
        """Ask the model now."""
        x, y = (np.linspace(axis.low, axis.high, CELLS + 1) for axis in (self.across, self.up))
        corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        scores = self.scores(np.concatenate([corners, self.data]))
        lost = np.isnan(scores).all(1)
        scores = np.where(np.isnan(scores), -np.inf, scores)
        if scores.shape[1] == 1:  # its sign counts
            scores = np.concatenate([np.zeros_like(scores), scores], 1)
        right = (scores.argmax(1)[len(corners) :] == self.labels) & ~lost[len(corners) :]
        plane = scores[: len(corners)].reshape(CELLS + 1, CELLS + 1, -1)
        areas = list(layers(plane, *(np.linspace(axis.start, axis.end, CELLS + 1) for axis in (self.across, self.up))))
        return View(areas, digits(plane.argmax(-1)), int(right.sum()), len(self.labels), int(lost.sum()))

    def scores(self, points: np.ndarray) -> np.ndarray:
        """What the model gives at each point: (n, 2) -> (n, classes) or (n, 1)."""
        like = next(self.model.parameters(), None)
        kind: dict[str, Any] = {} if like is None else {"dtype": like.dtype, "device": like.device}
        with evaluating(self.model), no_grad():
            scores = self.model(tensor(points, **kind)).detach().numpy()
        if scores.ndim != 2 or len(scores) != len(points) or not scores.shape[1]:
            raise ValueError(
                f"{self.owner} wants a model that makes scores (n, classes) or (n, 1) of points (n, 2), "
                f"got {scores.shape} of {points.shape}"
            )
        return np.asarray(scores)

    def draw(self, view: View, title: str) -> str:
        """The plane, the axes, the data, and who is who."""
        canvas = Canvas(WIDTH, title)
        for k, way in view.areas:
            canvas.path(way, f"area t{k % COLOURS}")
        canvas.text(LEFT, HEIGHT - 18, self.sentence(view), "soft")
        draw_axes(canvas, self.across, self.up, "", "")
        every = -(-len(self.data) // POINTS)
        for (x, y), label in zip(self.data[::every].tolist(), self.labels[::every].tolist(), strict=True):
            canvas.raw([mark(self.across.place(x), self.up.place(y), label)])
        x = float(LEFT)
        for k in sorted({*self.labels.tolist()})[:COLOURS]:
            canvas.raw([mark(x + 4, TOP - 16, k)])
            canvas.text(x + 14, TOP - 12, f"class {k}", "soft")
            x += 72
        return canvas.svg(HEIGHT, self.sentence(view))

    def sentence(self, view: View) -> str:
        count = len({*self.labels.tolist()})
        classes = f"{count} class{'es' * (count != 1)}"
        said = f"{view.right:,} of {view.count:,} points of {classes} get the right answer ({view.share:.1%})"
        if view.lost:
            said += f"; at {view.lost:,} places the model gives no number"
        shown = len(range(0, view.count, -(-view.count // POINTS)))
        return said if shown == view.count else f"{said}; {shown:,} of them are drawn"


def digits(found: np.ndarray) -> list[str]:
    """The plane in letters: the number of the class at each place, the top row first."""
    rows = np.linspace(len(found) - 1, 0, LINES).round().astype(int)
    columns = np.linspace(0, len(found[0]) - 1, COLUMNS).round().astype(int)
    return ["".join(str(k % 10) for k in row) for row in found[np.ix_(rows, columns)].tolist()]


def spread(numbers: np.ndarray, start: float, end: float) -> Axis:
    """An axis for the numbers, with room at both ends."""
    room = MARGIN * (numbers.max() - numbers.min() or 1.0)
    return Axis([float(numbers.min() - room), float(numbers.max() + room)], start, end)


SHAPES = (
    "M{x:.1f} {y:.1f}m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0z",  # disc
    "M{x:.1f} {y:.1f}m-3 -3h6v6h-6z",  # square
    "M{x:.1f} {y:.1f}m0 -4l3.8 6.6h-7.6z",  # triangle
    "M{x:.1f} {y:.1f}m0 -4.2l4.2 4.2l-4.2 4.2l-4.2 -4.2z",  # diamond
)


def mark(x: float, y: float, label: int) -> str:
    """A point of the data: a shape and a colour for each class."""
    way = SHAPES[label % len(SHAPES)].format(x=x, y=y)
    return f'<path class="mark" d="{way}" style="fill:var(--c{label % COLOURS});stroke:var(--page)"/>'
