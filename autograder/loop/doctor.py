"""Is all here that the course needs? `examine(start)` looks, changes nothing, and says what to do."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.course.errors import CourseError
from autograder.loop.workspace import Workspace, is_stub, open_workspace

OLDEST = (3, 11)
PACKAGES = ("numpy", "hypothesis", "pytest", "click", "rich", "watchfiles")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is what to do where it is not well."""

    name: str
    found: str
    well: bool = True
    advice: str = ""


def examine(start: Path) -> list[Finding]:
    """All findings; those about the workspace only where there is one."""
    findings = [python(), *map(package, PACKAGES)]
    try:
        workspace = open_workspace(start)
    except CourseError as error:
        return [*findings, Finding("workspace", "not found", False, str(error))]
    unlocked = ", ".join(layer.folder for layer in workspace.unlocked()) or "nothing unlocked yet"
    return [*findings, Finding("workspace", f"{workspace.root} ({unlocked})"), *about(workspace)]


def about(workspace: Workspace) -> Iterator[Finding]:
    yield writable(workspace.root)
    yield imported(workspace)
    yield from devices(workspace)
    yield ignored(workspace)
    yield state(workspace)
    fork = hasattr(os, "fork")
    yield Finding("watch mode", "warm: a fork per save" if fork else "a new Python per save (this system cannot fork)")


def python() -> Finding:
    found = f"{platform.python_version()} at {sys.executable}"
    wanted = ".".join(map(str, OLDEST))
    advice = f"The course needs Python {wanted} or newer: install one and make the virtual environment again."
    return Finding("Python", found, sys.version_info >= OLDEST, advice)


def package(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "not installed", False, "Run `pip install -e .` in the course's folder.")


def writable(root: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=root):
            return Finding("writable", "yes")
    except OSError as error:
        advice = "Make the folder writable, or copy the course to where you may write."
        return Finding("writable", f"no ({error.strerror})", False, advice)


def imported(workspace: Workspace) -> Finding:
    """Which tinytorch a plain `python` gets, asked of one that starts outside of the course's folder."""
    code = (
        "from importlib.util import find_spec\n"
        "spec = find_spec('tinytorch')\n"
        "print(*(spec.submodule_search_locations or ()) if spec else ())"
    )
    with tempfile.TemporaryDirectory() as elsewhere:
        asked = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code], cwd=elsewhere, capture_output=True, text=True, encoding="utf-8"
        )
    places = asked.stdout.strip()
    if not places:
        advice = f"Run `pip install -e .` in {workspace.root}; until then Python finds it from that folder only."
        return Finding("import tinytorch", "not installed", False, advice)
    well = Path(places).resolve() == workspace.package.resolve()
    advice = f"This is another copy: run `pip install -e .` in {workspace.root}, and look at PYTHONPATH."
    return Finding("import tinytorch", f"from {places}", well, advice)


# Run in a process that has the student's package first on its path, and asks it; what is not unlocked is left out.
ASK = """
import json, sys, tempfile
sys.path.insert(0, sys.argv[1])
from importlib.metadata import entry_points
from importlib.util import find_spec
from tinytorch.tensors.backend import BACKENDS, BackendError, backend, missing

def is_here(module):
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False

names = {name for name, module in BACKENDS.items() if is_here(module)}
found = {"devices": {}}
for name in sorted(names | {*entry_points(group="tinytorch.backends").names}):
    try:
        backend(name)
        found["devices"][name] = missing(name)
    except BackendError as error:
        found["devices"][name] = str(error)
if is_here("tinytorch.kernels.threads"):
    from tinytorch.kernels import cache, threads
    place = cache.preferred()
    made = [path for path in place.rglob("*") if path.is_file()]
    there = next((each for each in (place, *place.parents) if each.exists()), place)
    found["threads"] = [threads.count(), threads.start()[0]]
    kernels = sum(path.suffix == ".nbc" for path in made)
    found["cache"] = [str(place), kernels, sum(path.stat().st_size for path in made)]
    try:
        with tempfile.TemporaryFile(dir=there):
            found["writable"] = True
    except OSError:
        found["writable"] = False
print(json.dumps(found))
"""


def devices(workspace: Workspace) -> Iterator[Finding]:
    """On what tensors can live here; nothing before there are tensors."""
    if not (workspace.package / "tensors" / "backend.py").exists():
        return
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [sys.executable, "-X", "utf8", "-c", ASK, str(workspace.root)]
        asked = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, encoding="utf-8")
    if asked.returncode:
        last = (asked.stderr.strip().splitlines() or ["it says nothing"])[-1]
        yield Finding("devices", "not known", False, f"The package could not be asked: {last}")
        return
    found = json.loads(asked.stdout.splitlines()[-1])
    yield from told(found, {name: unwritten(workspace, name) for name in found["devices"]})


def unwritten(workspace: Workspace, device: str) -> int:
    """How many of a device's kernels are still stubs."""
    blanks = [blank for layer in workspace.unlocked() for blank in layer.blanks]
    return sum(blank.file.startswith(f"kernels/{device}/") and is_stub(workspace, blank) for blank in blanks)


def told(found: dict[str, Any], unwritten: Mapping[str, int] = MappingProxyType({})) -> Iterator[Finding]:
    """What the package has said, as findings. That there is no GPU is nobody's fault."""
    for name, lacking in found["devices"].items():
        if isinstance(lacking, str):
            yield Finding(f"device {name}", lacking)
        elif stubs := unwritten.get(name):
            yield Finding(f"device {name}", f"here, with {stubs} of its blanks still to be written")
        else:
            composed = f"here, without kernels of its own for {', '.join(lacking)}: these are composed of the six"
            yield Finding(f"device {name}", composed if lacking else "here, with all kernels")
    if "threads" in found:
        count, layer = found["threads"]
        place, kernels, size = found["cache"]
        yield Finding("kernel threads", f"{count}, by {layer}")
        yield Finding(
            "compiled kernels",
            f"{kernels} in {place}, {size / 1e6:.1f} MB",
            found["writable"],
            "Set TINYTORCH_CACHE to a folder in which you may write: without one every process compiles anew.",
        )


def ignored(workspace: Workspace) -> Finding:
    """Whether git leaves .tinytorch/ out; fine where there is no git."""
    if not shutil.which("git") or not (workspace.root / ".git").exists():
        return Finding("git", "not used here")
    command = ["git", "-C", str(workspace.root), "check-ignore", "-q", ".tinytorch/state.json"]
    well = subprocess.run(command, capture_output=True).returncode == 0
    return Finding(
        "git",
        ".tinytorch/ is ignored" if well else ".tinytorch/ is not ignored",
        well,
        "Add `.tinytorch/` to .gitignore.",
    )


def state(workspace: Workspace) -> Finding:
    notice = workspace.memory().notice
    return Finding("progress", notice or "readable", notice is None, "Nothing to do: `tt status` finds out anew.")
