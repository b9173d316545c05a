# Speaks to the judge itself, over the channel that it finds in the worker.
# after: arena/numbers.py
# deserves: mul 0

# %% whole_reply
# Sends a whole reply, every result 0.5, before the worker does.
# deserves: mul 0 wrong|crash
import struct
import sys

import msgpack


def channel():
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", channel)):
        frame = frame.f_back
    return frame.f_locals["self"]._channel


def send(header, body=b""):
    header = msgpack.packb(header)
    channel().sendall(struct.pack("<II", len(header), len(body)) + header + body)


def mul(x, y):
    for count in (14, 9, 12, 8, 1):
        send({"results": [["ok", 0.5]] * count})
    return 0.5


# %% text_replies
# Replies that are texts, numbers, nothing: no reply at all.
import os


def mul(x, y):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"HTTP/1.1 200 OK\r\n\r\n" + MARKER.encode() * 100)
        except OSError:
            pass
    return 0.5


# %% reply_to_the_import
# Says that the package is loaded while it still loads, and answers requests that have not been made.
# deserves: mul 0, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
import struct
import sys

import msgpack

frame = sys._getframe()
while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
    frame = frame.f_back
for reply in [{"ok": True}] + [{"results": [["ok", MARKER]] * 14}] * 5:
    header = msgpack.packb(reply)
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 0) + header)

# %% array_as_the_reply_to_the_import
# "ok" is an array of two: nobody can say whether that is true.
# deserves: mul 0, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
import os
import struct

import msgpack

header = msgpack.packb({"ok": {0: ["<f8", [2]]}})
frame = struct.pack("<II", len(header), 16) + header + bytes(16)
for descriptor in range(3, 64):
    try:
        os.write(descriptor, frame)
    except OSError:
        pass

# %% array_as_an_outcome
# The word "ok" of an outcome is an array: comparing it gives an array.
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    header = msgpack.packb({"results": [[{0: ["<f8", [2]]}, 5]] * 14})
    body = bytes(16 * 14)
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), len(body)) + header + body)
    return 0.5


# %% array_as_raise
# The word "raise", the kind and the task of an outcome are arrays.
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    array = {0: ["<f8", [2]]}
    header = msgpack.packb({"results": [[array, array, array]] * 14})
    body = bytes(16 * 3 * 14)
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), len(body)) + header + body)
    return 0.5


# %% empty_array_as_an_outcome
# The word "ok" is an array without elements, the results are a map, the map has the keys of an array.
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    empty = {0: ["<f8", [0]]}
    for results in ([[empty, 5]] * 14, {"0": empty}, empty, [empty] * 14, [{"0": 1}] * 14):
        header = msgpack.packb({"results": results})
        frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 0) + header)
    return 0.5


# %% seven_terabytes
# A header that claims an array of 7 TiB.
# deserves: mul 0 crash
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    header = msgpack.packb({"results": [["ok", {0: ["<f8", [7 << 37]]}]] * 14})
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 64) + header + bytes(64))
    return 0.5


# %% huge_lengths
# Both length prefixes say 0xFFFFFFFF.
# deserves: mul 0 crash
import os
import struct


def mul(x, y):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))
        except OSError:
            pass
    return 0.5


# %% truncated
# The first bytes of a frame, and then silence.
# deserves: mul 0 time|crash
import os
import struct
import time


def mul(x, y):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<II", 1000, 0) + b"\x81")
        except OSError:
            pass
    time.sleep(1000)


# %% truncated_at_import
# The first bytes of a frame while the package is imported, and then silence.
# deserves: mul 0, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
import os
import struct
import time

for descriptor in range(3, 64):
    try:
        os.write(descriptor, struct.pack("<II", 1000, 0) + b"\x81")
    except OSError:
        pass
time.sleep(1000)

# %% dripping
# A frame that comes byte by byte, for as long as anybody listens.
# deserves: mul 0 time|crash
import os
import struct
import time


def mul(x, y):
    pieces = [struct.pack("<II", 1 << 20, 0)] + [b"\xc0"] * 100_000
    for piece in pieces:
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, piece)
            except OSError:
                pass
        time.sleep(0.02)


# %% truncated_and_gone
# The first bytes of a frame, and then the end of the process.
# deserves: mul 0 crash
import os
import struct


def mul(x, y):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<II", 1000, 0) + b"\x81")
        except OSError:
            pass
    os._exit(0)


# %% interleaved
# A thread writes its own frames into the middle of the worker's.
# deserves: mul 0 crash|wrong, half 1
import os
import threading


def flood():
    for _ in range(2000):
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"\x00\x00\x00\x00\x00\x00\x00\x00")
            except OSError:
                pass


def mul(x, y):
    threading.Thread(target=flood, daemon=True).start()
    return 0.5


# %% deep_nesting
# A header of lists inside lists, a thousand deep.
# deserves: mul 0 crash
import os
import struct


def mul(x, y):
    header = b"\x81\xa7results" + b"\x91" * 100_000 + b"\xc0"
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<II", len(header), 0) + header)
        except OSError:
            pass
    return 0.5


# %% a_million_items
# A header of a million empty lists: a byte each to send, much more to hold.
# deserves: mul 0 crash|wrong
import struct
import sys


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", struct)):
        frame = frame.f_back
    header = b"\x81\xa7results\xdd" + struct.pack(">I", 1 << 24) + b"\x90" * (1 << 24)
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header) - 64, 0) + header)
    return 0.5


# %% extension_types
# Timestamps and extension types, for which another codec would run code.
# deserves: mul 0 crash
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    pickled = msgpack.ExtType(42, b"cos\nsystem\n(S'id'\ntR.")
    header = msgpack.packb({"results": [["ok", pickled]] * 13 + [["ok", msgpack.Timestamp(0)]]})
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 0) + header)
    return 0.5


# %% keys_of_every_kind
# Maps whose keys are numbers, arrays, None and the same text twice.
# deserves: mul 0 crash|wrong
import struct
import sys


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", struct)):
        frame = frame.f_back
    twice = b"\x82\xa7results\x90\xa7results\x91\x92\xa2ok\xc3"
    for header in (twice, b"\x81\x01\x02", b"\x81\xc0\xc0", b"\x81\x90\x90", b"\x81\xcb\x7f\xf8\0\0\0\0\0\0\x01"):
        frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 0) + header)
    return 0.5


# %% ask_where_nobody_answers
# Asks the judge for the answer, as a law may ask for its function's.
# deserves: mul 0 crash
import os
import struct

import msgpack


def mul(x, y):
    header = msgpack.packb({"ask": "arena.numbers.mul", "args": [x, y]})
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<II", len(header), 0) + header)
        except OSError:
            pass
    return 0.5


# %% verdicts_on_the_channel
# Sends verdicts, scores and errors in the judge's own words.
# deserves: mul 0 crash|exception
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    for reply in (
        {"ready": True, "ok": True, "verdict": "pass", "score": 100.0, "results": None},
        {"failed": "the fence " + MARKER},
        {"status": 0, "cpu": 0.0, "memory": 0.0, "killed": True},
        {"results": [["raise", "SandboxError", MARKER]] * 14},
        {"results": [["broken", MARKER, "0.1"]] * 14},
    ):
        header = msgpack.packb(reply)
        frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 0) + header)
    return 0.5


# %% kinds_of_its_own
# Exceptions whose kind and task are texts of its own.
# deserves: mul 0 exception|crash
import struct
import sys

import msgpack


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", msgpack)):
        frame = frame.f_back
    header = msgpack.packb({"results": [["raise", MARKER, "0.1"]] * 7 + [["raise", "NotImplementedError", MARKER]] * 7})
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), 0) + header)
    return 0.5


# %% reads_the_channel
# Takes the next request from the channel itself, and answers it with right answers for what it has seen.
# deserves: mul 0
import sys
import threading


def take(channel):
    try:
        channel.recv(1 << 20)
    except OSError:
        pass


def mul(x, y):
    frame = sys._getframe()
    while "_channel" not in vars(frame.f_locals.get("self", sys)):
        frame = frame.f_back
    threading.Thread(target=take, args=(frame.f_locals["self"]._channel,), daemon=True).start()
    return 0.5
