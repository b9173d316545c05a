"""Judge on the workers of a dask.distributed scheduler: `with cluster(address) as found: ... found.engine(...)`.

The sealed bundle travels once to each worker, submissions and results through the scheduler: no disk is shared. A
worker that is lost costs the jobs that it had, and dask gives them to another. A job whose judge dies twice, or that
dask has lost with more workers than it allows, is DIED. No job is tried again for what its submission does.

The scheduler and all workers are trusted as this machine is: they get the bundle with its answers and the students'
files, their results are the grades, and dask sends programs as pickles, both ways, so who can reach the scheduler can
run what they like here and there. Keep it in a network of one's own, or use dask's TLS. What students hand in is
trusted nowhere: it is bytes until it is in a worker's sandbox. No name of a student leaves this machine.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from autograder.classroom.grading import Engine, Job, Order
from autograder.classroom.pool import DIED
from autograder.course.errors import CourseError, InternalError, UsageError
from autograder.course.log import note
from autograder.judge.digests import digest
from autograder.sandbox.isolation import Level

Client = Any  # of the library, which may not be there
Future = Any

CONNECT_SECONDS = 10.0
WORKERS_SECONDS = 60.0  # how long a scheduler may have no worker
LOOK_SECONDS = 2.0
AHEAD = 2  # jobs per thread of the workers that the scheduler has at a time
GOES_ON = "run the same command again, it goes on where it was"


@dataclass(frozen=True)
class Cluster:
    """A scheduler that has workers, all of which shut code in at the same `level`."""

    client: Client
    address: str
    level: Level

    def engine(self, sealed: bytes, fingerprint: str) -> Engine:
        """Judges with a sealed bundle of the order's course."""

        def judged(order: Order, bundle: str, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Any]]:
            from autograder.classroom.scale.dask_worker import Judges, Task, make_ready

            folders = tuple(assignment.folder for assignment in order.assignments)
            judges = Judges(Task(bundle, folders, order.level, order.whole), sealed, fingerprint)
            with _told(self.address):
                self.client.register_plugin(judges)
            run = _Run(self, judges.name)
            try:
                with _told(self.address):
                    self.client.run(make_ready, judges.name)
                yield from run.results(jobs)
            finally:
                run.stop()

        return judged


@contextmanager
def cluster(address: str, *, weak: bool = False) -> Iterator[Cluster]:
    """The scheduler at "tcp://host:8786"; UsageError, one sentence, where it, a worker or the library is not there."""
    library = _library()
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in a sentence
    try:
        client = library.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"No scheduler answers at {address}; start one with `dask scheduler` and give the address that it shows."
        ) from error
    with client:
        yield Cluster(client, address, _level(client, address, weak=weak))


def _level(client: Client, address: str, *, weak: bool) -> Level:
    """At which level all workers can shut code in."""
    from autograder.classroom.scale.dask_worker import level_here

    try:
        client.wait_for_workers(1, timeout=WORKERS_SECONDS)
    except TimeoutError as error:
        raise UsageError(f"The scheduler at {address} has no worker; start some: `dask worker {address}`.") from error
    with _told(address):
        levels = client.run(level_here)
    first, *others = sorted(levels, key=lambda worker: (levels[worker], worker))
    if others and levels[first] != levels[others[-1]]:
        raise UsageError(
            f"The worker {first} shuts code in at the level {levels[first]}, and {others[-1]} at "
            f"{levels[others[-1]]}; take workers that are alike."
        )
    if levels[first] == Level.NONE.value and not weak:
        raise UsageError(
            f"Students' code cannot be shut in at the worker {first}; `autograder doctor` there says what to do, "
            "--allow-weak-sandbox grades all the same."
        )
    return Level(levels[first])


@dataclass
class _Run:
    """One class on its way through the cluster."""

    cluster: Cluster
    name: str
    done: queue.SimpleQueue[Future] = field(default_factory=queue.SimpleQueue)
    flying: dict[str, tuple[str, Future]] = field(default_factory=dict)  # dask's key -> our digest
    slots: int = 1  # threads of the workers, as last seen: never 0, or nothing would be sent
    looked: float = 0.0
    busy: float = field(default_factory=time.monotonic)  # when there was last a worker

    def results(self, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Any]]:
        """(digest, Graded or DIED) in the order in which they end; jobs are drawn as workers fall free."""
        waiting = iter(jobs)
        while True:
            self._look()
            while len(self.flying) < AHEAD * self.slots and (job := next(waiting, None)) is not None:
                self._send(*job)
            if not self.flying:
                return
            with suppress(queue.Empty):
                yield self._outcome(self.done.get(timeout=LOOK_SECONDS))

    def stop(self) -> None:
        """Take back what has no result yet, and end the judges of this class on all workers."""
        client = self.cluster.client
        with suppress(Exception):  # the scheduler may be gone, which is said already
            client.cancel([future for _, future in self.flying.values()], force=True)
            client.unregister_worker_plugin(self.name)

    def _send(self, submission: str, job: Job) -> None:
        only = sorted(job.only) if job.only is not None else ["all"]
        key = f"{self.name}-{digest(word.encode() for word in (submission, *only))}"
        words = self.name, dict(job.files), job.only
        future = self.cluster.client.submit(_by_value(), *words, key=key, pure=False, retries=0)
        self.flying[key] = submission, future
        future.add_done_callback(self.done.put)

    def _outcome(self, future: Future) -> tuple[str, Any]:
        from distributed.scheduler import KilledWorker

        from autograder.classroom.scale.dask_worker import graded_from

        submission, _ = self.flying.pop(future.key)
        with _told(self.cluster.address):
            error, result = self._fetched(future)
        future.release()
        if isinstance(error, CourseError):
            raise error
        if error is not None and not isinstance(error, KilledWorker):
            raise InternalError(f"A worker failed ({type(error).__name__}: {error}); mend that, and {GOES_ON}.")
        return submission, DIED if result is None else graded_from(result)

    def _fetched(self, future: Future) -> tuple[BaseException | None, Any]:
        """The exception or the result; what was lost with its worker is computed again, for which it waits."""
        while True:
            try:
                error = future.exception(timeout=LOOK_SECONDS)
                return error, future.result(timeout=LOOK_SECONDS) if error is None else None
            except TimeoutError:
                self._look()

    def _look(self) -> None:
        """See now and then how many workers there are, and that the scheduler still is."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        client, address = self.cluster.client, self.cluster.address
        if client.status != "running" or any(future.status == "lost" for _, future in self.flying.values()):
            raise InternalError(f"The scheduler at {address} is gone; start it, and {GOES_ON}.")
        with _told(address):
            threads = sum(client.nthreads().values())
        if threads != self.slots:
            note("cluster", scheduler=address, threads=threads)
        if threads:
            self.slots, self.busy = threads, now
        elif now - self.busy > WORKERS_SECONDS:
            raise InternalError(f"The scheduler at {address} has lost all its workers; start some, and {GOES_ON}.")


def _by_value() -> Callable[..., Any]:
    """What a worker is to do: a local function, which travels by value, for the scheduler may not have the course."""

    def judge(*job: Any) -> Any:
        from autograder.classroom.scale import dask_worker

        return dask_worker.judge(*job)

    return judge


@contextmanager
def _told(address: str) -> Iterator[None]:
    """What goes wrong between us and the cluster, in one sentence; a worker's own sentence stays as it is."""
    try:
        yield
    except CourseError:
        raise
    except Exception as error:  # of many kinds, and some come as their text alone
        what = f"{type(error).__name__}: {error}".partition("\n")[0].rstrip(".: ")
        if "No module named" in what:
            named = what.rpartition("No module named ")[2].strip("')\"")
            said = f"A worker of {address} has no {named}; install the course on the machines of the workers."
            raise UsageError(said) from error
        said = f"The cluster at {address} fails us ({what}); see that it runs, and {GOES_ON}."
        raise InternalError(said) from error


def _library() -> ModuleType:
    try:
        import distributed
    except ImportError as error:
        raise UsageError(
            "--engine dask needs dask.distributed, which is not installed; `pip install -e '.[cluster]'` brings it."
        ) from error
    return distributed
