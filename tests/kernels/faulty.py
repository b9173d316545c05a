"""Kernels with one mistake each, and right ones, for the tests of the block runner and the sanitizer."""

from __future__ import annotations

from typing import Any

from numba import cuda, float32, int32

THREADS = 256  # the block runner puts its own number here
TILE = 16

Numbers = Any


def double(out: Numbers, a: Numbers) -> None:
    i = cuda.grid(1)
    if i < a.size:
        out[i] = 2.0 * a[i]


def double_all(out: Numbers, a: Numbers) -> None:
    """Nobody asks where the array ends."""
    i = cuda.grid(1)
    out[i] = 2.0 * a[i]


def double_one_more(out: Numbers, a: Numbers) -> None:
    """<= instead of <."""
    i = cuda.grid(1)
    if i <= a.size:
        out[i % out.size] = 2.0 * a[i]


def differences(out: Numbers, a: Numbers) -> None:
    """a[i - 1] of the first is a[-1], which is no error in Python."""
    i = cuda.grid(1)
    if i < a.size:
        out[i] = a[i] - a[i - 1]


def mirror(out: Numbers, a: Numbers) -> None:
    """Right: every number goes through the memory that another thread reads."""
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i]
    cuda.syncthreads()
    out[i] = shared[THREADS - 1 - t]


def mirror_at_once(out: Numbers, a: Numbers) -> None:
    """No barrier after the write."""
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i]
    out[i] = shared[THREADS - 1 - t]


def mirror_twice(out: Numbers, a: Numbers) -> None:
    """No barrier before the shared memory is used again."""
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i]
    cuda.syncthreads()
    first = shared[THREADS - 1 - t]
    shared[t] = first + 1.0
    cuda.syncthreads()
    out[i] = shared[THREADS - 1 - t]


def sum_of_some(out: Numbers, a: Numbers) -> None:
    """Threads without a number leave their shared memory as it is."""
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    if i < a.size:
        shared[t] = a[i]
    cuda.syncthreads()
    if t == 0:
        total = 0.0
        for k in range(THREADS):
            total += shared[k]
        out[cuda.blockIdx.x] = total


def local_sum(out: Numbers, a: Numbers) -> None:
    """A local array of which one number is never written."""
    mine = cuda.local.array(2, int32)
    mine[0] = 1
    out[cuda.grid(1)] = mine[0] + mine[1]


def barrier_in_a_branch(out: Numbers, a: Numbers) -> None:
    """Threads without a number never come to the barrier."""
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    if i < a.size:
        shared[t] = a[i]
        cuda.syncthreads()
        out[i] = shared[t]


def two_barriers(out: Numbers, a: Numbers) -> None:
    """Each half of the threads waits at a barrier of its own."""
    i = cuda.grid(1)
    if cuda.threadIdx.x < THREADS // 2:
        cuda.syncthreads()
    else:
        cuda.syncthreads()
    out[i] = a[i]


def all_into_one(out: Numbers, a: Numbers) -> None:
    """The first threads of all blocks write the same element."""
    if cuda.threadIdx.x == 0:
        out[0] = a[cuda.blockIdx.x]


def sum_by_hand(out: Numbers, a: Numbers) -> None:
    """Read, add, write: another thread comes between."""
    i = cuda.grid(1)
    if i < a.size:
        out[0] += a[i]


def sum_by_atomics(out: Numbers, a: Numbers) -> None:
    i = cuda.grid(1)
    if i < a.size:
        cuda.atomic.add(out, 0, a[i])


def shift(out: Numbers, a: Numbers) -> None:
    """Right, unless out and a are the same memory."""
    i = cuda.grid(1)
    if i + 1 < a.size:
        out[i] = a[i + 1]


def same_for_all(out: Numbers, a: Numbers) -> None:
    """Every thread writes what every other one writes."""
    out[cuda.blockIdx.x] = a[cuda.blockIdx.x]


def endless(out: Numbers, a: Numbers) -> None:
    reach = THREADS
    while reach > 0:
        pass


def endless_barriers(out: Numbers, a: Numbers) -> None:
    reach = THREADS
    while reach > 0:
        cuda.syncthreads()


def halve(shared: Numbers, t: int) -> None:
    """A helper of a kernel, which uses `cuda` and THREADS itself."""
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2


def sum_with_helper(out: Numbers, a: Numbers) -> None:
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    halve(shared, t)
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


def helper_from_two_places(out: Numbers, a: Numbers) -> None:
    """The same barrier, but half of the threads came to it by another call."""
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = 0.0
    cuda.syncthreads()
    if t % 2:
        halve(shared, t)
    else:
        halve(shared, t)


def two_on_a_line(out: Numbers, a: Numbers) -> None:
    one, two = cuda.shared.array(1, float32), cuda.shared.array(1, float32)
    one[0] = 1.0
    two[0] = 2.0
    out[0] = one[0]


def nonsense(out: Numbers, a: Numbers) -> None:
    """What memory holds that nobody wrote."""
    shared, mine = cuda.shared.array(1, float32), cuda.local.array(1, int32)
    out[0], out[1] = shared[0], mine[0]


def places_of(out: Numbers, a: Numbers) -> None:
    """Where each thread is, in a grid of three axes."""
    x, y, z = cuda.grid(3)
    wide, high, _ = cuda.gridsize(3)
    out[z, y, x] = x + wide * (y + high * z)


def order(seen: list[tuple[Any, Any]]) -> None:
    """The order in which threads run, before and after a barrier."""
    seen.append(("before", cuda.threadIdx.x))
    cuda.syncthreads()
    seen.append(("after", cuda.threadIdx.x))


def failing(out: Numbers, a: Numbers) -> None:
    """One thread raises while the others wait."""
    if cuda.grid(1) == 37:
        raise ValueError("no luck")
    cuda.syncthreads()
    out[0] = 0.0


def atomics(out: Numbers, a: Numbers) -> None:
    t = cuda.threadIdx.x
    cuda.atomic.add(out, 0, t)
    cuda.atomic.max(out, 1, t)
    cuda.atomic.min(out, 2, -t)
    cuda.atomic.exch(out, 3, t)
    cuda.atomic.compare_and_swap(out[4:], 0, t + 7)


def slices_and_rows(out: Numbers, a: Numbers) -> None:
    """Rows, slices, a loop over a part, the length: all that arrays can do in a kernel."""
    i = cuda.grid(1)
    if i < len(a):
        row = a[i]
        total = 0.0
        for x in row[1:]:
            total += x
        out[i] = total + row[0] + a[i, 0] * (a.ndim - 2) + (a.shape[1] - row.size)
