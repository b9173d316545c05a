"""The inputs that this assignment's tests draw, and a slope measured from outside to compare derivatives with."""

from collections.abc import Callable

from hypothesis import strategies as st

numbers = st.floats(min_value=-100.0, max_value=100.0)
small = st.floats(min_value=-5.0, max_value=5.0)  # e^5 is 148: nothing here is too large or too small to compare
positive = st.floats(min_value=0.2, max_value=5.0)  # near 0 a slope such as that of 1/x is too steep to be measured
not_zero = positive | positive.map(lambda x: -x)
whole = st.integers(min_value=-4, max_value=4).map(float)  # few enough that equal numbers are drawn often
lists = st.lists(numbers, max_size=6)


@st.composite
def graphs(draw: st.DrawFn) -> dict[int, list[int]]:
    """A graph without cycles: vertex -> its parents. The vertices are 0, 1, ...; a parent has a smaller number."""
    size = draw(st.integers(min_value=1, max_value=8))
    return {v: draw(st.lists(st.integers(0, v - 1), max_size=4)) if v else [] for v in range(size)}


def slope(f: Callable[[float], float], x: float) -> float:
    """How fast f rises at x, measured a little to both sides. For the functions here about nine digits are right."""
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2.0 * h)
