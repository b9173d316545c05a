"""Hidden checks of Task 2.4: forward and backward of every Function, called by themselves on Arrays, and on Tensors.

A table: one line per law. Backward is judged after the student's own forward, so a Function may save whatever its
backward wants; a forward that keeps nothing at all is seen at once. Arrays come under layouts of all kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import Check, Comparison, Difference, check, close
from autograder.hidden import tensors_calls as calls
from autograder.hidden.tensors_calls import (
    AMAX,
    EXPAND,
    GATHER,
    LOG_SOFTMAX,
    MATMUL,
    PERMUTE,
    PICK,
    RESHAPE,
    SUM,
    Drawn,
    Rule,
    array_of,
    drawn_calls,
)

DOUBLE = close(atol=1e-9, rtol=1e-9)
SINGLE = close(atol=1e-5, rtol=1e-5)  # float32 keeps seven digits, and sums may be added up in any order
FAR = close(atol=0.02, rtol=1e-5)  # at 10000 float32 has three digits behind the point, and gradients add some up


FEW = 8  # examples, where others stand beside them

Calls = st.SearchStrategy[Drawn]


def near(expected: Any, got: Any) -> Difference | None:
    """Equal up to the rounding of the kind of number that is expected."""
    return (SINGLE if is_single(expected) else DOUBLE)(expected, got)


def is_single(value: Any) -> bool:
    """Whether there is a float32 in it."""
    if isinstance(value, list):
        return any(map(is_single, value))
    return isinstance(value, np.ndarray) and value.dtype == np.float32


# --- The kinds of check


def named(decorate: Callable[[Any], Check], scenario: Any, name: str, law: str) -> Check:
    """`scenario` as a check of this name and law."""
    scenario.__name__, scenario.__doc__ = name, law
    return decorate(scenario)


def forward(rule: Rule, name: str, law: str, call: Calls, compare: Comparison = near, examples: int = 20) -> Check:
    """The check that forward gives what the reference's gives."""

    def scenario(tt: Any, call: Drawn) -> Any:
        return rule.forward(tt, call)[1].numpy()

    return named(check(f"{rule.name}.forward", compare=compare, examples=examples, call=call), scenario, name, law)


def keeps(rule: Rule, name: str, call: Calls) -> Check:
    """The check that forward saves something: without it there is nothing to compute backward from."""

    def scenario(tt: Any, call: Drawn) -> Any:
        ctx, result = rule.forward(tt, call)
        return [result.numpy(), tt.builtin.len(ctx.saved_values) > 0]

    law = f"{rule.name}.forward saves for backward what backward will need, beside giving its result."
    return named(check(f"{rule.name}.forward", compare=near, examples=FEW, call=call), scenario, name, law)


def backward(rule: Rule, name: str, law: str, call: Calls, compare: Comparison = near, examples: int = 20) -> Check:
    """The check that backward, after the forward of the same Function, gives the reference's gradients.

    They come through chain_rule, which takes a gradient bare or in a tuple of one.
    """

    def scenario(tt: Any, call: Drawn) -> Any:
        ctx, _ = rule.forward(tt, call)
        pairs = tt.autograd.engine.chain_rule(ctx, array_of(tt, call["d_output"]))
        return [pairs[k][1].numpy() for k in range(len(rule.arrays))]

    return named(check(f"{rule.name}.backward", compare=compare, examples=examples, call=call), scenario, name, law)


def in_tensors(rule: Rule, name: str, law: str, call: Calls) -> Check:
    """The check that gradients come to leaves through Tensors, and a second time where the record is kept."""

    def scenario(tt: Any, call: Drawn) -> Any:
        leaves, result = rule.apply(tt, call)
        result.backward(array_of(tt, call["d_output"]), retain_graph=True)
        first = [x.grad.value.copy().numpy() for x in leaves]
        result.backward(array_of(tt, call["d_output"]))
        return [result.value.numpy(), first, [x.grad.value.numpy() for x in leaves]]

    return named(check(f"{rule.name}.backward", compare=near, examples=FEW, call=call), scenario, name, law)


def twice(rule: Rule, name: str, law: str, call: Calls) -> Check:
    """The check that the gradient of the result's square can be differentiated once more."""

    def scenario(tt: Any, call: Drawn) -> Any:
        leaves, result = rule.apply(tt, call)
        start = tt.tensors.tensor.Tensor(array_of(tt, call["d_output"]))
        (result * result).backward(start, create_graph=True)
        firsts = [x.grad for x in leaves]
        for x in leaves:
            x.grad = None
        for first in firsts:
            first.backward(first.detach(), retain_graph=True)
        return [x.grad.value.numpy() for x in leaves]

    return named(check(f"{rule.name}.backward", compare=near, examples=FEW, call=call), scenario, name, law)


# --- Elements that move

permutes, cycles = drawn_calls(calls.permute, (2, 3, 3, 1, 3, 0)), drawn_calls(calls.permute, (3,), sides=(2, 3, 4))
permute_forward = forward(PERMUTE, "permute_forward", "Axis k of the result is axis order[k] of a.", permutes)
permute_saves = keeps(PERMUTE, "permute_saves", cycles)
permute_gradient = backward(
    PERMUTE, "permute_gradient", "Permute.backward puts the axes of the gradient back to where they were.", permutes
)
permute_cycles = backward(
    PERMUTE, "permute_cycles", "The way back from an order of three axes is the inverse order, seldom itself.", cycles
)
permute_in_tensors = in_tensors(
    PERMUTE, "permute_in_tensors", "The gradient of a permuted leaf arrives in the leaf's own order of axes.", cycles
)

reshapes = drawn_calls(calls.reshape, (1, 2, 3, 2, 3, 0))
reshape_forward = forward(
    RESHAPE, "reshape_forward", "Reshape.forward gives the same elements in reading order in another shape.", reshapes
)
reshape_saves = keeps(RESHAPE, "reshape_saves", reshapes)
reshape_gradient = backward(
    RESHAPE, "reshape_gradient", "Reshape.backward gives the gradient the shape that a had.", reshapes
)
reshape_in_tensors = in_tensors(
    RESHAPE, "reshape_in_tensors", "The gradient of a reshaped leaf arrives in the leaf's shape.", reshapes
)

new_axes = drawn_calls(calls.expand, (1, 2, 0), new=(1, 2), becomes=(1,), sides=(2, 3))
longer_sides = drawn_calls(calls.expand, (1, 2, 3), new=(0,), becomes=(2, 3))
both = drawn_calls(calls.expand, (1, 2, 3, 0), new=(0, 1, 2), becomes=(2, 3, 1))
emptied = drawn_calls(calls.expand, (1, 2), new=(0, 1), becomes=(0,))
expand_new_axes = backward(EXPAND, "expand_new_axes", "Expand.backward adds up along the new axes in front.", new_axes)
expand_longer_sides = backward(
    EXPAND,
    "expand_longer_sides",
    "Expand.backward adds up along the sides that were 1; they are 1 again.",
    longer_sides,
)
expand_both = backward(EXPAND, "expand_both", "New axes, sides that grow and sides of 1 that stay come together.", both)
expand_to_nothing = backward(
    EXPAND,
    "expand_to_nothing",
    "Where a side of 1 became a side of 0, nothing arrives, and the sum is 0.",
    emptied,
    examples=FEW,
)
expand_in_tensors = in_tensors(
    EXPAND, "expand_in_tensors", "The gradient of an expanded leaf arrives in the leaf's shape.", both
)
expand_twice = twice(
    EXPAND,
    "expand_twice",
    "Backward uses only what Tensors can do as well as Arrays; so gradients have gradients.",
    both,
)

picks = drawn_calls(calls.pick, (1, 2, 3))
pick_forward = forward(PICK, "pick_forward", "Pick.forward gives the elements that the view picks.", picks)
pick_saves = keeps(PICK, "pick_saves", picks)
pick_gradient = backward(
    PICK, "pick_gradient", "Pick.backward puts the gradient in the places that were picked, among zeros.", picks
)
pick_in_tensors = in_tensors(
    PICK, "pick_in_tensors", "The gradient of a slice arrives in the leaf's shape, with zeros around it.", picks
)

# --- Many that become one

sums, inner_sums = drawn_calls(calls.reduction, (1, 2, 3, 2, 3, 0)), drawn_calls(calls.inner_reduction, (2, 3))
sum_forward = forward(SUM, "sum_forward", "Sum.forward adds up along the axes, which become 1 long or go.", sums)
sum_saves = keeps(SUM, "sum_saves", sums)
sum_gradient = backward(
    SUM, "sum_gradient", "Sum.backward gives every element the gradient of the sum that it went into.", sums
)
sum_gradient_inner = backward(
    SUM, "sum_gradient_inner", "Where inner axes have gone, the gradient is repeated along these.", inner_sums
)
sum_in_tensors = in_tensors(
    SUM, "sum_in_tensors", "The gradient of a sum arrives in the leaf's shape, whether the axes stay or go.", sums
)

distinct = drawn_calls(calls.reduction, (1, 2, 3, 2), sides=calls.FULL, values=calls.spread, ways=calls.ONCE)
inner = drawn_calls(calls.inner_reduction, (2, 3), values=calls.spread, ways=calls.ONCE)
tied = drawn_calls(calls.reduction, (1, 2, 3, 2), sides=calls.FULL, values=calls.ties)
amax_forward = forward(AMAX, "amax_forward", "AMax.forward gives the largest along the axes.", distinct)
amax_saves = keeps(AMAX, "amax_saves", distinct)
amax_gradient = backward(
    AMAX, "amax_gradient", "AMax.backward gives the gradient to the largest, and nothing to all others.", distinct
)
amax_gradient_inner = backward(
    AMAX, "amax_gradient_inner", "The largest are found, too, where inner axes have gone.", inner
)
amax_ties = backward(AMAX, "amax_ties", "Where several are the largest, they share the gradient evenly.", tied)
amax_in_tensors = in_tensors(AMAX, "amax_in_tensors", "The gradient of the largest arrives in the leaf's shape.", tied)
amax_twice = twice(
    AMAX,
    "amax_twice",
    "Backward uses only what Tensors can do as well as Arrays; so gradients have gradients.",
    distinct,
)

scores = drawn_calls(calls.softmax, (1, 2, 3))
middle = drawn_calls(calls.softmax, (3,), axis=1)
far = drawn_calls(calls.softmax, (1, 2, 3, 2, 3), values=calls.huge)
log_softmax_forward = forward(
    LOG_SOFTMAX, "log_softmax_forward", "LogSoftmax.forward is a minus ln of the sum of e^a along the axis.", scores
)
log_softmax_middle = forward(
    LOG_SOFTMAX, "log_softmax_middle", "The sum goes along the axis that is asked for, be it in the middle.", middle
)
log_softmax_far = forward(
    LOG_SOFTMAX, "log_softmax_far", "LogSoftmax.forward is finite for numbers like 10,000 and -10,000 too.", far, FAR
)
log_softmax_saves = keeps(LOG_SOFTMAX, "log_softmax_saves", scores)
log_softmax_gradient = backward(
    LOG_SOFTMAX, "log_softmax_gradient", "With the result r it is d - e^r * (the sum of d along the axis).", scores
)
log_softmax_gradient_middle = backward(
    LOG_SOFTMAX, "log_softmax_gradient_middle", "The gradients, too, are added up along that axis alone.", middle
)
log_softmax_gradient_far = backward(
    LOG_SOFTMAX, "log_softmax_gradient_far", "LogSoftmax.backward is finite wherever forward is.", far, FAR
)
log_softmax_in_tensors = in_tensors(
    LOG_SOFTMAX, "log_softmax_in_tensors", "The gradient arrives at a leaf, and each time the same.", scores
)
log_softmax_twice = twice(
    LOG_SOFTMAX, "log_softmax_twice", "Its result is saved, and no other array; so gradients have gradients.", scores
)

# --- Products, and rows

matrices, many = drawn_calls(calls.product, (0,)), drawn_calls(calls.product, (1, 2))
none = drawn_calls(calls.product, (0, 1), sides=(0, 2, 3))
matmul_forward = forward(MATMUL, "matmul_forward", "MatMul.forward is a @ b.", matrices)
matmul_many = forward(MATMUL, "matmul_many", "Axes in front stand for many products, side by side.", many)
matmul_saves = keeps(MATMUL, "matmul_saves", matrices)
matmul_gradient = backward(
    MATMUL, "matmul_gradient", "MatMul.backward gives d @ b.mT for a, and a.mT @ d for b, in a tuple.", matrices
)
matmul_gradient_many = backward(
    MATMUL, "matmul_gradient_many", "Only the last two axes are exchanged; those in front stay.", many
)
matmul_gradient_none = backward(MATMUL, "matmul_gradient_none", "Matrices may have sides of 0.", none, examples=FEW)
matmul_in_tensors = in_tensors(
    MATMUL, "matmul_in_tensors", "Both factors of a product get a gradient of their own shape.", matrices
)
matmul_twice = twice(
    MATMUL, "matmul_twice", "The inputs themselves are saved, no views of them; so gradients have gradients.", many
)

rows, single = drawn_calls(calls.gather, (1, 2)), drawn_calls(calls.gather, (0,))
no_rows = drawn_calls(calls.gather, (1, 2), sides=(0,))
gather_forward = forward(GATHER, "gather_forward", "Gather.forward is a[rows[i]] for each i of rows.", rows)
gather_single = forward(
    GATHER, "gather_single", "A single row comes without an axis of the rows.", single, examples=FEW
)
gather_none = forward(GATHER, "gather_none", "No rows at all are an empty result.", no_rows, examples=FEW)
gather_saves = keeps(GATHER, "gather_saves", rows)
gather_gradient = backward(
    GATHER, "gather_gradient", "Gather.backward adds up, for each row of a, the gradients of its uses.", rows
)
gather_gradient_single = backward(
    GATHER, "gather_gradient_single", "A single row gets the gradient, all other rows 0.", single, examples=FEW
)
gather_gradient_none = backward(
    GATHER,
    "gather_gradient_none",
    "Where no row was looked up, the gradient is 0 in the shape of a.",
    no_rows,
    examples=FEW,
)
gather_in_tensors = in_tensors(
    GATHER, "gather_in_tensors", "The gradient of looked-up rows arrives in the leaf's shape.", rows
)
