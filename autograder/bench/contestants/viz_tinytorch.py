"""Pictures by the tinytorch that is first on the path: seconds of a drawing, an import, a step that is watched."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from loop import compete

FRESH = """
import time, tinytorch
start = time.perf_counter()
import tinytorch.viz
print(time.perf_counter() - start)
"""


def graph(problem: dict[str, Any]) -> Callable[[], None]:
    """Draw a net of so many values, each of the two before it."""
    scalar, viz = import_module("tinytorch.autograd").Scalar, import_module("tinytorch.viz")
    values = [scalar(0.5, requires_grad=True), scalar(0.25, requires_grad=True)]
    while len(values) < problem["nodes"]:
        values.append(values[-1] * values[-2] if len(values) % 2 else values[-1] + values[-2])

    def step() -> None:
        viz.graph(values[-1])

    return step


def imported(problem: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """The seconds of an import in a process of its own."""

    def step() -> dict[str, float]:
        done = subprocess.run([sys.executable, "-P", "-c", FRESH], capture_output=True, text=True, check=True)
        return {"seconds": float(done.stdout)}

    return step


class Terminal(io.StringIO):
    """A stream that says of itself that somebody looks at it."""

    def isatty(self) -> bool:
        return True


def notebook() -> SimpleNamespace:
    """What stands in for IPython: it asks for the picture, as a notebook does, and shows it to nobody."""

    def display(picture: Any, **more: Any) -> SimpleNamespace:
        picture._repr_mimebundle_()
        return SimpleNamespace(update=display)

    return SimpleNamespace(display=display, get_ipython=lambda: SimpleNamespace(kernel=True))


def live(problem: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """Train a small network, watched."""
    tt, viz = import_module("tinytorch"), import_module("tinytorch.viz")
    nn, seconds = import_module("tinytorch.nn"), problem["seconds"]
    if problem["place"] == "notebook":
        sys.modules["IPython"] = sys.modules["IPython.display"] = notebook()  # type: ignore[assignment]
    model, loss = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)), nn.CrossEntropyLoss()
    optimizer = tt.optim.SGD(model.parameters(), lr=0.01)
    images, labels = tt.randn(32, 64), tt.zeros(32, dtype=tt.int64)

    def step() -> dict[str, Any]:
        count, start = 0, time.perf_counter()
        with viz.LiveCurve(out=Terminal()) as curve:
            while time.perf_counter() < start + seconds:
                optimizer.zero_grad()
                value = loss(model(images), labels)
                value.backward()
                optimizer.step()
                curve.add(loss=value.item())
                count += 1
        return {"seconds": (time.perf_counter() - start) / count, "figures": {"percent": 100 * curve.cost}}

    return step


WORK = {"graph": graph, "import": imported, "live": live}

if __name__ == "__main__":
    compete(lambda problem: WORK[problem["work"]](problem), describe=lambda outcome: outcome or {})
