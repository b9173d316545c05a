"""Compiled code in a worker: it is compiled there, runs in threads, and ends at the same limits as Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attacks import answer, load
from cells import FULL, warm

from autograder.sandbox.warm import Level, Limits, WarmParent

KERNELS = """
import threading, time
import numba, numpy as np
@numba.njit
def total(x):
    s = 0.0
    for i in range(x.size):
        s += x[i]
    return s
@numba.njit("void(float64[:])", nogil=True)
def forever(x):
    while x[0] == 0.0:
        x[1] += 1.0
@numba.njit
def poke(x, place):
    x[place] = 1.0
def outside(place):
    try:
        poke(np.zeros(2), place)
    except IndexError:
        return "refused"
def compute():
    return total(np.arange(10.0))
def loop():
    forever(np.zeros(2))
def loops(seconds):
    threads = [threading.Thread(target=loop, daemon=True) for _ in range(2)]
    for thread in threads: thread.start()
    while time.process_time() < seconds: time.sleep(0.01)
    return time.process_time()
"""


@pytest.fixture(
    scope="module",
    params=[*[("this", level) for level in Level], *FULL[1:]],
    ids=lambda cell: f"{cell[0]}-{cell[1].value}",
)
def kernels(request: pytest.FixtureRequest) -> Iterator[WarmParent]:
    """A warm parent with numba, of each level, and as an ordinary user."""
    with warm(*request.param, "numba") as parent:
        yield parent


def test_a_kernel_is_compiled_and_called(kernels: WarmParent) -> None:
    with kernels.spawn() as child:
        load(child, KERNELS)
        assert answer(child, "compute") == 45.0


@pytest.mark.parametrize("place", [2, -3, 1 << 20, 1 << 40])
def test_machine_code_writes_into_no_memory_but_its_arrays(kernels: WarmParent, place: int) -> None:
    """So that what given code measures beside a student's kernel can be believed."""
    with kernels.spawn() as child:
        load(child, KERNELS)
        assert answer(child, "outside", place) == "refused"


def test_a_kernel_that_does_not_end_is_ended_by_its_processor_time(kernels: WarmParent) -> None:
    with kernels.spawn(Limits(cpu_seconds=2)) as child:
        load(child, KERNELS)
        with pytest.raises(EOFError):
            answer(child, "loop")
        assert child.close().reason == "cpu"


def test_the_time_of_kernels_in_threads_is_reported(kernels: WarmParent) -> None:
    with kernels.spawn() as child:
        load(child, KERNELS)
        used = answer(child, "loops", 1.5)
        exit_ = child.close()
    assert exit_.reason == "killed"
    assert exit_.cpu_seconds >= used - 0.01  # of the two clocks one counts in larger steps
