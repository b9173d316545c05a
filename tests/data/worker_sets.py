"""Data sets for workers: a spawned process finds them by the name of this file.

Run as a program it starts two workers, prints their process numbers, and waits for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from tinytorch.data.dataset import Dataset
from tinytorch.data.loader import DataLoader
from tinytorch.data.workers import get_worker_info
from tinytorch.tensors.random import rand


class Numbers(Dataset):
    """0, 1, 2, ...; sample `at` does what a subclass says."""

    def __init__(self, count: int, at: int = -1) -> None:
        self.count, self.at = count, at

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Any:
        if index == self.at:
            self.act(index)
        return index

    def act(self, index: int) -> None:
        """Nothing."""


class Raises(Numbers):
    def act(self, index: int) -> None:
        raise LookupError(f"no picture {index}")


class Demanding(Exception):
    """Cannot be made from its text alone, so that it cannot be unpickled."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


class RaisesDemanding(Numbers):
    def act(self, index: int) -> None:
        raise Demanding(1, 2)


class Dies(Numbers):
    def act(self, index: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Leaves(Numbers):
    def act(self, index: int) -> None:
        os._exit(3)


class Sleeps(Numbers):
    def act(self, index: int) -> None:
        time.sleep(60)


class Unreadable(Numbers):
    def __setstate__(self, state: Any) -> None:
        raise ImportError("no such thing here")


class Dice(Numbers):
    """Three random numbers: this library's, NumPy's, Python's."""

    def __getitem__(self, index: int) -> Any:
        return rand(1).item(), float(np.random.rand()), random.random()


class Who(Numbers):
    def __getitem__(self, index: int) -> Any:
        info = get_worker_info()
        return (-1, -1) if info is None else (info.id, info.num_workers)


class Traces(Numbers):
    """Leaves a file for each sample that is fetched."""

    def __init__(self, count: int, folder: Path) -> None:
        super().__init__(count)
        self.folder = folder

    def __getitem__(self, index: int) -> Any:
        (self.folder / str(index)).touch()
        return index


def large(samples: Any) -> Any:
    """A collate function whose batches do not fit into a pipe: the first sample, many times."""
    return np.full(1 << 18, samples[0])


def triple(samples: Any) -> list[int]:
    """A collate function."""
    return [3 * sample for sample in samples]


def announce(number: int) -> None:
    """A worker_init_fn that says so."""
    os.environ["ANNOUNCED"] = str(number)


class Announced(Numbers):
    def __getitem__(self, index: int) -> Any:
        return int(os.environ["ANNOUNCED"])


class Deaf(Numbers):
    """Whether Ctrl-C was held back in the process from its very beginning."""

    def __getitem__(self, index: int) -> Any:
        return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def main() -> None:
    """Two workers at their work, and a program that does not end."""
    batches = iter(DataLoader(Sleeps(100, at=50), num_workers=2))
    next(batches)
    print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    for _ in batches:
        pass


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
