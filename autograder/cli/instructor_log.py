"""Where the events of course/log.py go: chosen levels to stderr as lines, all of them to a file as JSON.

A line of the file is an object with `time` (UTC), `level`, `event` and the event's facts. Several commands may add to
the same file at once: each line is written in one piece.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from autograder.course.log import LOG
from autograder.reports.files import unwritable

LEVELS = ("debug", "info", "warning", "error")


def log_to(level: str, file: Path | None) -> None:
    """Send events of at least `level` to stderr, and every event to `file` where one is given."""
    for handler in LOG.handlers[:]:
        LOG.removeHandler(handler)
        handler.close()
    LOG.propagate = False
    LOG.setLevel(logging.DEBUG if file else level.upper())
    lines = _Lines()
    lines.setLevel(level.upper())
    lines.setFormatter(_Words())
    LOG.addHandler(lines)
    if file:
        try:
            events = _Events(file, encoding="utf-8")
        except OSError as error:
            raise unwritable(file, error) from error
        events.setFormatter(_Json())
        LOG.addHandler(events)


class _Lines(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:
        """Nobody reads stderr any more: the work goes on."""


class _Events(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk stops the command with its sentence; the same command then goes on where it was."""
        error = sys.exc_info()[1]
        LOG.removeHandler(self)  # else the command's last words would fail likewise
        with suppress(OSError):
            self.close()
        if isinstance(error, OSError):
            raise unwritable(Path(self.baseFilename), error) from error
        raise


class _Words(logging.Formatter):
    """09:30:01 info graded submission=5f3a seconds=0.41"""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%H:%M:%S", time.localtime(record.created))
        facts = "".join(f" {name}={_plain(fact)}" for name, fact in _facts(record).items())
        return f"{moment} {record.levelname.lower()} {record.getMessage()}{facts}"


class _Json(logging.Formatter):
    """{"time": "2026-09-14T09:30:01.250Z", "level": "info", "event": "graded", "submission": "5f3a", ...}"""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z"
        line = {"time": moment, "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(line | _facts(record), default=str)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return dict(getattr(record, "facts", {}))


def _plain(fact: object) -> str:
    """A fact in a line: printable, and on that line, whatever it holds."""
    return json.dumps(fact, default=str) if isinstance(fact, str) and not fact.isalnum() else str(fact)
