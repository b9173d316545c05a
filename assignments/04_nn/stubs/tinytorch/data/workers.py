# Made from solutions/tinytorch/data/workers.py by `autograder build`.
"""Processes that make batches ahead of time, where a sample is dear: `DataLoader(..., num_workers=2)`.

Processes, not threads: Python runs one thread at a time, so that threads gain nothing where samples are made in Python;
and they would share one source of random numbers, which no seed could repeat. Spawned, not forked: a fork copies the
threads of a matrix product or of a compiled kernel half, and what waits for the other half waits for ever.

A worker takes a while to start, and its batches come through a pipe: for arrays in memory `num_workers=0` is faster.
Before each batch the random numbers are seeded from the epoch and the number of the batch, so that they do not depend
on how many workers there are.
"""

from __future__ import annotations

import pickle
import random
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

import numpy as np

from tinytorch.data.dataset import fetch
from tinytorch.tensors.random import manual_seed

UNPICKLED = "define data sets and functions at the top of a file, or use num_workers=0"
UNGUARDED = 'does the program do its work under `if __name__ == "__main__":`?'
KILLED = "is there memory for one more copy of the data in each worker?"


class WorkerError(RuntimeError):
    """A worker ended, or did not answer in time."""


@dataclass(frozen=True)
class WorkerInfo:
    """Which worker this is: its number, how many there are, and its copy of the data set."""

    id: int
    num_workers: int
    dataset: Any


@dataclass(frozen=True)
class Job:
    """What every worker is told once."""

    dataset: Any
    collate: Callable[[Any], Any]
    start: Callable[[int], None] | None  # called with the worker's number


INFO: dict[str, WorkerInfo] = {}  # filled in a worker only


def get_worker_info() -> WorkerInfo | None:
    """Which worker this process is; None in the program itself."""
    return INFO.get("me")


# --- In a worker


def serve(connection: Connection, number: int, count: int) -> None:
    """Answer each (seed, indices) with a batch, until the other end is closed.

    A thread of its own sends, so that a worker always takes what it is sent: else both ends could wait for each other.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the program ends its workers itself
    outbox: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=send_all, args=(connection, outbox), daemon=True).start()
    try:
        answer = prepared(connection.recv_bytes(), number, count)
        while True:
            outbox.put(answer(*connection.recv()))
    except (EOFError, OSError):
        return


def send_all(connection: Connection, outbox: SimpleQueue[bytes]) -> None:
    """Send what comes, until nobody takes it any more."""
    try:
        while True:
            connection.send_bytes(outbox.get())
    except OSError:
        return


def prepared(job: bytes, number: int, count: int) -> Callable[[int, Any], bytes]:
    """The function that answers; where the job cannot be read, one that says so."""
    try:
        told = read(job)
        INFO["me"] = WorkerInfo(number, count, told.dataset)
        if told.start is not None:
            told.start(number)
    except Exception as error:
        failed = failure(error, number)
        return lambda seed, indices: failed
    return lambda seed, indices: batch_or_failure(told, number, seed, indices)


def read(job: bytes) -> Job:
    """The job, from its bytes: classes and functions are looked up by name, in files."""
    try:
        told: Job = pickle.loads(job)
    except Exception as error:
        error.add_note(f"while a worker read its copy of the data set: {UNPICKLED}")
        raise
    return told


def batch_or_failure(job: Job, number: int, seed: int, indices: Any) -> bytes:
    """(True, the batch), or (False, what went wrong), as bytes."""
    seed_all(seed)
    try:
        return pickle.dumps((True, job.collate(fetch(job.dataset, indices))), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return failure(error, number)


def seed_all(seed: int) -> None:
    """Start the random numbers of this library, of NumPy and of Python anew."""
    manual_seed(seed)
    random.seed(seed)
    words = [seed >> shift & 0xFFFFFFFF for shift in (0, 32, 64)]
    np.random.seed([*words, 1])  # without the 1 it would draw the very numbers that Python draws


def failure(error: Exception, number: int) -> bytes:
    """The exception with the worker's traceback as a note; where it cannot be sent, a RuntimeError that names it."""
    notes = [*getattr(error, "__notes__", []), f"in worker {number}:\n{traceback.format_exc()}"]
    told = error if survives(error) else RuntimeError(f"{type(error).__name__}: {error}")
    told.__notes__ = notes
    return pickle.dumps((False, told))


def survives(error: Exception) -> bool:
    """Whether it can be sent: an exception whose __init__ wants other things than its text often cannot be read."""
    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)
    except Exception:
        return False


# --- In the program


@contextmanager
def no_interrupt() -> Iterator[None]:
    """Ctrl-C waits until the end of the block, and never reaches a process that is started in it.

    A worker ignores Ctrl-C as soon as it can say so; before that, Python would greet it with a page of calls.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # Python's own helper: when started later, it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """A process and the pipe to it."""

    def __init__(self, number: int, count: int) -> None:
        context = get_context("spawn")
        self.number = number
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, number, count), daemon=True)
        with no_interrupt():
            self.process.start()
        theirs.close()  # or the end of the worker would not be the end of the pipe

    def send(self, message: bytes) -> None:
        """Hand it over; that a worker has ended is told by `receive`, with all that is known of it."""
        with suppress(OSError):
            self.connection.send_bytes(message)

    def receive(self, timeout: float, began: bool) -> Any:
        """The next batch. Raises what the worker raised, or WorkerError where it has ended or is silent too long."""
        try:
            if timeout and not self.connection.poll(timeout):
                raise WorkerError(f"worker {self.number} has sent no batch for {timeout} s: is timeout= long enough?")
            answer = self.connection.recv_bytes()
        except (EOFError, OSError):
            raise self.ended(began) from None
        fine, batch = pickle.loads(answer)
        if not fine:
            raise batch
        return batch

    def ended(self, began: bool) -> WorkerError:
        """How it ended, and what may be the reason."""
        self.process.join(1.0)
        code = self.process.exitcode
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        advice = KILLED if code == -signal.SIGKILL else "its own message stands above" if began else UNGUARDED
        return WorkerError(f"worker {self.number} of the DataLoader ended {how} before its batch was there: {advice}")

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self.process.terminate()
        self.process.join(5.0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class Crew:
    """Workers that share the batches of an epoch: batch k goes to worker k modulo their number."""

    def __init__(self, job: Job, count: int) -> None:
        try:
            told = pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            raise TypeError(f"a worker gets a copy of the data set, and that failed ({error}): {UNPICKLED}") from None
        self.began = False
        self.workers: list[Worker] = []
        try:
            for number in range(count):
                self.workers.append(Worker(number, count))
            for worker in self.workers:
                worker.send(told)
        except BaseException:
            self.close()
            raise

    def batches(self, plan: Iterable[Any], seed: int, ahead: int, timeout: float) -> Iterator[Any]:
        """The batches of the indices in `plan`, in this order; each worker has at most `ahead` of them under way."""
        tasks = iter(plan)
        waiting: deque[Worker] = deque()
        given = 0
        while True:
            while len(waiting) < ahead * len(self.workers) and (indices := next(tasks, None)) is not None:
                worker = self.workers[given % len(self.workers)]
                worker.send(pickle.dumps(((seed << 32) + given, indices)))
                waiting.append(worker)
                given += 1
            if not waiting:
                return
            batch = waiting.popleft().receive(timeout, self.began)
            self.began = True
            yield batch

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.close()
        self.workers = []
