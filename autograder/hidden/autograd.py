"""Hidden checks of assignment 01_autograd: here slopes from outside (Task 1.1), backpropagate and gradcheck (1.4).

The rest stands beside it, by idea (autograd_functions.py, autograd_recording.py, autograd_network.py), and is handed
on, so that this module holds all checks of the assignment.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close, same_error
from autograder.checks import strategies as draw
from autograder.hidden.autograd_functions import *  # noqa: F403
from autograder.hidden.autograd_network import *  # noqa: F403
from autograder.hidden.autograd_recording import *  # noqa: F403
from autograder.hidden.autograd_recording import leaf, recording

SUMS = close(atol=1e-9, rtol=1e-9)  # gradients from several paths may be added in any order
MEASURED = close(atol=1e-6, rtol=1e-6)  # (f(x+e) - f(x-e)) / 2e with e = 1e-6 keeps about ten digits of f

CHAIN = 20_000
PATHS = 60


# --- central_difference


@check("central_difference", compare=MEASURED, x=draw.small_floats, y=draw.small_floats, z=draw.small_floats)
def central_difference_of_each_argument(tt: Any, x: float, y: float, z: float) -> Any:
    """central_difference(f, x, y, z, arg=i) is the slope of f in its argument number i; arg is 0 unless given."""
    f = tt.define(lambda a, b, c: a * b + b * c * c - 3.0 * a)
    slope = tt.autograd.numeric.central_difference
    return [slope(f, x, y, z), *(slope(f, x, y, z, arg=i) for i in range(3))]


@check("central_difference", compare=SUMS, x=draw.small_floats, epsilon=st.sampled_from([0.5, 0.1, 0.01]))
def central_difference_moves_to_both_sides(tt: Any, x: float, epsilon: float) -> Any:
    """It is (f(x + epsilon) - f(x - epsilon)) / (2 epsilon), whichever epsilon is given."""
    return tt.autograd.numeric.central_difference(lambda a: a * a * a, x, epsilon=epsilon)


# --- backpropagate


def built(values: list[Any], steps: list[list[Any]]) -> Any:
    """The last value of a drawn expression on Scalars."""
    results = list(values)
    for op, *places in steps:
        a, b = results[places[0]], results[places[-1]]
        if op in ("add", "sub", "mul"):
            results.append({"add": a.__add__, "sub": a.__sub__, "mul": a.__mul__}[op](b))
        else:
            results.append(-a if op == "neg" else getattr(a, op)())
    return results[-1]


inputs = draw.float_tuples(3, draw.unit_floats)
expressions = draw.expressions(inputs=3, most=10, unary=("neg", "sigmoid", "tanh"))


@check(
    "backpropagate",
    compare=SUMS,
    examples=60,
    seconds=4.0,
    xs=draw.float_tuples(3, draw.unit_floats),
    steps=expressions,
)
def gradients_of_any_expression(tt: Any, xs: list[float], steps: list[list[Any]]) -> Any:
    """backward() gives every leaf the derivative of the result, however often and on how many paths it is used."""
    recording(tt)
    leaves = [leaf(tt, x) for x in xs]
    result = built(leaves, steps)
    result.backward()
    return [result.data, [x.grad for x in leaves]]


@check("backpropagate", compare=SUMS, examples=10, x=draw.small_floats, y=draw.small_floats)
def only_leaves_keep_a_gradient(tt: Any, x: float, y: float) -> Any:
    """Only leaves keep a gradient: results on the way and constants have none."""
    recording(tt)
    a, b, constant = leaf(tt, x), leaf(tt, y), leaf(tt, 3.0, False)
    inner = a * b
    outer = inner * inner + constant * a
    outer.backward()
    return [each.grad for each in (a, b, constant, inner, outer)]


@check("backpropagate", compare=SUMS, examples=10, x=draw.small_floats, y=draw.small_floats)
def gradients_add_up(tt: Any, x: float, y: float) -> Any:
    """A second backward adds to the gradients of the first, and zero_grad makes it begin anew."""
    recording(tt)
    a, b = leaf(tt, x), leaf(tt, y)
    (a * b).backward()
    first = a.grad
    (a * a - b).backward()
    second = [a.grad, b.grad]
    a.zero_grad()
    (a * 2.0).backward()
    return [first, second, a.grad, b.grad]


@check("backpropagate", compare=SUMS, examples=10, x=draw.small_floats, gradient=draw.small_floats)
def the_first_gradient_counts(tt: Any, x: float, gradient: float) -> Any:
    """backward(gradient) multiplies by the gradient that it starts with; of a leaf itself it is that gradient."""
    recording(tt)
    a, alone = leaf(tt, x), leaf(tt, x)
    (a * a).backward(gradient)
    alone.backward(gradient)
    return [a.grad, alone.grad]


@check("backpropagate", compare=SUMS, examples=10, x=draw.small_floats, y=draw.small_floats)
def a_given_order_is_followed(tt: Any, x: float, y: float) -> Any:
    """backpropagate(order, gradient) starts at order[0] and carries the gradient to the leaves of the order."""
    functions = recording(tt).functions
    a, b = leaf(tt, x), leaf(tt, y)
    product = functions.Mul.apply(a, b)
    result = functions.Add.apply(product, a)
    tt.autograd.engine.backpropagate([result, product, a, b], 2.0)
    return [a.grad, b.grad]


@check("backpropagate", compare=SUMS, examples=5, scale=draw.small_floats)
def a_backward_of_ones_own_counts(tt: Any, scale: float) -> Any:
    """A Function of one's own is followed to the letter, even where its backward is no derivative."""
    recording(tt)
    scaled = tt.subclass(tt.autograd.engine.Function, forward=lambda ctx, a: a, backward=lambda ctx, d: scale * d)
    x = leaf(tt, 3.0)
    (scaled.apply(x * x) * 2.0).backward()
    return x.grad


@check("backpropagate", compare=SUMS, examples=1)
def every_node_is_visited_once(tt: Any) -> Any:
    """60 doublings make 2^60 paths to one leaf, and take no longer than 60 steps."""
    recording(tt)
    x = leaf(tt, 1.0)
    tt.fold(PATHS, lambda value: value + value, x).backward()
    return x.grad


@check("backpropagate", compare=SUMS, examples=1, seconds=5.0)
def a_long_chain_comes_back(tt: Any) -> Any:
    """A chain of 20,000 operations brings its gradient back."""
    recording(tt)
    x = leaf(tt, 1.0)
    ones = tt.builtin.list([1.0]) * CHAIN
    tt.builtin.sum(ones, x).backward()
    return x.grad


@check("backpropagate", compare=same_error(), examples=1)
def a_second_backward_is_refused(tt: Any) -> Any:
    """A second backward through the same record is an error."""
    recording(tt)
    x = leaf(tt, 3.0)
    result = x * x
    result.backward()
    return tt.catch(lambda: result.backward())


@check("backpropagate", compare=SUMS, examples=3, x=draw.small_floats)
def a_retained_graph_serves_twice(tt: Any, x: float) -> Any:
    """With retain_graph=True a second backward is possible, and adds the same gradient once more."""
    recording(tt)
    a = leaf(tt, x)
    result = a * a * a
    result.backward(retain_graph=True)
    first = a.grad
    result.backward()
    return [first, a.grad]


# --- gradcheck

wrong_factors = st.sampled_from([-1.0, 0.0, 0.9, 2.0])


def doubtful(tt: Any, factor: float) -> Any:
    """a * b as a Function of one's own, its second gradient `factor` times what it should be."""

    def forward(ctx: Any, a: Any, b: Any) -> Any:
        ctx.save_for_backward(a, b)
        return a * b

    def backward(ctx: Any, d: Any) -> Any:
        a, b = ctx.saved_values[0], ctx.saved_values[1]
        return d * b, d * a * factor

    return tt.subclass(tt.autograd.engine.Function, forward=forward, backward=backward)


@check("gradcheck", examples=20, x=draw.small_floats, y=draw.small_floats)
def gradcheck_accepts_what_is_right(tt: Any, x: float, y: float) -> Any:
    """gradcheck is True where every gradient is right, of inputs that the result does not depend on too."""
    recording(tt)
    a, b = leaf(tt, x), leaf(tt, y)
    check_gradients = tt.autograd.check.gradcheck
    whole = check_gradients(lambda a, b: a * b + a.tanh() - 2.0 * b, a, b)
    return [whole, check_gradients(lambda a, b: a * 3.0, a, b)]


@check(
    "gradcheck", compare=same_error(), examples=10, x=draw.away_from_zero, factor=st.sampled_from([-1.0, 0.0, 0.9, 2.0])
)
def gradcheck_refuses_what_is_wrong(tt: Any, x: float, factor: float) -> Any:
    """gradcheck raises GradientError where a gradient is wrong, be it of the last input only."""
    recording(tt)
    function, a, b = doubtful(tt, factor), leaf(tt, x), leaf(tt, 2.0)
    return tt.catch(lambda: tt.autograd.check.gradcheck(lambda a, b: function.apply(a, b), a, b))


@check("gradcheck", compare=same_error(), examples=1)
def gradcheck_refuses_a_missing_gradient(tt: Any) -> Any:
    """An input without a gradient counts as one with the gradient 0, which is wrong if the result depends on it."""
    recording(tt)
    a, b = leaf(tt, 3.0), leaf(tt, 2.0)
    return tt.catch(lambda: tt.autograd.check.gradcheck(lambda a, b: a * 2.0 + b.detach() * 3.0, a, b))


@check("gradcheck", compare=same_error(), examples=1)
def gradcheck_refuses_nan(tt: Any) -> Any:
    """A gradient that is nan is wrong."""
    recording(tt)
    function, a, b = doubtful(tt, float("nan")), leaf(tt, 3.0), leaf(tt, 2.0)
    return tt.catch(lambda: tt.autograd.check.gradcheck(lambda a, b: function.apply(a, b), a, b))


@check("gradcheck", examples=5, x=draw.small_floats, old=draw.away_from_zero)
def gradcheck_forgets_old_gradients(tt: Any, x: float, old: float) -> Any:
    """A gradient that was there before does not disturb gradcheck."""
    recording(tt)
    a = leaf(tt, x)
    a.grad = old
    return tt.autograd.check.gradcheck(lambda a: a * a, a)


@check("gradcheck", examples=5, x=st.floats(1.0, 5.0))
def gradcheck_measures_against_the_slope(tt: Any, x: float) -> Any:
    """The tolerance is measured against the slope where it is larger than 1: a slope of millions is not exact."""
    recording(tt)
    return tt.autograd.check.gradcheck(lambda a: a * a * 1e8, leaf(tt, x))


@check("gradcheck", examples=5, x=st.floats(1.0, 2.0), y=st.floats(3.0, 4.0))
def gradcheck_of_what_is_flat(tt: Any, x: float, y: float) -> Any:
    """A result that requires no gradient, such as a < b, is flat: its gradient is 0, and gradcheck says True."""
    recording(tt)
    return tt.autograd.check.gradcheck(lambda a, b: a < b, leaf(tt, x), leaf(tt, y))


@check("gradcheck", examples=1)
def gradcheck_takes_a_wide_tolerance(tt: Any) -> Any:
    """A tolerance that is given counts: what is one percent off passes with a tolerance of a tenth."""
    recording(tt)
    function, a, b = doubtful(tt, 1.01), leaf(tt, 3.0), leaf(tt, 2.0)
    return tt.autograd.check.gradcheck(lambda a, b: function.apply(a, b), a, b, tolerance=0.1)


@check("gradcheck", compare=same_error(), examples=1)
def gradcheck_takes_a_narrow_tolerance(tt: Any) -> Any:
    """What is one percent off raises GradientError with a tolerance of a thousandth."""
    recording(tt)
    function, a, b = doubtful(tt, 1.01), leaf(tt, 3.0), leaf(tt, 2.0)
    return tt.catch(lambda: tt.autograd.check.gradcheck(lambda a, b: function.apply(a, b), a, b, tolerance=1e-3))
