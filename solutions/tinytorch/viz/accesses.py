"""What a watched kernel did, put in order for a picture.

`stretches(report)` gives, from barrier to barrier, a Strip for each array that was read there and one for each that was
written; `races(report)` the touches that race; `least(report, write)` what a thread must at least do.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from tinytorch.kernels.cuda.report import OUT_OF_BOUNDS, RACE, REDUNDANT, Fault, Memory, Place, Report, Touch

Spot = tuple[str, Place]  # an element: the array's name, and its index
Key = tuple[int, bool, str]  # a strip: after how many barriers, written or read, the array's name
MOST_TOUCHES = 64  # of a cell, in which pairs that race are looked for: more tell nothing new


@dataclass(frozen=True)
class Strip:
    """The cells of an array as they are read or written in one stretch between barriers.

    touches  who touched an element, by its index
    racing   the indices at which some of these touches race
    beyond   what was tried out of bounds
    """

    memory: Memory
    write: bool
    touches: Mapping[Place, Sequence[Touch]]
    racing: frozenset[Place] = frozenset()
    beyond: tuple[Fault, ...] = ()

    @property
    def done(self) -> str:
        atomic = any(touch.atomic for some in self.touches.values() for touch in some)
        return f"{'written' if self.write else 'read'}{' by atomics' if atomic else ''}"


def stretches(report: Report) -> list[list[Strip]]:
    """What is touched before the first barrier, between two, and after the last one, arrays in the kernel's order.

    Of shared memory, the first block's is looked at: the others do the same with theirs.
    """
    first = report.counts[0].block
    memories = {memory.name: memory for memory in report.memories if memory.space != "local"}
    found: dict[Key, dict[Place, list[Touch]]] = defaultdict(lambda: defaultdict(list))
    for touch in report.touches:
        memory = memories.get(touch.array)
        if memory and (memory.space == "global" or touch.block == first):
            found[touch.barriers, touch.write, touch.array][touch.index].append(touch)
    beyond = lost(report, found)
    bad = races(report)
    return [
        [
            Strip(
                *(memory, write, found.get((barriers, write, name), {})),
                frozenset(i for i, some in found.get((barriers, write, name), {}).items() if bad & {*map(spot, some)}),
                beyond.get((barriers, write, name), ()),
            )
            for write in (False, True)
            for name, memory in memories.items()
            if (barriers, write, name) in found or (barriers, write, name) in beyond
        ]
        for barriers in range(report.most("barriers") + 1)
    ]


def lost(
    report: Report, found: Mapping[tuple[int, bool, str], object]
) -> dict[tuple[int, bool, str], tuple[Fault, ...]]:
    """The accesses out of bounds, by the strip to which they belong: the first of the same array, done the same way."""
    placed: dict[Key, tuple[Fault, ...]] = {}
    for fault in report.faults:
        if fault.kind == OUT_OF_BOUNDS:
            write = " was written by " in fault.sentence
            of_array = [key for key in found if key[1:] == (write, fault.array)]
            placed[min(of_array, default=(0, write, fault.array))] = (fault,)
    return placed


def spot(touch: Touch) -> tuple[Spot, int, Place, Place, bool]:
    """A touch without how often: which element, when, by whom, and whether it was written."""
    return (touch.array, touch.index), touch.barriers, touch.block, touch.thread, touch.write


def races(report: Report) -> set[tuple[Spot, int, Place, Place, bool]]:
    """The touches that race, in arrays of which the sanitizer says that there is a race.

    Two touches of an element race if different threads made them, one at least wrote, not both were atomic, and nothing
    orders them: a barrier orders the threads of one block, nothing those of two.
    """
    arrays = {fault.array for fault in report.faults if fault.kind in (RACE, REDUNDANT)}
    spaces = {memory.name: memory.space for memory in report.memories}
    cells: dict[object, list[Touch]] = defaultdict(list)
    for touch in report.touches:
        if touch.array in arrays:
            own = touch.block if spaces[touch.array] == "shared" else ()
            cells[touch.array, touch.index, own].append(touch)
    racing = set()
    for some in cells.values():
        for one, other in combinations(some[:MOST_TOUCHES], 2):
            if race(one, other):
                racing |= {spot(one), spot(other)}
    return racing


def race(one: Touch, other: Touch) -> bool:
    if not (one.write or other.write) or (one.atomic and other.atomic):
        return False
    return one.block != other.block or (one.thread != other.thread and one.barriers == other.barriers)


def least(report: Report, write: bool) -> int:
    """ceil(elements / threads) of the block for which it is most: with so many accesses to global memory for each, its
    threads can read every element that the block did not make itself once, or write every result once.
    """
    spaces = {memory.name: memory.space for memory in report.memories}
    needed: dict[Place, set[Spot]] = defaultdict(set)
    made: set[tuple[Place, Spot]] = set()
    for touch in report.touches:  # in the order in which they first came
        at = touch.array, touch.index
        if touch.write and at not in needed[touch.block]:
            made.add((touch.block, at))
        if touch.write == write and spaces[touch.array] == "global" and (write or (touch.block, at) not in made):
            needed[touch.block].add(at)
    return max((math.ceil(len(some) / math.prod(report.block)) for some in needed.values()), default=0)


def indices(shape: Place) -> Iterator[Place]:
    """Every index of an array, in reading order."""
    return product(*map(range, shape))
