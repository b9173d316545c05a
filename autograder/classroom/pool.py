"""Run many jobs in a few processes, and outlive any of them.

`run_jobs(jobs, make, arguments, count)` starts `count` processes; each calls `make(*arguments)` once (a context
manager that gives a function) and then applies that function to one job after the other. Results come back as they
are ready. A process that dies is replaced and its job tried once more; then the job's result is `DIED`.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from autograder.course.errors import CourseError, InternalError

Make = Callable[..., AbstractContextManager[Callable[[Any], Any]]]

DIED = object()
TRIES = 2
LOOK_SECONDS = 1.0  # a dead process's grandchild may hold its pipe open, so the process itself is looked at too
LEAVE_SECONDS = 5.0
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class _Job:
    key: Hashable
    data: Any
    tries: int = 0


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    job: _Job | None = None
    ready: bool = False


def run_jobs(
    jobs: Iterable[tuple[Hashable, Any]], make: Make, arguments: tuple[Any, ...], count: int
) -> Iterator[tuple[Any, Any]]:
    """(key, result) for every (key, job), in the order in which they end; jobs are drawn as processes fall free."""
    pool = _Pool((_Job(key, data) for key, data in jobs), make, arguments, count)
    try:
        while pool.keep_busy():
            for worker in pool.heard():
                yield from pool.outcome(worker)
    finally:
        for worker in pool.workers:
            _stop(worker)


@dataclass
class _Pool:
    waiting: Iterator[_Job]
    make: Make
    arguments: tuple[Any, ...]
    count: int
    again: list[_Job] = field(default_factory=list)
    workers: list[_Worker] = field(default_factory=list)

    def keep_busy(self) -> bool:
        """Give every process a job, starting processes as there are jobs for them; False when all is done."""
        for worker in [worker for worker in self.workers if worker.job is None]:
            job = self._next_job()
            if job is None:
                self._drop(worker)
            else:
                _give(worker, job)
        while len(self.workers) < self.count and (job := self._next_job()) is not None:
            self.workers.append(_start(self.make, self.arguments))
            _give(self.workers[-1], job)
        return bool(self.workers)

    def heard(self) -> list[_Worker]:
        """The processes that have something to say, or have died."""
        heard = wait([worker.pipe for worker in self.workers], LOOK_SECONDS)
        return [worker for worker in self.workers if worker.pipe in heard or not worker.process.is_alive()]

    def outcome(self, worker: _Worker) -> Iterator[tuple[Hashable, Any]]:
        """The result of the process's job, if that is what it said."""
        kind, value = _receive(worker)
        if kind == "failed":
            raise value
        if kind == "ready":
            worker.ready = True
            return
        job, worker.job = worker.job, None
        assert job is not None, "a process speaks only while it has a job"
        if kind == "done":
            yield job.key, value
            return
        self._drop(worker)
        if job.tries + 1 < TRIES:
            self.again.append(_Job(job.key, job.data, job.tries + 1))
        elif worker.ready:
            yield job.key, DIED
        else:
            raise InternalError("A grading process ended before it was ready; run `autograder doctor`.")

    def _next_job(self) -> _Job | None:
        return self.again.pop() if self.again else next(self.waiting, None)

    def _drop(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        _stop(worker)


def _start(make: Make, arguments: tuple[Any, ...]) -> _Worker:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=serve, args=(theirs, make, arguments))
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, job: _Job) -> None:
    worker.job = job
    with suppress(OSError):  # it has just died, which `heard` finds out
        worker.pipe.send(job.data)


def _receive(worker: _Worker) -> tuple[str, Any]:
    try:
        return worker.pipe.recv() if worker.pipe.poll() else ("died", None)
    except (EOFError, OSError):
        return "died", None


def _stop(worker: _Worker) -> None:
    if worker.job is not None:
        worker.process.terminate()
    worker.pipe.close()  # an idle process sees the end of its pipe and leaves
    worker.process.join(LEAVE_SECONDS)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def serve(pipe: Connection, make: Make, arguments: tuple[Any, ...]) -> None:
    """What a process of the pool does: say that it is ready, then answer each job, until nobody has one any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the main process, which then ends this one
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that `make` closes what it opened
    try:
        with make(*arguments) as work:
            pipe.send(("ready", None))
            while True:
                pipe.send(("done", work(pipe.recv())))
    except CourseError as error:
        pipe.send(("failed", error))
    except (EOFError, ConnectionError):
        return  # the main process is gone or has no more jobs
