"""Sums of products by naming axes: einsum("bij,bjk->bik", x, y) multiplies stacks of matrices.

Operands are joined from left to right, two at a time. For each pair, axes that both have and nobody needs later are
summed by one matrix product; axes that both have and that stay are its stack; all others are its rows or its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.functions.reduce import Sum
from tinytorch.tensors.functions.shape import Permute, Reshape
from tinytorch.tensors.layout import LayoutError, Shape
from tinytorch.tensors.methods.arithmetic import check_tensor

Labels = tuple[Any, ...]  # one for each axis: a letter; or a number, counted from the end, for an axis of "..."


def einsum(equation: str, *operands: Any) -> Any:
    """The sum over all axes that are not named after "->" of the products of the operands' elements.

    equation  axes by letters, operands by commas: "ij,jk->ik". "..." stands for any further axes, which are broadcast.
              A letter twice in one operand is its diagonal. Without "->" the result has "...", then the letters that
              occur once, in alphabetical order.
    """
    given = list(operands[0]) if len(operands) == 1 and isinstance(operands[0], list | tuple) else list(operands)
    if not isinstance(equation, str):
        raise TypeError(f'einsum wants an equation such as "ij,jk->ik" first, got a {type(equation).__name__}')
    for x in given:
        check_tensor("einsum", x)
    terms, wanted = parse(equation, tuple([len(x.shape) for x in given]))
    if len({x.dtype for x in given}) > 1:
        kinds = " and ".join(str(x.dtype) for x in given)
        raise DTypeError(f"einsum wants operands of one dtype, got {kinds}: use .to()")
    sides = sides_of(equation, terms, given)
    joined = [simple(x, labels, sides) for x, labels in zip(given, terms, strict=True)]
    result, have = joined[0]
    for k, (x, labels) in enumerate(joined[1:], start=2):
        later = set(wanted).union(*[more for _, more in joined[k:]])
        result, have = join(result, have, x, labels, later)
    result, have = summed(result, have, set(wanted))
    return ordered(result, have, wanted)


# --- The equation


@lru_cache(maxsize=256)
def parse(equation: str, ranks: tuple[int, ...]) -> tuple[tuple[Labels, ...], Labels]:
    """The labels of operands with so many axes, and of the result."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise LayoutError(f"einsum: {equation!r} names {len(terms)} operands, got {len(ranks)}")
    labels = tuple(labels_of(term, rank, equation) for term, rank in zip(terms, ranks, strict=True))
    used = [label for of_one in labels for label in of_one]
    dots = tuple(sorted({label for label in used if isinstance(label, int)}))
    if not arrow:
        letters = [label for label in used if isinstance(label, str)]
        return labels, (*dots, *sorted(letter for letter in letters if letters.count(letter) == 1))
    named = len(right.replace("...", ""))
    wanted = labels_of(right, named + (len(dots) if "..." in right else 0), equation)
    if len(set(wanted)) != len(wanted) or not set(wanted) <= set(used):
        raise LayoutError(f"einsum: each axis of the result in {equation!r} must be named once, and in an operand")
    return labels, wanted


def labels_of(term: str, rank: int, equation: str) -> Labels:
    """One label for each axis of an operand: letters, and -1 for the last axis of "...", -2 for the one before it."""
    before, dots, after = term.partition("...")
    letters = before + after
    hidden = rank - len(letters)
    if hidden < 0 or (hidden > 0 and not dots) or not (letters.isascii() and (letters.isalpha() or not letters)):
        raise LayoutError(f"einsum: {term!r} in {equation!r} must be {rank} letters, one for each axis of its operand")
    return (*before, *range(-hidden, 0), *after)


def sides_of(equation: str, terms: Sequence[Labels], operands: Sequence[Any]) -> dict[Any, int]:
    """The side that each label has; sides of 1 are broadcast."""
    sides: dict[Any, int] = {}
    for labels, x in zip(terms, operands, strict=True):
        for label, side in zip(labels, x.shape, strict=True):
            if sides.setdefault(label, side) == 1:
                sides[label] = side
            if side not in (1, sides[label]):
                shapes = " and ".join(str(x.shape) for x in operands)
                raise LayoutError(f"einsum: {equation!r} does not fit shapes {shapes}: sides of {label!r} differ")
    return sides


# --- One operand


def simple(x: Any, labels: Labels, sides: dict[Any, int]) -> tuple[Any, Labels]:
    """x with each label once, and without sides of 1 that are longer elsewhere."""
    for label in set(labels) if len(set(labels)) < len(labels) else ():
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            if x.shape[first] != x.shape[second]:
                raise LayoutError(f"einsum: {label!r} names axes of different sides of one operand, of shape {x.shape}")
            x = x.diagonal(0, first, second)
            labels = (*labels[:first], *labels[first + 1 : second], *labels[second + 1 :], label)
    kept = [k for k, label in enumerate(labels) if x.shape[k] == sides[label]]
    return shaped(x, tuple([x.shape[k] for k in kept])), tuple([labels[k] for k in kept])


def summed(x: Any, labels: Labels, needed: set[Any]) -> tuple[Any, Labels]:
    """x summed along the axes that nobody needs."""
    axes = tuple([k for k, label in enumerate(labels) if label not in needed])
    if not axes:
        return x, labels
    return Sum.apply(x, axes=axes, keepdim=False), tuple([label for label in labels if label in needed])


def ordered(x: Any, labels: Labels, wanted: Labels) -> Any:
    """x with its axes in the order that is wanted."""
    return x if labels == wanted else Permute.apply(x, order=tuple([labels.index(label) for label in wanted]))


def shaped(x: Any, shape: Shape) -> Any:
    """x in this shape."""
    return x if x.shape == shape else Reshape.apply(x, shape=shape)


# --- Two operands


def join(a: Any, a_labels: Labels, b: Any, b_labels: Labels, later: set[Any]) -> tuple[Any, Labels]:
    """The product of two operands, summed along the axes that neither the result nor a later operand has."""
    a, a_labels = summed(a, a_labels, later.union(b_labels))
    b, b_labels = summed(b, b_labels, later.union(a_labels))
    both = [label for label in a_labels if label in b_labels]
    stack = [label for label in both if label in later]
    inner = [label for label in both if label not in later]
    rows = [label for label in a_labels if label not in both]
    columns = [label for label in b_labels if label not in both]
    a = ordered(a, a_labels, (*stack, *rows, *inner))
    b = ordered(b, b_labels, (*stack, *inner, *columns))
    front, row_sides, inner_sides = cut(a.shape, len(stack), len(rows))
    column_sides = b.shape[len(stack) + len(inner) :]
    if inner and (rows or columns or not stack):  # (stack, rows, inner) @ (stack, inner, columns)
        k = prod(inner_sides)
        product = shaped(a, (*front, prod(row_sides), k)) @ shaped(b, (*front, k, prod(column_sides)))
        return shaped(product, (*front, *row_sides, *column_sides)), (*stack, *rows, *columns)
    if inner:  # many short rows: a matrix product for each would take longer
        return summed(a * b, (*stack, *inner), later)
    a = shaped(a, (*front, *row_sides, *[1] * len(columns)))  # (stack, rows, 1) * (stack, 1, columns)
    return a * shaped(b, (*front, *[1] * len(rows), *column_sides)), (*stack, *rows, *columns)


def cut(shape: Shape, first: int, second: int) -> tuple[Shape, Shape, Shape]:
    """The first sides, the second ones, and the rest."""
    return shape[:first], shape[first : first + second], shape[first + second :]
