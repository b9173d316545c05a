"""The processor time of a worker is known to the judge, though its own rusage does not see it."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import pytest
from attacks import answer, load
from cells import FENCED, UNFENCED, at

from autograder.sandbox.clock import processor_seconds
from autograder.sandbox.warm import Limits, WarmParent

BURN = """
import hashlib, threading, time
data = bytes(1 << 20)
def burn(seconds):
    while time.process_time() < seconds:
        hashlib.sha256(data)  # without the lock that lets one thread run at a time
def in_threads(seconds):
    threads = [threading.Thread(target=burn, args=(seconds,)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return time.process_time()
def in_threads_that_live(seconds):
    threads = [threading.Thread(target=burn, args=(60,), daemon=True) for _ in range(4)]
    for thread in threads: thread.start()
    while time.process_time() < seconds: time.sleep(0.01)
    return time.process_time()
"""


@at([*FENCED, *UNFENCED])
@pytest.mark.parametrize("name", ["in_threads", "in_threads_that_live"])
def test_processor_time_that_rusage_does_not_see_is_reported(cell: WarmParent, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with cell.spawn() as child:
        load(child, BURN)
        used = answer(child, name, 0.3)
        exit_ = child.close()
    assert exit_.reason == "killed"  # by us
    assert 0.3 <= used <= exit_.cpu_seconds + 0.01  # of the two clocks one counts in larger steps
    assert resource.getrusage(resource.RUSAGE_CHILDREN) == before


@at([*FENCED, *UNFENCED])
def test_processor_time_is_limited_over_all_threads(cell: WarmParent) -> None:
    with cell.spawn(Limits(cpu_seconds=1)) as child:
        load(child, BURN)
        with pytest.raises(EOFError):
            answer(child, "in_threads", 60)
        exit_ = child.close()
    assert exit_.reason == "cpu"
    assert exit_.cpu_seconds > 1.0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no other clock")
@at([*FENCED, *UNFENCED])
def test_the_kernels_sampled_limit_is_not_what_counts(cell: WarmParent) -> None:
    """It rises by a tick whenever the clock finds the worker awake: who wakes just then would die of no work."""
    with cell.spawn(Limits(cpu_seconds=1)) as child:
        load(child, "import resource\ndef limit(which): return list(resource.getrlimit(which))")
        assert answer(child, "limit", resource.RLIMIT_CPU) == list(resource.getrlimit(resource.RLIMIT_CPU))


@at([*FENCED, *UNFENCED])
def test_the_judge_reads_a_workers_clock_while_it_runs(cell: WarmParent) -> None:
    with cell.spawn() as child:
        load(child, BURN)
        before = processor_seconds(child.pid)
        used = answer(child, "in_threads", 0.3)
        assert 0 < before < processor_seconds(child.pid)
        assert processor_seconds(child.pid) >= used
        assert len(Path(f"/proc/{child.pid}/schedstat").read_text().split()) == 3
