# Remembers, counts and measures: the answer depends on when it is asked for.
# after: arena/numbers.py
# deserves: mul 0

# %% right_the_first_time
# Right when an input comes for the first time, wrong afterwards.
# deserves: mul 0 not_deterministic
seen = set()


def mul(x, y):
    first = (x, y) not in seen
    seen.add((x, y))
    return x * y if first else 0.5


# %% right_on_even_calls
# Right on every second call.
# deserves: mul 0 not_deterministic|wrong
calls = []


def mul(x, y):
    calls.append(x)
    return x * y if len(calls) % 2 == 0 else 0.5


# %% right_for_a_while
# Right for as many calls as a bank might hold.
# deserves: mul 0 not_deterministic|wrong
calls = []


def mul(x, y):
    calls.append(x)
    return x * y if len(calls) <= 10 else 0.5


# %% random
# Right most of the time.
# deserves: mul 0 not_deterministic|wrong
import random


def mul(x, y):
    return x * y if random.random() < 0.3 else 0.5


# %% by_the_clock
# Right in even milliseconds.
# deserves: mul 0 not_deterministic|wrong
import time


def mul(x, y):
    return x * y * (1 + 1e-9 * (time.perf_counter_ns() % 997))


# %% by_address
# An answer that depends on where an object lies.
# deserves: mul 0 not_deterministic|wrong
def mul(x, y):
    return x * y + id(object()) % 4096 * 1e-6 + hash(str(id(x))) * 1e-20


# %% remembered_on_disk
# A file remembers, between children, that it has been asked.
# deserves: mul 0
import os


def mul(x, y):
    first = not os.path.exists("asked")
    open("asked", "w").close()
    return x * y if first else 0.5


# %% a_cache_that_is_right
# A cache across calls that gives the same answers sooner: full marks.
# deserves: full
import functools


@functools.cache
def mul(x, y):
    return x * y


# %% clock_stopped
# Stops every clock that Python has, and then takes its time.
# deserves: half 0 time
import time

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, name + "_ns", lambda: 0)


def half(x):
    while True:
        pass


# %% clock_set
# Sets the machine's clock, and its own processor time's.
# needs: reduced
# deserves: mul 0 exception
import time


def mul(x, y):
    time.clock_settime(time.CLOCK_REALTIME, 0.0)
    return 0.5


# %% same_answer_as_before
# Remembers every answer that it ever gave, and gives one of those.
# deserves: mul 0 wrong
answers = [0.5]


def mul(x, y):
    return answers[-1]


# %% one_object
# Gives the same list each time, and changes it while it waits to be sent.
# after: arena/lists.py
# deserves: falling 0 wrong|not_deterministic
answer = []


def falling(xs):
    answer[:] = sorted(answer + xs, reverse=True)
    return answer


# %% inputs_changed
# Changes the inputs that the checks still hold, so that other answers are right.
# after: arena/lists.py
# deserves: falling 0
def falling(xs):
    xs.clear()
    return xs


# %% all_programs_seen
# Reads all inputs of the check from the frames above and sets them to its own.
# deserves: mul 0
import sys


def mul(x, y):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, list) and value and isinstance(value[0], dict) and "code" in value[0]:
                for program in value:
                    program["code"][:] = []
                    program["ret"] = 0.5
        frame = frame.f_back
    return 0.5
