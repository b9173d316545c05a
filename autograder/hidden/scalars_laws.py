"""Hidden checks of Task 0.2: a student's law must catch each wrong version and accuse none of the right ones.

Every wrong version here breaks something that the law's docstring states, and does so for most inputs. Numbers lie
on a grid where a law may compare exactly (so that x + 1 moves every number truly), and anywhere else where it must not.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import strategies as draw
from autograder.checks import student_law

OPERATORS = "scalars/operators.py"

few_numbers = st.integers(-12, 12).map(lambda n: n / 4.0)  # equal ones come often
on_a_grid = st.integers(-80, 80).map(lambda n: n / 4.0)
smooth_range = st.floats(-3.0, 3.0)


@student_law(
    "product_law",
    file=OPERATORS,
    also=[{"x": 1.37, "y": -2.41, "z": 0.73}, {"x": -3.31, "y": -0.59, "z": 2.03}, {"x": -1.5, "y": 2.25, "z": -7.0}],
    x=draw.small_floats,
    y=draw.small_floats,
    z=draw.small_floats,
    mutants={
        "the sum": "def mul(x, y):\n    return x + y",
        "the difference": "def mul(x, y):\n    return x - y",
        "the first factor": "def mul(x, y):\n    return x",
        "the product without its sign": "def mul(x, y):\n    return abs(x * y)",
        "twice the product": "def mul(x, y):\n    return 2.0 * x * y",
        "the product of x and |y|": "def mul(x, y):\n    return x * abs(y)",
        "the product and (x - 1)(y - 1)": "def mul(x, y):\n    return x * y + (x - 1.0) * (y - 1.0)",
        "the product, rounded to a tenth": "def mul(x, y):\n    return round(x * y, 1)",
    },
    right={
        "the product, y first": "def mul(x, y):\n    return y * x",
        "the product, divided by 1 / y": "def mul(x, y):\n    return x / (1.0 / y) if abs(y) > 1e-9 else x * y",
        "the product by squares": "def mul(x, y):\n    return ((x + y) * (x + y) - (x - y) * (x - y)) / 4.0",
    },
)
def product_law_catches(tt: Any, x: float, y: float, z: float) -> Any:
    """product_law catches functions that are no product, and accepts every product."""
    mul, add = tt.proxy("scalars.operators.mul"), tt.proxy("scalars.operators.add")
    return tt.scalars.laws.product_law(mul, add, x, y, z)


@student_law(
    "order_law",
    file=OPERATORS,
    examples=60,
    also=[{"x": -3.0, "y": 0.0, "z": 3.0}, {"x": 0.0, "y": 0.25, "z": 0.5}],  # around the circle; near each other
    seconds=4.0,
    x=few_numbers,
    y=few_numbers,
    z=few_numbers,
    mutants={
        "less or equal": "def lt(x, y):\n    return 1.0 if x <= y else 0.0",
        "greater": "def lt(x, y):\n    return 1.0 if y < x else 0.0",
        "never": "def lt(x, y):\n    return 0.0",
        "always": "def lt(x, y):\n    return 1.0",
        "different": "def lt(x, y):\n    return 1.0 if x != y else 0.0",
        "less by more than a half": "def lt(x, y):\n    return 1.0 if x < y - 0.5 else 0.0",
        "smaller in size": "def lt(x, y):\n    return 1.0 if abs(x) < abs(y) else 0.0",
        "less as text": "def lt(x, y):\n    return 1.0 if str(float(x)) < str(float(y)) else 0.0",
        "less on a circle": "def lt(x, y):\n    return 1.0 if 0.0 < (y - x) % 7.1 < 3.55 else 0.0",
    },
    right={
        "y greater than x": "def lt(x, y):\n    return 1.0 if y > x else 0.0",
        "a negative difference": "def lt(x, y):\n    return 1.0 if x - y < 0.0 else 0.0",
        "not greater or equal": "def lt(x, y):\n    return float(not x >= y)",
    },
)
def order_law_catches(tt: Any, x: float, y: float, z: float) -> Any:
    """order_law catches functions that do not order numbers as "less than" does, and accepts those that do."""
    return tt.scalars.laws.order_law(tt.proxy("scalars.operators.lt"), x, y, z)


@student_law(
    "sigmoid_law",
    file=OPERATORS,
    examples=60,
    seconds=4.0,
    x=on_a_grid,
    y=on_a_grid,
    mutants={
        "falling": "def sigmoid(x):\n    return 0.5 - 0.5 * math.tanh(x / 2.0)",
        "the hyperbolic tangent": "def sigmoid(x):\n    return math.tanh(x)",
        "always a half": "def sigmoid(x):\n    return 0.5",
        "of the size of x": "def sigmoid(x):\n    return 1.0 / (1.0 + math.exp(-abs(x)))",
        "shifted by 1": "def sigmoid(x):\n    return 0.5 + 0.5 * math.tanh((x - 1.0) / 2.0)",
        "a wave": "def sigmoid(x):\n    return 0.5 + 0.4 * math.sin(x)",
        "a step": "def sigmoid(x):\n    return 1.0 if x > 0.0 else 0.0",
        "straight pieces": "def sigmoid(x):\n    return 0.0 if x < -3.0 else 1.0 if x > 3.0 else 0.5 + x / 6.0",
        "steeper on the left": "def sigmoid(x):\n    return 1.0 / (1.0 + math.exp(-x if x < 0.0 else -x / 2.0))",
    },
    right={
        "by the hyperbolic tangent": "def sigmoid(x):\n    return math.tanh(x / 2.0) / 2.0 + 0.5",
        "one formula": "def sigmoid(x):\n    return 1.0 / (1.0 + math.exp(-x))",
        "the other formula": "def sigmoid(x):\n    return 1.0 - 1.0 / (1.0 + math.exp(x))",
    },
)
def sigmoid_law_catches(tt: Any, x: float, y: float) -> Any:
    """sigmoid_law catches functions that do not look like a sigmoid, and accepts every way to write it."""
    return tt.scalars.laws.sigmoid_law(tt.proxy("scalars.operators.sigmoid"), x, y)


@student_law(
    "relu_law",
    file=OPERATORS,
    also=[{"x": 7.5}, {"x": -7.5}],
    x=draw.small_floats,
    mutants={
        "nothing is cut": "def relu(x):\n    return x",
        "the absolute value": "def relu(x):\n    return abs(x)",
        "a leak on the left": "def relu(x):\n    return x if x > 0.0 else 0.01 * x",
        "always 0": "def relu(x):\n    return 0.0",
        "the negative part": "def relu(x):\n    return x if x < 0.0 else 0.0",
        "a step": "def relu(x):\n    return 1.0 if x > 0.0 else 0.0",
        "a smooth curve": "def relu(x):\n    return math.log(1.0 + math.exp(x))",
        "twice as steep": "def relu(x):\n    return 2.0 * x if x > 0.0 else 0.0",
        "cut at 5 as well": "def relu(x):\n    return 0.0 if x < 0.0 else 5.0 if x > 5.0 else x",
    },
    right={
        "half of x + |x|": "def relu(x):\n    return (x + abs(x)) / 2.0",
        "times 0 or 1": "def relu(x):\n    return x * (x > 0.0)",
        "not cut at 0": "def relu(x):\n    return x if x >= 0.0 else 0.0",
    },
)
def relu_law_catches(tt: Any, x: float) -> Any:
    """relu_law catches functions that do not cut as relu does, and accepts those that do."""
    return tt.scalars.laws.relu_law(tt.proxy("scalars.operators.relu"), x)


@student_law(
    "inverse_law",
    file=OPERATORS,
    also=[{"x": 2.5, "y": 1.25}],
    x=st.floats(-5.0, 5.0),
    y=st.floats(-5.0, 5.0),
    mutants={
        "base 2": "def exp(x):\n    return 2.0**x\n\ndef log(x):\n    return math.log2(x)",
        "base e^2": "def exp(x):\n    return math.exp(2.0 * x)\n\ndef log(x):\n    return math.log(x) / 2.0",
        "base 1/e": "def exp(x):\n    return math.exp(-x)\n\ndef log(x):\n    return -math.log(x)",
        "logarithm of base 10": "def log(x):\n    return math.log10(x)",
        "logarithm of x + 0.001": "def log(x):\n    return math.log(x + 0.001)",
        "twice the power": "def exp(x):\n    return 2.0 * math.exp(x)\n\ndef log(x):\n    return math.log(x / 2.0)",
        "power and 0.001": "def exp(x):\n    return math.exp(x) + 0.001",
        "power cut off at 1": "def exp(x):\n    return math.exp(x if x < 1.0 else 1.0)",
    },
    right={
        "a power of e": "def exp(x):\n    return math.pow(math.e, x)",
        "one over the power of -x": "def exp(x):\n    return 1.0 / math.exp(-x)",
        "logarithm by base 2": "def log(x):\n    return math.log2(x) / math.log2(math.e)",
    },
)
def inverse_law_catches(tt: Any, x: float, y: float) -> Any:
    """inverse_law catches pairs that are not e^x and its logarithm, and accepts those that are."""
    exp, log = tt.proxy("scalars.operators.exp"), tt.proxy("scalars.operators.log")
    return tt.scalars.laws.inverse_law(exp, log, x, y)


@student_law(
    "slope_law",
    file=OPERATORS,
    x=smooth_range,
    mutants={
        "1 - t": "def tanh_back(x, d):\n    return d * (1.0 - math.tanh(x))",
        "1 + t^2": "def tanh_back(x, d):\n    t = math.tanh(x)\n    return d * (1.0 + t * t)",
        "1 - x^2": "def tanh_back(x, d):\n    return d * (1.0 - x * x)",
        "without d": "def tanh_back(x, d):\n    t = math.tanh(x)\n    return 1.0 - t * t",
        "d squared": "def tanh_back(x, d):\n    t = math.tanh(x)\n    return d * d * (1.0 - t * t)",
        "downhill": "def tanh_back(x, d):\n    t = math.tanh(x)\n    return -d * (1.0 - t * t)",
        "the function itself": "def tanh_back(x, d):\n    return d * math.tanh(x)",
        "one percent off": "def tanh_back(x, d):\n    t = math.tanh(x)\n    return 1.01 * d * (1.0 - t * t)",
    },
    right={
        "1 / cosh^2": "def tanh_back(x, d):\n    return d / math.cosh(x) ** 2",
        "(1 - t)(1 + t)": "def tanh_back(x, d):\n    t = math.tanh(x)\n    return (1.0 - t) * d * (1.0 + t)",
    },
)
def slope_law_catches_wrong_slopes_of_tanh(tt: Any, x: float) -> Any:
    """slope_law catches wrong slopes of tanh, and accepts the right one however it is written."""
    f, f_back = tt.proxy("scalars.operators.tanh"), tt.proxy("scalars.operators.tanh_back")
    return tt.scalars.laws.slope_law(f, f_back, x)


@student_law(
    "slope_law",
    file=OPERATORS,
    x=smooth_range,
    mutants={
        "a power's rule": "def exp_back(x, d):\n    return d * x * math.exp(x - 1.0)",
        "base 2": "def exp_back(x, d):\n    return d * 2.0**x",
        "without d": "def exp_back(x, d):\n    return math.exp(x)",
        "d added": "def exp_back(x, d):\n    return math.exp(x) + d - 1.0",
        "no curve": "def exp_back(x, d):\n    return d * (1.0 + x)",
        "of -x": "def exp_back(x, d):\n    return d * math.exp(-x)",
    },
    right={
        "a power of e": "def exp_back(x, d):\n    return math.pow(math.e, x) * d",
        "one over the power of -x": "def exp_back(x, d):\n    return d / math.exp(-x)",
    },
)
def slope_law_catches_wrong_slopes_of_exp(tt: Any, x: float) -> Any:
    """slope_law catches wrong slopes of exp, and accepts the right one however it is written."""
    f, f_back = tt.proxy("scalars.operators.exp"), tt.proxy("scalars.operators.exp_back")
    return tt.scalars.laws.slope_law(f, f_back, x)
