"""The wire case by case: what is plain comes back exactly, and nothing else comes through. The fuzz test goes on."""

from __future__ import annotations

import contextlib
import math
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np
import pytest
from attacks import attack
from plain_values import same, there_and_back

from autograder.sandbox import codec, wire
from autograder.sandbox.warm import WarmParent
from autograder.sandbox.wire import WireError


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
        [np.broadcast_to(np.uint8(0), 40 << 20)] * 2,
        [[[]] * (1 << 20)],
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
        (msgpack.packb({0: [{0: ["<f8", []]}, []]}), bytes(8)),
        (msgpack.packb({False: ["<f8", []]}), bytes(8)),
        (msgpack.packb([{0: ["<f8", []]}, {False: ["<f8", []]}]), bytes(16)),
        (msgpack.packb([{0: ["<f8", []]}, {0.0: ["<f8", []]}]), bytes(16)),
        (msgpack.packb([{0: ["<f8", []]}, {1: 2}]), bytes(8)),
        (msgpack.packb([{0: ["<f8", []]}, {b"a": 2}]), bytes(8)),
        (msgpack.packb([{0: ["<f8", []]}, {None: 2}]), bytes(8)),
        (msgpack.packb({b"a": 2}), b""),
        (msgpack.packb([1] * 20 + [2**64 - 1]), b""),
        (msgpack.packb([1.5] * 20 + [msgpack.Timestamp(1)]), b""),
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
    for lengths in ((codec.MAX_HEADER + 1, 0), (1, codec.MAX_BODY + 1)):
        pair[1].sendall(struct.pack("<II", *lengths))
        with pytest.raises(WireError):
            wire.receive(pair[0], time.monotonic() + 5)


def test_a_frame_of_more_bytes_than_its_cap_is_refused_by_its_first_eight(pair: Any) -> None:
    wire.send(pair[1], bytes(98))  # with the 2 bytes that say so, 100
    assert wire.receive(pair[0], time.monotonic() + 5, 100) == bytes(98)
    pair[1].sendall(struct.pack("<II", 60, 41))
    with pytest.raises(WireError, match="100"):
        wire.receive(pair[0], time.monotonic() + 5, 100)


def test_frames_follow_one_another_however_they_are_sent_and_received(pair: Any) -> None:
    large = np.arange(3 << 20, dtype=np.float32).reshape(3, 1 << 20)
    values = [[large, {"a": large.T}, np.array(1.5), large[:, ::2]], 1, [large > 5], np.zeros((0, 9))]

    def send() -> None:
        for value in values:
            wire.send(pair[1], value, time.monotonic() + 30)
            wire.send_frame(pair[1], codec.encode(value), time.monotonic() + 30)

    thread = threading.Thread(target=send)
    thread.start()
    for value in values:
        assert same(wire.receive(pair[0], time.monotonic() + 30), value)
        assert same(wire.receive(pair[0], time.monotonic() + 30, trusted=True), value)
    thread.join()


def test_a_large_array_that_arrives_is_writable_aligned_and_its_own(pair: Any) -> None:
    thread = threading.Thread(target=wire.send, args=(pair[1], [np.ones(3, bool), np.ones(1 << 20)]))
    thread.start()
    for array in wire.receive(pair[0], time.monotonic() + 30):
        assert array.flags.writeable and array.flags.aligned and array.flags.owndata
    thread.join()


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ({0: ["|b1", [1 << 20]]}, b"\x02" * (1 << 20)),
        ([{0: ["|u1", [1 << 19]]}], bytes(1 << 20)),
        ([{0: ["|u1", [1 << 20]]}] * 2, bytes(1 << 20)),
    ],
    ids=["bools", "bytes left over", "bytes missing"],
)
def test_a_large_frame_that_is_not_ours_is_refused_as_a_small_one_is(pair: Any, header: Any, body: bytes) -> None:
    packed = msgpack.packb(header)
    frame = struct.pack("<II", len(packed), len(body)) + packed + body

    def send() -> None:
        with contextlib.suppress(OSError):  # the receiver gives the socket up
            pair[1].sendall(frame)

    thread = threading.Thread(target=send)
    thread.start()
    with pytest.raises(WireError):
        wire.receive(pair[0], time.monotonic() + 30)
    pair[0].close()
    thread.join()


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


def test_a_large_array_goes_to_a_worker_and_back_as_it_is(parent: WarmParent) -> None:
    array = np.arange(4 << 20, dtype=np.float32).reshape(2, 1 << 21)
    assert same(attack(parent, "return args", array, array.T), ["ok", [array, np.ascontiguousarray(array.T)]])
