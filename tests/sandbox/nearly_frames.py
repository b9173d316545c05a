"""Frames that are nearly right: msgpack of every kind and width, with lies about lengths, dtypes, shapes and keys."""

from __future__ import annotations

import struct

from hypothesis import strategies as st
from plain_values import framed

from autograder.sandbox import codec

NAMES = [*codec.DTYPES, "<f16", ">f8", "|O", "|V8", "<c16", "<U1", "f8", "", "<f8\0", "<M8[s]"]


def number(kind: str, mark: int) -> st.SearchStrategy[bytes]:
    """A msgpack scalar of one width, with any bytes for its number: NaNs with a payload, ints that need 64 bits."""
    size = struct.calcsize(kind)
    return st.binary(min_size=size, max_size=size).map(lambda raw: bytes([mark]) + raw)


def sized(mark: int, kind: str, data: bytes, lie: int) -> bytes:
    """A msgpack string, byte string or extension that claims `lie` more bytes than it has."""
    return bytes([mark]) + struct.pack(kind, max(0, len(data) + lie) % (1 << 8 * struct.calcsize(kind))) + data


LIES = st.sampled_from([0] * 40 + [1, -1, 200, 1 << 30])
SCALARS = st.one_of(
    st.sampled_from([0, 1, 0x7F, 0xC0, 0xC1, 0xC2, 0xC3, 0xE0, 0xFF, 0xA1, 0xDC]).map(lambda byte: bytes([byte])),
    *(number(kind, mark) for mark, kind in zip(range(0xCA, 0xD4), "fdBHIQBHIQ", strict=True)),
    *(
        st.builds(sized, st.just(mark), st.just(kind), st.binary(max_size=9), LIES)
        for mark, kind in ((0xC4, ">B"), (0xC5, ">H"), (0xC6, ">I"), (0xD9, ">B"), (0xDA, ">H"), (0xDB, ">I"))
    ),
    st.tuples(st.integers(0, 4), st.integers(0, 255), st.binary(min_size=16, max_size=16)).map(
        lambda drawn: bytes([0xD4 + drawn[0], drawn[1]]) + drawn[2][: 1 << drawn[0]]
    ),
    st.tuples(st.sampled_from([0, 5, 255]), st.binary(max_size=13)).map(
        lambda drawn: bytes([0xC7, len(drawn[1]), drawn[0]]) + drawn[1]
    ),
    st.text(max_size=4).map(codec.encode).map(lambda frame: frame[8:]),
)


def container(marks: tuple[int, int, int], items: list[bytes], per: int, width: int, lie: int) -> bytes:
    """A msgpack list or map, its length in one of three widths; it claims `lie` more items than it has."""
    count = max(0, len(items) // per + lie)
    short, middle, long = marks
    if width == 0 and count < 16:
        return bytes([short | count]) + b"".join(items)
    if width <= 1:
        return bytes([middle]) + struct.pack(">H", count & 0xFFFF) + b"".join(items)
    return bytes([long]) + struct.pack(">I", count) + b"".join(items)


def packed_list(items: list[bytes], width: int = 0, lie: int = 0) -> bytes:
    return container((0x90, 0xDC, 0xDD), items, 1, width, lie)


def packed_map(items: list[bytes], width: int = 0, lie: int = 0) -> bytes:
    return container((0x80, 0xDE, 0xDF), items[: len(items) // 2 * 2], 2, width, lie)


ZEROS = st.sampled_from([b"\x00"] * 9 + [b"\xcc\x00", b"\xd3" + bytes(8), b"\xc2", b"\xcb" + bytes(8), b"\xa0"])
SIDES = (
    st.sampled_from([b"\x00", b"\x01", b"\x02", b"\x03", b"\x02", b"\xff", b"\xc3", b"\xce\x7f\xff\xff\xff"]) | SCALARS
)
ARRAY_MARKS = st.builds(
    lambda zero, name, sides, lie: packed_map([zero, packed_list([name, packed_list(sides, lie=lie)])]),
    ZEROS,
    st.sampled_from(NAMES).map(lambda name: bytes([0xA0 | len(name)]) + name.encode()) | SCALARS,
    st.lists(SIDES, max_size=9),
    st.sampled_from([0] * 9 + [1, -1]),
)
WIDTHS = st.integers(0, 2)
TREES = st.recursive(
    SCALARS | ARRAY_MARKS,
    lambda inner: (
        st.builds(packed_list, st.lists(inner, max_size=4), WIDTHS, LIES)
        | st.builds(packed_map, st.lists(inner, max_size=6), WIDTHS, LIES)
        | st.builds(lambda depth, end: b"\x91" * depth + end, st.sampled_from([30, 31, 32, 33, 600, 1100]), inner)
    ),
    max_leaves=10,
)
NEARLY = st.builds(
    framed, TREES, st.just(b"") | st.sampled_from([1, 2, 4, 8, 12, 16, 32]).map(bytes) | st.binary(max_size=64)
)
