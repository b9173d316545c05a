"""Workers make the same batches in the same order; what goes wrong in one is told, and none is left over."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import worker_sets as sets
from tinytorch.data.loader import DataLoader
from tinytorch.data.workers import WorkerError, get_worker_info
from tinytorch.tensors.random import Generator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def none_is_left_over() -> Any:
    """After every test."""
    yield
    assert multiprocessing.active_children() == []


def numbers(loader: Any) -> list[Any]:
    """The batches as lists."""
    return [batch.tolist() for batch in loader]


def test_batches_and_their_order_do_not_depend_on_workers() -> None:
    alone = DataLoader(sets.Numbers(11), 3, shuffle=True, generator=Generator(1))
    with_workers = DataLoader(sets.Numbers(11), 3, shuffle=True, num_workers=1, generator=Generator(1))
    assert [numbers(alone) for _ in range(2)] == [numbers(with_workers) for _ in range(2)]


def test_random_numbers_repeat_with_the_seed_and_do_not_depend_on_how_many_workers_there_are() -> None:
    one, two = (DataLoader(sets.Dice(6), 2, num_workers=count, generator=Generator(1)) for count in (1, 2))
    first, second = ([[part.tolist() for part in batch] for batch in loader] for loader in (one, two))
    assert first == second
    drawn = [number for batch in first for part in batch for number in part]
    assert len(set(drawn)) == len(drawn) == 18


@pytest.mark.slow
def test_another_epoch_has_other_random_numbers_also_where_workers_stay() -> None:
    loader = DataLoader(sets.Dice(2), num_workers=1, generator=Generator(1), persistent_workers=True)
    epochs = [[part.item() for batch in loader for part in batch] for _ in range(2)]
    assert not {*epochs[0]} & {*epochs[1]}
    workers = multiprocessing.active_children()
    assert len(workers) == 1
    list(loader)
    assert multiprocessing.active_children() == workers
    loader.crew.close()  # type: ignore[union-attr]


def test_a_worker_knows_who_it_is_and_its_start_and_collate_functions_are_called() -> None:
    assert get_worker_info() is None
    who = [[part.item() for part in batch] for batch in DataLoader(sets.Who(4), num_workers=2)]
    assert who == [[0, 2], [1, 2], [0, 2], [1, 2]]
    announced = DataLoader(sets.Announced(2), num_workers=2, worker_init_fn=sets.announce, collate_fn=sets.triple)
    assert list(announced) == [[0], [3]]


def test_an_exception_comes_with_the_workers_traceback_and_the_number_of_the_sample() -> None:
    with pytest.raises(LookupError, match="no picture 5") as caught:
        list(DataLoader(sets.Raises(8, at=5), 2, num_workers=2))
    fetched, where = caught.value.__notes__
    assert fetched == "while sample 5 of Raises was fetched"
    assert where.startswith("in worker 0:\nTraceback") and "in act" in where


@pytest.mark.slow
def test_an_exception_that_cannot_be_sent_is_named() -> None:
    with pytest.raises(RuntimeError, match="Demanding: 1 and 2") as caught:
        list(DataLoader(sets.RaisesDemanding(1, at=0), num_workers=1))
    assert "while sample 0" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (sets.Dies, "worker 1 of the DataLoader ended by signal 9 before its batch was there: is there memory"),
        pytest.param(
            sets.Leaves,
            "worker 1 of the DataLoader ended with exit code 3 before its batch was there: its own message",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_worker_that_dies_is_one_sentence(kind: Any, words: str) -> None:
    with pytest.raises(WorkerError, match=words) as caught:
        list(DataLoader(kind(8, at=3), 1, num_workers=2))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_worker_that_is_silent_too_long_is_one_sentence_and_is_ended() -> None:
    with pytest.raises(WorkerError, match=r"worker 0 has sent no batch for 0\.1 s"):
        list(DataLoader(sets.Sleeps(1, at=0), num_workers=1, timeout=0.1))


def test_a_data_set_that_cannot_be_sent_is_one_sentence_before_any_worker_starts() -> None:
    with pytest.raises(TypeError, match=r"a worker gets a copy of the data set, and that failed .*num_workers=0"):
        list(DataLoader([lambda: 1], num_workers=1))


@pytest.mark.slow
def test_a_data_set_that_cannot_be_read_by_the_worker_says_why() -> None:
    with pytest.raises(ImportError, match="no such thing here") as caught:
        list(DataLoader(sets.Unreadable(2), num_workers=1))
    assert caught.value.__notes__[0].endswith(
        "define data sets and functions at the top of a file, or use num_workers=0"
    )


def test_workers_are_only_so_many_batches_ahead(tmp_path: Path) -> None:
    loader = DataLoader(sets.Traces(50, tmp_path), num_workers=2, prefetch_factor=3)
    batches = iter(loader)
    next(batches)
    deadline = time.monotonic() + 0.3
    while time.monotonic() < deadline:
        assert len(list(tmp_path.iterdir())) <= 6
    assert len(list(batches)) == 49 == len(list(tmp_path.iterdir())) - 1


def test_dropping_an_epoch_midway_ends_the_workers() -> None:
    batches = iter(DataLoader(sets.Sleeps(100, at=2), num_workers=2))
    next(batches)
    assert len(multiprocessing.active_children()) == 2
    del batches
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_large_batches_and_large_tasks_do_not_block_each_other() -> None:
    plan = [[0] * 100_000, [1], [2] * 100_000, [3]]  # indices that fill a pipe, while batches fill the other
    loader = DataLoader(sets.Numbers(4), batch_sampler=plan, num_workers=1, collate_fn=sets.large, timeout=60)
    assert [int(batch[0]) for batch in loader] == [0, 1, 2, 3]


@pytest.mark.parametrize("ending", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)])
def test_no_worker_outlives_the_program(ending: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, ROOT / "tests/data/worker_sets.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "solutions")},
        start_new_session=True,
        text=True,
    )
    assert program.stdout is not None
    workers = [int(word) for word in program.stdout.readline().split()]
    assert len(workers) == 2
    os.killpg(program.pid, ending) if ending == signal.SIGINT else program.kill()
    _, errors = program.communicate(timeout=30)
    deadline = time.monotonic() + 30
    while any(alive(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker is still there"
        time.sleep(0.02)
    if ending == signal.SIGINT:
        assert errors.count("Traceback") == 1, "the program says that it was interrupted, its workers say nothing"


def test_an_interrupt_never_reaches_a_worker_that_is_being_started() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert list(DataLoader(sets.Deaf(2), batch_size=None, num_workers=2)) == [True, True]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before, "the program itself can be interrupted as before"


def alive(process: int) -> bool:
    """Whether a process runs: one that has ended and was not waited for does not."""
    stat = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(stat.stdout.strip()) and not stat.stdout.strip().startswith("Z")
