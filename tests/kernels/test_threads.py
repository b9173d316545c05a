"""The threads that Numba gets: of a kind that sleeps while it waits, and none where one is enough."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tinytorch.kernels import threads

import tinytorch

SHOW = "print(threads.count(), threads.several(1 << 30), threads.prepare(), numba.threading_layer(), "
SHOW += "os.environ.get('OMP_WAIT_POLICY'))"


TURNS = """
import time
import numpy as np
from tinytorch.kernels.compiler import Kernel
from tinytorch.kernels.cpu.pointwise import zip_flat
from tinytorch.scalars.operators import mul
from tinytorch.tensors.backend import plain

a = np.ones(threads.GRAIN, np.float32)
out, kernel = a.copy(), Kernel(zip_flat).of(plain(mul), "float32")
for turn in range(55):
    if turn == 5:
        before = time.process_time()
    kernel(a.size, out, a, a)
    time.sleep(0.003)
print(numba.threading_layer(), time.process_time() - before)
"""

FORKED = """
import numpy as np
from numba.parfors.parfor import Parfor
from tinytorch.kernels.compiler import Kernel
from tinytorch.kernels.cpu.pointwise import map_flat
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import plain

Parfor.__hash__ = lambda self: 1  # its address in memory, which may happen to be the same


def child(*functions):
    if os.fork():
        return os.wait()
    a = np.full(threads.GRAIN, 4.0)
    for f in functions:
        out = np.zeros_like(a)
        Kernel(map_flat).of(plain(f), "float64")(a.size, out, a)
        print(f.__name__, *set(out))
    sys.stdout.flush()
    os._exit(0)


child(operators.neg)
child(elementary.abs)
child(operators.neg, elementary.abs)
"""


def in_a_process(before: str = "", show: str = SHOW, **environment: str) -> list[str]:
    """Threads, whether several work, the choice that was made, Numba's layer, and how OpenMP waits; or what else."""
    source = str(Path(tinytorch.__file__).parents[1])
    code = f"import os, sys\nsys.path.insert(0, {source!r})\n{before}\nimport numba\n"
    code += f"from tinytorch.kernels import threads\n{show}"
    inherited = {name: value for name, value in os.environ.items() if name[:4] not in ("OMP_", "NUMB")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=inherited | environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_threads_are_tbbs_where_its_package_is_installed() -> None:
    """They have started by the time their number is known, and are of the right kind then."""
    try:
        importlib.metadata.version("tbb")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package tbb is not installed")
    assert in_a_process(NUMBA_NUM_THREADS="2") == ["2", "True", "tbb", "tbb", "None"]


def test_without_it_they_wait_without_spinning() -> None:
    """Beside the spinning threads of NumPy's matrix product, these must not spin, too."""
    elsewhere = "sys.prefix = '/where/no/tbb/is'"
    assert in_a_process(elsewhere, NUMBA_NUM_THREADS="2")[2::2] == ["passive", "passive"]
    assert in_a_process(elsewhere, OMP_WAIT_POLICY="active")[2::2] == ["passive", "active"]  # somebody's own choice


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the layer beside TBB is GNU's OpenMP on Linux alone")
def test_between_kernels_threads_leave_the_processors_to_others() -> None:
    """Counted is processor time. Threads that spin take the pauses, too, in which a matrix product would run."""
    elsewhere = "sys.prefix = '/where/no/tbb/is'"
    layer, spinning = in_a_process(elsewhere, TURNS, NUMBA_NUM_THREADS="2", OMP_WAIT_POLICY="active")
    if layer != "omp":
        pytest.skip(f"Numba has no OpenMP here, but {layer}, which does not spin")
    for place in ("", elsewhere):
        _, waiting = in_a_process(place, TURNS, NUMBA_NUM_THREADS="2")
        assert 3 * float(waiting) < float(spinning)


@pytest.mark.slow
def test_parallel_kernels_that_forked_processes_have_compiled_stay_apart_in_a_third(tmp_path: Path) -> None:
    """Two whose insides have one name would both do what the first does."""
    said = in_a_process(show=FORKED, NUMBA_NUM_THREADS="2", TINYTORCH_CACHE=str(tmp_path))
    assert said == 2 * ["neg", "-4.0", "abs", "4.0"]


def test_who_asks_for_one_thread_gets_one() -> None:
    show = "print(threads.count(), threads.several(1 << 30))"
    assert in_a_process(show=show, NUMBA_NUM_THREADS="1") == ["1", "False"]


@pytest.mark.parametrize("work", [0, 1, threads.GRAIN - 1])
def test_below_the_grain_one_thread_works(work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "count", lambda: 64)
    monkeypatch.setattr(threads, "usable", lambda: True)
    assert not threads.several(work)
    assert threads.several(threads.GRAIN)


def test_openmps_threads_are_left_alone_in_a_process_that_was_forked_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would end it."""
    monkeypatch.setattr(threads, "count", lambda: 64)
    here, elsewhere = os.getpid(), os.getppid()
    for kind, process, usable in (("omp", here, True), ("omp", elsewhere, False), ("tbb", elsewhere, True)):
        monkeypatch.setattr(threads, "start", lambda kind=kind, process=process: (kind, process))
        assert threads.several(threads.GRAIN) is usable


def test_numbas_own_threads_work_for_one_thread_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once would end the process."""
    monkeypatch.setattr(threads, "start", lambda: ("workqueue", os.getpid()))
    assert threads.usable()
    with ThreadPoolExecutor(1) as other:
        assert not other.submit(threads.usable).result()
