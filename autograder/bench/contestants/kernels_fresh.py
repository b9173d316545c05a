"""What only a fresh process can tell: how long the first call of a kernel takes, and how two sets of threads get along.

`first_call` and `turns` make steps that run this file as a program, whose last line says what it measured.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from loop import reason

TURNS, TIMES = 10, 7
measured: list[dict[str, float]] = []  # the seconds of "start", "full" and "empty", one pair of processes after another


def first_call(problem: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """A step that gives the next process's figure; the three rows share processes."""
    turn = iter(range(10**6))

    def step() -> dict[str, float]:
        place = next(turn)
        if place == len(measured):
            measured.append(with_a_cache_of_its_own())
        return {"seconds": measured[place][problem["of"]]}

    return step


def with_a_cache_of_its_own() -> dict[str, float]:
    """Two processes, one after the other: the first fills an empty cache."""
    with tempfile.TemporaryDirectory(prefix="tinytorch-bench-") as cache:
        empty, full = (alone("first", TINYTORCH_CACHE=cache) for _ in range(2))
    return {"start": full["start"], "full": full["slowest"], "empty": empty["slowest"]}


def turns(problem: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """A step that gives the seconds of a product and a kernel, one after the other or `apart`, on so many threads."""
    threads = {name: str(problem["threads"]) for name in os.environ if name.endswith("_NUM_THREADS")}
    return lambda: alone("apart" if problem["apart"] else "turns", **threads)


def alone(what: str, **environment: str) -> dict[str, Any]:
    """What a process of its own found."""
    done = subprocess.run(
        [sys.executable, "-s", "-P", __file__, what],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    lines = done.stdout.splitlines() or ['{"absent": "its process ended"}']
    answer: dict[str, Any] = json.loads(lines[-1])
    if "absent" in answer:
        raise NotImplementedError(answer["absent"])
    return answer


def clocked(run: Callable[..., object], *args: Any) -> float:
    """The seconds that one call takes."""
    start = time.perf_counter()
    run(*args)
    return time.perf_counter() - start


def kernel(file: str, name: str, f: str | None = None, **options: Any) -> Any:
    """A kernel of kernels/cpu with a float function of assignment 00 built in."""
    made = importlib.import_module("tinytorch.kernels.compiler").Kernel
    plain = importlib.import_module("tinytorch.tensors.backend").plain
    operators = importlib.import_module("tinytorch.scalars.operators")
    function = getattr(importlib.import_module(f"tinytorch.kernels.cpu.{file}"), name)
    return made(function, **options).of(None if f is None else plain(getattr(operators, f)), "float32")


def first() -> dict[str, float]:
    """Seconds until a first small kernel has run, of which nearly all is Numba's; then of the slowest of three more."""
    x, matrix = np.ones(16, np.float32), np.ones((16, 16), np.float32)
    four, still = (1, 1, 1, 16), (0, 0, 0, 0)
    start = clocked(lambda: kernel("pointwise", "map_flat", "neg")(16, np.empty_like(x), x))
    zero, one = np.float32(0.0), np.empty(1, np.float32)
    seconds = [
        clocked(lambda: kernel("pointwise", "map_flat", "tanh")(16, np.empty_like(x), x)),
        clocked(
            lambda: kernel("reduce", "reduce_strided", "add", loose=True)(
                16, zero, one, x, (1, 1, 1, 1), still, four, (0, 0, 0, 1), 0
            )
        ),
        clocked(lambda: kernel("matmul", "matmul_tiled")(16, np.empty_like(matrix), matrix, matrix)),
    ]
    return {"start": start, "slowest": max(seconds)}


def by_turns(apart: bool = False) -> dict[str, float]:
    """The median seconds of a matrix product by NumPy's library and of a kernel whose work threads may share.

    Each follows the other; or, `apart`, itself.
    """
    x, a = np.ones(1 << 20, np.float32), np.ones((256, 256), np.float32)
    out, product, run = np.empty_like(x), np.empty_like(a), kernel("pointwise", "map_flat", "exp")
    pieces: list[Callable[[], object]] = [lambda: np.matmul(a, a, product), lambda: run(x.size, out, x)]

    def several(calls: list[Callable[[], object]]) -> None:
        for _ in range(TURNS):
            for call in calls:
                call()

    several(pieces)
    groups = [[piece] for piece in pieces] if apart else [pieces]
    times = [sorted(clocked(several, group) / TURNS for _ in range(TIMES)) for group in groups]
    return {"seconds": sum(each[TIMES // 2] for each in times)}


PROGRAMS: dict[str, Callable[[], dict[str, Any]]] = {
    "first": first,
    "turns": by_turns,
    "apart": lambda: by_turns(apart=True),
}

if __name__ == "__main__":
    try:
        found = PROGRAMS[sys.argv[1]]()
    except Exception as error:
        found = {"absent": reason(error)}
    print(json.dumps(found))
