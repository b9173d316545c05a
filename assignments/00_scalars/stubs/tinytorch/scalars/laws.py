# Made from solutions/tinytorch/scalars/laws.py by `autograder build`.
"""Laws: what must hold for every number, whoever wrote the function.

An example says what `sigmoid(0.0)` is. A law says what sigmoid is like everywhere, and so it catches wrong
functions that nobody thought of. Each law here is handed the functions under test and some numbers, and returns
True where the law holds. It is judged by the wrong functions that it catches (a law that always says True catches
none) and must never accuse a right one, so compare computed numbers with `is_close`.
"""

from __future__ import annotations

from collections.abc import Callable

from tinytorch.scalars.operators import is_close

Unary = Callable[[float], float]
Binary = Callable[[float, float], float]


def product_law(mul: Binary, add: Binary, x: float, y: float, z: float) -> bool:
    """True where `mul` behaves as a product should for x, y, z, given an `add` that is right.

    It is symmetric, 1 changes nothing, and it distributes over addition: x(y + z) = xy + xz.
    The numbers lie between -10 and 10.
    """
    # TODO: Implement for Task 0.2
    raise NotImplementedError("Need to implement for Task 0.2")


def order_law(lt: Binary, x: float, y: float, z: float) -> bool:
    """True where `lt` orders x, y, z as "less than" should: multiples of 1/4 from -3 to 3, often equal.

    Of x < y, y < x and x = y exactly one is true. It is transitive: x < y and y < z make x < z.
    And it goes on when both sides move: x < y makes x + 1 < y + 1, and -y < -x. The answers are 1.0 and 0.0.
    """
    # TODO: Implement for Task 0.2
    raise NotImplementedError("Need to implement for Task 0.2")


def sigmoid_law(sigmoid: Unary, x: float, y: float) -> bool:
    """True where `sigmoid` looks as it should at x and y, multiples of 1/4 between -20 and 20.

    It stays inside (0, 1), is 1/2 at 0, rises strictly, and sigmoid(-x) = 1 - sigmoid(x).
    """
    # TODO: Implement for Task 0.2
    raise NotImplementedError("Need to implement for Task 0.2")


def relu_law(relu: Unary, x: float) -> bool:
    """True where `relu` looks as it should at x, which lies between -10 and 10.

    It is never negative, leaves positive numbers alone, is 0 for all others: say it without writing relu again.
    For instance: applying it twice is applying it once, and relu(x) - relu(-x) = x.
    """
    # TODO: Implement for Task 0.2
    raise NotImplementedError("Need to implement for Task 0.2")


def inverse_law(exp: Unary, log: Unary, x: float, y: float) -> bool:
    """True where `exp` and `log` undo each other and turn sums into products; x and y lie between -5 and 5.

    Undoing each other is not enough: base 2 does that too. The slope of exp at 0 is 1, and that makes it base e.
    """
    # TODO: Implement for Task 0.2
    raise NotImplementedError("Need to implement for Task 0.2")


def slope_law(f: Unary, f_back: Binary, x: float) -> bool:
    """True where `f_back(x, d)` is d times the slope of the smooth function f at x, between -3 and 3.

    The slope is nearly (f(x + h) - f(x - h)) / 2h for a small h, such as 1e-4; both come out right to about h^2.
    Mind the d: f_back(x, 2) is twice f_back(x, 1). This is the idea of the next assignment, in one line.
    """
    # TODO: Implement for Task 0.2
    raise NotImplementedError("Need to implement for Task 0.2")
