"""The pool gives every job one result, whatever becomes of its processes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.classroom.pool import DIED, run_jobs
from autograder.course.errors import InternalError, UsageError
from tests.classroom import workers


def test_every_job_has_one_result_under_its_key() -> None:
    results = list(run_jobs(((f"k{n}", n) for n in range(20)), workers.doubling, (), 2))
    assert sorted(results) == sorted((f"k{n}", 2 * n) for n in range(20))


def test_no_jobs_start_no_process() -> None:
    assert list(run_jobs([], workers.never_ready, (), 2)) == []


def test_a_process_that_dies_is_replaced_and_its_job_tried_once_more(tmp_path: Path) -> None:
    jobs = [(name, name) for name in ("a", "once", "always", "b", "c")]
    results = dict(run_jobs(jobs, workers.dying, (str(tmp_path),), 2))
    assert results == {"a": "A", "once": "ONCE", "always": DIED, "b": "B", "c": "C"}


def test_wrong_use_in_a_process_is_told_as_it_is() -> None:
    with pytest.raises(UsageError, match="bring something"):
        list(run_jobs([(1, 1)], workers.refusing, (), 1))


def test_a_process_that_never_starts_is_our_fault_and_ends_the_run() -> None:
    with pytest.raises(InternalError, match="before it was ready"):
        list(run_jobs([(1, 1), (2, 2)], workers.never_ready, (), 1))


def test_stopping_in_the_middle_closes_what_the_processes_opened(tmp_path: Path) -> None:
    def one_job_then_stop() -> Iterator[tuple[int, int]]:
        yield 1, 1
        while not (tmp_path / "opened").exists():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(run_jobs(one_job_then_stop(), workers.closing, (str(tmp_path),), 2))
    assert (tmp_path / "closed").exists()
