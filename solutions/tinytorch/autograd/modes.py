"""Other ways to say whether calls are recorded, beside `no_grad`.

with enable_grad():               record again, inside a no_grad()
with set_grad_enabled(training):  record, or do not
with inference_mode():            record nothing
"""

from __future__ import annotations

from contextlib import ContextDecorator
from copy import copy
from typing import Self

from tinytorch.autograd.engine import Mode


class enable_grad(ContextDecorator):
    """Record inside, also where a no_grad() stands around it; as a decorator in each call."""

    def _recreate_cm(self) -> Self:
        return copy(self)  # as a decorator: one for each call, for a function may call itself

    def __enter__(self) -> None:
        self.before = Mode.recording
        Mode.recording = True

    def __exit__(self, *error: object) -> None:
        Mode.recording = self.before


class inference_mode(enable_grad):
    """Record nothing inside, as no_grad() does; with mode=False, go on as before."""

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        self.before = Mode.recording
        Mode.recording = Mode.recording and not self.mode


class set_grad_enabled:
    """Record from now on, or do not; in a `with` only until its end."""

    def __init__(self, mode: bool) -> None:
        self.before = Mode.recording
        Mode.recording = mode

    def __enter__(self) -> None:
        """It has begun already."""

    def __exit__(self, *error: object) -> None:
        Mode.recording = self.before


def is_grad_enabled() -> bool:
    """Whether calls are being recorded."""
    return Mode.recording
