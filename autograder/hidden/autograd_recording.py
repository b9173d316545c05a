"""Hidden checks of Task 1.3: what a call records, and what goes back through one call.

Each scenario begins with `recording(tt)`: recording is on, whatever the scenario before it left behind.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close, same_error
from autograder.checks import strategies as draw

NEAR = close(atol=1e-12, rtol=1e-10)


def recording(tt: Any) -> Any:
    """tinytorch.autograd, with recording on."""
    mode = tt.autograd.engine.Mode
    mode.recording = True
    return tt.autograd


def leaf(tt: Any, value: float, requires_grad: bool = True) -> Any:
    """A Scalar of one's own."""
    return tt.autograd.variable.Scalar(value, requires_grad=requires_grad)


def has_node(tt: Any, variable: Any) -> Any:
    """Whether the variable remembers a call."""
    return tt.builtin.isinstance(variable.node, tt.autograd.engine.Node)


# --- no_grad


def was_recording(tt: Any) -> Any:
    """Whether a call is being recorded at this moment, as a plain value of its own."""
    return tt.autograd.engine.Mode.recording


@check("no_grad.__enter__", examples=1)
def nothing_is_recorded_inside(tt: Any) -> Any:
    """Inside `with no_grad():` nothing is recorded."""
    engine = recording(tt).engine
    inside = tt.within(engine.no_grad(), lambda: was_recording(tt))
    engine.Mode.recording = True
    return inside


def states(tt: Any) -> Any:
    """Whether calls are recorded after one block, between two nested ends, after both, and after a block while off."""
    engine = recording(tt).engine
    mode = engine.Mode
    tt.within(engine.no_grad(), lambda: None)
    once = mode.recording
    mode.recording = True

    def outer() -> Any:
        tt.within(engine.no_grad(), lambda: None)
        return mode.recording

    between_ends = tt.within(engine.no_grad(), outer)
    twice = mode.recording
    mode.recording = False
    tt.within(engine.no_grad(), lambda: None)
    off = mode.recording
    mode.recording = True
    return [once, between_ends, twice, off]


@check("no_grad.__enter__", examples=1)
def each_block_remembers_for_itself(tt: Any) -> Any:
    """Every `with no_grad():` remembers the state that it found, on or off, without disturbing another block."""
    return states(tt)


@check("no_grad.__exit__", examples=1)
def recording_is_as_before(tt: Any) -> Any:
    """After a `with no_grad():` recording is as it was before: on, or off inside another block."""
    return states(tt)


@check("no_grad.__exit__", examples=1)
def an_error_leaves_recording_as_it_was(tt: Any) -> Any:
    """When an error leaves the block, recording is as it was before."""
    engine = recording(tt).engine
    mode = engine.Mode
    tt.catch(lambda: tt.within(engine.no_grad(), lambda: tt.builtin.float("no number")))
    after = mode.recording
    mode.recording = True
    return after


@check("no_grad.__exit__", compare=same_error(), examples=1)
def an_error_passes_through(tt: Any) -> Any:
    """An error inside `with no_grad():` comes out of it."""
    engine = recording(tt).engine
    caught = tt.catch(lambda: tt.within(engine.no_grad(), lambda: tt.builtin.float("no number")))
    engine.Mode.recording = True
    return caught


# --- Function.apply


def weighted(tt: Any) -> Any:
    """A Function of one's own: 2a - b, which saves b."""

    def forward(ctx: Any, a: Any, b: Any) -> Any:
        ctx.save_for_backward(b)
        return 2.0 * a - b

    return tt.subclass(tt.autograd.engine.Function, forward=forward, backward=lambda ctx, d: (2.0 * d, -d))


@check("Function.apply", compare=NEAR, x=draw.small_floats, y=draw.small_floats)
def apply_computes_forward(tt: Any, x: float, y: float) -> Any:
    """apply gives a Scalar with the value that forward computes from the inputs' values."""
    recording(tt)
    result = weighted(tt).apply(leaf(tt, x), leaf(tt, y))
    return [result.data, tt.builtin.isinstance(result, tt.autograd.variable.Scalar)]


@check("Function.apply", examples=20, x=st.booleans(), y=st.booleans())
def apply_records_where_a_gradient_flows(tt: Any, x: bool, y: bool) -> Any:
    """A result has a node, and requires a gradient, exactly where one of the inputs does, whichever it is."""
    recording(tt)
    result = weighted(tt).apply(leaf(tt, 3.0, x), leaf(tt, 4.0, y))
    return [result.requires_grad, has_node(tt, result)]


@check("Function.apply", compare=NEAR, examples=10, x=draw.small_floats, y=draw.small_floats)
def apply_remembers_the_call(tt: Any, x: float, y: float) -> Any:
    """The node holds the Function, the inputs themselves in their order, and what forward saved."""
    recording(tt)
    function, a, b = weighted(tt), leaf(tt, x), leaf(tt, y)
    node = function.apply(a, b).node
    same = [tt.builtin.id(node.inputs[0]) == tt.builtin.id(a), tt.builtin.id(node.inputs[1]) == tt.builtin.id(b)]
    return [node.function == function, *same, tt.builtin.len(node.inputs), node.saved_values[0]]


@check("Function.apply", examples=5, x=draw.small_floats)
def apply_obeys_no_grad(tt: Any, x: float) -> Any:
    """While recording is off, a result has no node and requires no gradient."""
    engine = recording(tt).engine
    mode, function, a = engine.Mode, weighted(tt), leaf(tt, x)
    mode.recording = False
    result = function.apply(a, a)
    mode.recording = True
    again = function.apply(a, a)
    return [result.requires_grad, has_node(tt, result), again.requires_grad, has_node(tt, again)]


@check("Function.apply", examples=5, x=draw.away_from_zero)
def apply_hands_keywords_on(tt: Any, x: float) -> Any:
    """Keyword arguments go to forward as they are."""
    recording(tt)
    # Python's own max(ctx, a, key=...) as a forward: with this key it is a, and without one it is an error
    picks = tt.subclass(tt.autograd.engine.Function, forward=tt.builtin.max)
    is_number = tt.define(lambda each: tt.builtin.isinstance(each, tt.builtin.float))
    return picks.apply(leaf(tt, x), key=is_number).data


@check("Function.apply", examples=10, x=draw.often_equal, y=draw.often_equal)
def comparisons_require_no_gradient(tt: Any, x: float, y: float) -> Any:
    """The result of an operation that is not differentiable never requires a gradient."""
    functions = recording(tt).functions
    results = [functions.LT.apply(leaf(tt, x), leaf(tt, y)), functions.EQ.apply(leaf(tt, x), leaf(tt, y))]
    return [[z.data, z.requires_grad] for z in results]


@check("Function.apply", compare=same_error(), examples=4, x=draw.small_floats)
def no_way_back_from_a_comparison(tt: Any, x: float) -> Any:
    """backward() on the result of a comparison raises GradientError."""
    functions = recording(tt).functions
    result = functions.LT.apply(leaf(tt, x), leaf(tt, 1.0))
    return tt.catch(lambda: result.backward())


@check("Function.apply", examples=4, x=draw.small_floats)
def apply_keeps_the_type(tt: Any, x: float) -> Any:
    """The result has the type of the first input."""
    recording(tt)
    special = tt.subclass(tt.autograd.variable.Scalar)
    result = weighted(tt).apply(special(x), leaf(tt, 1.0))
    return tt.builtin.isinstance(result, special)


# --- chain_rule and detach


def pairs(tt: Any, backward: Any, inputs: list[Any], d: float) -> Any:
    """What chain_rule gives for a call of a Function with this backward."""
    function = tt.subclass(tt.autograd.engine.Function, backward=backward)
    return tt.builtin.list(tt.autograd.engine.chain_rule(tt.autograd.engine.Node(function, inputs), d))


@check("chain_rule", compare=NEAR, x=st.booleans(), y=st.booleans(), d=draw.small_floats)
def chain_rule_leaves_constants_out(tt: Any, x: bool, y: bool, d: float) -> Any:
    """chain_rule pairs each input that requires a gradient with its gradient, and leaves constants out."""
    recording(tt)
    inputs = [leaf(tt, 1.0, x), leaf(tt, 2.0, y), leaf(tt, 3.0)]
    found = pairs(tt, lambda ctx, d: (2.0 * d, 3.0 * d, 5.0 * d), inputs, d)
    count = x + y + 1
    return [tt.builtin.len(found), [[found[i][0].data, found[i][1]] for i in range(count)]]


@check("chain_rule", compare=NEAR, examples=10, d=draw.small_floats)
def chain_rule_keeps_repeated_inputs(tt: Any, d: float) -> Any:
    """An input that occurs twice occurs twice, each time with its own gradient, and as the very same Variable."""
    recording(tt)
    x = leaf(tt, 7.0)
    found = pairs(tt, lambda ctx, d: (2.0 * d, 3.0 * d), [x, x], d)
    same = [tt.builtin.id(found[i][0]) == tt.builtin.id(x) for i in range(2)]
    return [tt.builtin.len(found), found[0][1], found[1][1], *same]


@check("chain_rule", compare=NEAR, examples=10, d=draw.small_floats)
def chain_rule_takes_one_bare_gradient(tt: Any, d: float) -> Any:
    """A backward for one input may give its gradient bare or as a tuple of one."""
    recording(tt)
    bare = pairs(tt, lambda ctx, d: 2.0 * d, [leaf(tt, 7.0)], d)
    wrapped = pairs(tt, lambda ctx, d: (2.0 * d,), [leaf(tt, 7.0)], d)
    return [[found[0][0].data, found[0][1], tt.builtin.len(found)] for found in (bare, wrapped)]


@check("chain_rule", compare=same_error(), examples=1)
def too_few_gradients_are_an_error(tt: Any) -> Any:
    """A backward that gives fewer gradients than there are inputs is a ValueError."""
    recording(tt)
    inputs = [leaf(tt, 1.0), leaf(tt, 2.0)]
    return tt.catch(lambda: pairs(tt, lambda ctx, d: (d,), inputs, 1.0))


@check("chain_rule", compare=same_error(), examples=1)
def too_many_gradients_are_an_error(tt: Any) -> Any:
    """A backward that gives more gradients than there are inputs is a ValueError."""
    recording(tt)
    inputs = [leaf(tt, 1.0), leaf(tt, 2.0)]
    return tt.catch(lambda: pairs(tt, lambda ctx, d: (d, d, d), inputs, 1.0))


@check("Variable.detach", examples=10, x=draw.small_floats)
def detach_forgets_the_history(tt: Any, x: float) -> Any:
    """x.detach() has the same value, no node, and requires no gradient."""
    recording(tt)
    result = weighted(tt).apply(leaf(tt, x), leaf(tt, 1.0))
    detached = result.detach()
    return [detached.data, detached.requires_grad, has_node(tt, detached)]


@check("Variable.detach", examples=10, x=draw.small_floats)
def detach_leaves_the_original_alone(tt: Any, x: float) -> Any:
    """x.detach() is another Scalar: x keeps its history and goes on requiring a gradient."""
    recording(tt)
    result, mine = weighted(tt).apply(leaf(tt, x), leaf(tt, 1.0)), leaf(tt, x)
    twin, copy = result.detach(), mine.detach()
    kept = [result.requires_grad, has_node(tt, result), mine.requires_grad, twin.requires_grad, copy.requires_grad]
    return [*kept, tt.builtin.isinstance(copy, tt.autograd.variable.Scalar)]
