"""The whole course in one living process: every blank is saved while it lives, and then it passes the public tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebook.nb_grading import environment
from tests.public.tower import COURSE, ROOT, Tower

LIFE = """
import importlib, json, sys
from pathlib import Path

import pytest

from autograder.notebook.reload import Loaded

asked = json.load(sys.stdin)
for name in asked["modules"]:
    importlib.import_module(name)
loaded = Loaded()
loaded.refresh({})
for path, text in asked["files"].items():
    Path(path).write_text(text, encoding="utf-8")
done = loaded.refresh({})
assert len(done.renewed) == len(asked["files"]) and not done.failed, done
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *asked["tests"]]))
"""


@pytest.mark.slow
def test_every_blank_that_is_saved_while_a_process_lives_is_at_work_in_it(tmp_path: Path) -> None:
    """Save for kernels: where a part of one changes, the package is imported anew."""
    tower = Tower(tmp_path / "course")
    tower.write(lambda blank: False)
    tower.close()
    files = {
        str(tower.root / "tinytorch" / file): (COURSE.solutions / file).read_text(encoding="utf-8")
        for file in sorted({blank.file for assignment in COURSE.assignments for blank in assignment.blanks})
        if not file.startswith("kernels/")
    }
    asked = {
        "modules": [
            "tinytorch." + file.removesuffix(".py").replace("/", ".")
            for assignment in COURSE.assignments
            for file in assignment.modules
            if not file.startswith("kernels/")
        ],
        "files": files,
        "tests": [
            str(tower.root / "assignments" / a.folder / "tests") for a in COURSE.assignments if a.slug != "kernels"
        ],
    }
    path = os.pathsep.join([str(tower.root), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", LIFE],
        cwd=tower.root / "assignments",
        env=environment(tmp_path / "jupyter") | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
