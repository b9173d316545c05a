"""The texts that are written for a release alone: its pyproject.toml, its README, and the workflow for GitHub."""

from __future__ import annotations

import configparser
import json
import tomllib
from collections.abc import Sequence
from typing import Any

from autograder.course.model import Assignment, Course

EXTRAS = ("viz", "notebook", "data", "log")  # what a student may want of the project's extras
WORKFLOW = ".github/workflows/feedback.yml"


def pyproject(course: Course, address: str) -> str:
    """The course's own pyproject.toml, less what only an instructor needs."""
    source = tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))
    project, extras = source["project"], source["project"]["optional-dependencies"]
    kept = ("name", "version", "description", "readme", "requires-python", "license", "license-files", "dependencies")
    public = configparser.ConfigParser()
    public.read(course.root / "assignments" / "pytest.ini", encoding="utf-8")
    options = public["pytest"]
    tables: dict[str, dict[str, Any]] = {
        "build-system": source["build-system"],
        "project": {key: project[key] for key in kept if key in project},
        "project.optional-dependencies": {key: extras[key] for key in EXTRAS if key in extras},
        **({"project.urls": {"Repository": address}} if address else {}),
        "project.scripts": {"tt": project["scripts"]["tt"]},
        "tool.hatch.build.targets.wheel": {"packages": ["tinytorch", "autograder"]},
        "tool.pytest.ini_options": {
            "minversion": options["minversion"],
            "pythonpath": ["."],
            "testpaths": ["assignments"],
            "addopts": options["addopts"],
            "markers": options["markers"].strip().splitlines(),
        },
    }
    lines = ["# Generated from the course's pyproject.toml by `autograder release`."]
    for table, values in tables.items():
        lines += ["", f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def attributes(text: str) -> str:
    """The course's .gitattributes, less what calls tinytorch/ generated: here a student writes it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("tinytorch/"))


def readme(released: Sequence[Assignment], reference: Sequence[Assignment], address: str) -> str:
    rows = [f"| [{a.folder}](assignments/{a.folder}/README.md) | {a.title} | {a.points:g} |" for a in released]
    solved = SOLVED.format(names=", ".join(assignment.folder for assignment in reference)) if reference else ""
    return README.format(rows="\n".join(rows), solved=solved, source=f" {address}" if address else " SOURCE")


SOLVED = """
The reference of {names} is in `solutions/`: `tt solution` shows it after the last hint, and `tt start NN --borrow`
goes on with it where a layer of yours is not done.
"""

README = """\
# tinytorch: build a deep-learning framework, layer by layer

You write a small PyTorch, and understand every line of it, because every line is yours. Your package is the folder
`tinytorch/`. The command `tt` tells you what to do next and checks what you have written.

## Start

You need Python 3.11 or newer (`python --version`). In this folder:

```bash
python -m venv .venv
source .venv/bin/activate      # on Windows: .venv\\Scripts\\activate
pip install -e .
tt doctor                      # says what is missing, if anything is
```

Under Anaconda make the environment with `conda create -n tinytorch python=3.11` and `conda activate tinytorch`.

## Work

```bash
tt status                      # every task, its points, and where you stand
tt next                        # the next blank: file, line, what it asks for
tt                             # watches: save a file and see the verdict
tt check 0.1                   # one task; or one symbol: tt check mul
tt hint                        # a little help, then more
tt start 01                    # unlocks the next layer, when this one is done
tt submit                      # writes the zip that you hand in
```

`pytest` runs the public tests of what is unlocked: a blank that you have not written is an `x`, not a failure. Grading
uses more tests than these; they check the same laws on other inputs.

For the notebooks: `pip install -e ".[notebook]"`, then `jupyter lab`, and open one of
`notebooks/` there. `%task 0.1` in a notebook shows what is to be written, `%check 0.1` judges it.

## A newer release

When your instructor has mended or added something:

```bash
tt sync{source} --dry-run      # says what would change
tt sync{source}
```

The source is the released folder, a zip of it, or the address of its repository. Your work stays. In a file with
blanks, what you wrote and what is new are merged; where both changed the same lines your file is left as it is, and
`tt sync` names them: write what is new there into your file, and run it again with `--mended`. A notebook that you have
worked in stays, and the new one is put beside it. Whatever else you had edited is in `.tinytorch/backups/` before it is
replaced. Use this and not `git pull`, which knows nothing of blanks.
{solved}
## Assignments

| read this first | what you build | points |
|---|---|---|
{rows}

Only the files that an assignment names as yours are graded; new files of your own are welcome but stay with you.
On GitHub, `.github/workflows/feedback.yml` runs the public tests at every push, and a table says what passes.
"""

FEEDBACK = """\
# Generated by `autograder release`: the public tests at every push. Grading is done elsewhere, with more tests.
name: Feedback

on:
  push:
  pull_request:

permissions:
  contents: read

concurrency:
  group: feedback-${{ github.ref }}
  cancel-in-progress: true

jobs:
  feedback:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
          cache: pip
          cache-dependency-path: pyproject.toml
      - name: Install
        run: pip install -e .
      - name: Run the public tests
        run: |
          tt check --json > "$RUNNER_TEMP/check.json" || test $? -eq 1
      - name: Say what passes
        run: |
          python -m autograder.loop.summary "$RUNNER_TEMP/check.json" >> "$GITHUB_STEP_SUMMARY"
"""
