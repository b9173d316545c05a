"""Plain values as bytes and back: `encode(value)` gives a frame, `decode(header, body)` a value, and nothing else.

A value is None, bool, int (64 bits), float, str, bytes, a list or a dict with str keys of values, or an ndarray of a
listed dtype; tuples become lists. A frame is two little-endian u32 lengths, a msgpack header and the arrays' raw bytes
in order. In the header an array is the map {0: [dtype, shape]}: no other map has a key that is not a str.
Whatever is not exactly that raises WireError, before memory is taken for it: the other side may be an enemy.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection
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
LEAVES = frozenset({type(None), bool, float, str, bytes, np.ndarray})
LENGTHS = struct.Struct("<II")
MARK = b"\x81\x00"  # so begins every array in a header; by chance the two bytes stand elsewhere too
UNCOUNTED = MAX_ITEMS // 2  # a header of so few bytes cannot hold too many items: each counts twice at most
SHORT = 16  # a longer list is looked through for its types all at once

Buffer = bytes | bytearray | memoryview


class WireError(Exception):
    """A value that cannot be sent, or bytes that are not a frame of ours."""


def encode(value: object) -> bytes:
    """The frame of a plain value; WireError where the value is not plain or too big."""
    return b"".join(packed(value))


def decode(header: bytes | bytearray, body: Buffer, *, trusted: bool = False) -> Any:
    """The value of a frame's two parts, arrays as fresh ndarrays; WireError where they are not a frame of ours.

    What a trusted process has encoded is not looked through again.
    """
    check_lengths(len(header), len(body))
    value, arrays = unpacked(header, Arrays(len(body), body), trusted)
    check_bools(arrays)
    return value


def packed(value: object) -> list[memoryview]:
    """The parts of a value's frame: lengths and header, then array by array; its own memory where it is contiguous."""
    _check((value,), MAX_DEPTH)
    parts, body = [memoryview(b"")], 0

    def mark(array: np.ndarray) -> dict[int, list[Any]]:
        nonlocal body
        _check_array(array)
        body += array.nbytes
        check_lengths(0, body)
        parts.append(np.ascontiguousarray(array).data)
        return {0: [array.dtype.str, array.shape]}

    try:
        header = msgpack.packb(value, default=mark)
    except (ValueError, OverflowError) as error:  # a lone surrogate in a str, an int of 65 bits
        raise WireError(f"expected text that UTF-8 can write and ints of 64 bits, {error}") from error
    check_lengths(len(header), body)
    _check_crowd(header)
    parts[0] = memoryview(LENGTHS.pack(len(header), body) + header)
    return parts


def unpacked(header: bytes | bytearray, arrays: Arrays, trusted: bool) -> tuple[Any, list[np.ndarray]]:
    """The value of a header, and its arrays in order."""
    # Without arrays msgpack itself refuses keys that are no text or bytes, and builds its dicts by itself.
    hooks = {"strict_map_key": False, "object_pairs_hook": arrays.mapping} if MARK in header else {}
    try:
        if not trusted:
            _check_whole(header)
            _check_crowd(header)
        value = msgpack.unpackb(header, **hooks)
    except WireError:
        raise
    except Exception as error:  # msgpack documents no closed set of errors for bytes that are not msgpack
        raise WireError(f"expected a msgpack header, {type(error).__name__}: {error}") from error
    if not trusted:
        _check((value,), MAX_DEPTH)
    if arrays.claimed != arrays.size:
        raise WireError(f"expected every buffer byte to be claimed, {arrays.size - arrays.claimed} are left over")
    return value, arrays.taken


class Arrays:
    """Makes a header's arrays once their dtypes, shapes and byte counts are checked; empty ones where no body is."""

    def __init__(self, size: int, body: Buffer | None = None) -> None:
        self.size = size
        self.claimed = 0
        self.taken: list[np.ndarray] = []
        self._body = body

    def mapping(self, pairs: list[tuple[Any, Any]]) -> Any:
        """A map of msgpack: an array where its one key is 0, else a dict. No int is hashed: chosen ones collide."""
        if len(pairs) == 1 and type(pairs[0][0]) is int and pairs[0][0] == 0:
            self.taken.append(self._array(*_checked_spec(pairs[0][1])))
            return self.taken[-1]
        for key, _ in pairs:
            _check_key(key)
        return dict(pairs)

    def _array(self, dtype: np.dtype[Any], shape: tuple[int, ...]) -> np.ndarray:
        start = self.claimed
        self.claimed += math.prod(shape) * dtype.itemsize
        if self.claimed > self.size:
            raise WireError(f"expected {self.claimed} bytes of arrays, got {self.size}")
        if self._body is None:
            return np.empty(shape, dtype)
        return np.ndarray(shape, dtype, self._body, start).copy()  # aligned, writable, no window on the other arrays


def _check(values: Collection[Any], depth: int) -> None:
    """Plain values have exact types, for a subclass may lie. What is in an array is checked where it is packed."""
    if len(values) > SHORT and _is_flat(values):
        return
    for value in values:
        kind = type(value)
        if kind in LEAVES:
            continue
        if kind is int:
            if not MIN_INT <= value <= MAX_INT:
                raise WireError(f"expected an int of 64 bits, got one of {value.bit_length()}")
            continue
        if kind is list or kind is tuple:
            inner = value
        elif kind is dict:
            inner = value.values()
            for key in value:
                _check_key(key)
        else:
            raise WireError(f"expected plain data, got a {kind.__module__}.{kind.__qualname__}")
        if depth == 0:
            raise WireError(f"expected at most {MAX_DEPTH} containers inside each other")
        _check(inner, depth - 1)


def _is_flat(values: Collection[Any]) -> bool:
    """Whether all are plain and none is a container, found out without a loop in Python."""
    kinds = set(map(type, values))
    return kinds <= LEAVES or (kinds == {int} and min(values) >= MIN_INT and max(values) <= MAX_INT)


def _check_array(array: np.ndarray) -> None:
    if array.dtype.str not in DTYPES or array.ndim > MAX_RANK:
        raise WireError(
            f"expected a dtype of {', '.join(DTYPES)} and rank <= {MAX_RANK}, got {array.dtype}, {array.ndim}"
        )


def _check_key(key: object) -> None:
    if type(key) is not str:
        raise WireError(f"expected dict keys that are str, got a {type(key).__name__}")


def check_lengths(header: int, body: int) -> None:
    if header > MAX_HEADER or body > MAX_BODY:
        raise WireError(f"expected at most {MAX_HEADER} + {MAX_BODY} bytes in a frame, got {header} + {body}")


def _check_whole(header: bytes | bytearray) -> None:
    """One msgpack value to the last byte: no list claims a length, and so memory, that its items do not bear out."""
    parser = msgpack.Unpacker(read_size=max(1, len(header)))  # 0 stands for a megabyte
    parser.feed(header)
    parser.skip()
    if parser.tell() != len(header):
        raise WireError("expected one value in a header, got more")


def _check_crowd(header: bytes | bytearray) -> None:
    """No more than MAX_ITEMS elements in all lists and maps, counted without keeping any."""
    if len(header) <= UNCOUNTED:
        return
    left = MAX_ITEMS

    def count(container: Collection[Any]) -> None:
        nonlocal left
        left -= 1 + len(container)
        if left < 0:
            raise WireError(f"expected at most {MAX_ITEMS} items in a frame")

    msgpack.unpackb(header, strict_map_key=False, list_hook=count, object_pairs_hook=count)


def check_bools(arrays: list[np.ndarray]) -> None:
    if any(array.dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1 for array in arrays):
        raise WireError("expected bools of 0 and 1, got another byte")


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
