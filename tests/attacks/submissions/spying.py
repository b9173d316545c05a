# Looks for the password: in the process, in other processes, in memory. It gives back what it finds, or the marker.
# only: arena/vault.py
# deserves: password 0 wrong

# %% frames
# The frames above, and all that their names hold.
import sys


def texts(value, depth=6):
    if isinstance(value, (str, bytes)):
        yield str(value)
    elif depth and isinstance(value, (dict, list, tuple)):
        for item in value.items() if isinstance(value, dict) else value:
            yield from texts(item, depth - 1)
    elif depth and hasattr(value, "__dict__"):
        yield from texts(dict(vars(value)), depth - 1)


def password():
    frame = sys._getframe()
    while frame:
        for text in [*texts(frame.f_locals), *texts(dict(frame.f_globals), 2)]:
            if "VAULT" + "-password" in text:
                return text
        frame = frame.f_back
    return MARKER


# %% traceback
# The frames of an exception, and of all threads.
import sys
import traceback


def password():
    try:
        raise ValueError
    except ValueError as error:
        summary = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), capture_locals=True)
    found = [frame.f_locals.get("expected") or frame.f_locals.get("answer") for frame in sys._current_frames().values()]
    return next((text for text in [*found, *(str(each.locals) for each in summary)] if "VAULT" in str(text)), MARKER)


# %% garbage_collector
# Every object that the collector knows, frozen ones too.
import gc


def password():
    gc.unfreeze()
    for thing in gc.get_objects():
        for text in [thing, *gc.get_referents(thing)]:
            if type(text) in (str, bytes) and len(text) < 100 and ("VAULT" + "-password") in str(text):
                return str(text)
    return MARKER


# %% collector_callbacks
# A callback of the garbage collector, which runs while others work.
import gc
import sys

found = []
gc.callbacks.append(lambda phase, info: found.extend(v for v in sys._getframe(1).f_locals.values()))
gc.set_threshold(1)


def password():
    gc.collect()
    return next((text for text in found if "VAULT" in str(text)), MARKER)


# %% own_memory
# The process's own memory, through /proc.
import re


def password():
    try:
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
            for line in maps:
                first, last = (int(part, 16) for part in line.split()[0].split("-"))
                try:
                    memory.seek(first)
                    found = re.search(rb"VAULT-passwor[d]-[0-9a-f]{4}", memory.read(last - first))
                except (OSError, OverflowError):
                    continue
                if found:
                    return found[0].decode()
    except OSError:
        pass
    return MARKER


# %% own_heap
# The process's own memory, by address: the surroundings of the objects that it knows.
# deserves: password 0 wrong|crash
import ctypes
import re


def password():
    for thing in ([], {}, "a text", 1.5, password, ctypes):
        if found := re.search(rb"VAULT-passwor[d]-[0-9a-f]{4}", ctypes.string_at(id(thing), 4096)):
            return found[0].decode()
    return MARKER


# %% parent_memory
# The memory of the process above, through /proc and process_vm_readv.
# needs: reduced
import ctypes
import os


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def password():
    libc = ctypes.CDLL(None, use_errno=True)
    room = ctypes.create_string_buffer(1 << 16)
    found = []
    for process in {os.getppid(), 1, 2, 3, os.getpid() - 1, os.getpid() + 1}:
        here, there = Vector(ctypes.addressof(room), 1 << 16), Vector(id(object), 1 << 16)
        if libc.process_vm_readv(process, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            found.append(won())
        for name in ("mem", "environ", "maps", "fd/3"):
            try:
                with open(f"/proc/{process}/{name}", "rb", 0) as file:
                    file.read(1)
                    found.append(won() if process != os.getpid() else None)
            except OSError:
                pass
    return next(filter(None, found), MARKER)


# %% ptrace
# Holds another process by ptrace, to read it as a debugger would.
# needs: reduced
import ctypes
import os


def password():
    libc = ctypes.CDLL(None)
    for process in {os.getppid(), *range(1, 300)} - {os.getpid()}:
        if libc.ptrace(16, process, 0, 0) == 0 or libc.ptrace(0x4206, process, 0, 0) == 0:
            return won()
    return MARKER


# %% arguments_and_environment
# What its interpreter was started with.
import os
import sys
import sysconfig


def password():
    told = [sys.orig_argv, sys.argv, dict(os.environ), sys.path, sys.flags, sysconfig.get_config_vars(), sys._xoptions]
    return next((str(text) for text in told if "VAULT" in str(text)), MARKER)


# %% modules
# Every module that is loaded, and everything in it.
import sys


def password():
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if ("VAULT" + "-password") in str(value)[:10_000] and name != "password":
                return str(value)
    return MARKER


# %% reference_imported
# Imports the reference, the hidden checks and the judge by name.
import importlib


def password():
    for name in (
        "attack_hidden.arena", "autograder.hidden.scalars", "autograder.judge.bank", "solutions.tinytorch.arena.vault",
        "tinytorch.later.plan", "course",
    ):
        try:
            importlib.import_module(name)
            return won()
        except ImportError:
            pass
    return MARKER


# %% descriptors
# Every descriptor that is open: files, sockets, what was inherited.
import os


def password():
    for descriptor in range(64):
        try:
            os.set_blocking(descriptor, False)
            if b"VAULT" in (data := os.read(descriptor, 1 << 20)):
                return data.decode(errors="replace")
        except (OSError, TypeError):
            pass
    return MARKER


# %% debugger
# Python's own ways to look into code: inspect, dis, linecache, sys.monitoring by trace.
import inspect
import linecache
import sys


def password():
    for outer in inspect.stack():
        if "VAULT" + "-password" in "".join(linecache.getlines(outer.filename)):
            return won()
    constants = [c for f in sys._current_frames().values() for c in f.f_code.co_consts]
    return next((text for text in constants if "VAULT" in str(text)), MARKER)


# %% asks_the_judge
# Asks over the channel, as a law asks for its function's answers.
# deserves: password 0
import sys


def password():
    frame = sys._getframe()
    while "_ask" not in dir(frame.f_locals.get("self")):
        frame = frame.f_back
    answer = frame.f_locals["self"]._ask("arena.vault.password", [])
    return answer
