"""What `tt` remembers in .tinytorch/state.json: verdicts, hints and solutions seen, borrowed blanks, time worked.

`load(folder)` never fails on garbage: a broken file is set aside and `notice` says so. `save` replaces the file whole,
so that a command killed at any moment leaves the old state or the new one.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from autograder.course.errors import UsageError

SCHEMA = 1
FACTS = ("verdicts", "hints", "solutions", "borrowed", "worked", "checked")
T = TypeVar("T")


@dataclass
class Memory:
    """The remembered facts; blanks are named by task and symbol, such as "1.2 ReLU.forward"."""

    verdicts: dict[str, dict[str, str]] = field(default_factory=dict)  # blank -> {"state": "pass", "key": digest}
    hints: dict[str, int] = field(default_factory=dict)  # blank -> how many hints were shown
    solutions: dict[str, str] = field(default_factory=dict)  # blank -> when its solution was shown
    borrowed: dict[str, str] = field(default_factory=dict)  # blank -> digest of the reference's source
    worked: dict[str, float] = field(default_factory=dict)  # task -> seconds of work
    checked: float = 0.0  # when tests last ran, in seconds since 1970
    notice: str | None = None


def load(folder: Path) -> Memory:
    """The memory kept in `folder`; empty where there is none, or where it cannot be understood."""
    path = folder / "state.json"
    try:
        return _understand(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return Memory()
    except (ValueError, RecursionError):
        aside = path.with_name("state.json.broken")
        try:
            path.replace(aside)
        except OSError:
            return Memory(notice=f"{path} is damaged and is not read; delete it.")
        return Memory(notice=f"{path} was damaged: it is set aside as {aside.name}, and verdicts are found out anew.")
    except OSError as error:
        return Memory(notice=f"{path} cannot be read ({error.strerror}); progress is found out anew.")


def _understand(raw: object) -> Memory:
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        raise ValueError("not a state file of this version")
    memory = Memory(
        verdicts={name: _table(entry, str) for name, entry in _table(raw.get("verdicts"), dict).items()},
        hints=_table(raw.get("hints"), int),
        solutions=_table(raw.get("solutions"), str),
        borrowed=_table(raw.get("borrowed"), str),
        worked=_table(raw.get("worked", {}), float),  # an older `tt` counted none
        checked=raw.get("checked", 0.0),
    )
    if not all(type(number) is float and math.isfinite(number) for number in (*memory.worked.values(), memory.checked)):
        raise ValueError("a time is a number")
    if not all(entry.keys() == {"state", "key"} for entry in memory.verdicts.values()):
        raise ValueError("a verdict has a state and a key")
    return memory


def _table(value: object, kind: type[T]) -> dict[str, T]:
    if not isinstance(value, dict) or not all(type(item) is kind for item in value.values()):
        raise ValueError(f"expected a table of {kind.__name__}")
    return value


def save(folder: Path, memory: Memory) -> None:
    """Write the memory whole; UsageError in one sentence where `folder` cannot be written."""
    facts = {name: getattr(memory, name) for name in FACTS}
    text = json.dumps({"schema": SCHEMA} | facts, indent=1, sort_keys=True, ensure_ascii=False)
    try:
        prepare(folder)
        handle, name = tempfile.mkstemp(dir=folder, prefix="state-", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            Path(name).replace(folder / "state.json")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"Progress is not recorded: {folder} cannot be written ({error.strerror}); "
            "make the course's folder writable, or copy it to where you may write."
        ) from error


def prepare(folder: Path) -> None:
    """Make `folder` with a .gitignore of its own, so that it stays out of git wherever the course was copied to."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def change(folder: Path, edit: Callable[[Memory], None]) -> Memory:
    """Load, edit and save in one go: `tt` may watch in one terminal and give hints in another."""
    memory = load(folder)
    edit(memory)
    save(folder, memory)
    return memory
