"""Change many files all or nothing: `commit(root, steps)` prepares everything, then `finish` moves it into place.

A plan that is committed is finished sooner or later, also when the process is killed: the next `tt` begins with
`finish_interrupted`. So this file needs Python's library alone; any other may be half of a newer release just then.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """Write `content` to `path` (None: remove it), which is now what `before` is the digest of (None: absent)."""

    path: str
    before: str | None
    content: bytes | None
    back_up: bool = False


def digest(path: Path) -> str | None:
    """SHA-256 of a file; None where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def commit(root: Path, steps: Iterable[Step], borrowed: Mapping[str, str] | None = None) -> Path:
    """Write all new files and backups below .tinytorch/ and, at the very end, the plan; returns where they wait.

    Until this returns nothing outside of .tinytorch/ has changed; from then on only renames are needed. `borrowed` goes
    into the memory's table of that name.
    """
    private = root / ".tinytorch"
    prepare(private)
    for left in private.glob("sync-*"):
        shutil.rmtree(left, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix="sync-", dir=private))
    moment = time.strftime("%Y-%m-%d_%H-%M-%S")
    plan: list[dict[str, object]] = []
    try:
        for number, step in enumerate(steps):
            if step.back_up:
                keep(root, step.path, moment)
            if step.content is not None:
                (new / str(number)).write_bytes(step.content)
            staged = None if step.content is None else str(number)
            after = None if step.content is None else hashlib.sha256(step.content).hexdigest()
            plan.append({"path": step.path, "before": step.before, "after": after, "staged": staged})
        text = json.dumps({"schema": 1, "moment": moment, "steps": plan, "borrowed": dict(borrowed or {})})
        (new / "plan.json").write_text(text, encoding="utf-8")
        return new.rename(private / "sync")
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def prepare(private: Path) -> None:
    """The folder, with a .gitignore of its own."""
    private.mkdir(parents=True, exist_ok=True)
    if not (private / ".gitignore").exists():
        (private / ".gitignore").write_text("*\n", encoding="utf-8")


def backup_of(root: Path, path: str, moment: str) -> Path:
    return root / ".tinytorch" / "backups" / moment / path


def keep(root: Path, path: str, moment: str) -> None:
    """A copy below .tinytorch/backups/, beside those that differ: two within a second are both kept."""
    names = chain([moment], (f"{moment}_{number}" for number in count(2)))
    places = (backup_of(root, path, name) for name in names)
    place = next(place for place in places if digest(place) in (None, digest(root / path)))
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / path, place)


def finish(staged: Path) -> None:
    """Carry out what is planned in `staged`; what is done already is left as it is, so this may be repeated."""
    root = staged.parent.parent
    plan = json.loads((staged / "plan.json").read_text(encoding="utf-8"))
    for step in plan["steps"]:
        path, now = root / step["path"], digest(root / step["path"])
        if now not in (None, step["before"], step["after"]):  # written to since the plan was made
            keep(root, step["path"], f"{plan['moment']}_late")
        if step["staged"] is None:
            path.unlink(missing_ok=True)
            prune(root, path.parent)
        elif (staged / step["staged"]).exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            (staged / step["staged"]).replace(path)
    remember(root, plan["borrowed"])
    (staged / "plan.json").unlink()
    shutil.rmtree(staged, ignore_errors=True)


def prune(root: Path, folder: Path) -> None:
    """Remove folders that are empty now, up to the root; what Python has compiled there counts for nothing."""
    while folder != root and folder.is_dir():
        if {entry.name for entry in folder.iterdir()} - {"__pycache__"}:
            return
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        folder.rmdir()
        folder = folder.parent


def remember(root: Path, borrowed: Mapping[str, str]) -> None:
    """Borrowed blanks whose text the merge has changed are borrowed still."""
    path = root / ".tinytorch" / "state.json"
    if borrowed and path.is_file():
        state = json.loads(path.read_text(encoding="utf-8"))
        state["borrowed"] |= borrowed
        new = path.with_name(f"state-{os.getpid()}.tmp")
        new.write_text(json.dumps(state, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        new.replace(path)


def waiting(start: Path) -> Path | None:
    """Where a committed plan waits, at or above `start`."""
    places = (folder / ".tinytorch" / "sync" for folder in (start, *start.parents))
    return next((place for place in places if (place / "plan.json").is_file()), None)


def finish_interrupted() -> bool:
    """Finish what an interrupted `tt sync` has begun around the current folder; True if there was something."""
    try:
        staged = waiting(Path.cwd())
        if staged is None:
            return False
        finish(staged)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(
            f"tt: an interrupted `tt sync` cannot be finished ({error}); mend that and repeat, or get the release anew."
        )
    return True
