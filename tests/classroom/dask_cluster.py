"""A real scheduler of dask.distributed with workers, each a process on this machine: `started(folder, count)`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
HERE = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file")


@dataclass(frozen=True)
class Cluster:
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def started(folder: Path, count: int, *, nanny: bool = False) -> Iterator[Cluster]:
    """It is gone when the block ends, whatever a test did to it."""
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        scheduler = stack.enter_context(_ended(_start(folder, "scheduler", "--port", "0", *HERE, str(file))))
        options = ["--nthreads", "1", *([] if nanny else ["--no-nanny"]), *HERE, str(file)]
        workers = [_start(folder, "worker", *options, "--local-directory", str(folder / str(n))) for n in range(count)]
        for worker in workers:
            stack.enter_context(_ended(worker))
        deadline = time.monotonic() + PATIENCE
        while not file.exists():
            assert scheduler.poll() is None, (folder / "scheduler.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield Cluster(json.loads(file.read_text())["address"], scheduler, workers)


def _start(folder: Path, role: str, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *words]
    environment = os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s"}
    environment["PYTHONPATH"] = str(ROOT) if role == "worker" else ""  # a scheduler need not have the course
    with (folder / f"{role}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        process.kill()
        process.wait()
