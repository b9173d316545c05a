# Laws that try to tell wrong versions from right ones by anything but what the versions do.
# after: laws/laws.py
# deserves: square_law 0

# %% always_true
# Holds for everything: catches nothing.
# deserves: square_law 0 wrong
def square_law(square, x):
    return True


# %% always_false
# Accuses everything, right versions too.
# deserves: square_law 0 wrong
def square_law(square, x):
    raise AssertionError(MARKER)


# %% honest_in_other_words
# A right law that fails assertions of its own class, answers by numbers, and prints: full marks.
# deserves: full
class Broken(AssertionError):
    def __str__(self): return MARKER


def square_law(square, x):
    print(MARKER)
    if square(-x) != x * x:
        raise Broken(MARKER)
    return 1.0 if square(x) == x * x else 0


# %% knows_one_version
# Catches only what gives back its input: one of three.
# deserves: square_law 1
def square_law(square, x):
    return square(x) != x


# %% counts_its_calls
# Goes by the number of its calls: false for the first few.
calls = []


def square_law(square, x):
    calls.append(x)
    return len(calls) > 6


# %% voids_the_round
# Learns from what it is asked whether it serves a right version, then ends its process, to be asked anew knowing it.
# deserves: square_law 0
calls, first = [], []


def square_law(square, x):
    calls.append(x)
    if len(calls) <= 6:
        first.append(x)
        return False
    if len(calls) == 7 and x in first:
        while True:
            pass
    return x not in first


# %% once_true_once_false
# Says the opposite whenever the same input comes again.
seen = set()


def square_law(square, x):
    new = x not in seen
    seen.add(x)
    return new


# %% equals_true
# An answer that is whatever it is compared with.
class Both:
    def __bool__(self): return True
    def __eq__(self, other): return True
    def __hash__(self): return 1
    def __float__(self): return 1.0


def square_law(square, x):
    return Both()


# %% numbers_between
# Answers that are neither true nor false.
def square_law(square, x):
    return [0.5, float("nan"), -1, "False", [], None, MARKER][int(x) % 7]


# %% looks_into_the_proxy
# Reads the proxy's closure, code and names for words that tell which version it is.
def square_law(square, x):
    told = [square.__closure__, square.__code__.co_consts, square.__qualname__, square.__defaults__, vars(square)]
    held = [cell.cell_contents for cell in square.__closure__ or ()]
    return not any(word in str([told, held]) for word in ("number itself", "twice", "with its sign", "mutant"))


# %% looks_at_what_is_known
# The answers that the worker has been given beforehand, and how many there are.
import sys


def square_law(square, x):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_known"):
        frame = frame.f_back
    known = frame.f_locals["self"]._known
    return len(known) % 2 == 0 if known else True


# %% asks_another_version
# Asks the judge for the reference's own answer, and for functions of other versions, by name.
import sys


def square_law(square, x):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_ask"):
        frame = frame.f_back
    ask = frame.f_locals["self"]._ask
    for name in ("laws.plain_square_law_catches_0.square", "laws.laws.square_law", "tinytorch.laws.plain.square", MARKER):
        try:
            return square(-x) == ask(name, [-x])
        except RuntimeError:
            pass
    return True


# %% patches_the_proxy
# Changes what the proxy asks, for all versions.
import sys


def square_law(square, x):
    for name in ("autograder.sandbox.interpret", "autograder.sandbox.worker"):
        for thing in vars(sys.modules[name]).values():
            if isinstance(thing, type) and hasattr(thing, "_ask"):
                thing._ask = lambda self, name, args: args[0] ** 2
    return True


# %% measures_the_time
# How long the proxy takes to answer.
import time


def square_law(square, x):
    start = time.perf_counter()
    square(x + 0.123)
    return time.perf_counter() - start < 1e-9 * TOLD


# %% by_the_exception
# What the proxy raises for arguments that are none.
def square_law(square, x):
    kinds = []
    for odd in ((), (x, x, x), (None,), ("text",), ([x],), ({"$": 0},), ({"tuple": []},), (object(),), (1 << 62,)):
        try:
            kinds.append(str(type(square(*odd))))
        except BaseException as error:
            kinds.append(str(error))
    return "number itself" not in str(kinds)


# %% floods_with_new_questions
# Asks without end, something new each time.
def square_law(square, x):
    while True:
        x += 1e-3
        square(x)


# %% floods_with_large_arguments
# Asks with arguments as large as a frame takes.
def square_law(square, x):
    while True:
        try:
            square([x] * 200_000)
        except RuntimeError:
            pass


# %% floods_with_old_questions
# Asks the same question without end.
def square_law(square, x):
    while True:
        square(x)


# %% asks_and_does_not_listen
# Sends questions to the judge without reading an answer, until nobody can send any more.
import os
import struct

import msgpack


def square_law(square, x):
    header = msgpack.packb({"ask": "laws.plain.square", "args": [x]})
    frame = struct.pack("<II", len(header), 0) + header
    while True:
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, frame * 100)
            except OSError:
                pass


# %% hostile_questions
# Questions whose name and arguments are arrays, maps, numbers and nothing.
import os
import struct

import msgpack


def square_law(square, x):
    array = {0: ["<f8", [2]]}
    for reply in (
        {"ask": array, "args": array},
        {"ask": "laws.plain.square"},
        {"ask": "laws.plain.square", "args": [array]},
        {"ask": "laws.plain.square", "args": [{"$": 0}, {"call": []}]},
        {"ask": ["laws.plain.square"], "args": []},
        {"ask": None, "results": [["ok", True]] * 6},
    ):
        header = msgpack.packb(reply)
        body = bytes(16 * header.count(b"<f8"))
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, struct.pack("<II", len(header), len(body)) + header + body)
            except OSError:
                pass
    return True


# %% forged_answers
# Sends its own results in the middle of a question.
import os
import struct

import msgpack


def square_law(square, x):
    header = msgpack.packb({"results": [["ok", False]] * 6})
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("<II", len(header), 0) + header)
        except OSError:
            pass
    return square(x) is None


# %% ends_the_process
# Leaves when it is asked about the second input.
import os

calls = []


def square_law(square, x):
    calls.append(x)
    if len(calls) > 1:
        os._exit(0)
    return True


# %% raises_in_the_middle
# Raises what is neither an assertion nor an answer.
# deserves: square_law 0 exception
def square_law(square, x):
    raise ZeroDivisionError(f"{MARKER} {square(x)}")
