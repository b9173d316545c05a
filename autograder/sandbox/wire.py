"""Sends plain values through a socket and takes nothing else: the one language of the judge and its workers.

    send(sock, {"do": "run", "programs": programs}, deadline)
    reply = receive(sock, deadline, cap)

What a value and a frame are, says codec.py. Large arrays go straight from and to their own memory. After a WireError
the rest of a frame is unread: give the socket up.
"""

from __future__ import annotations

import socket
import time
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

SMALL = 1 << 16  # bytes that are copied into one piece with others rather than moved by themselves


def send(sock: socket.socket, value: object, deadline: float | None = None) -> None:
    """Sends one frame before `deadline` (time.monotonic()); WireError, EOFError or TimeoutError, nothing else."""
    small: list[Buffer] = []
    for part in packed(value):
        if part.nbytes <= SMALL:
            small.append(part)
        else:
            send_frame(sock, b"".join(small), deadline)
            send_frame(sock, part, deadline)
            small = []
    send_frame(sock, b"".join(small), deadline)


def send_frame(sock: socket.socket, frame: Buffer, deadline: float | None = None) -> None:
    """Sends what `encode` gave before; EOFError or TimeoutError, nothing else."""
    try:
        _arm(sock, deadline)
        sock.sendall(frame)
    except TimeoutError:
        raise
    except OSError as error:
        raise EOFError(f"the other side is gone: {error}") from error


def receive(
    sock: socket.socket, deadline: float | None = None, cap: int | None = None, *, trusted: bool = False
) -> Any:
    """Receives one frame before `deadline` (time.monotonic()); WireError, EOFError or TimeoutError, nothing else.

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


def _arm(sock: socket.socket, deadline: float | None) -> None:
    """Gives the next socket call the time that is left, so that a drip of bytes cannot stretch the deadline."""
    if deadline is None:
        return sock.settimeout(None)
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return sock.settimeout(left)


def _read(sock: socket.socket, length: int, deadline: float | None) -> bytearray:
    data = bytearray(length)
    _read_into(sock, memoryview(data), deadline)
    return data


def _read_into(sock: socket.socket, view: memoryview, deadline: float | None) -> None:
    try:
        while view:
            _arm(sock, deadline)
            received = sock.recv_into(view)
            if received == 0:
                raise EOFError("the other side has closed its end")
            view = view[received:]
    except TimeoutError:
        raise
    except OSError as error:
        raise EOFError(f"the other side is gone: {error}") from error
