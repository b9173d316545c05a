"""Frames at rest: `unpack(frame)` reads one value that the wire codec encoded, `unpack_all(data)` several in a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograder.sandbox.codec import LENGTHS, WireError, decode


def unpack(frame: bytes) -> Any:
    """The value of exactly one frame."""
    (value,) = unpack_all(frame)
    return value


def unpack_all(data: bytes) -> Iterator[Any]:
    """The values of frames written one after the other; WireError where one is cut short."""
    position = 0
    while position < len(data):
        if position + LENGTHS.size > len(data):
            raise WireError("a stored frame is cut short")
        header, body = LENGTHS.unpack_from(data, position)
        start, middle, end = (position + LENGTHS.size + offset for offset in (0, header, header + body))
        if end > len(data):
            raise WireError("a stored frame is cut short")
        yield decode(data[start:middle], memoryview(data)[middle:end])
        position = end
