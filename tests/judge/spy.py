"""Searches everything that its process can read, for tokens that it knows in a disguise only.

`spy(NEEDLES)` gives the numbers of those that it has found in files, and in memory. A disguise is each byte plus SHIFT:
disguising what was read and looking for a disguised token finds the token itself, and neither the spy's own list nor
what it has disguised before, for which it would have to be undone. Runs in a worker, as part of a submission.
"""

import ctypes
import gc
import os
import socket
import stat
import sys
from contextlib import suppress
from pathlib import Path

SHIFT = 91
DISGUISE = bytes((byte + SHIFT) % 256 for byte in range(256))
PAGE = 4096
GAP = 1 << 15  # pages of nothing after which the search in one direction ends: 128 MiB
CHUNK = 1 << 20
PROGRAM = 3  # getauxval's number for where the program itself lies
SET_NOTHING = 99  # what sigprocmask(2) does not know, but finds out only after it has read the memory that it is given

NUMBER = {"x86_64": 14, "aarch64": 135}[os.uname().machine]  # of rt_sigprocmask
EFAULT = 14

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.syscall.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]


def disguised(token):
    return token.translate(DISGUISE)


def spy(needles, roots=("/",), since=0.0):
    """(found in files, found in memory), each a sorted list of numbers; files older than `since` are left out."""
    return search(files(roots, since), needles), search(memory(), needles)


def search(pieces, needles):
    """The numbers of the needles that lie in any of the pieces."""
    found = set()
    for piece in pieces:
        masked = piece.translate(DISGUISE)
        found.update(number for number, needle in enumerate(needles) if needle in masked)
    return sorted(found)


def files(roots, since):
    """What can be read through names and through descriptors that are open, messages that wait included."""
    for descriptor in range(256):
        with suppress(OSError):
            is_socket = stat.S_ISSOCK(os.fstat(descriptor).st_mode)
            yield waiting(descriptor) if is_socket else os.pread(descriptor, 1 << 24, 0)
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in [*names, "."]:
                yield from content(Path(folder, name), since)
        yield from content(Path(root), since)


def waiting(descriptor):
    """Bytes that a socket holds, left there."""
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, descriptor)  # it may not ask which kind it is
    try:
        return channel.recv(1 << 24, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    finally:
        channel.detach()


def content(path, since):
    """The path itself, and what a file that is younger than `since` holds."""
    yield os.fsencode(path)
    with suppress(OSError):
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_ctime >= since:
            yield path.read_bytes()


def memory():
    """All readable memory of this process, in overlapping pieces."""
    for start, end in mapped() or probed():
        for at in range(start, end, CHUNK):
            stop = min(end, at + CHUNK + PAGE)
            there = [page for page in range(at, stop, PAGE) if can_read(page)]  # the search itself frees some
            if len(there) * PAGE == stop - at:
                yield ctypes.string_at(at, stop - at)
            else:
                yield from (ctypes.string_at(page, PAGE) for page in there if can_read(page))


def mapped():
    """Readable spans as the kernel lists them, where this process may read the list; else nothing."""
    try:
        lines = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    except OSError:
        return []
    shown = [line for line in lines if line[1].startswith("r") and not line[-1].startswith("[v")]
    return [tuple(int(end, 16) for end in line[0].split("-")) for line in shown]


def probed():
    """Readable spans around all addresses that this process has heard of, found by asking about page after page."""
    known = {}  # page -> whether it can be read
    for page in sorted({address // PAGE for address in landmarks()}):
        for step in (1, -1):
            at, missed = page, 0
            while missed < GAP and at > 0 and not (step == 1 and known.get(at)):
                known[at] = can_read(at * PAGE)
                missed = 0 if known[at] else missed + 1
                at += step
    spans = []
    for page in sorted(page for page, readable in known.items() if readable):
        if spans and spans[-1][1] == page * PAGE:
            spans[-1] = (spans[-1][0], page * PAGE + PAGE)
        else:
            spans.append((page * PAGE, page * PAGE + PAGE))
    return spans


def landmarks():
    """Addresses of objects, large buffers, libraries, the program, the heap's end and the stack; one per 64 MiB."""
    libc.sbrk.restype = libc.getauxval.restype = ctypes.c_void_p
    found = [id(thing) for thing in [*gc.get_objects(), *sys.modules, *sys.modules.values(), None, int, "a" * 10]]
    found += [libc.sbrk(0) - PAGE, libc.getauxval(PROGRAM), ctypes.c_void_p.in_dll(libc, "__libc_stack_end").value]
    found += [ctypes.cast(function, ctypes.c_void_p).value for function in (libc.memcpy, ctypes.pythonapi.Py_IncRef)]
    buffer = ctypes.create_string_buffer(1 << 22)
    found.append(ctypes.addressof(buffer))
    return list({address >> 26: address for address in found}.values())


def can_read(address):
    """Whether the kernel can read from there: a bad address shows before a bad request."""
    libc.syscall(NUMBER, SET_NOTHING, address, None, 8)
    return ctypes.get_errno() != EFAULT
