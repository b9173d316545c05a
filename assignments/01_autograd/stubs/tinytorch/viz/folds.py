# Made from solutions/tinytorch/viz/folds.py by `autograder build`.
"""Make a history small enough to be looked at: fold what one module has computed, fold long chains, cut what is far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from tinytorch.viz.history import History, Part, inputs, operation, single
from tinytorch.viz.names import Owner

SHORTEST = 4  # as many links at least are worth a fold
REARRANGING = {"Cast", "Copy", "Expand", "Permute", "Pick", "Reshape"}  # of one value: its numbers stay what they are
LONGEST = 8  # as many operations at most are looked at for what repeats along a chain


def folded_modules(history: History, owners: Mapping[Any, Owner]) -> list[Part]:
    """One part for each call of a piece of the model, as far as its parameters tell.

    An operation belongs to a piece if it reads parameters of that piece alone; if all that it computes with, at least
    two values, comes from operations of the piece; or if it lies between two that belong there, with no other piece's
    between. Operations of one piece that are connected make one box: so a piece that is called twice on different
    values makes two, and a piece that is fed with its own result, as a recurrent cell is, makes one. What a piece does
    before it reads its first parameter, or after the last, cannot be known and stays outside.
    """
    owner_of = seeds(history, owners)
    joins(history, owner_of)
    between(history, owner_of)
    return [module_part(history, group, owner_of[group[0]], owners) for group in connected(history, owner_of)]


def seeds(history: History, owners: Mapping[Any, Owner]) -> dict[Any, Owner]:
    """The operations that read parameters of one owner, also ones that were expanded or rearranged before."""
    found: dict[Any, Owner] = {}
    held = dict(owners)
    for v in reversed(history.order):
        read = {held[x] for x in inputs(v) if x in held}
        if len(read) == 1:
            found[v] = read.pop()
            if v.node.function.__name__ in REARRANGING:
                held[v] = found[v]
    return found


def joins(history: History, owner_of: dict[Any, Owner]) -> None:
    """Add the operations that join results of one owner."""
    for v in reversed(history.order):
        computed = {x for x in inputs(v) if x.node is not None}
        if v not in owner_of and len(computed) > 1:
            held = {owner_of.get(x) for x in computed}
            owner = held.pop()
            if not held and owner is not None:
                owner_of[v] = owner


def between(history: History, owner_of: dict[Any, Owner]) -> None:
    """Add the operations that lie between two of one owner, and between no two of another's."""
    number = {owner: 1 << k for k, owner in enumerate(dict.fromkeys(owner_of.values()))}
    own = {v: number[owner] for v, owner in owner_of.items()}  # sets of owners, as the bits of a whole number
    below: dict[Any, int] = {}
    above: dict[Any, int] = {}
    for v in reversed(history.order):
        below[v] = own.get(v) or union(below[x] for x in inputs(v))
    for v in history.order:
        above[v] = own.get(v) or union(above[c] for c in history.consumers[v])
    by_number = {bit: owner for owner, bit in number.items()}
    for v in history.order:
        owner = by_number.get(below[v] & above[v])
        if owner is not None:
            owner_of[v] = owner


def union(sets: Any) -> int:
    """The union of sets that are the bits of whole numbers."""
    whole = 0
    for one in sets:
        whole |= one
    return whole


def connected(history: History, owner_of: Mapping[Any, Owner]) -> list[list[Any]]:
    """The operations of one owner that hang together, results first."""
    group: dict[Any, int] = {}
    fresh = count()
    for start in history.order:
        if start in owner_of and start not in group:
            mark, stack = next(fresh), [start]
            while stack:
                v = stack.pop()
                if v not in group:
                    group[v] = mark
                    near = (*inputs(v), *history.consumers[v])
                    stack += [x for x in near if x not in group and owner_of.get(x) == owner_of[start]]
    groups: dict[int, list[Any]] = {}
    for v in history.order:
        if v in group:
            groups.setdefault(group[v], []).append(v)
    return list(groups.values())


def module_part(history: History, group: list[Any], owner: Owner, owners: Mapping[Any, Owner]) -> Part:
    """The box of a group: with its parameters and single numbers, where nobody outside reads them."""
    inside = set(group)
    own = [x for v in group for x in inputs(v) if x in owners or (x.node is None and is_number(x))]
    kept = [x for x in dict.fromkeys(own) if all(c in inside for c in history.consumers[x])]
    return Part("module", [*group, *kept], owner.kind or owner.path, owner.path)


def is_number(variable: Any) -> bool:
    """Whether a constant is one number without a shape, such as the 2 in 2 * x."""
    return not variable.requires_grad and getattr(variable, "shape", ()) == ()


# --- Chains


def folded_chains(history: History, named: Mapping[Any, str], taken: Mapping[Any, Part]) -> list[Part]:
    """One part for each run of at least SHORTEST operations of which each feeds the next one only.

    They compute with nothing else but leaves.
    """
    parts: list[Part] = []
    done: set[Any] = set()
    for v in history.order:
        if v.node is not None and v not in done and v not in taken:
            run = chain(history, v, named, taken)
            done.update(run)
            if len(run) >= SHORTEST:
                parts.append(chain_part(history, run, named))
    return parts


def chain(history: History, last: Any, named: Mapping[Any, str], taken: Mapping[Any, Part]) -> list[Any]:
    """The run of operations that ends with `last`, the last first."""
    run: list[Any] = []
    v = last
    while True:
        computed = {x for x in inputs(v) if x.node is not None}
        if len(computed) > 1:
            return run
        run.append(v)
        if not computed:
            return run
        v = computed.pop()
        if v in taken or v in named or len(history.consumers[v]) > 1:
            return run


def chain_part(history: History, run: list[Any], named: Mapping[Any, str]) -> Part:
    """The box of a run, with the leaves that only it reads and that have no name."""
    inside = set(run)
    leaves = dict.fromkeys(x for v in run for x in inputs(v) if x.node is None and x not in named)
    kept = [x for x in leaves if all(c in inside for c in history.consumers[x])]
    return Part("chain", [*run, *kept], repeated([operation(v) for v in reversed(run)]))


def repeated(operations: Sequence[str]) -> str:
    """What is done again and again, and how often; else how many operations there are.

    >>> repeated(["×", "+"] * 100), repeated(["a", "b", "c"] * 2 + ["d"])
    ('(×, +) 100 times', '7 operations')
    """
    n = len(operations)
    for period in range(1, min(LONGEST, n // 2) + 1):
        if n % period == 0 and all(operations[k] == operations[k - period] for k in range(period, n)):
            once = ", ".join(operations[:period])
            return f"{once if period == 1 else f'({once})'} {n // period:,} times"
    return f"{n:,} operations"


# --- What is near enough to be drawn


def nearest(
    history: History, folds: Sequence[Part], most: int, depth: int | None
) -> tuple[list[Part], dict[Any, Part]]:
    """(the parts to draw, the part of each value): at most `most` parts, and at most `depth` calls one after another.

    The rest, if any, is one part of the kind `more`. Parts are in the order of the history.
    """
    part_of = {v: part for part in folds for v in part.members}

    def part(v: Any) -> Part:
        if v not in part_of:
            part_of[v] = single(v)
        return part_of[v]

    level = {part(root): 0 for root in history.roots}
    waiting = list(level)
    for here in waiting:  # grows while it is walked through: breadth first
        if len(waiting) > most:
            break
        for x in dict.fromkeys(x for v in here.members for x in inputs(v)):
            too_deep = level[here] + 1 == depth and part(x).calls  # a leaf is not called
            if part(x) not in level and not too_deep:
                level[part(x)] = level[here] + 1
                waiting.append(part(x))
    kept = set(waiting[:most])
    left = [v for v in history.order if part_of.get(v) not in kept]
    if left:
        more = Part("more", left)
        part_of.update(dict.fromkeys(left, more))
        kept.add(more)
    return list(dict.fromkeys(part_of[v] for v in history.order)), part_of
