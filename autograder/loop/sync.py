"""Bring a newer release into a student's checkout, and leave their work alone: `plan_sync`, then `carry_out`.

A release, as it was and as it comes, and the student's file: what only the release has changed is renewed, what only
the student has changed stays. Where both have: a file with blanks is merged, a notebook gets the new one beside it,
anything else is replaced, with a copy in .tinytorch/backups/. Merging is decided in sync_package.py.
"""

from __future__ import annotations

import os
from pathlib import Path

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.released import Released
from autograder.loop.sync_apply import commit, finish
from autograder.loop.sync_package import PACKAGE, plan_package
from autograder.loop.sync_plan import Plan, is_as_released, present
from autograder.loop.sync_source import Incoming


def release_of(root: Path) -> Released:
    """What the checkout in `root` was released as."""
    path = root / released.FILE
    try:
        return released.read(path.read_bytes(), str(path))
    except FileNotFoundError as error:
        raise UsageError(
            f"There is no {released.FILE} in {root}, so this is no checkout of a release; clone the release first."
        ) from error


def plan_sync(root: Path, incoming: Incoming, by_hand: bool = False) -> Plan:
    """What is to be done; refused where the incoming release cannot follow the present one.

    `by_hand`: what the student was told to mend counts as mended, where it waits for the very stub that comes.
    """
    old, new = release_of(root), incoming.release
    if old.course != new.course:
        raise UsageError(f"What comes is a release of {new.course}, and this is {old.course}; ask for the right one.")
    if new.moment < old.moment:
        raise UsageError(f"What comes is older ({new.when()}) than what you have ({old.when()}); nothing is changed.")
    plan = Plan(old, new, by_hand)
    plan_package(root, incoming, plan)
    plan_files(root, incoming, plan)
    return plan


def plan_files(root: Path, incoming: Incoming, plan: Plan) -> None:
    """Everything outside of tinytorch/; release.json comes last."""
    for path, content in incoming.files.items():
        if not path.startswith(PACKAGE):
            plan_file(root, plan, path, content)
    for path in sorted(plan.old.files.keys() - incoming.files.keys()):
        found = present(root, path)
        if path.startswith(PACKAGE) or found is None:
            continue
        if is_as_released(plan.old, path, found):
            plan.remove(path, found)
        else:
            plan.kept.append(path)


def plan_file(root: Path, plan: Plan, path: str, content: bytes) -> None:
    """One file of the release."""
    found = present(root, path)
    if found is None:
        plan.added.append(path)
        plan.put(root, path, content)
    elif found == content or plan.old.files.get(path) == plan.new.files[path]:
        return  # the release has not changed it, so it is the student's to change
    elif is_as_released(plan.old, path, found):
        plan.renewed.append(path)
        plan.put(root, path, content)
    elif path.endswith(".ipynb"):
        name = f"{path.removesuffix('.ipynb')}.new.ipynb"
        plan.beside.append(name)
        plan.put(root, name, content, back_up=present(root, name) is not None)
    else:
        plan.replaced.append(path)
        plan.put(root, path, content, back_up=True)


def carry_out(root: Path, plan: Plan, incoming: Incoming) -> None:
    """Do it all; before the plan is committed nothing has changed, and from then on it will be finished."""
    plan.put(root, released.FILE, incoming.content)
    for place in sorted({nearest(root / step.path) for step in plan.steps}):
        if not os.access(place, os.W_OK | os.X_OK):
            raise UsageError(f"Nothing is changed: {place} cannot be written; make it writable, then repeat.")
    try:
        staged = commit(root, sorted(plan.steps, key=lambda step: step.path == released.FILE), plan.borrowed)
    except OSError as error:
        place = error.filename or root
        raise UsageError(
            f"Nothing is changed: {place} cannot be written ({error.strerror}); make that possible, then repeat."
        ) from error
    try:
        finish(staged)
    except OSError as error:
        raise UsageError(
            f"{error.filename} cannot be written ({error.strerror}): the sync is half done; mend that, and the next "
            "`tt` finishes it."
        ) from error


def nearest(path: Path) -> Path:
    """The folder that a file stands in, or the one in which that will be made."""
    return next(folder for folder in path.parents if folder.is_dir())
