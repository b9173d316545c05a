"""Who checks a kernel finds Numba loaded; who checks anything else does not wait for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from autograder.loop.testrun import load_compiler
for folder in ("02_tensors", "03_kernels"):
    load_compiler({"root": sys.argv[1], "folder": folder})
    print("numba" in sys.modules)
assert "tinytorch" not in sys.modules
"""


def test_numba_is_loaded_for_an_assignment_that_asks_for_it(root: Path) -> None:
    command = [sys.executable, "-c", CODE, str(root)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["False", "True"], done.stderr
