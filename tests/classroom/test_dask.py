"""A class graded on a cluster has the gradebook of one machine, whatever becomes of the workers."""

from __future__ import annotations

import signal
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.classroom import speed_course
from autograder.classroom.grading import grade_class
from autograder.classroom.pool import DIED
from autograder.classroom.scale import dask_engine
from autograder.classroom.scale.dask_engine import Cluster, _told, cluster
from autograder.classroom.scale.lanes import Lane
from autograder.course.errors import CourseError, InternalError, UsageError
from autograder.judge.grading import Graded
from autograder.judge.records import Measured
from autograder.loop.submission_zip import write_zip
from autograder.reports.json import class_json
from autograder.sandbox.isolation import Level
from tests.classroom import workers
from tests.classroom.dask_cluster import started
from tests.classroom.sealed_class import SealedClass

pytest.importorskip("distributed")
pytest.importorskip("cryptography")
pytestmark = pytest.mark.filterwarnings("default")  # the library's own are not ours


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SealedClass:
    """Eight who are right or nearly, one whose code ends its process, one whose zip is none."""
    made = SealedClass.made(tmp_path_factory.mktemp("dask"))
    right = speed_course.right(made.order.course, made.order.assignments[0])
    ending = {path: data.replace(b"return sum(", b"__import__('os')._exit(3) or sum(") for path, data in right.items()}
    for number in range(6):
        write_zip(made.hand_ins / f"student{number}.zip", {p: d + b"# %d\n" % number for p, d in right.items()})
    write_zip(made.hand_ins / "eve.zip", ending)
    (made.hand_ins / "unlucky.zip").write_bytes(b"not a zip")
    return made


def graded(made: SealedClass, found: Cluster, out: Path, step: Any) -> str:
    """The class's JSON, from the cluster."""
    engine = found.engine(made.file.read_bytes(), made.seal.fingerprint)
    with speed_course.importable(made.order.course):
        return "".join(class_json(grade_class(replace(made.order, out=out), made.sources, step, engine=engine)))


def test_a_class_graded_on_a_cluster_has_the_gradebook_of_one_machine(made: SealedClass, tmp_path: Path) -> None:
    from distributed import LocalCluster

    steps: list[int] = []
    with (
        LocalCluster(1, processes=False, threads_per_worker=1, protocol="tcp", dashboard_address=None) as running,
        cluster(running.scheduler_address) as found,
    ):
        assert found.level is made.order.level
        assert graded(made, found, tmp_path / "out", lambda: steps.append(1)) == made.graded_with_the_course()
    assert len(steps) == len(made.sources) == 10


@pytest.mark.slow
def test_a_worker_killed_in_mid_run_changes_nothing_in_the_gradebook(made: SealedClass, tmp_path: Path) -> None:
    steps: list[int] = []
    with started(tmp_path, 2) as running, cluster(running.address) as found:

        def step() -> None:
            steps.append(1)
            if len(steps) == 3:
                running.workers[0].send_signal(signal.SIGKILL)

        assert found.level is made.order.level
        found.client.wait_for_workers(2)
        assert graded(made, found, tmp_path / "out", step) == made.graded_with_the_course()
        assert running.workers[0].wait() == -signal.SIGKILL
    assert len(steps) == len(made.sources) == 10


def other_level(made: SealedClass) -> Level:
    """One that this machine's workers are not at."""
    return Level.NONE if made.order.level is not Level.NONE else Level.FULL


@pytest.mark.slow
def test_a_run_stopped_in_the_middle_leaves_the_cluster_empty_and_goes_on(made: SealedClass, tmp_path: Path) -> None:
    steps: list[int] = []

    def stop() -> None:
        steps.append(1)
        if len(steps) == 4:
            raise KeyboardInterrupt

    with started(tmp_path, 2, nanny=True) as running, cluster(running.address) as found:
        with pytest.raises(KeyboardInterrupt):
            graded(made, found, tmp_path / "out", stop)
        assert not any(found.client.processing().values())
        assert not any(found.client.run(lambda dask_worker: "tinytorch" in str(list(dask_worker.plugins))).values())
        steps.clear()
        assert graded(made, found, tmp_path / "out", lambda: steps.append(1)) == made.graded_with_the_course()


@pytest.mark.slow
def test_a_scheduler_without_workers_and_one_that_goes_are_told(
    made: SealedClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_engine, "WORKERS_SECONDS", 0.5)
    with (
        started(tmp_path, 0) as running,
        pytest.raises(UsageError, match="has no worker; start some"),
        cluster(running.address),
    ):
        pass
    monkeypatch.setattr(dask_engine, "WORKERS_SECONDS", 60.0)
    (tmp_path / "scheduler.json").unlink()
    with (
        started(tmp_path, 1) as running,
        cluster(running.address) as found,
        pytest.raises(InternalError, match="run the same command again, it goes on where it was"),
    ):
        with pytest.raises(UsageError, match=r"^The worker tcp://.* shuts code in at the level .* alike\.$"):
            graded(replace(made, order=replace(made.order, level=other_level(made))), found, tmp_path / "x", print)
        graded(made, found, tmp_path / "out", running.scheduler.kill)


def test_no_scheduler_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "CONNECT_SECONDS", 0.2)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(UsageError, match=f"No scheduler answers at {address}; start one"), cluster(address):
            pass


class Future(SimpleNamespace):
    """What became of a job, as dask tells it: `ended` is an exception, or the result that `lost` workers took along."""

    key = "key"
    lost = 0

    def exception(self, timeout: float) -> BaseException | None:
        if isinstance(self.ended, CancelledError):
            raise self.ended
        return self.ended if isinstance(self.ended, BaseException) else None

    def result(self, timeout: float) -> Any:
        self.lost -= 1
        if self.lost >= 0:
            raise TimeoutError
        return self.ended

    def release(self) -> None:
        self.released = True


def outcome(ended: object, lost: int = 0) -> Any:
    run = dask_engine._Run(Cluster(None, "tcp://there", Level.FULL), "n")
    future = Future(ended=ended, released=False, lost=lost)
    looked: list[int] = []
    run._look = lambda: looked.append(1)  # type: ignore[method-assign]
    run.flying["key"] = "digest", future
    try:
        name, result = run._outcome(future)
    finally:
        assert future.released or isinstance(ended, CancelledError)
    assert (name, run.flying, len(looked)) == ("digest", {}, lost)
    return result


def test_a_job_is_what_its_worker_says_or_died_with_its_workers() -> None:
    from distributed.scheduler import KilledWorker

    from autograder.classroom.scale.dask_worker import plain

    said = Graded((), (), Measured(1.0, 2.0, 3.0))
    assert outcome(plain(said)) == said
    assert outcome(plain(said), lost=2) == said
    assert outcome(None) is DIED
    assert outcome(KilledWorker("key", SimpleNamespace(address="tcp://w"), 3)) is DIED


@pytest.mark.parametrize(
    ("ended", "sentence"),
    [
        (UsageError("The worker w shuts code in at no level."), "^The worker w shuts code in at no level.$"),
        (OSError(28, "No space left on device"), r"^A worker failed \(OSError: .*No space.*\); mend that, and run the"),
        (CancelledError("lost"), r"^The cluster at tcp://there fails us \(CancelledError: lost\); see that it runs, "),
    ],
)
def test_what_is_wrong_with_a_worker_ends_the_run_with_one_sentence(ended: Exception, sentence: str) -> None:
    with pytest.raises(CourseError, match=sentence):
        outcome(ended)


def test_a_worker_without_the_course_is_told_what_it_needs() -> None:
    said = "No module named 'autograder'"
    for error in (ModuleNotFoundError(said), Exception(f'ModuleNotFoundError("{said}")')):
        with pytest.raises(UsageError, match=r"^A worker of tcp://x has no autograder; install the"), _told("tcp://x"):
            raise error


def judges(made: SealedClass, level: Level, sealed: bytes) -> Any:
    from autograder.classroom.scale.dask_worker import Judges, Task

    found = Judges(Task(made.seal.digest, ("00_cheap",), level, False), sealed, made.seal.fingerprint)
    found.setup(SimpleNamespace(address="tcp://there"))
    return found


def test_a_worker_that_does_not_fit_is_named(made: SealedClass) -> None:
    other = other_level(made)
    with pytest.raises(UsageError, match=f"tcp://there shuts code in at the level .* graded at {other.value};"):
        judges(made, other, made.file.read_bytes()).ready()
    with pytest.raises(UsageError, match=r"^at the worker tcp://there the bundle is no whole bundle"):
        judges(made, made.order.level, b"").ready()


def test_a_process_that_dies_is_replaced_and_its_job_tried_once_more(tmp_path: Path) -> None:
    lane = Lane(workers.dying, (str(tmp_path),))
    try:
        assert [lane.do(job) for job in ("a", "once", "always", "b")] == ["A", "ONCE", DIED, "B"]
    finally:
        lane.close()
    with pytest.raises(InternalError, match="was stopped; run the same command again"):
        lane._end()
        lane.do("c")


def test_what_keeps_a_process_from_its_work_is_told_as_it_is() -> None:
    with pytest.raises(UsageError, match="bring something"):
        Lane(workers.refusing, ()).do(1)
    with pytest.raises(InternalError, match="before it was ready"):
        Lane(workers.never_ready, ()).do(1)
