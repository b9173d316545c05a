"""Sends plain values through a socket and takes nothing else: the one language of the judge and its workers.

    send(sock, {"do": "run", "programs": programs}, deadline)
    reply = receive(sock, deadline, cap)

What a value and a frame are, says codec.py. Large arrays go straight from and to their own memory. After a WireError
the rest of a frame is unread: give the socket up.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.codec import (
    LENGTHS,
    Arrays,
    Buffer,
    WireError,
    check_bools,
    check_lengths,
    decode,
    encode,
    packed,
    unpacked,
)

__all__ = ["WireError", "decode", "encode", "receive", "send", "send_frame"]

# A moment of time.monotonic(), or a function that says how many seconds are left and is asked again when they are over.
Deadline = float | Callable[[], float] | None

SMALL = 1 << 16  # bytes that are copied into one piece with others rather than moved by themselves


def send(sock: socket.socket, value: object, deadline: Deadline = None) -> None:
    """Sends one frame before the deadline; WireError, EOFError or TimeoutError, nothing else."""
    small: list[Buffer] = []
    for part in packed(value):
        if part.nbytes <= SMALL:
            small.append(part)
        else:
            send_frame(sock, b"".join(small), deadline)
            send_frame(sock, part, deadline)
            small = []
    send_frame(sock, b"".join(small), deadline)


def send_frame(sock: socket.socket, frame: Buffer, deadline: Deadline = None) -> None:
    """Sends what `encode` gave before; EOFError or TimeoutError, nothing else."""
    view = memoryview(frame).cast("B") if frame else memoryview(b"")
    while view:
        view = view[_moved(sock, sock.send, view, deadline) :]


def receive(sock: socket.socket, deadline: Deadline = None, cap: int | None = None, *, trusted: bool = False) -> Any:
    """Receives one frame before the deadline; WireError, EOFError or TimeoutError, nothing else.

    A frame of more than `cap` bytes is refused by its lengths. For `trusted` see decode.
    """
    header, body = LENGTHS.unpack(_read(sock, LENGTHS.size, deadline))
    check_lengths(header, body)
    if cap is not None and header + body > cap:
        raise WireError(f"expected at most {cap} bytes in this frame, got {header + body}")
    if body <= SMALL:
        data = _read(sock, header + body, deadline)
        return decode(data[:header], memoryview(data)[header:], trusted=trusted)
    value, arrays = unpacked(_read(sock, header, deadline), Arrays(body), trusted)
    for array in arrays:
        _read_into(sock, array.reshape(-1).view(np.uint8).data, deadline)
    check_bools(arrays)
    return value


def _read(sock: socket.socket, length: int, deadline: Deadline) -> bytearray:
    data = bytearray(length)
    _read_into(sock, memoryview(data), deadline)
    return data


def _read_into(sock: socket.socket, view: memoryview, deadline: Deadline) -> None:
    while view:
        received = _moved(sock, sock.recv_into, view, deadline)
        if received == 0:
            raise EOFError("the other side has closed its end")
        view = view[received:]


def _moved(sock: socket.socket, move: Callable[[memoryview], int], view: memoryview, deadline: Deadline) -> int:
    """How many bytes one call of the socket has moved, once it can; a drip of bytes stretches no deadline."""
    while True:
        sock.settimeout(_left(deadline))
        try:
            return move(view)
        except TimeoutError:
            continue  # whether that was the end of all time, `_left` says
        except OSError as error:
            raise EOFError(f"the other side is gone: {error}") from error


def _left(deadline: Deadline) -> float | None:
    if deadline is None:
        return None
    left = deadline() if callable(deadline) else deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left
