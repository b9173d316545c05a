# Never answers, or not before the time is over.
# after: arena/numbers.py
# deserves: half 0 time

# %% loop
# An endless loop.
# deserves: mul 0 time
def mul(x, y):
    while True:
        pass


# %% loop_that_catches
# An endless loop that catches whatever would end it.
def half(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


# %% sleep
# Sleeps, which takes no processor time.
import time


def half(x):
    time.sleep(10_000)


# %% short_sleeps
# A right answer after a short sleep, each call within its time and all together far beyond it.
import time


def half(x):
    time.sleep(0.2)
    return x / 2


# %% deadlock
# Takes a lock twice.
import threading


def half(x):
    lock = threading.Lock()
    with lock, lock:
        return x / 2


# %% waits_for_a_thread
# Waits for a thread that waits for it.
import threading


def half(x):
    other = threading.Thread(target=threading.main_thread().join)
    other.start()
    other.join()


# %% at_import
# An endless loop while the package is imported.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
while True:
    pass

# %% sleep_at_import
# A sleep while the package is imported.
# deserves: mul 0 import, root 0, half 0, falling 0, extremes 0, scale 0, Counter.step 0, password 0
import time

time.sleep(10_000)

# %% second_call
# Right for the first calls, and then for ever silent.
calls = []


def half(x):
    calls.append(x)
    while len(calls) > 2:
        pass
    return x / 2


# %% in_a_law_on_outputs
# An endless generator, where a list is asked for.
# after: arena/lists.py
# deserves: falling 0 time
import itertools


def falling(xs):
    return list(itertools.takewhile(lambda n: True, (n for n in itertools.count() if n < 0)))


# %% in_c
# A single call into C that does not come back, during which Python handles no signal.
def half(x):
    return 3 ** (10**9)


# %% compiled
# An endless loop in a compiled kernel.
# only: kernels/sums.py
# deserves: total 0 time
import numba


@numba.njit
def spin(n):
    while n >= 0:
        n = (n + 1) & 0xFFFF
    return n


def total(xs):
    return float(spin(len(xs)))


# %% compiled_in_parallel
# A parallel kernel that never ends, without holding Python's lock.
# only: kernels/sums.py
# deserves: total 0
import numba


@numba.njit(nogil=True)
def spin(n):
    while n >= 0:
        n = (n + 1) & 0xFFFF
    return n


def total(xs):
    import threading

    for _ in range(4):
        threading.Thread(target=spin, args=(1,), daemon=True).start()
    return float(spin(len(xs)))


# %% compiled_and_right
# A compiled kernel that is right: full marks.
# only: kernels/sums.py
# deserves: full
import numba


@numba.njit
def add(xs):
    s = 0.0
    for x in xs:
        s += x
    return s


def total(xs):
    return add(xs)


# %% compiled_out_of_bounds
# A compiled kernel that writes far outside of its array.
# only: kernels/sums.py
# deserves: total 0
import numba


@numba.njit
def scribble(xs):
    for i in range(1, 1 << 26):
        xs[i << 12] = 0.5
    return xs[0]


def total(xs):
    return scribble(xs)
