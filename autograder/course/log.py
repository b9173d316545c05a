"""Tell what happens while a command works: `note("graded", submission=..., seconds=...)`.

An event is a word or two and its facts. Nothing is written unless the command was asked for it (`--log`,
`--log-level`); who reads the events does not matter here.
"""

from __future__ import annotations

import logging

LOG = logging.getLogger("autograder")


def note(event: str, level: int = logging.INFO, **facts: object) -> None:
    """Log one event with its facts, which JSON must be able to hold."""
    if LOG.isEnabledFor(level):
        LOG.log(level, event, extra={"facts": facts})
