"""Put a release where it belongs: `write_new(files, out)`, `write_zip(files, out)`, `update(files, old, out)`.

An update writes over what the release before it wrote, removes what is no longer in it, and touches nothing else: what
git keeps there and what an instructor has added stays. What somebody has edited stops it before anything is changed.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.released import Released
from autograder.loop.submission_zip import EPOCH
from autograder.loop.sync_apply import Step, commit, finish, waiting
from autograder.loop.sync_plan import present


def refuse_place(out: Path) -> None:
    """A release goes into a new or empty folder, such as the clone of a repository that has nothing in it yet."""
    refuse_nowhere(out)
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out} is not a folder; choose a new or empty one.")
    if (out / released.FILE).is_file():
        raise UsageError(f"{out} is not empty: it holds a release; renew that with --update, or choose a new folder.")
    if out.is_dir() and any(entry.name != ".git" for entry in out.iterdir()):
        raise UsageError(f"{out} is not empty; choose a new or empty folder, a release never writes over one.")


def refuse_nowhere(out: Path) -> None:
    if not out.absolute().parent.is_dir():
        raise UsageError(f"{out.absolute().parent} does not exist; make that folder first.")


def write_new(files: Mapping[str, bytes], out: Path) -> None:
    """Write beside the place and rename, so that `out` is never half a release; into a clone, as an update does."""
    out = out.absolute()
    if (out / ".git").exists():
        finish(commit(out, [Step(path, None, content) for path, content in files.items()]))
        return
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as beside:
        new = Path(beside) / "release"
        for path, content in files.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if out.is_dir():
            out.rmdir()
        new.rename(out)


def write_zip(files: Mapping[str, bytes], out: Path) -> None:
    """The same files give the same bytes; the zip is there whole or not at all."""
    refuse_nowhere(out)
    if out.exists():
        raise UsageError(f"{out} is there already; delete it or choose another name.")
    new = out.with_name(f".{out.name}.new")
    try:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
        new.rename(out)
    finally:
        new.unlink(missing_ok=True)


def read_release(out: Path) -> Released:
    """What `out` was released as; an update that was interrupted there is finished first."""
    staged = waiting(out)
    if staged == out / ".tinytorch" / "sync":
        finish(staged)
    path = out / released.FILE
    if not path.is_file():
        raise UsageError(f"There is no {released.FILE} in {out}, so there is no release to update; leave --update out.")
    return released.read(path.read_bytes(), str(path))


def update(files: Mapping[str, bytes], old: Released, out: Path) -> tuple[str, ...]:
    """Bring the release in `out` to these files, all or nothing; returns the paths that have changed."""
    paths = dict.fromkeys([*files, *old.files])
    steps = [step for path in paths if (step := _step(path, files.get(path), old, out))]
    changed = tuple(step.path for step in steps if step.path != released.FILE)
    if changed or _said(files[released.FILE]) != _said(old.text().encode()):
        finish(commit(out, sorted(steps, key=lambda step: step.path == released.FILE)))
    return changed


def _said(content: bytes) -> Released:
    """What a release.json says, but for the moment: a release that is the same keeps its own."""
    return replace(released.read(content, released.FILE), moment="")


def _step(path: str, content: bytes | None, old: Released, out: Path) -> Step | None:
    """What is to be done with one file; UsageError where it is not as the release wrote it."""
    target = out / path
    if any(folder.is_symlink() for folder in (target, *target.parents) if folder.is_relative_to(out) and folder != out):
        raise UsageError(f"{target} is a link or stands below one, and a release writes plain files; take it away.")
    found = present(out, path)
    if found == content:
        return None
    before = None if found is None else released.digest(found)
    if path != released.FILE and before not in (None, old.files.get(path)):
        raise UsageError(
            f"{target} is not as the release wrote it, and would be lost; put it back or move it away, then repeat."
        )
    return Step(path, before, content)
