"""Programs of Jupyter and nbgrader for tests: found beside this Python, and with a home of their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.the_course import ROOT


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    folders = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    programs = os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]])
    return kept | folders | {"IPYTHONDIR": str(home / "ipython"), "PATH": programs, "PYTHONPATH": str(ROOT)}
