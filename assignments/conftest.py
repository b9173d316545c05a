"""The public tests, run by plain pytest: a blank that is not written yet is an xfail, "TODO Task 1.2", never a crash.

Assignments that are not unlocked are left out. These tests judge the student's tinytorch/; the course's own tests/
judge solutions/, and one process can hold only one tinytorch, so that naming both in one call is refused.
"""

import re
import tomllib
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

ASSIGNMENTS = Path(__file__).resolve().parent
NEED = re.compile(r"Need to implement for Task (\d+\.\d+)")

# The same examples each time: a verdict changes when the code does. Explaining a failure would run it many times more.
settings.register_profile(
    "tinytorch",
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
settings.load_profile("tinytorch")


def package() -> Path:
    """The folder of the tinytorch that an import finds now."""
    spec = find_spec("tinytorch")
    found = list(spec.submodule_search_locations or ()) if spec else []
    return Path(found[0]).resolve() if found else ASSIGNMENTS.parent / "tinytorch"


def is_unlocked(folder: Path) -> bool:
    """Whether a file that the assignment owns is in the package under test."""
    manifest = folder / "assignment.toml"
    if not manifest.is_file():
        return True
    owned = tomllib.loads(manifest.read_text(encoding="utf-8")).get("owns", [])
    return any((package() / file).exists() for file in owned)


def is_mixed(config: pytest.Config) -> bool:
    """Whether this run took its settings from elsewhere, and with them another tinytorch."""
    ours = config.inipath is not None and config.inipath.resolve() == ASSIGNMENTS / "pytest.ini"
    return not ours and package() != ASSIGNMENTS.parent / "tinytorch"


def refuse_mixed(config: pytest.Config) -> None:
    if is_mixed(config):
        raise pytest.UsageError(
            "assignments/ tests your tinytorch/ and tests/ tests solutions/, which one call cannot hold together: "
            "run `pytest assignments` and `pytest tests` one after the other."
        )


def pytest_sessionstart(session: pytest.Session) -> None:
    refuse_mixed(session.config)
    for argument in session.config.args:
        path = (session.config.invocation_params.dir / argument.partition("::")[0]).resolve()
        folder = next((each for each in (path, *path.parents) if each.parent == ASSIGNMENTS), None)
        if folder and not is_unlocked(folder):
            raise pytest.UsageError(f"{folder.name} is not unlocked yet: run `tt start {folder.name[:2]}` first.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    stubs = collection_path.name == "stubs" and collection_path.parent.parent == ASSIGNMENTS
    locked = collection_path.parent == ASSIGNMENTS and collection_path.is_dir() and not is_unlocked(collection_path)
    return True if stubs or locked or is_mixed(config) else None


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    refuse_mixed(config)  # `pytest .` comes here only after the session has started


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    missing = (
        NEED.fullmatch(str(call.excinfo.value))
        if call.excinfo and call.excinfo.errisinstance(NotImplementedError)
        else None
    )
    if missing:
        report.outcome, report.wasxfail = "skipped", f"TODO Task {missing[1]}"
    return report
