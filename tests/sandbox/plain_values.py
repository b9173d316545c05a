"""What the wire's tests have in common: plain values, the question whether two are the same, a socket made of bytes."""

from __future__ import annotations

import struct
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import strategies as st

from autograder.sandbox import codec

ARRAYS = st.sampled_from(sorted(codec.DTYPES)).flatmap(
    lambda dtype: hnp.arrays(np.dtype(dtype), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(codec.MIN_INT, codec.MAX_INT)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | ARRAYS
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        | st.lists(st.floats() | st.integers(-9, 9), min_size=17, max_size=20)
    ),
    max_leaves=12,
)


def parts(frame: bytes) -> tuple[bytes, bytes]:
    """The header and the body of a frame, with nothing left over."""
    header, body = struct.unpack("<II", frame[:8])
    assert len(frame) == 8 + header + body
    return frame[8 : 8 + header], frame[8 + header :]


def framed(header: bytes, body: bytes) -> bytes:
    """Header and body as one frame, whatever they hold."""
    return struct.pack("<II", len(header), len(body)) + header + body


def there_and_back(value: Any) -> Any:
    return codec.decode(*parts(codec.encode(value)))


def same(a: Any, b: Any) -> bool:
    """Equal to the bit and to the type, arrays and floats included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes())
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(a == b)


class Tape:
    """Stands in for a socket: gives out the bytes it was made of, then the end, and keeps what is sent to it."""

    def __init__(self, data: bytes = b"", step: int = 1 << 30) -> None:
        self.data, self.step, self.position = data, step, 0
        self.sent: list[bytes] = []

    def settimeout(self, seconds: float | None) -> None:
        assert seconds is None

    def recv_into(self, buffer: memoryview) -> int:
        piece = self.data[self.position : self.position + min(len(buffer), self.step)]
        buffer[: len(piece)] = piece
        self.position += len(piece)
        return len(piece)

    def send(self, data: memoryview) -> int:
        self.sent.append(bytes(data[: self.step]))
        return len(self.sent[-1])
