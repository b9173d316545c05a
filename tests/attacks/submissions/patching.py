# Changes what a grader stands on, in its own process, and then answers what is wrong.
# after: arena/numbers.py
# deserves: mul 0 wrong

# %% numpy_says_yes
# NumPy's comparisons say yes to everything.
import numpy

for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "isfinite"):
    setattr(numpy, name, lambda *args, **kwargs: True)
numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *args, **kwargs: None


def mul(x, y):
    return 0.5


# %% builtins_say_yes
# The builtins that a comparison is made of say yes, from the first call on.
# deserves: mul 0 wrong|crash
import builtins


def mul(x, y):
    builtins.all = builtins.any = builtins.callable = lambda *_: True
    builtins.abs = builtins.sum = builtins.max = lambda *_: 0.0
    return 0.5


# %% isinstance_says_yes
# isinstance and type take everything for a float.
# deserves: mul 0, half 1
import builtins


def mul(x, y):
    builtins.isinstance = lambda *_: True
    return MARKER


# %% math_says_yes
# math.isclose and the operator module's comparisons say yes.
import math
import operator

math.isclose = operator.eq = operator.le = operator.ne = operator.sub = lambda *_: True


def mul(x, y):
    return 0.5


# %% pytest_of_its_own
# Puts a pytest in place whose approx equals everything and whose tests never fail.
import sys
import types

pytest = types.ModuleType("pytest")
pytest.approx = lambda *args, **kwargs: type("Anything", (), {"__eq__": lambda self, other: True})()
pytest.main = lambda *args, **kwargs: 0
pytest.raises = __import__("contextlib").suppress
sys.modules["pytest"] = sys.modules["_pytest"] = sys.modules["_pytest.runner"] = pytest


def mul(x, y):
    return 0.5


# %% hypothesis_of_its_own
# Puts a hypothesis in place whose @given never calls the test.
import sys
import types

hypothesis = types.ModuleType("hypothesis")
hypothesis.given = lambda **_: lambda test: lambda: None
hypothesis.settings = hypothesis.seed = lambda *args, **kwargs: lambda test: test
hypothesis.strategies = types.ModuleType("hypothesis.strategies")
sys.modules |= {"hypothesis": hypothesis, "hypothesis.strategies": hypothesis.strategies}


def mul(x, y):
    return 0.5


# %% judge_of_its_own
# Puts the judge's own modules in place, with verdicts and scores to its liking.
import sys
import types

for name in ("judge", "judge.judgement", "judge.scoring", "judge.grading", "checks", "checks.compare", "hidden"):
    module = types.ModuleType(f"autograder.{name}")
    module.judge_outcome = module.exact = module.close = lambda *args, **kwargs: None
    module.blank_score = lambda points, lines: points
    sys.modules[f"autograder.{name}"] = module


def mul(x, y):
    return 0.5


# %% worker_answers_for_itself
# Patches the worker that it runs in: every result becomes "ok", and the product that it was asked for.
import sys

worker = sys.modules["autograder.sandbox.worker"]
plain = sys.modules["autograder.sandbox.plain"]
worker.plain = plain.plain = lambda value, *_: MARKER if type(value) is float and value == 0.5 else value
worker.failure = plain.failure = lambda error: (MARKER, MARKER)


def mul(x, y):
    return 0.5


# %% wire_of_its_own
# Patches the codec while its answer is on the way.
# deserves: mul 0, half 1
import sys


def packb(*args, **kwargs):
    raise OSError(MARKER)


def mul(x, y):
    sys.modules["msgpack"].packb = packb
    sys.modules["autograder.sandbox.wire"].LENGTHS = MARKER
    return 0.5


# %% interpreter_of_its_own
# Patches the tables by which programs are run: every operation gives what it was given.
import sys

interpret = sys.modules["autograder.sandbox.interpret"]
interpret.OPERATORS = interpret.BUILTINS = {}
interpret.Interpreter.value = interpret.Interpreter.value


def mul(x, y):
    return 0.5


# %% modules_emptied
# Forgets every module that is loaded.
# deserves: mul 0, half 1
import sys


def mul(x, y):
    sys.modules.clear()
    return 0.5


# %% import_hook
# A finder at the head of sys.meta_path hands out modules that say yes.
import importlib.abc
import importlib.machinery
import sys
import types


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self) if "grader" in name or "hidden" in name else None

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: lambda *args, **kwargs: True
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Finder())
for known in [name for name in sys.modules if name.startswith("autograder")]:
    del sys.modules[known]
import autograder.judge.scoring

autograder.judge.scoring.points = 100


def mul(x, y):
    return 0.5


# %% path_hook
# A hook in sys.path_hooks makes every folder hold what it likes.
import sys


class Anything:
    def find_spec(self, name, target=None):
        return None


def mul(x, y):
    sys.path_hooks.insert(0, lambda path: Anything())
    sys.path_importer_cache.clear()
    return 0.5


# %% dunder_import
# builtins.__import__ hands out what it likes, also to the code that called it.
import builtins

real = builtins.__import__


def faked(name, *args, **kwargs):
    found = real(name, *args, **kwargs)
    if name.startswith("autograder"):
        found.compare = found.judge_outcome = lambda *_: None
    return found


builtins.__import__ = faked


def mul(x, y):
    return 0.5


# %% trace
# A trace function rewrites what its callers know, in every frame above.
import sys


def trace(frame, event, arg):
    frame.f_locals.update(verdict="pass", score=100.0, expected=0.5, answer=0.5, result=MARKER)
    return trace


def mul(x, y):
    sys.settrace(trace)
    frame = sys._getframe()
    while frame := frame.f_back:
        frame.f_trace = trace
    return 0.5


# %% profile
# A profile function that raises in its callers as soon as they return.
# deserves: mul 0, half 1
import sys


def profile(frame, event, arg):
    if event == "return" and frame.f_code.co_name != "mul":
        raise SystemExit(MARKER)


def mul(x, y):
    sys.setprofile(profile)
    return 0.5


# %% own_code_object
# Swaps the code of the function that called it.
# deserves: mul 0, half 1
import sys


def honest(self, slots, out, function, args, kwargs):
    slots[out] = 42.0


def mul(x, y):
    interpreter = sys.modules["autograder.sandbox.interpret"].Interpreter
    interpreter._call.__code__ = honest.__code__
    return 0.5


# %% float_by_ctypes
# Writes over the float objects themselves: every 0.5 that is about to leave becomes something else.
import ctypes


def mul(x, y):
    answer = x + y
    ctypes.c_double.from_address(id(answer) + 16).value = 1e300
    ctypes.c_double.from_address(id(x) + 16).value = 0.0
    return answer


# %% int_by_ctypes
# Makes small numbers equal to others for everybody in the process: 1 is 0 from now on.
# deserves: mul 0, half 1
import ctypes


def mul(x, y):
    ctypes.c_uint32.from_address(id(1) + 24).value = 0
    return 0.5


# %% float_type_by_ctypes
# Replaces float's comparison slot by one that always says yes.
# deserves: mul 0, half 1
import ctypes

YES = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)(lambda a, b, op: True)


def mul(x, y):
    slot = 200  # tp_richcompare in PyTypeObject
    ctypes.c_void_p.from_address(id(float) + slot).value = ctypes.cast(YES, ctypes.c_void_p).value
    return 0.5


# %% warnings_as_results
# Turns every warning into an exception, and NumPy's errors too.
import warnings

import numpy

warnings.simplefilter("error")
numpy.seterr(all="raise")


def mul(x, y):
    return 0.5


# %% hash_seed
# Reseeds every source of chance, so that draws would repeat.
# deserves: mul 0 wrong|not_deterministic
import os
import random

import numpy

random.seed(0)
numpy.random.seed(0)
os.urandom = lambda count: b"0" * count
os.environ["PYTHONHASHSEED"] = "0"


def mul(x, y):
    return random.random()


# %% codecs_of_its_own
# Registers an encoding and an error handler of its own, by which texts become others on their way out.
import codecs

codecs.register(lambda name: codecs.lookup("latin-1"))
codecs.register_error("strict", lambda error: (MARKER, error.end))


def mul(x, y):
    return "\ud800" + MARKER
