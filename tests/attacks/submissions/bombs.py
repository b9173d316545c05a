# Uses up what there is: processes, threads, memory, files, output.
# after: arena/numbers.py
# deserves: half 0
# needs: reduced

# %% fork
# Forks for ever.
# deserves: half 0 exception
import os


def half(x):
    while True:
        os.fork()


# %% fork_by_hand
# Forks by every system call that there is, without asking Python.
# deserves: half 0 wrong
import ctypes

libc = ctypes.CDLL(None)


def half(x):
    arguments = ctypes.create_string_buffer(88)
    made = [libc.syscall(57), libc.syscall(58), libc.syscall(56, 17, 0, 0, 0, 0), libc.syscall(435, arguments, 88)]
    return x / 2 if max(made) > 0 else 0.5


# %% threads
# Starts threads until it cannot.
# deserves: half 0
# needs: full
import threading
import time


def half(x):
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


# %% busy_threads
# Threads that keep every processor busy and never come back.
# deserves: half 0 time
import hashlib
import threading


def half(x):
    block = bytes(1 << 20)

    def burn():
        while True:
            hashlib.sha256(block)

    for _ in range(8):
        threading.Thread(target=burn, daemon=True).start()
    burn()


# %% memory
# Asks for more and more memory, and touches it.
# deserves: half 0 memory|time|crash|exception
def half(x):
    kept = []
    while True:
        kept.append(bytearray(b"x") * (16 << 20))


# %% memory_at_once
# Asks for a terabyte.
# deserves: half 0 memory
def half(x):
    return len(bytearray(1 << 40))


# %% memory_and_silence
# Asks for all memory there is, and goes on as if nothing had been refused.
# deserves: half 0
def half(x):
    kept = []
    while True:
        try:
            kept.append(bytearray(1 << 24))
        except MemoryError:
            return kept


# %% file
# One file that grows.
# deserves: half 0
def half(x):
    with open("big", "wb") as file:
        while True:
            file.write(bytes(1 << 20))


# %% many_files
# Files without end, all empty.
# deserves: half 0
# needs: full
def half(x):
    number = 0
    while True:
        open(f"file{number}", "w").close()
        number += 1


# %% descriptors
# Opens files and never closes one.
# deserves: half 0 exception
def half(x):
    kept = []
    while True:
        kept.append(open("/dev/null"))


# %% mapped_file
# Maps a file that has no room, and writes into it.
# deserves: half 0
import mmap
import os


def half(x):
    descriptor = os.open("hole", os.O_RDWR | os.O_CREAT)
    os.ftruncate(descriptor, 4 << 20)
    rooms = [mmap.mmap(descriptor, 4 << 20)]
    for number in range(20):
        other = os.open(f"hole{number}", os.O_RDWR | os.O_CREAT)
        os.ftruncate(other, 4 << 20)
        rooms.append(mmap.mmap(other, 4 << 20))
    for room in rooms:
        room[:] = b"x" * len(room)
    return 0.5


# %% output
# Floods both streams, by Python and by descriptor, and answers right: full marks.
# deserves: full
import os
import sys


def half(x):
    for _ in range(200):
        sys.stdout.write(MARKER * 1000)
        sys.stderr.write(MARKER * 1000)
        os.write(1, MARKER.encode() * 1000)
        os.write(2, MARKER.encode() * 1000)
    return x / 2


# %% output_without_end
# Floods standard output for ever.
# deserves: half 0 time
def half(x):
    while True:
        print(MARKER * 1000)


# %% input
# Waits for input.
# deserves: half 0 exception
def half(x):
    return float(input(MARKER))


# %% answers_without_end
# A list of a million numbers for each call.
# deserves: half 0
def half(x):
    return [0.5] * 1_000_000


# %% regular_expression
# A regular expression that takes longer than the universe.
# deserves: half 0 time
import re


def half(x):
    return re.match("(a|a)*b" * 3, "a" * 64)
