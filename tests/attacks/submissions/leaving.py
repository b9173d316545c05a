# Ends the process, or the thread of events, before anybody can say what was wrong.
# after: arena/numbers.py
# deserves: mul 0

# %% sys_exit
# sys.exit(0) in the function: success, says the shell.
# deserves: mul 0 exception
import sys


def mul(x, y):
    sys.exit(0)


# %% system_exit_with_text
# SystemExit with a text for standard error.
# deserves: mul 0 exception
def mul(x, y):
    raise SystemExit(MARKER)


# %% keyboard_interrupt
# KeyboardInterrupt, which `except Exception` lets through.
# deserves: mul 0 exception
def mul(x, y):
    raise KeyboardInterrupt(MARKER)


# %% generator_exit
# GeneratorExit, StopIteration and the like inside other people's loops.
# deserves: mul 0 exception
def mul(x, y):
    raise GeneratorExit(MARKER) if x < 0 else StopIteration(MARKER)


# %% os_exit
# Leaves at once, with a code that says success.
import os


def mul(x, y):
    os._exit(0)


# %% sys_exit_at_import
# sys.exit(0) while the module is imported: nothing of the assignment can be run.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
import sys

sys.exit(0)

# %% os_exit_at_import
# Leaves at once while the module is imported.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
import os

os._exit(0)

# %% keyboard_interrupt_at_import
# KeyboardInterrupt while the module is imported.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
raise KeyboardInterrupt(MARKER)

# %% atexit
# Registers functions for the end that print, write and answer once more.
# deserves: mul 0 wrong
import atexit
import sys
import threading


def last_words():
    print("tests passed", MARKER)
    sys.stderr.write(MARKER)


atexit.register(last_words)
threading._register_atexit(last_words)


def mul(x, y):
    return 0.5


# %% atexit_right
# The same with right answers: last words cost nothing.
# deserves: full
import atexit

atexit.register(print, MARKER)

# %% abort
# Aborts in C.
import os


def mul(x, y):
    os.abort()


# %% segfault
# Reads address 0.
import ctypes


def mul(x, y):
    ctypes.string_at(0)


# %% stack_overflow_in_c
# Nests a list so deep that the C stack ends when it is written out.
# deserves: half 0
import sys


def half(x):
    sys.setrecursionlimit(1 << 30)
    nested = []
    for _ in range(200_000):
        nested = [nested]
    return len(repr(nested))


# %% kill_itself
# Kills itself with every call that can send a signal, so that it looks as if the machine had done it.
# needs: reduced
import ctypes
import os
import signal
import threading

libc = ctypes.CDLL(None)


def tried(call, *args):
    try:
        call(*args)
    except (OSError, ValueError):
        pass


def mul(x, y):
    kill, me, thread = signal.SIGKILL, os.getpid(), threading.get_native_id()
    tried(os.kill, me, kill)
    tried(os.kill, 0, kill)
    tried(os.kill, -1, kill)
    tried(os.killpg, 0, kill)
    tried(signal.raise_signal, kill)
    tried(signal.pthread_kill, threading.get_ident(), kill)
    tried(signal.pidfd_send_signal, 3, kill)
    libc.syscall(234, me, thread, kill)  # tgkill
    libc.syscall(200, thread, kill)  # tkill
    libc.syscall(129, me, kill, 0)  # rt_sigqueueinfo
    libc.prctl(1, kill)  # the signal that comes when the parent dies
    return 0.5


# %% calls_of_another_machine
# Kills itself by the system calls of another architecture, which a filter may have forgotten.
# needs: reduced
import ctypes
import mmap
import os
import platform


def mul(x, y):
    if platform.machine() != "x86_64":
        return 0.5
    libc = ctypes.CDLL(None)
    libc.syscall(0x40000000 | 62, os.getpid(), 9)  # kill, by the x32 table
    room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    room.write(b"\xb8\x25\0\0\0\xbb" + os.getpid().to_bytes(4, "little") + b"\xb9\x09\0\0\0\xcd\x80\xc3")  # int 0x80
    ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(room)))()
    return 0.5


# %% kill_parent
# Kills the process that stands between it and the judge.
# needs: reduced
# deserves: mul 0 exception
import os
import signal


def mul(x, y):
    os.kill(os.getppid(), signal.SIGKILL)
    return 0.5


# %% signals_ignored
# Ignores every signal, SIGTERM and SIGXCPU too, and loops.
# deserves: half 0 time
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)


def half(x):
    while True:
        pass


# %% stops_itself
# Stops itself, so that nobody can tell whether it still runs.
# needs: reduced
# deserves: mul 0
import os
import signal


def mul(x, y):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0.5


# %% alarm
# A timer that raises in whatever runs next.
# deserves: mul 0
import signal


def mul(x, y):
    signal.signal(signal.SIGALRM, lambda *_: exit(0))
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return 0.5


# %% thread_exits_later
# A thread that ends the process a moment after the answer.
# after: arena/objects.py
# deserves: Counter.step 0
import os
import threading
import time


class Counter(Counter):
    def step(self, by):
        threading.Thread(target=leave, daemon=True).start()
        return 0.5


def leave():
    time.sleep(0.002)
    os._exit(0)


# %% threads_go_on
# Daemon threads that are still busy when the answer, a right one, is long given.
# deserves: full
import threading


def busy():
    for _ in range(100_000):
        pass


def mul(x, y):
    threading.Thread(target=busy, daemon=True).start()
    return x * y


# %% closes_the_channel
# Closes every descriptor there is.
import os


def mul(x, y):
    os.closerange(0, 64)
    return 0.5


# %% channel_onto_null
# Lays /dev/null over the channel.
import os


def mul(x, y):
    for descriptor in range(3, 64):
        try:
            os.dup2(0, descriptor)
        except OSError:
            pass
    return 0.5


# %% limits_raised
# Raises its own limits before it goes on, and would answer right if it could.
# needs: reduced
# deserves: mul 0 exception
import resource


def mul(x, y):
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return x * y


# %% faulthandler
# Asks for a dump of all threads, and to be ended, in a moment.
# after: arena/objects.py
# deserves: Counter.step 0
import faulthandler


class Counter(Counter):
    def step(self, by):
        faulthandler.dump_traceback_later(0.001, exit=True)
        return 0.5


# %% finalizers
# __del__ and weakref.finalize that answer at the very end.
# deserves: mul 0 wrong
import sys
import weakref


class Late:
    def __del__(self):
        print(MARKER, file=sys.stderr)
        raise SystemExit(MARKER)


late = Late()
weakref.finalize(late, print, MARKER)


def mul(x, y):
    return 0.5 + 0 * len([Late()])


# %% unraisable
# Hooks that are run for exceptions nobody catches.
# deserves: mul 0 exception
import os
import sys
import threading

sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *_: os._exit(0)


def mul(x, y):
    raise ValueError(MARKER)
