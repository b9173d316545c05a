"""Arithmetic on floats, one small function per operation, and beside it the function that carries a gradient back.

Everything that this package will ever compute, from a single neuron to a language model, is built from these.
A function `f_back(x, d)` answers: if the result of f changes the loss at rate d, at which rate does x change it?
That is d times the slope of f at x. Python's own rules hold: 1/0 raises ZeroDivisionError, log(-1) ValueError.
"""

from __future__ import annotations

import math

from tinytorch.scalars.pointwise import pointwise

# --- Arithmetic. `sub` and `div` are written for you, to show the form.


@pointwise
def sub(x: float, y: float) -> float:
    """sub(x, y) = x - y."""
    return x - y


@pointwise
def div(x: float, y: float) -> float:
    """div(x, y) = x / y. Raises ZeroDivisionError where y is 0."""
    return x / y


@pointwise
def mul(x: float, y: float) -> float:
    """mul(x, y) = x * y.

    >>> mul(3.0, -2.0)
    -6.0
    """
    ### BEGIN SOLUTION 1
    return x * y
    ### END SOLUTION


@pointwise
def id(x: float) -> float:
    """id(x) = x, the function that changes nothing.

    >>> id(7.5)
    7.5
    """
    ### BEGIN SOLUTION 1
    return x
    ### END SOLUTION


@pointwise
def add(x: float, y: float) -> float:
    """add(x, y) = x + y.

    >>> add(1.5, 2.0)
    3.5
    """
    ### BEGIN SOLUTION 1
    return x + y
    ### END SOLUTION


@pointwise
def neg(x: float) -> float:
    """neg(x) = -x.

    >>> neg(4.0)
    -4.0
    """
    ### BEGIN SOLUTION 1
    return -x
    ### END SOLUTION


@pointwise
def inv(x: float) -> float:
    """inv(x) = 1 / x. Raises ZeroDivisionError at 0.

    >>> inv(4.0)
    0.25
    """
    ### BEGIN SOLUTION 1
    return 1.0 / x
    ### END SOLUTION


@pointwise
def pow(x: float, y: float) -> float:
    """pow(x, y) = x to the power y, always a real number.

    Python's `(-8.0) ** 0.5` quietly leaves the real line and gives a complex number. Use `math.pow`: it raises
    ValueError there, and at a negative power of 0.

    >>> pow(2.0, 10.0)
    1024.0
    """
    ### BEGIN SOLUTION 1
    return math.pow(x, y)
    ### END SOLUTION


# --- Comparisons. Their answer is a number, 1.0 for yes and 0.0 for no, so that it can take part in arithmetic.


@pointwise
def lt(x: float, y: float) -> float:
    """lt(x, y) = 1.0 if x < y, else 0.0.

    >>> lt(1.0, 2.0), lt(2.0, 2.0)
    (1.0, 0.0)
    """
    ### BEGIN SOLUTION 1
    return 1.0 if x < y else 0.0
    ### END SOLUTION


@pointwise
def eq(x: float, y: float) -> float:
    """eq(x, y) = 1.0 if x and y are the same number, else 0.0.

    >>> eq(2.0, 2.0), eq(2.0, 2.1)
    (1.0, 0.0)
    """
    ### BEGIN SOLUTION 1
    return 1.0 if x == y else 0.0
    ### END SOLUTION


@pointwise
def max(x: float, y: float) -> float:
    """max(x, y) = the larger of the two.

    >>> max(-1.0, 3.0)
    3.0
    """
    ### BEGIN SOLUTION 1
    return x if x > y else y
    ### END SOLUTION


@pointwise
def is_close(x: float, y: float) -> float:
    """is_close(x, y) = 1.0 if |x - y| <= 1e-6, else 0.0: equality for numbers that were computed.

    >>> eq(0.1 + 0.2, 0.3), is_close(0.1 + 0.2, 0.3)
    (0.0, 1.0)
    """
    ### BEGIN SOLUTION 1
    return 1.0 if abs(x - y) <= 1e-6 else 0.0
    ### END SOLUTION


# --- Functions with a curve: what lets a network bend its straight lines.


@pointwise
def exp(x: float) -> float:
    """exp(x) = e to the power x. Raises OverflowError above about 709.

    >>> exp(0.0)
    1.0
    """
    ### BEGIN SOLUTION 1
    return math.exp(x)
    ### END SOLUTION


@pointwise
def log(x: float) -> float:
    """log(x) = the natural logarithm, the inverse of exp. Raises ValueError at 0 and below.

    >>> log(1.0)
    0.0
    """
    ### BEGIN SOLUTION 1
    return math.log(x)
    ### END SOLUTION


@pointwise
def sigmoid(x: float) -> float:
    """sigmoid(x) = 1 / (1 + e^-x), which squeezes the whole line into (0, 1).

    The formula overflows for x = -1000, where e^1000 is too large for a float. Multiply above and below by e^x: for
    x < 0 the same number is e^x / (1 + e^x), and there e^x is small. Choose the form by the sign of x.

    >>> sigmoid(0.0), sigmoid(-1000.0)
    (0.5, 0.0)
    """
    ### BEGIN SOLUTION 1
    e = math.exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)
    ### END SOLUTION


@pointwise
def relu(x: float) -> float:
    """relu(x) = x where x is positive, else 0.0: the rectified linear unit.

    >>> relu(3.0), relu(-3.0)
    (3.0, 0.0)
    """
    ### BEGIN SOLUTION 1
    return x if x > 0.0 else 0.0
    ### END SOLUTION


@pointwise
def tanh(x: float) -> float:
    """tanh(x) = (e^x - e^-x) / (e^x + e^-x), the hyperbolic tangent: a sigmoid that runs from -1 to 1.

    The formula overflows for large |x|; `math.tanh` does not.

    >>> tanh(0.0), tanh(1000.0)
    (0.0, 1.0)
    """
    ### BEGIN SOLUTION 1
    return math.tanh(x)
    ### END SOLUTION


# --- Derivatives. Each takes the x that f was given, and the rate d at which the loss changes with f's result.


@pointwise
def inv_back(x: float, d: float) -> float:
    """inv_back(x, d) = d * (1/x)' = -d / x^2.

    >>> inv_back(2.0, 1.0)
    -0.25
    """
    ### BEGIN SOLUTION 1
    return -d / (x * x)
    ### END SOLUTION


@pointwise
def pow_back_base(x: float, y: float, d: float) -> float:
    """pow_back_base(x, y, d) = d * y * x^(y-1), the part of pow's gradient that belongs to x.

    For y = 0 the power is constant in x, and the answer is 0.0 even at x = 0, where x^(y-1) does not exist.

    >>> pow_back_base(3.0, 2.0, 1.0)
    6.0
    """
    ### BEGIN SOLUTION 1
    return d * y * math.pow(x, y - 1.0) if y != 0.0 else 0.0
    ### END SOLUTION


@pointwise
def pow_back_exponent(x: float, y: float, d: float) -> float:
    """pow_back_exponent(x, y, d) = d * x^y * ln(x), the part of pow's gradient that belongs to y.

    Only a positive base has a power for every exponent near y. At x = 0 the answer is 0.0, the limit from above for
    y > 0; for x < 0 it is nan (`math.nan`): there is no derivative to give.

    >>> pow_back_exponent(1.0, 5.0, 1.0)
    0.0
    """
    ### BEGIN SOLUTION 1
    if x > 0.0:
        return d * math.pow(x, y) * math.log(x)
    return 0.0 if x == 0.0 else math.nan
    ### END SOLUTION


@pointwise
def exp_back(x: float, d: float) -> float:
    """exp_back(x, d) = d * e^x: exp is its own slope.

    >>> exp_back(0.0, 3.0)
    3.0
    """
    ### BEGIN SOLUTION 1
    return d * math.exp(x)
    ### END SOLUTION


@pointwise
def log_back(x: float, d: float) -> float:
    """log_back(x, d) = d / x.

    >>> log_back(4.0, 1.0)
    0.25
    """
    ### BEGIN SOLUTION 1
    return d / x
    ### END SOLUTION


@pointwise
def sigmoid_back(x: float, d: float) -> float:
    """sigmoid_back(x, d) = d * s * (1 - s), where s = sigmoid(x).

    The slope is the same at x and at -x. Written with e = e^-|x|, which never overflows, it is d * e / (1 + e)^2.

    >>> sigmoid_back(0.0, 1.0)
    0.25
    """
    ### BEGIN SOLUTION 1
    e = math.exp(-abs(x))
    return d * e / ((1.0 + e) * (1.0 + e))
    ### END SOLUTION


@pointwise
def relu_back(x: float, d: float) -> float:
    """relu_back(x, d) = d where x is positive, else 0.0.

    At the kink x = 0 relu has no slope; like every framework we take 0.0 there.

    >>> relu_back(2.0, 5.0), relu_back(-2.0, 5.0), relu_back(0.0, 5.0)
    (5.0, 0.0, 0.0)
    """
    ### BEGIN SOLUTION 1
    return d if x > 0.0 else 0.0
    ### END SOLUTION


@pointwise
def tanh_back(x: float, d: float) -> float:
    """tanh_back(x, d) = d * (1 - tanh(x)^2).

    >>> tanh_back(0.0, 2.0)
    2.0
    """
    ### BEGIN SOLUTION 1
    t = math.tanh(x)
    return d * (1.0 - t * t)
    ### END SOLUTION
