"""The public tests are right: TODO on every blank that is missing, PASS on the reference, FAIL on a mistake.

What one blank of each task, and one task in three, show here is shown for every one by `pytest -m slow`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from autograder.course.model import Blank
from autograder.loop.outcome import State, TestOutcome
from tests.public.tower import BLANKS, COURSE, TASKS, Tower, folder_of
from tests.quick import one_in

FOLDERS = [assignment.folder for assignment in COURSE.assignments]


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tower]:
    tower = Tower(tmp_path_factory.mktemp("tower") / "a course")
    yield tower
    tower.close()


def said(tests: tuple[TestOutcome, ...], *states: State) -> list[str]:
    """The tests that ended in another state than these, with what they said."""
    assert tests
    return [f"{t.nodeid}: {t.state} {t.failure}" for t in tests if t.state not in states]


@pytest.mark.parametrize("folder", FOLDERS)
def test_on_the_reference_every_test_passes_and_every_blank_has_one(tower: Tower, folder: str) -> None:
    tower.write(lambda blank: True)
    results = tower.run(folder)
    assert results.problems == ()
    assert said(results.tests, State.PASS) == []
    marked = {pair for test in results.tests for pair in test.blanks}
    assert marked == {(blank.task, blank.symbol) for blank in COURSE.assignment(folder).blanks}


@pytest.mark.parametrize("folder", FOLDERS)
def test_on_the_untouched_stub_every_test_is_todo(tower: Tower, folder: str) -> None:
    tower.write(lambda blank: False)
    results = tower.run(folder)
    assert results.problems == ()
    assert said(results.tests, State.TODO) == []


KERNELS = "3."  # they take time to compile
OTHERS = one_in(3, [task for task in TASKS if not task.startswith(KERNELS)])


@pytest.mark.parametrize(
    "task", [*OTHERS, *(pytest.param(task, marks=pytest.mark.slow) for task in TASKS if task.startswith(KERNELS))]
)
def test_a_task_can_be_finished_without_the_later_ones(tower: Tower, task: str) -> None:
    done = TASKS[: TASKS.index(task) + 1]
    tower.write(lambda blank: blank.task in done)
    blanks = list(COURSE.task(task).blanks)
    assert said(tower.run(folder_of(blanks[0]), blanks).tests, State.PASS) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_missing_blank_is_todo(tower: Tower, folder: str) -> None:
    assert missing(tower, [task.blanks[-1] for task in COURSE.assignment(folder).tasks]) == []


@pytest.mark.slow
@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: blank.symbol)
def test_each_missing_blank_is_todo(tower: Tower, blank: Blank) -> None:
    assert missing(tower, [blank]) == []


def missing(tower: Tower, gone: list[Blank]) -> list[str]:
    """The tests of some blanks that are not TODO where all other blanks are written."""
    tower.write(lambda blank: blank not in gone)
    return said(tower.run(folder_of(gone[0]), gone).tests, State.TODO)


MISTAKES = {
    "max": "def max(x, y):\n    return x\n",
    "reduce": "def reduce(f, start):\n    return lambda values: start\n",
    "product_law": "def product_law(mul, add, x, y, z):\n    return True\n",
    "topological_order": "def topological_order(root, parents):\n    return [root]\n",
    "central_difference": "def central_difference(f, *values, arg=0, epsilon=1e-6):\n    return 0.0\n",
    "ReLU.backward": "@staticmethod\ndef backward(ctx, d_output):\n    return d_output\n",
    "Variable.__rsub__": "def __rsub__(self, other):\n    return Sub.apply(self, self.constant(other))\n",
    "no_grad.__exit__": "def __exit__(self, *error):\n    Mode.recording = True\n",
    "gradcheck": "def gradcheck(f, *inputs, tolerance=1e-5):\n    return True\n",
    "MLP.parameters": "def parameters(self):\n    return []\n",
    "to_index": "def to_index(ordinal, shape):\n    return (0,) * len(shape)\n",
    "Layout.expand": "def expand(self, shape):\n    return Layout(shape, contiguous_strides(shape), self.offset)\n",
    "broadcast_law": "def broadcast_law(broadcast_shapes, left, right):\n    return True\n",
    "reduce_loop": "def reduce_loop(f, start, out, a, layout, axes):\n    out[:] = [start] * len(out)\n",
    "Expand.backward": "@staticmethod\ndef backward(ctx, d_output):\n    return d_output\n",
    "MatMul.backward": "@staticmethod\ndef backward(ctx, d_output):\n    return d_output, d_output\n",
    "cross_entropy": "def cross_entropy(scores, labels):\n    return -scores.log_softmax(dim=1).mean()\n",
    "position": "def position(i, shape, strides):\n    return i\n",
    "gather_rows": "def gather_rows(out, a, rows):\n    for i in range(rows.size):\n        out[i] = a[rows[i]]\n",
    "tile": "def tile(sums, rows, panel, t, width):\n"
    "    sums[:width] += rows[t] * panel[t * WIDTH : t * WIDTH + width]\n",
    "map_kernel": "def map_kernel(f, out, a, shape, strides, offset):\n"
    "    i = cuda.grid(1)\n"
    "    out[i] = f(a[offset + position(i, shape, strides)])\n",
    "block_matmul": "def block_matmul(out, a, b):\n"
    "    i, j = cuda.threadIdx.x, cuda.threadIdx.y\n"
    "    out[i, j] = a[i, j] * b[i, j]\n",
    "timed_training": "def timed_training(device, epochs=EPOCHS, clock=time.perf_counter):\n"
    "    return Lap(device, 1.0, 0.9)\n",
    "Module.train": "def train(self, mode=True):\n    self.training = mode\n    return self\n",
    "AdamW.update": "def update(self, p, gradient, state, group):\n    super().update(p, gradient, state, group)\n",
    "index_batches": "def index_batches(order, size, drop_last):\n    return [list(order)]\n",
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_mistake_fails(tower: Tower, folder: str) -> None:
    tower.write(lambda blank: True)
    wrong = [blank for blank in COURSE.assignment(folder).blanks if blank.symbol in MISTAKES]
    for blank in wrong:
        tower.replace(blank.symbol, MISTAKES[blank.symbol])
    tests = tower.run(folder, wrong).tests
    assert said(tests, State.FAIL, State.PASS) == []
    failed = {symbol for test in tests if test.state is State.FAIL for _, symbol in test.blanks}
    assert failed == {blank.symbol for blank in wrong}


def test_plain_pytest_runs_several_assignments_at_once(tower: Tower) -> None:
    tower.write(lambda blank: True)
    folders = [f"assignments/{assignment.folder}" for assignment in COURSE.assignments[:2]]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *folders]
    done = subprocess.run(command, cwd=tower.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
