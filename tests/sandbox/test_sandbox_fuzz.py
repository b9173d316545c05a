"""Whatever bytes come, the wire gives a value or WireError, and takes no more memory than its caps allow.

hypothesis draws everything. In the bulk tests one example of hypothesis is a frame and a seed, from which hundreds of
damaged frames are made and read one by one: that is where the million comes from. The other tests count each example.
"""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nearly_frames import NEARLY, packed_list, packed_map
from plain_values import VALUES, Tape, framed, parts, same

from autograder.sandbox import codec, wire
from autograder.sandbox.wire import WireError

BATCH = 500  # damaged frames from one example of hypothesis
INTERESTING = bytes.fromhex(
    "00 01 7f 80 81 82 90 91 92 a0 a3 bf c0 c1 c2 c3 c4 c6 c7 c9 ca cb cf d3 d4 d6 d7 d8 d9 db dc dd de df e0 ff"
)
FRAMES = VALUES.map(codec.encode) | NEARLY


def read(header: bytes, body: bytes) -> Any:
    """The value, or WireError as a value: any other exception comes through, with the frame that has caused it."""
    try:
        return codec.decode(header, body)
    except WireError:
        return WireError
    except BaseException as error:
        error.add_note(f"header {header.hex()} body {body.hex()}")
        raise


def check(header: bytes, body: bytes) -> bool:
    """Refuses the frame, or reads a value whose own frame is read as the same value and made again to the byte."""
    value = read(header, body)
    if value is WireError:
        return False
    frame = codec.encode(value)
    again = read(*parts(frame))
    assert same(again, value), f"header {header.hex()} body {body.hex()}"
    assert codec.encode(again) == frame, f"header {header.hex()} body {body.hex()}"
    return True


def received(frame: bytes, step: int = 1 << 30) -> Any:
    """What the receiving end makes of bytes that end there: a value, or the class of its error."""
    try:
        return wire.receive(Tape(frame, step))  # type: ignore[arg-type]
    except (WireError, EOFError) as error:
        return type(error)


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Bytes like the first ones, with bits turned, bytes changed, cut out and put in, or an end of the other ones."""
    bad = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at, act = chance.randrange(len(bad) + 1), chance.randrange(10)
        if act < 3 and at < len(bad):
            bad[at] ^= 1 << chance.randrange(8)
        elif act < 6:
            bad[at : at + 1] = chance.choice(INTERESTING).to_bytes(1, "little")
        elif act == 6:
            bad[at : at + chance.randrange(1, 5)] = b""
        elif act == 7:
            bad[at:at] = chance.randbytes(chance.randrange(1, 5))
        elif act == 8:
            bad[at:] = other[chance.randrange(len(other) + 1) :]
        else:
            bad[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x01\x00\x00"))
    return bytes(bad)


def mended(header: bytes) -> bytes:
    """The header with what is missing to one value put to its end, or what is too much cut off, so that more passes."""
    parser = msgpack.Unpacker()
    parser.feed(header + b"\xc0" * 64)
    try:
        parser.skip()
    except Exception:  # what is wrong with it cannot be mended
        return header
    return (header + b"\xc0" * 64)[: parser.tell()]


def check_all(frame: bytes, other: bytes, seed: int) -> None:
    """Read hundreds of damaged frames: most as a damaged header or body, some whole and through the receiving end."""
    chance = random.Random(seed)
    header, body = parts(frame)
    for number in range(BATCH):
        if number % 16 == 0:
            value = received(damaged(frame, other, chance))
            assert value is WireError or value is EOFError or same(value, value)
        elif number % 16 == 1:
            check(header, damaged(body, other, chance))
        else:
            bad = damaged(header, other[8:], chance)
            check(mended(bad) if number % 2 else bad, body)


BULK = given(FRAMES, FRAMES, st.integers(0, 2**32))


@BULK
@settings(max_examples=12)
def test_thousands_of_damaged_frames_are_refused_or_are_values(frame: bytes, other: bytes, seed: int) -> None:
    check_all(frame, other, seed)


@pytest.mark.slow
@BULK
@settings(max_examples=2_000)
def test_a_million_damaged_frames_are_refused_or_are_values(frame: bytes, other: bytes, seed: int) -> None:
    check_all(frame, other, seed)


@given(NEARLY)
@settings(max_examples=600)
def test_a_frame_that_is_nearly_right_is_refused_or_is_a_value(frame: bytes) -> None:
    check(*parts(frame))


@pytest.mark.slow
@given(NEARLY)
@settings(max_examples=15_000)
def test_a_frame_that_is_nearly_right_is_refused_or_is_a_value_at_length(frame: bytes) -> None:
    check(*parts(frame))


@given(st.binary(max_size=200), st.binary(max_size=40))
@settings(max_examples=300)
def test_random_bytes_are_refused_or_are_a_value(header: bytes, body: bytes) -> None:
    check(header, body)


@given(VALUES)
@settings(max_examples=300)
def test_every_plain_value_comes_back_exactly(value: Any) -> None:
    frame = codec.encode(value)
    assert same(codec.decode(*parts(frame)), value)
    assert same(codec.decode(*parts(frame), trusted=True), value)


@pytest.mark.slow
@given(VALUES)
@settings(max_examples=5_000)
def test_every_plain_value_comes_back_exactly_at_length(value: Any) -> None:
    assert same(codec.decode(*parts(codec.encode(value))), value)


@given(FRAMES, st.integers(0, 12), st.integers(1, 40))
@settings(max_examples=300)
def test_arrays_that_are_received_into_their_own_memory_are_those_that_are_copied(
    frame: bytes, small: int, step: int
) -> None:
    whole = read(*parts(frame))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "SMALL", small)
        straight = received(frame, step)
    assert straight is whole is WireError or same(straight, whole)


@given(VALUES, st.integers(0, 40))
@settings(max_examples=200)
def test_what_is_sent_piece_by_piece_is_the_frame(value: Any, small: int) -> None:
    tape = Tape(step=1 + small)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "SMALL", small)
        wire.send(tape, value)  # type: ignore[arg-type]
    assert b"".join(tape.sent) == codec.encode(value)


def allowed(header: int, body: int) -> int:
    """The most memory that reading a frame may take: the arrays, and what small objects take that are a byte each."""
    return body + 32 * header + 48 * min(header, codec.UNCOUNTED) + (128 << 10)


def peak(act: Callable[..., Any], *args: Any) -> int:
    """The most bytes that Python and NumPy have held at a time for an act."""
    tracemalloc.start()
    try:
        act(*args)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@BULK
@settings(max_examples=3)
def test_no_damaged_frame_takes_more_memory_than_its_size_allows(frame: bytes, other: bytes, seed: int) -> None:
    chance = random.Random(seed)
    body = parts(frame)[1]
    for _ in range(BATCH):
        header = damaged(parts(frame)[0], other[8:], chance)
        assert peak(read, header, body) <= allowed(len(header), len(body)), f"header {header.hex()} body {body.hex()}"


MANY = 100_000
GREEDY = {
    "lists in lists that claim as many items as there are bytes": (b"\xdd\x00\x01\x80\x00" * 1000).ljust(MANY, b"\xc0"),
    "empty lists": packed_list([b"\x90"] * MANY, width=2),
    "empty maps": packed_list([b"\x80"] * MANY, width=2),
    "short texts": packed_list([b"\xa2\xc4\x80"] * (MANY // 3), width=2),
    "maps of one": packed_list([b"\x81\xa0\xc0"] * (MANY // 3), width=2),
    "lists of lists of lists": packed_list([b"\x91" * 30 + b"\x90"] * (MANY // 31), width=2),
    "a thousand lists in each other": packed_list([b"\x91" * 1000 + b"\x90"] * (MANY // 1001), width=2),
    "a text that claims 4 GiB": b"\xdb\xff\xff\xff\xff" + b"a" * MANY,
    "an array of 7 TiB": b"\x81\x00\x92\xa3<f8\x91\xcf" + struct.pack(">Q", 7 << 37),
    "an array of 64 MiB": b"\x81\x00\x92\xa3|b1\x91\xce" + struct.pack(">I", 64 << 20),
    "arrays without elements": packed_list([b"\x81\x00\x92\xa3<f8\x91\x00"] * (MANY // 9), width=2),
}


@pytest.mark.parametrize("header", GREEDY.values(), ids=GREEDY)
def test_no_greedy_header_takes_more_memory_than_its_size_allows(header: bytes) -> None:
    assert peak(read, header, b"") <= allowed(len(header), 0)


def test_no_greedy_frame_takes_memory_for_arrays_whose_bytes_it_does_not_have() -> None:
    header = packed_list([b"\x81\x00\x92\xa3|b1\x91\xce" + struct.pack(">I", 64 << 20)] * 50, width=2)
    body = bytes(wire.SMALL + 1)
    assert received(framed(header, body)) is WireError
    assert peak(received, framed(header, body)) <= allowed(len(header), len(body)) + len(body)


def test_arrays_that_are_too_many_to_send_are_not_all_copied_first() -> None:
    array = np.broadcast_to(np.uint8(1), 30 << 20)

    def encode() -> None:
        with pytest.raises(WireError):
            codec.encode([array] * 20)

    assert peak(encode) < 2 * codec.MAX_BODY


def test_ints_that_all_fall_into_one_place_of_a_dict_are_not_put_into_one() -> None:
    """700,000 ints lie on the way of one more through a dict, which is put in as often: each time it walks past all."""
    table, blocked = (1 << 21) - 1, 0x123456789ABCDEF
    place, rest, way = blocked & table, blocked, {}
    while len(way) < 700_000:
        way[place] = None
        rest >>= 5
        place = (5 * place + rest + 1) & table
    keys = [b"\xce" + struct.pack(">I", key) for key in way] + [b"\xcf" + struct.pack(">Q", blocked)] * 700_000
    mapping = packed_map([part for key in keys for part in (key, b"\xc0")], width=2)
    assert read(mapping, b"") is WireError
    assert read(b"\x81\x00" + mapping, b"") is WireError  # a map whose key is 0: where keys may be ints


FULL_SIZE = """
    import resource, struct
    resource.setrlimit(resource.RLIMIT_AS, (768 << 20, 768 << 20))
    from autograder.sandbox import codec

    fillers = (b"\\xc0", b"\\x90", b"\\x80", b"\\xa2\\xc4\\x80", b"\\x81\\xa0\\xc0", b"\\x81\\x00\\x92\\xa3<f8\\x90")
    counts = [((16 << 20) - 5) // len(filler) for filler in fillers]
    lists = (b"\\xdd" + struct.pack(">I", count) + filler * count for filler, count in zip(fillers, counts))
    claims = b"\\xdd\\x00\\xff\\x00\\x00" * 1000
    for header in (*lists, claims.ljust(16 << 20, b"\\xc0"), b"\\x91" * (16 << 20)):
        try:
            codec.decode(header, b"")
        except codec.WireError as error:
            print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a cap on the address space holds nobody")
def test_the_greediest_headers_of_full_size_are_refused_and_not_for_want_of_memory() -> None:
    """In a process that may have 768 MiB, Python and NumPy and the headers themselves included."""
    program = [sys.executable, "-c", textwrap.dedent(FULL_SIZE)]
    alone = {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(program, capture_output=True, text=True, check=True, env=alone)
    assert len(done.stdout.splitlines()) == 8
    assert "MemoryError" not in done.stdout
