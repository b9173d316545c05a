"""When a kernel is compiled, for how many threads, and that no process ever runs what was compiled of another text."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels import threads
from tinytorch.kernels.compiler import MOST, Compiled, CompileError, Kernel
from tinytorch.kernels.cpu.pointwise import map_flat
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import plain

import tinytorch
from tinytorch.scalars import operators

RELU = plain(operators.relu)


# --- One thread or several


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each variant that was made, whether it is the parallel one; nothing is compiled."""
    variants: list[bool] = []

    def make(self: Compiled, parallel: bool) -> Any:
        variants.append(parallel)
        return lambda *args: (parallel, args)

    monkeypatch.setattr(Compiled, "make", make)
    monkeypatch.setattr(threads, "count", lambda: 4)
    monkeypatch.setattr(threads, "usable", lambda: True)
    return variants


def test_several_threads_work_from_so_much_work_on(made: list[bool]) -> None:
    kernel = Kernel(map_flat).of(RELU, "float32")
    assert [kernel(work, "a")[0] for work in (0, 1, threads.GRAIN - 1, threads.GRAIN)] == [False, False, False, True]
    assert made == [False, True]


def test_a_kernel_may_ask_for_more_work_and_not_for_less(made: list[bool]) -> None:
    later, sooner = (Kernel(map_flat, grain=grain).of(RELU, "float32") for grain in (4 * threads.GRAIN, 1))
    assert [later(work)[0] for work in (threads.GRAIN, 4 * threads.GRAIN)] == [False, True]
    assert sooner(threads.GRAIN - 1)[0] is False


def test_one_processor_has_one_thread(made: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "count", lambda: 1)
    assert Kernel(map_flat).of(RELU, "float32")(1 << 30)[0] is False


def test_each_variant_is_made_once_for_each_float_function_and_kind_of_number(made: list[bool]) -> None:
    kernel = Kernel(map_flat)
    for _ in range(2):
        for f in (RELU, plain(operators.neg)):
            for dtype in ("float32", "float64"):
                assert kernel.of(f, dtype)(1, f, dtype) == (False, (f, dtype))
    assert made == [False] * 4


def test_threads_of_python_may_ask_for_a_kernel_at_the_same_time() -> None:
    """All of them get the right one, though none was there before."""
    kernel = Kernel(map_flat)
    functions = [plain(f) for f in (operators.neg, elementary.sqrt, elementary.abs)]
    results: list[list[float]] = []

    def work() -> None:
        out = np.zeros(3)
        for f in functions:
            kernel.of(f, "float64")(3, out, np.array([1.0, 4.0, 9.0]))
            results.append(out.tolist())

    together = [threading.Thread(target=work) for _ in range(6)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert sorted(results) == sorted(6 * [[-1.0, -4.0, -9.0], [1.0, 2.0, 3.0], [1.0, 4.0, 9.0]])


def test_of_a_float_function_that_was_asked_for_long_ago_nothing_is_kept() -> None:
    """Functions that a loop defines would pile up."""
    kernel = Kernel(map_flat)
    first = kernel.of(RELU, "float32")
    others = [lambda x, k=k: x + k for k in range(MOST)]
    for f in others[1:]:
        kernel.of(f, "float32")
    assert kernel.of(RELU, "float32") is first
    for f in others:
        kernel.of(f, "float32")
    assert kernel.of(RELU, "float32") is not first


SLOPE = 2.0


def sloped(x: float) -> float:
    return SLOPE * x


def test_a_number_that_a_float_function_names_is_what_it_was_at_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, out = Kernel(map_flat), np.zeros(1)
    kernel.of(sloped, "float64")(1, out, np.ones(1))
    monkeypatch.setitem(globals(), "SLOPE", 3.0)
    kernel.of(sloped, "float64")(1, out, np.ones(1))
    assert out.tolist() == [2.0]
    Kernel(map_flat).of(sloped, "float64")(1, out, np.ones(1))  # as in a new process
    assert out.tolist() == [3.0]


# --- What cannot be compiled


def with_a_text(out: Any, a: Any) -> None:
    for i in range(out.size):
        out[i] = a[i] + "x"


def with_a_name_that_is_nowhere(out: Any, a: Any) -> None:
    out[0] = nowhere(a[0])  # type: ignore[name-defined] # noqa: F821


def with_an_import(out: Any, a: Any) -> None:
    from math import exp

    out[0] = exp(a[0])


@pytest.mark.parametrize(
    ("kernel", "says"),
    [
        (with_a_text, "add(float64, Literal[str](x)) in `out[i] = a[i] + 'x'`; call it"),
        (with_a_name_that_is_nowhere, "cannot be compiled: NameError: name 'nowhere' is not defined; call it"),
        (with_an_import, "cannot be compiled: Use of unsupported opcode (IMPORT_NAME) found; call it"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_kernel_that_cannot_be_compiled_is_one_sentence(kernel: Any, says: str) -> None:
    """Numba's own words are up to a hundred lines, about functions that nobody has called."""
    with pytest.raises(CompileError) as caught:
        Kernel(kernel)(1, "float64", np.zeros(1), np.zeros(1))
    sentence = str(caught.value)
    assert sentence.startswith(kernel.__name__)
    assert says in sentence
    assert "\n" not in sentence
    assert len(caught.value.report) > 0


def unwritten(x: float) -> float:
    if x < 1.0:
        raise NotImplementedError("Need to implement")
    return x


def test_what_a_turn_of_a_parallel_loop_raises_is_what_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "several", lambda work: True)
    with pytest.raises(NotImplementedError, match="Need to implement"):
        Kernel(map_flat).of(unwritten, "float64")(threads.GRAIN, np.zeros(4), np.zeros(4))


# --- From one process to the next

HELPERS = "OFFSET = {offset}\n\n\ndef shifted(x):\n    return x * {factor} + OFFSET\n"
KERNEL = """\
from numba import prange
from edited.helpers import shifted


def fill(out, a):
    for i in prange(out.size):
        out[i] = shifted(a[i]) {more}
"""
RUN = """\
import json, sys
sys.path[:0] = [{solutions!r}, {place!r}]
import numpy as np
from edited.kernel import fill
from tinytorch.kernels.compiler import Kernel
kernel, out = Kernel(fill), np.zeros(2)
kernel(2, "float64", out, np.array([1.0, 2.0]))
stats = kernel.of(None, "float64").serial.stats
print(json.dumps([out.tolist(), sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""


class Package:
    """A package with a kernel in one file and its helper in another, and a folder for what is compiled."""

    def __init__(self, place: Path) -> None:
        self.place = place
        (place / "edited").mkdir()
        (place / "edited" / "__init__.py").touch()
        self.write()

    def write(self, factor: float = 2.0, offset: int = 1, more: str = "") -> None:
        folder = self.place / "edited"
        (folder / "helpers.py").write_text(HELPERS.format(factor=factor, offset=offset), encoding="utf-8")
        (folder / "kernel.py").write_text(KERNEL.format(more=more), encoding="utf-8")

    def start(self) -> subprocess.Popen[str]:
        """A process that runs the kernel on 1 and 2, and answers with the results, and with loads and compilations."""
        solutions = str(Path(tinytorch.__file__).parents[1])
        code = RUN.format(solutions=solutions, place=str(self.place))
        environment = {"TINYTORCH_CACHE": str(self.place / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=pipe, stderr=pipe, text=True)

    @staticmethod
    def answer(process: subprocess.Popen[str]) -> tuple[list[float], int, int]:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        results, loaded, compiled = json.loads(out)
        return results, loaded, compiled

    def run(self) -> tuple[list[float], int, int]:
        return self.answer(self.start())


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


def test_a_second_process_compiles_nothing_and_after_an_edit_none_runs_what_stood_there_before(
    package: Package,
) -> None:
    """The edits: a constant that a helper in another file uses, and the kernel itself."""
    assert package.run() == ([3.0, 5.0], 0, 1)
    assert package.run() == ([3.0, 5.0], 1, 0)
    package.write(offset=2)
    assert package.run() == ([4.0, 6.0], 0, 1)
    package.write(more="- 1.0")
    assert package.run() == ([2.0, 4.0], 0, 1)


@pytest.mark.slow
def test_two_processes_may_compile_the_same_kernel_at_once(package: Package) -> None:
    both = [package.start(), package.start()]
    assert [package.answer(process)[0] for process in both] == [[3.0, 5.0], [3.0, 5.0]]
    assert package.run() == ([3.0, 5.0], 1, 0)
    assert not list((package.place / "cache").glob("*.tmp"))
