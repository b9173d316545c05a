"""The inputs that this assignment's tests draw, and a slope measured from outside to compare gradients with."""

from collections.abc import Callable

from hypothesis import strategies as st

numbers = st.floats(min_value=-5.0, max_value=5.0)
positive = st.floats(min_value=0.2, max_value=5.0)  # near 0 a slope such as that of 1/x is too steep to be measured
not_zero = positive | positive.map(lambda x: -x)  # away from the kink of ReLU as well
whole = st.integers(min_value=-3, max_value=3).map(float)  # few enough that equal numbers are drawn often


@st.composite
def programs(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """A random computation on a growing list of values: ("*", 0, 2) appends the product of values 0 and 2."""
    steps = draw(st.integers(min_value=1, max_value=6))
    return [
        (draw(st.sampled_from("+-*")), draw(st.integers(0, known)), draw(st.integers(0, known)))
        for known in range(1, steps + 1)
    ]


def slope(f: Callable[..., float], *values: float, arg: int = 0) -> float:
    """How fast f rises when the value number `arg` grows, measured a little to both sides: about nine digits."""
    h = 1e-5
    above, below = ([v + h * side * (i == arg) for i, v in enumerate(values)] for side in (1.0, -1.0))
    return (f(*above) - f(*below)) / (2.0 * h)
