"""The block runner agrees with Numba's own simulator: the same kernels, the same text, the same numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tinytorch.kernels.cuda.cases import CASES

# One process for all kernels: Numba decides at its import whether it simulates. The first case of each kernel has few
# threads, for the simulator starts one of the system's for each.
PROGRAM = """
import json, sys
import numpy as np
from numba import cuda
from tinytorch.kernels.cuda.cases import CASES

assert cuda.__name__ == "numba.cuda" and "simulator" in cuda.jit.__module__
found = {}
for name, cases in CASES.items():
    case = cases()[0]
    inputs = case.inputs()
    vars(sys.modules[case.kernel.__module__]).update(case.constants)
    cuda.jit(case.kernel)[case.grid, case.block](*inputs.values())
    found[name] = inputs["out"].ravel().tolist(), case.run().ravel().tolist()
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(root: Path) -> dict[str, tuple[list[float], list[float]]]:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM],
        env={**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "PYTHONPATH": str(root / "solutions")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    results: dict[str, tuple[list[float], list[float]]] = json.loads(done.stdout)
    return results


@pytest.mark.parametrize("name", CASES)
def test_numbas_simulator_and_the_block_runner_give_the_same_numbers(
    name: str, found: dict[str, tuple[list[float], list[float]]]
) -> None:
    theirs, ours = found[name]
    assert ours == pytest.approx(theirs, rel=1e-6)
