"""Run the public tests of one assignment in this process, writing each event at once: `run(request)`.

A fresh process (`python -m autograder.loop.testrun REQUEST`) and a fork of the warm process both come here. Events
are JSON lines in a file, so that a test that hangs or kills the process leaves what came before it.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import signal
import sys
import time
import tomllib
from collections.abc import Generator, Sequence
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

import pytest

from autograder.loop import bytecode
from autograder.loop.explain import Comparison, explain, headline, missing_name
from autograder.loop.outcome import Failure
from autograder.loop.stacks import wall_limit

PRINTED = 8  # last lines of what the student's code printed; hypothesis calls it many times

# What nobody reads here: pytest's own cache and stacks; and warnings about what is collected, for which it collects
# garbage several times before it ends.
UNUSED = ("cacheprovider", "faulthandler", "unraisableexception", "threadexception")
QUIET = [*(f"-pno:{plugin}" for plugin in UNUSED), "--disable-plugin-autoload", "-q", "--tb=no"]


class Recorder:
    """The pytest plugin: picks the wanted tests, arms the time limits, writes what happens."""

    def __init__(self, request: dict[str, Any], events: IO[str], stacks: IO[str]) -> None:
        self.root = Path(request["root"])
        self.wanted = None if request["wanted"] is None else {tuple(pair) for pair in request["wanted"]}
        self.skip = set(request["skip"])
        self.written = frozenset(request["written"])
        self.limit = float(request["limit"])
        self.events, self.stacks = events, stacks
        self.comparison: Comparison | None = None
        self.current: dict[str, Any] = {}

    def write(self, event: str, **facts: Any) -> None:
        self.events.write(json.dumps({"event": event} | facts) + "\n")
        self.events.flush()

    def arm(self) -> None:
        """End this process at one of its limits, with the stack in `stacks`: works whatever Python is doing."""
        if hasattr(signal, "setitimer"):
            faulthandler.register(signal.SIGPROF, file=self.stacks, chain=True)  # and then it ends the process
            signal.setitimer(signal.ITIMER_PROF, self.limit)
        faulthandler.dump_traceback_later(wall_limit(self.limit), exit=True, file=self.stacks)

    def disarm(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0.0)
        faulthandler.cancel_dump_traceback_later()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        self.arm()
        try:
            return (yield)
        finally:
            self.disarm()

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """A file of tests that names none of the wanted blanks is left unread, and what it imports with it."""
        if self.wanted is None or not fnmatch(collection_path.name, "test_*.py"):
            return None
        text = collection_path.read_text(encoding="utf-8", errors="replace")
        return None if any(symbol in text for _, symbol in self.wanted) else True

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid not in self.skip and self.is_wanted(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
        self.write("collected", tests=[self.describe(item) for item in kept])

    def is_wanted(self, item: pytest.Item) -> bool:
        return self.wanted is None or bool(self.wanted & set(blanks_of(item)))

    def describe(self, item: pytest.Item) -> dict[str, Any]:
        return {"nodeid": item.nodeid, "law": law_of(item), "blanks": blanks_of(item)}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.current = self.describe(item) | {"state": "pass", "seconds": 0.0}
        self.comparison = None
        self.write("start", nodeid=item.nodeid)
        self.arm()
        try:
            return (yield)
        finally:
            self.disarm()
            self.write("finish", **self.current)

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        self.comparison = Comparison(op, left, right)

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # outside of the conftest's wrapper, which makes the xfail
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        self.current["seconds"] += call.duration
        reason = getattr(report, "wasxfail", "")
        if report.skipped and reason.startswith("TODO Task "):
            self.current |= {"state": "todo", "needs": reason.removeprefix("TODO Task ")}
        elif report.failed and call.excinfo:
            failure = self.failure(item, call.excinfo.value, report)
            self.current |= {"state": "fail", "failure": asdict(failure)}
        return report

    def failure(self, item: pytest.Item, error: BaseException, report: pytest.TestReport) -> Failure:
        comparison = self.comparison if isinstance(error, AssertionError) else None
        function = getattr(item, "originalname", item.name)
        failure = explain(error, comparison, self.root, item.path, function, self.written)
        return Failure(**asdict(failure) | {"printed": "\n".join(report.capstdout.rstrip().split("\n")[-PRINTED:])})

    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]) -> None:
        if isinstance(node, pytest.Item) or call.excinfo is None:
            return
        error = call.excinfo.value
        cause = error.__cause__ or error  # pytest wraps what the import of a test file raised
        failure = explain(cause, None, self.root, node.path, "<module>")
        where = failure.where.partition(" in ")[0] or failure.test or node.nodeid
        if gone := missing_name(cause):
            file, name = gone
            self.write("problem", where=file, message=f"`{name}` is not there any more, and {where} imports it.")
        else:
            self.write("problem", where=where, message=headline(cause))

    def pytest_sessionfinish(self) -> None:
        module = sys.modules.get("tinytorch")
        paths = [str(Path(path).resolve()) for path in module.__path__] if module else []
        self.write("end", package=paths[0] if paths else "")


def blanks_of(item: pytest.Item) -> list[tuple[str, str]]:
    """The (task, symbol) pairs of the marks, the nearest first."""
    return [(str(mark.args[0]), str(mark.args[1])) for mark in item.iter_markers("task")]


def law_of(item: pytest.Item) -> str:
    """The first line of the test's docstring, or its name as words; and which of several cases it is."""
    words = item.name.partition("[")[0].removeprefix("test_").replace("_", " ")
    law = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip().splitlines()
    case = item.name.partition("[")[2].removesuffix("]")
    return (law[0] if law else words) + (f" [{case}]" if case else "")


def load_compiler(request: dict[str, Any]) -> None:
    """Load Numba if the assignment asks for it, and let it compile once: it loads half of itself at its first use only.

    Before `bytecode.keep`, which would have its hundreds of files compiled anew. No thread is started.
    """
    manifest = Path(request["root"]) / "assignments" / request["folder"] / "assignment.toml"
    limits = tomllib.loads(manifest.read_text(encoding="utf-8")).get("limits", {})
    if "numba" in limits.get("preload", ()) and "numba" not in sys.modules:
        import numba.cuda
        import numba.parfors.parfor

        numba.njit(lambda x: x + 1.0)(1.0)
        gc.freeze()  # a collection need not look through all of this


def run(request: dict[str, Any]) -> int:
    """Run what the request names; the exit code is pytest's."""
    root = Path(request["root"])
    os.chdir(root)
    load_compiler(request)
    bytecode.keep(root)
    ini = root / "assignments" / "pytest.ini"
    arguments = [str(root / "assignments" / request["folder"] / "tests"), "-c", str(ini), "--rootdir", str(root)]
    with (
        Path(request["events"]).open("a", encoding="utf-8") as events,
        Path(request["stacks"]).open("w", encoding="utf-8") as stacks,
    ):
        faulthandler.enable(file=stacks)
        code = int(pytest.main([*arguments, *QUIET], plugins=[Recorder(request, events, stacks)]))
        events.write(json.dumps({"event": "exit", "code": code, "time": time.time()}) + "\n")
        faulthandler.disable()
    return code


def main(arguments: Sequence[str]) -> int:
    return run(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
