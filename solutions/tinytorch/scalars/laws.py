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
    ### BEGIN SOLUTION 2
    symmetric = is_close(mul(x, y), mul(y, x))
    neutral = is_close(mul(x, 1.0), x)
    distributive = is_close(mul(x, add(y, z)), add(mul(x, y), mul(x, z)))
    return bool(symmetric and neutral and distributive)
    ### END SOLUTION


def order_law(lt: Binary, x: float, y: float, z: float) -> bool:
    """True where `lt` orders x, y, z as "less than" should: multiples of 1/4 from -3 to 3, often equal.

    Of x < y, y < x and x = y exactly one is true. It is transitive: x < y and y < z make x < z.
    And it goes on when both sides move: x < y makes x + 1 < y + 1, and -y < -x. The answers are 1.0 and 0.0.
    """
    ### BEGIN SOLUTION 2
    one_of_three = lt(x, y) + lt(y, x) + float(x == y) == 1.0
    transitive = not (lt(x, y) and lt(y, z)) or lt(x, z) == 1.0
    moves = lt(x, y) == lt(x + 1.0, y + 1.0) == lt(-y, -x)
    return bool(one_of_three and transitive and moves and lt(0.0, 1.0) == 1.0)
    ### END SOLUTION


def sigmoid_law(sigmoid: Unary, x: float, y: float) -> bool:
    """True where `sigmoid` looks as it should at x and y, multiples of 1/4 between -20 and 20.

    It stays inside (0, 1), is 1/2 at 0, rises strictly, and sigmoid(-x) = 1 - sigmoid(x).
    """
    ### BEGIN SOLUTION 2
    inside = 0.0 < sigmoid(x) < 1.0
    centred = is_close(sigmoid(0.0), 0.5)
    rising = x == y or (sigmoid(x) < sigmoid(y)) == (x < y) or abs(x - y) < 1e-6
    mirrored = is_close(sigmoid(-x), 1.0 - sigmoid(x))
    return bool(inside and centred and rising and mirrored)
    ### END SOLUTION


def relu_law(relu: Unary, x: float) -> bool:
    """True where `relu` looks as it should at x, which lies between -10 and 10.

    It is never negative, leaves positive numbers alone, is 0 for all others: say it without writing relu again.
    For instance: applying it twice is applying it once, and relu(x) - relu(-x) = x.
    """
    ### BEGIN SOLUTION 2
    never_negative = relu(x) >= 0.0
    idempotent = relu(relu(x)) == relu(x)
    splits = is_close(relu(x) - relu(-x), x)
    one_side_is_zero = relu(x) * relu(-x) == 0.0
    return bool(never_negative and idempotent and splits and one_side_is_zero)
    ### END SOLUTION


def inverse_law(exp: Unary, log: Unary, x: float, y: float) -> bool:
    """True where `exp` and `log` undo each other and turn sums into products; x and y lie between -5 and 5.

    Undoing each other is not enough: base 2 does that too. The slope of exp at 0 is 1, and that makes it base e.
    """
    ### BEGIN SOLUTION 2
    undone = is_close(log(exp(x)), x)
    sums_to_products = is_close(exp(x + y) / (exp(x) * exp(y)), 1.0)
    slope = abs((exp(1e-5) - exp(-1e-5)) / 2e-5 - 1.0) < 1e-4
    return bool(undone and sums_to_products and slope)
    ### END SOLUTION


def slope_law(f: Unary, f_back: Binary, x: float) -> bool:
    """True where `f_back(x, d)` is d times the slope of the smooth function f at x, between -3 and 3.

    The slope is nearly (f(x + h) - f(x - h)) / 2h for a small h, such as 1e-4; both come out right to about h^2.
    Mind the d: f_back(x, 2) is twice f_back(x, 1). This is the idea of the next assignment, in one line.
    """
    ### BEGIN SOLUTION 2
    h = 1e-4
    slope = (f(x + h) - f(x - h)) / (2.0 * h)
    return bool(abs(f_back(x, 1.0) - slope) < 1e-5 and is_close(f_back(x, -2.0), -2.0 * f_back(x, 1.0)))
    ### END SOLUTION
