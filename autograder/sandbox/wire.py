"""Sends plain values through a socket and takes nothing else: the one language of the judge and its workers.

A value is None, bool, int (64 bits), float, str, bytes, a list or a dict with str keys of values, or an ndarray of a
listed dtype; tuples become lists. A frame is two little-endian u32 lengths, a msgpack header and the arrays' raw bytes
in order. In the header an array is the map {0: [dtype, shape]}: no other map has a key that is not a str.
Whatever is not exactly that raises WireError, before memory is taken for it: the other side may be an enemy.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

MAX_HEADER = 16 << 20
MAX_BODY = 64 << 20
MAX_ITEMS = 1 << 21  # elements of all lists and maps in one header: an empty list is 1 byte on the wire, 56 in memory
MAX_DEPTH = 32
MAX_RANK = 8
MIN_INT, MAX_INT = -(1 << 63), (1 << 63) - 1

DTYPES = {
    text: np.dtype(text)
    for text in ("|b1", "|i1", "|u1", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")
}
LEAVES = frozenset({type(None), bool, float, str, bytes})
LENGTHS = struct.Struct("<II")


class WireError(Exception):
    """A value that cannot be sent, or bytes that are not a frame of ours."""


def encode(value: object) -> bytes:
    """The frame of a plain value; WireError where the value is not plain or too big."""
    buffers: list[bytes] = []
    tree = _to_header(value, buffers, MAX_DEPTH)
    try:
        header = msgpack.packb(tree, use_bin_type=True)
    except (ValueError, OverflowError) as error:  # a lone surrogate in a str
        raise WireError(f"expected text that UTF-8 can write, {error}") from error
    body = sum(map(len, buffers))
    _check_lengths(len(header), body)
    return b"".join((LENGTHS.pack(len(header), body), header, *buffers))


def decode(header: bytes, body: bytes) -> Any:
    """The value of a frame's two parts, arrays as fresh ndarrays; WireError where they are not a frame of ours."""
    _check_lengths(len(header), len(body))
    count = _item_counter()
    try:
        tree = msgpack.unpackb(
            header, strict_map_key=False, list_hook=count, object_hook=count, ext_hook=_refuse_extension
        )
    except WireError:
        raise
    except Exception as error:  # msgpack documents no closed set of errors for bytes that are not msgpack
        raise WireError(f"expected a msgpack header, {type(error).__name__}: {error}") from error
    reader = _Body(body)
    value = _from_header(tree, reader, MAX_DEPTH)
    if reader.offset != len(body):
        raise WireError(f"expected every buffer byte to be claimed, {len(body) - reader.offset} are left over")
    return value


def send(sock: socket.socket, value: object, deadline: float | None = None) -> None:
    """Sends one frame before `deadline` (time.monotonic()); WireError, EOFError or TimeoutError, nothing else."""
    frame = encode(value)
    try:
        _arm(sock, deadline)
        sock.sendall(frame)
    except TimeoutError:
        raise
    except OSError as error:
        raise EOFError(f"the other side is gone: {error}") from error


def receive(sock: socket.socket, deadline: float | None = None) -> Any:
    """Receives one frame before `deadline` (time.monotonic()); WireError, EOFError or TimeoutError, nothing else."""
    header_length, body_length = LENGTHS.unpack(_read(sock, LENGTHS.size, deadline))
    _check_lengths(header_length, body_length)
    header = _read(sock, header_length, deadline)
    return decode(header, _read(sock, body_length, deadline))


def _check_lengths(header: int, body: int) -> None:
    if header > MAX_HEADER or body > MAX_BODY:
        raise WireError(f"expected at most {MAX_HEADER} + {MAX_BODY} bytes in a frame, got {header} + {body}")


def _to_header(value: object, buffers: list[bytes], depth: int) -> object:
    """The value with its arrays moved out to `buffers`. Asks for the exact type: a subclass may lie."""
    kind = type(value)
    if kind in LEAVES:
        return value
    if kind is int:
        return _checked_int(value)
    if kind is np.ndarray:
        return _array_to_header(value, buffers)  # type: ignore[arg-type]
    if depth == 0:
        raise WireError(f"expected at most {MAX_DEPTH} containers inside each other")
    if kind is list or kind is tuple:
        return [_to_header(item, buffers, depth - 1) for item in value]  # type: ignore[attr-defined]
    if kind is dict:
        return {_checked_key(k): _to_header(v, buffers, depth - 1) for k, v in value.items()}  # type: ignore[attr-defined]
    raise WireError(f"expected plain data, got a {kind.__module__}.{kind.__qualname__}")


def _array_to_header(array: np.ndarray, buffers: list[bytes]) -> dict[int, list[Any]]:
    if array.dtype.str not in DTYPES or array.ndim > MAX_RANK:
        raise WireError(
            f"expected a dtype of {', '.join(DTYPES)} and rank <= {MAX_RANK}, got {array.dtype}, {array.ndim}"
        )
    if array.nbytes > MAX_BODY:
        raise WireError(f"expected at most {MAX_BODY} bytes of arrays, got {array.nbytes}")
    buffers.append(array.tobytes())
    return {0: [array.dtype.str, list(array.shape)]}


def _from_header(tree: Any, body: _Body, depth: int) -> Any:
    kind = type(tree)
    if kind in LEAVES:
        return tree
    if kind is int:
        return _checked_int(tree)
    if kind is dict and len(tree) == 1:
        [(key, spec)] = tree.items()
        if type(key) is int and key == 0:
            return body.take(spec)
    if depth == 0:
        raise WireError(f"expected at most {MAX_DEPTH} containers inside each other")
    if kind is list:
        return [_from_header(item, body, depth - 1) for item in tree]
    if kind is dict:
        return {_checked_key(k): _from_header(v, body, depth - 1) for k, v in tree.items()}
    raise WireError(f"expected plain data, got a {kind.__name__}")  # msgpack's Timestamp


class _Body:
    """The raw bytes of a frame, handed out array by array."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def take(self, spec: Any) -> np.ndarray:
        """The next array, after its dtype, shape and byte count have been checked."""
        dtype, shape = _checked_spec(spec)
        count = math.prod(shape)
        end = self.offset + count * dtype.itemsize
        if end > len(self.data):
            raise WireError(f"expected {end} bytes of arrays, got {len(self.data)}")
        if count == 0:
            return np.empty(shape, dtype)
        view = np.frombuffer(self.data, dtype, count, self.offset)
        if dtype.kind == "b" and view.view(np.uint8).max() > 1:
            raise WireError("expected bools of 0 and 1, got another byte")
        self.offset = end
        return view.reshape(shape).copy()  # aligned, writable, and not a window on the other arrays


def _checked_spec(spec: Any) -> tuple[np.dtype[Any], tuple[int, ...]]:
    if type(spec) is not list or len(spec) != 2 or type(spec[0]) is not str or type(spec[1]) is not list:
        raise WireError("expected [dtype, shape] for an array")
    name, shape = spec
    if name not in DTYPES or len(shape) > MAX_RANK:
        raise WireError(f"expected a listed dtype and rank <= {MAX_RANK}, got {name[:16]!r} and {len(shape)}")
    if any(type(side) is not int or side < 0 for side in shape):
        raise WireError("expected sides that are whole numbers >= 0")
    # Sides beside a 0 count too: NumPy refuses shapes like (0, 2**62).
    if math.prod(max(side, 1) for side in shape) > MAX_BODY:
        raise WireError(f"expected at most {MAX_BODY} elements")
    return DTYPES[name], tuple(shape)


def _checked_int(value: Any) -> int:
    if not MIN_INT <= value <= MAX_INT:
        raise WireError(f"expected an int of 64 bits, got one of {value.bit_length()}")
    return int(value)


def _checked_key(key: object) -> str:
    if type(key) is not str:
        raise WireError(f"expected dict keys that are str, got a {type(key).__name__}")
    return key


def _item_counter() -> Callable[[Any], Any]:
    """A hook that msgpack calls for every list and map it has built; it stops the parse when they are too many."""
    left = MAX_ITEMS

    def count(container: Any) -> Any:
        nonlocal left
        left -= 1 + len(container)
        if left < 0:
            raise WireError(f"expected at most {MAX_ITEMS} items in a frame")
        return container

    return count


def _refuse_extension(code: int, data: bytes) -> None:
    raise WireError(f"expected no extension types, got type {code}")


def _arm(sock: socket.socket, deadline: float | None) -> None:
    """Gives the next socket call the time that is left, so that a drip of bytes cannot stretch the deadline."""
    if deadline is None:
        return sock.settimeout(None)
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return sock.settimeout(left)


def _read(sock: socket.socket, length: int, deadline: float | None) -> bytes:
    data = bytearray(length)
    view = memoryview(data)
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
    return bytes(data)
