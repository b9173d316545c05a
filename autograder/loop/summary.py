"""A page in Markdown of what `tt check --json` has found: `python -m autograder.loop.summary check.json`.

The exit code is 1 where something that is written does not pass. A blank that is still to be written is no failure.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DONE = ("pass", "borrowed")
OPEN = ("todo", "unknown")


def page(checked: dict[str, Any]) -> Iterator[str]:
    """The lines: a table with a row for each task, then what to look at first."""
    tasks: dict[str, Counter[str]] = {}
    for blank in checked["blanks"]:
        tasks.setdefault(blank["task"], Counter())[blank["state"]] += 1
    yield from ("# What passes", "", "| task | done | to do | not yet right |", "|---|---|---|---|")
    for task, states in tasks.items():
        done, todo = (sum(states[state] for state in kind) for kind in (DONE, OPEN))
        yield f"| {task} | {done} | {todo} | {states.total() - done - todo} |"
    failing = [blank for blank in checked["blanks"] if is_wrong(blank)]
    if failing or checked["problems"] or checked["imports"]:
        yield from ("", "## Look at this first", "")
    for problem in checked["problems"]:
        yield f"- {code(problem['where'])}: {code(problem['message'])}"
    for each in checked["imports"]:
        yield f"- {code(each['where'])}: grading will not take {code(each['module'])}"
    for blank in failing:
        law = next((test["law"] for test in blank["tests"] if test["state"] == "fail"), blank["note"])
        yield f"- Task {blank['task']}, {code(blank['symbol'])}: {code(law)} (`tt check {blank['symbol']}` says more)"
    yield from ("", "These are the public tests; grading uses more, which check the same laws on other inputs.")


def is_wrong(blank: dict[str, Any]) -> bool:
    return blank["state"] not in DONE + OPEN


def code(text: str) -> str:
    """The first line as code, whatever it holds."""
    line = (text.splitlines() or [""])[0].replace("`", "'")
    return f"`{line}`"


def main(path: Path) -> int:
    """Print the page."""
    try:
        checked = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        sys.exit(f"{path} holds no answer of `tt check --json`; what the step before it printed says why.")
    print("\n".join(page(checked)))
    return int(any(map(is_wrong, checked["blanks"])) or bool(checked["problems"] or checked["imports"]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
