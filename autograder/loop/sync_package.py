"""The student's own package in a sync: `plan_package(root, incoming, plan)` merges file by file, then renews the faces.

The base of a merge is the stub that the student's file began as: the pristine copy, or the old release's stub.
"""

from __future__ import annotations

import ast
from pathlib import Path

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.model import is_python
from autograder.course.released import Released
from autograder.course.symbols import symbol_source
from autograder.loop import memory
from autograder.loop.borrow import digest as source_digest
from autograder.loop.memory import Memory
from autograder.loop.sync_apply import Step
from autograder.loop.sync_merge import Conflict, merge
from autograder.loop.sync_plan import Clash, Plan, is_as_released, present
from autograder.loop.sync_source import Incoming

PACKAGE = "tinytorch/"
FACE = "__init__.py"
PRISTINE = ".tinytorch/pristine/"
INCOMING = ".tinytorch/incoming/"
BLANK = b"Need to implement for Task"


def plan_package(root: Path, incoming: Incoming, plan: Plan) -> None:
    """Every file of the layers that are unlocked, and the faces of the highest of them."""
    old, new = plan.old.layers(), plan.new.layers()
    lost = [number for number, stubs in old.items() if number not in new and is_unlocked(root, stubs)]
    if lost:
        raise UsageError(
            f"What comes has no assignment {lost[0]:02}, which you have unlocked; ask for a release that has it."
        )
    remembered = memory.load(root / ".tinytorch")
    before = {inside(stub): stub for stubs in old.values() for stub in stubs if not stub.endswith(FACE)}
    owned = {inside(stub) for stubs in new.values() for stub in stubs}
    unlocked = [number for number, stubs in new.items() if is_unlocked(root, stubs)]
    for stub in (stub for number in unlocked for stub in new[number] if not stub.endswith(FACE)):
        path = inside(stub)
        plan_owned(root, plan, before.get(path, stub), path, incoming.files[stub], remembered)
    for path, stub in before.items():
        if path not in owned:
            plan_gone(root, plan, stub, path)
    if unlocked:
        plan_faces(root, incoming, plan, max(unlocked))


def inside(stub: str) -> str:
    """'assignments/00_scalars/stubs/tinytorch/a.py' -> 'tinytorch/a.py'."""
    return stub.split("/stubs/", 1)[1]


def is_unlocked(root: Path, stubs: list[str]) -> bool:
    return any((root / inside(stub)).exists() for stub in stubs if not stub.endswith(FACE))


def plan_owned(root: Path, plan: Plan, stub: str, path: str, new: bytes, remembered: Memory) -> None:
    """One file of an unlocked layer: `path` is the student's, `stub` what it began as, `new` the stub that comes."""
    found = present(root, path)
    if found is None:
        plan.added.append(path)
        plan.put(root, path, new)
        settle(root, plan, path, new)
        return
    base = base_of(root, plan.old, stub, path)
    if base is not None and same(path, new, base):
        forget(root, plan, path)
        return
    if same(path, found, new):
        settle(root, plan, path, new)
    elif base is not None and same(path, found, base):
        plan.renewed.append(path)
        plan.put(root, path, new)
        settle(root, plan, path, new)
    else:
        plan_edited(root, plan, path, found, base, new, remembered)


def settle(root: Path, plan: Plan, path: str, new: bytes) -> None:
    """From now on the student's file counts as begun from `new`."""
    plan.put(root, PRISTINE + path.removeprefix(PACKAGE), new)
    forget(root, plan, path)


def forget(root: Path, plan: Plan, path: str) -> None:
    """Remove the stub that waits to be merged by hand; there is nothing to merge any more."""
    waiting = present(root, INCOMING + path)
    if waiting is not None:
        plan.steps.append(Step(INCOMING + path, released.digest(waiting), None))


def same(path: str, one: bytes, two: bytes) -> bool:
    """Equal bytes; for Python equal lines."""
    return one == two or (is_python(path) and plain(one) == plain(two))


def base_of(root: Path, old: Released, stub: str, path: str) -> bytes | None:
    """The stub that the student's file began as; None where that is not known for sure."""
    pristine, content = present(root, PRISTINE + path.removeprefix(PACKAGE)), present(root, stub)
    known = content if content is not None and is_as_released(old, stub, content) else None
    borrowed = pristine is not None and BLANK not in pristine and BLANK in (known or b"")
    return known if pristine is None or borrowed else pristine  # what was borrowed did not begin as a stub


def still_borrowed(text: str, remembered: Memory) -> list[str]:
    """The blanks that stand in the text as they were borrowed."""
    found = []
    for name in remembered.borrowed:
        try:
            source = symbol_source(text, name.partition(" ")[2])
        except UsageError:
            continue
        if source_digest(source) == remembered.borrowed[name]:
            found.append(name)
    return found


def plain(content: bytes) -> bytes:
    """With line ends of one kind, and no mark at the beginning: what two texts are compared by."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def plan_edited(
    root: Path, plan: Plan, path: str, found: bytes, base: bytes | None, new: bytes, remembered: Memory
) -> None:
    """A file that both have changed: merge it where it has blanks, else replace it and keep a copy."""
    if not is_python(path) or (base is not None and BLANK not in base + new):
        plan.replaced.append(path)
        plan.put(root, path, new, back_up=True)
        settle(root, plan, path, new)
        return
    text, clash = merged(path, found, base, new)
    if clash is not None and plan.by_hand and present(root, clash.beside) == new:
        plan.mended.append(path)
        settle(root, plan, path, new)
        return
    if clash is not None:
        plan.clashes.append(clash)
        plan.put(root, clash.beside, new)
        if base is not None:  # so that the next sync can merge what has been mended by hand
            plan.put(root, PRISTINE + path.removeprefix(PACKAGE), base)
        return
    mine = plain(found).decode()
    names = still_borrowed(mine, remembered)
    plan.borrowed |= {name: source_digest(symbol_source(text, name.partition(" ")[2])) for name in names}
    if text != mine:
        plan.merged.append(path)
        plan.put(root, path, text.replace("\n", "\r\n" if b"\r\n" in found else "\n").encode(), back_up=True)
    settle(root, plan, path, new)


def merged(path: str, found: bytes, base: bytes | None, new: bytes) -> tuple[str, Clash | None]:
    """The merged text, or why there is none."""

    def clash(why: str, conflicts: tuple[Conflict, ...] = ()) -> tuple[str, Clash]:
        return "", Clash(path, INCOMING + path, conflicts, why)

    if base is None:
        return clash("the stub that it began as is not known")
    try:
        start, mine, theirs = (plain(content).decode() for content in (base, found, new))
    except UnicodeDecodeError:
        return clash("it is no UTF-8 text")
    result = merge(start, mine, theirs)
    if result.conflicts:
        return clash("both changed the same lines", result.conflicts)
    if parses(mine) and not parses(result.text):
        return clash("both changes together are no Python")
    return result.text, None


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def plan_gone(root: Path, plan: Plan, stub: str, path: str) -> None:
    """A file that no layer owns any more."""
    found, base = present(root, path), present(root, stub)
    if found is None:
        return
    if base is not None and is_as_released(plan.old, stub, base) and plain(found) == plain(base):
        plan.remove(path, found)
    else:
        plan.kept.append(path)


def plan_faces(root: Path, incoming: Incoming, plan: Plan, stage: int) -> None:
    """The faces of the highest unlocked stage; those that are not needed any more go."""
    known = [faces(plan.old, stubs) for stubs in plan.old.layers().values()]
    old, new = faces(plan.old, plan.old.layers().get(stage, [])), faces(plan.new, plan.new.layers()[stage])
    for path, (digest, stub) in new.items():
        found = present(root, path)
        if found is None:
            plan.added.append(path)
            plan.put(root, path, incoming.files[stub])
        elif released.digest(plain(found)) != digest and old.get(path, ("", ""))[0] != digest:
            wrote = {each[path][0] for each in known if path in each}
            edited = bool(found.strip()) and released.digest(plain(found)) not in wrote
            (plan.replaced if edited else plan.renewed).append(path)
            plan.put(root, path, incoming.files[stub], back_up=edited)
    for path, (digest, _) in old.items():
        found = present(root, path)
        if path not in new and found is not None and released.digest(plain(found)) == digest:
            plan.remove(path, found)


def faces(release: Released, stubs: list[str]) -> dict[str, tuple[str, str]]:
    """tinytorch/.../__init__.py -> its digest, and where it stands among the stubs."""
    return {inside(stub): (release.files[stub], stub) for stub in stubs if stub.endswith(FACE)}
