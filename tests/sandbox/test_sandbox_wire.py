"""The codec: what is plain comes back exactly, and nothing else comes through."""

from __future__ import annotations

import math
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

import hypothesis.extra.numpy as hnp
import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import wire
from autograder.sandbox.wire import WireError

ARRAYS = st.sampled_from(sorted(wire.DTYPES)).flatmap(
    lambda dtype: hnp.arrays(np.dtype(dtype), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(wire.MIN_INT, wire.MAX_INT)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | ARRAYS
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def parts(frame: bytes) -> tuple[bytes, bytes]:
    header, body = struct.unpack("<II", frame[:8])
    assert len(frame) == 8 + header + body
    return frame[8 : 8 + header], frame[8 + header :]


def there_and_back(value: Any) -> Any:
    return wire.decode(*parts(wire.encode(value)))


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


def refuses_or_decodes(header: bytes, body: bytes) -> None:
    try:
        value = wire.decode(header, body)
    except WireError:
        return
    assert same(there_and_back(value), value)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_every_plain_value_comes_back_exactly(value: Any) -> None:
    assert same(there_and_back(value), value)


@pytest.mark.slow
@given(VALUES)
@settings(max_examples=4_000, deadline=None)
def test_every_plain_value_comes_back_exactly_at_length(value: Any) -> None:
    assert same(there_and_back(value), value)


@given(st.binary(max_size=200), st.binary(max_size=40))
@settings(max_examples=200, deadline=None)
def test_random_bytes_are_refused_or_are_a_value(header: bytes, body: bytes) -> None:
    refuses_or_decodes(header, body)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A good frame with some bytes changed, cut off or put in."""
    frame = bytearray(wire.encode(draw(VALUES)))
    size = len(parts(bytes(frame))[0])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(8, len(frame)))
        frame[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(frame[8 : 8 + size]), bytes(frame[8 + size :])


@given(damaged())
@settings(max_examples=200, deadline=None)
def test_a_damaged_frame_is_refused_or_is_another_value(frame: tuple[bytes, bytes]) -> None:
    refuses_or_decodes(*frame)


@pytest.mark.slow
@given(damaged())
@settings(max_examples=8_000, deadline=None)
def test_a_damaged_frame_is_refused_or_is_another_value_at_length(frame: tuple[bytes, bytes]) -> None:
    refuses_or_decodes(*frame)


def test_tuples_become_lists() -> None:
    assert there_and_back((1, (2, 3))) == [1, [2, 3]]


@pytest.mark.parametrize("number", [math.nan, -math.nan, -0.0, math.inf, -math.inf, 5e-324])
def test_the_odd_floats_keep_every_bit(number: float) -> None:
    assert same(there_and_back(number), number)
    assert same(there_and_back(np.array([number])), np.array([number]))


def test_an_array_that_arrives_is_writable_aligned_and_its_own() -> None:
    first, second = there_and_back([np.array([True]), np.array([1.0, 2.0])])
    for array in (first, second):
        assert array.flags.writeable and array.flags.aligned and array.flags.owndata


def test_strides_do_not_travel_but_the_elements_do() -> None:
    array = np.arange(12.0).reshape(3, 4).T[::2]
    assert same(there_and_back(array), np.ascontiguousarray(array))


class Liar(float):
    """A float that could answer anything."""


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        -(2**63) - 1,
        1j,
        {1},
        {1: 2},
        "\ud800",
        Liar(1.0),
        np.float64(1.0),
        np.array([1j]),
        np.array([object()]),
        np.array(["text"]),
        np.zeros(2, ">f8"),
        np.zeros(2).view(np.recarray),
        np.zeros((1,) * 9),
        np.zeros((64 << 20) + 1, np.uint8),
        len,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_is_not_sent(value: Any) -> None:
    with pytest.raises(WireError):
        wire.encode([value])


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_lists_go_32_deep_and_no_deeper() -> None:
    assert there_and_back(nested(32)) == nested(32)
    with pytest.raises(WireError):
        wire.encode(nested(33))
    with pytest.raises(WireError):
        wire.decode(msgpack.packb(nested(33)), b"")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (msgpack.packb({0: ["<f8", [2]]}), bytes(15)),
        (msgpack.packb({0: ["<f8", [2]]}), bytes(17)),
        (msgpack.packb([]), b"x"),
        (msgpack.packb({0: ["<f8", [2**40, 0]]}), b""),
        (msgpack.packb({0: ["<f8", [-1]]}), b""),
        (msgpack.packb({0: ["<f8", [True]]}), bytes(8)),
        (msgpack.packb({0: ["<f8", [1.0]]}), bytes(8)),
        (msgpack.packb({0: ["O", [1]]}), bytes(8)),
        (msgpack.packb({0: ["<f8", [1] * 9]}), bytes(8)),
        (msgpack.packb({0: ["<f8"]}), b""),
        (msgpack.packb({0: {}}), b""),
        (msgpack.packb({0: ["<f8", [1]], "a": 1}), bytes(8)),
        (msgpack.packb({1: 2}), b""),
        (msgpack.packb({0: ["|b1", [1]]}), b"\x02"),
        (msgpack.packb(2**64 - 1), b""),
        (msgpack.packb(msgpack.ExtType(5, b"x")), b""),
        (msgpack.packb(msgpack.Timestamp(1)), b""),
        (msgpack.packb([1]) + b"\x00", b""),
        (b"\xa1\xff", b""),
        (b"", b""),
        (b"\x81\x90\x01", b""),
        (b"\xdd\xff\xff\xff\xff", b""),
        (b"\x90" * 10, b""),
    ],
)
def test_a_frame_that_is_not_ours_is_refused(header: bytes, body: bytes) -> None:
    with pytest.raises(WireError):
        wire.decode(header, body)


def test_a_million_empty_lists_do_not_fill_the_memory() -> None:
    with pytest.raises(WireError, match="items"):
        wire.decode(msgpack.packb([[[]] * 100_000] * 15), b"")


@pytest.fixture
def pair() -> Any:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_frame_too_long_is_refused_by_its_first_eight_bytes(pair: Any) -> None:
    for lengths in ((wire.MAX_HEADER + 1, 0), (1, wire.MAX_BODY + 1)):
        pair[1].sendall(struct.pack("<II", *lengths))
        with pytest.raises(WireError):
            wire.receive(pair[0], time.monotonic() + 5)


def test_silence_ends_at_the_deadline(pair: Any) -> None:
    with pytest.raises(TimeoutError):
        wire.receive(pair[0], time.monotonic() + 0.05)


def test_a_drip_of_bytes_does_not_stretch_the_deadline(pair: Any) -> None:
    def drip() -> None:
        pair[1].sendall(struct.pack("<II", 1000, 0))
        while not over.wait(0.01):
            pair[1].send(b"\x90")

    over = threading.Event()
    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(TimeoutError):
        wire.receive(pair[0], time.monotonic() + 0.3)
    over.set()
    thread.join()


@pytest.mark.parametrize(
    "sent", [b"", b"\x01", struct.pack("<II", 5, 0) + b"\x90"], ids=["nothing", "lengths", "header"]
)
def test_a_frame_cut_short_is_the_end_of_file(pair: Any, sent: bytes) -> None:
    pair[1].sendall(sent)
    pair[1].close()
    with pytest.raises(EOFError):
        wire.receive(pair[0], time.monotonic() + 5)


@pytest.mark.parametrize("act", [lambda s: wire.send(s, 1), lambda s: wire.receive(s)], ids=["send", "receive"])
def test_a_closed_socket_is_the_end_of_file(pair: Any, act: Callable[[socket.socket], Any]) -> None:
    pair[1].close()
    with pytest.raises(EOFError):
        act(pair[0])


def test_a_reader_that_sleeps_does_not_hold_the_sender(pair: Any) -> None:
    with pytest.raises(TimeoutError):
        wire.send(pair[0], bytes(8 << 20), time.monotonic() + 0.05)
