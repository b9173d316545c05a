"""The inputs that the tests of the reference draw."""

from __future__ import annotations

from hypothesis import strategies as st

finite = st.floats(-100.0, 100.0, allow_nan=False)
moderate = st.floats(-3.0, 3.0)
positive = st.floats(0.05, 20.0)
away_from_zero = st.floats(0.1, 3.0) | st.floats(-3.0, -0.1)


@st.composite
def expressions(draw: st.DrawFn, length: int = 12) -> list[tuple[str, int, int]]:
    """A random graph as data: step k applies an operation to two earlier values (0 to 2 are the inputs)."""
    steps = []
    for k in range(draw(st.integers(1, length))):
        name = draw(st.sampled_from(sorted(STEPS)))
        steps.append((name, draw(st.integers(0, k + 2)), draw(st.integers(0, k + 2))))
    return steps


STEPS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x.tanh() * y,
    "div": lambda x, y: x / (y * y + 1.0),
    "tanh": lambda x, y: x.tanh(),
    "sigmoid": lambda x, y: x.sigmoid(),
    "exp": lambda x, y: x.tanh().exp(),
    "neg": lambda x, y: -x,
}  # every one keeps its result bounded


def evaluate(steps: list[tuple[str, int, int]], inputs: list) -> object:
    """The last value of the graph, in the arithmetic of whatever the inputs are."""
    values = list(inputs)
    for name, i, j in steps:
        values.append(STEPS[name](values[i], values[j]))
    return values[-1]
