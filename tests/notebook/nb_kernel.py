"""A notebook's process for tests: `Kernel().begin(folder)`, then `kernel.run("print(1)").printed`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.the_course import ROOT

DRIVER = Path(__file__).with_name("nb_driver.py")


@dataclass(frozen=True)
class Ran:
    """What a cell did: its printed text, what it showed (by MIME type), the name of the error that ended it."""

    printed: str
    shown: list[dict[str, Any]]
    error: str

    @property
    def text(self) -> str:
        """What was shown, as text."""
        return "\n".join(item["text/plain"] for item in self.shown)

    @property
    def html(self) -> str:
        return "\n".join(item["text/html"] for item in self.shown)


class Kernel:
    """One process for many notebooks, since it takes half a second to start."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONPATH"))}
        places = {"IPYTHONDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER)],
            env=kept | places,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def begin(self, folder: Path, path: Sequence[Path] = (ROOT,)) -> None:
        """Like a new kernel in `folder`."""
        self.ask({"folder": str(folder), "path": list(map(str, path))})

    def run(self, cell: str) -> Ran:
        return Ran(**self.ask({"cell": cell}))

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()
