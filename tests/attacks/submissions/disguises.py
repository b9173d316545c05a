# Answers with objects that behave as the right answer would, whatever that is.
# after: arena/numbers.py
# deserves: mul 0 wrong

# %% equals_everything
# A float whose comparisons and differences all say that it is the right one.
class Yes(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __le__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    __ge__ = __lt__ = __gt__ = __le__
    __hash__ = float.__hash__
    __doc__ = MARKER


def mul(x, y):
    return Yes(0.5)


# %% equals_everything_in_a_list
# The same, inside a list.
# after: arena/lists.py
# deserves: falling 0
class Yes(float):
    def __eq__(self, other): return True
    def __ge__(self, other): return True
    def __lt__(self, other): return False


def falling(xs):
    return [Yes(0.5) for _ in xs]


# %% list_subclass
# A list that gives other elements each time somebody looks.
# after: arena/lists.py
# deserves: falling 0
class Shifty(list):
    def __iter__(self): return iter([])
    def __len__(self): return TOLD
    def __eq__(self, other): return True


def falling(xs):
    return Shifty([MARKER])


# %% dict_subclass
# A dict that has the right value under each key.
# after: arena/lists.py
# deserves: extremes 0
class Oracle(dict):
    def __missing__(self, key): return self
    def __eq__(self, other): return True
    def items(self): return [(MARKER, MARKER)]


def extremes(xs):
    return Oracle()


# %% dict_keys
# A dict with keys that are its own texts, and keys that equal all others.
# after: arena/lists.py
# deserves: extremes 0 wrong
class Key(str):
    def __eq__(self, other): return True
    def __hash__(self): return hash("least")


def extremes(xs):
    return {Key("least"): min(xs), MARKER: max(xs)}


# %% extra_keys
# The right entries, and one more that carries what it found.
# after: arena/lists.py
# deserves: extremes 0 wrong
def extremes(xs):
    return {"least": min(xs), "most": max(xs), MARKER: TOLD}


# %% int_and_str_subclasses
# Subclasses of int, str and bool whose conversions say what is asked for.
class Number(int):
    def __float__(self): raise SystemExit(MARKER)
    def __index__(self): return TOLD
    def __eq__(self, other): return True


class Text(str):
    def encode(self, *args): return b"\xcb\x3f\xf0"
    def __eq__(self, other): return True


def mul(x, y):
    return Number(x) if x < 0 else Text(MARKER)


# %% float_and_index
# An object that only turns into a number when it is asked.
class Late:
    def __float__(self): return 1.0
    def __index__(self): return 1
    def __complex__(self): return 1j
    def __array__(self, *args, **kwargs): raise SystemExit(MARKER)
    def __reduce__(self): return (exit, (MARKER,))


def mul(x, y):
    return Late()


# %% class_property
# An object that says it is a float: __class__ is a property.
class Liar:
    @property
    def __class__(self): return float
    def __eq__(self, other): return True


def mul(x, y):
    return Liar()


# %% array_protocols
# An object with every protocol by which NumPy asks what something is.
import numpy as np


class Array:
    dtype, shape, ndim, size, strides, nbytes = np.dtype(float), (2, 3), 2, 6, (24, 8), 48
    def __array__(self, *args, **kwargs): return np.full((2, 3), TOLD)
    def __array_function__(self, *args): return True
    def __array_ufunc__(self, *args, **kwargs): return True
    def __array_interface__(self): raise SystemExit(MARKER)
    def __eq__(self, other): return True
    __array_priority__ = 1e300


def mul(x, y):
    return Array()


# %% array_subclass
# An ndarray whose every operation gives True.
# after: arena/arrays.py
# deserves: scale 0 wrong
import numpy as np


class Yes(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs): return np.True_
    def __array_function__(self, *args): return np.True_
    def __eq__(self, other): return np.True_
    def tobytes(self, *args): return b""
    def copy(self, *args): return self


def scale(xs, k):
    return (xs * 0).view(Yes)


# %% masked_array
# A masked array: what is masked equals everything.
# after: arena/arrays.py
# deserves: scale 0 wrong
import numpy as np


def scale(xs, k):
    return np.ma.masked_all(xs.shape, xs.dtype)


# %% array_class_patched
# An array whose class was changed after it was made.
# after: arena/arrays.py
# deserves: scale 0 wrong
import numpy as np


class Yes(np.ndarray):
    dtype = property(lambda self: np.dtype(float))
    nbytes = property(lambda self: 0)


def scale(xs, k):
    answer = Yes(xs.shape, xs.dtype)
    answer.__class__ = Yes
    return answer


# %% numpy_scalar_subclass
# A subclass of np.float64, which is one of float as well.
import numpy as np


class Scalar(np.float64):
    def item(self): return 1.0
    def __eq__(self, other): return True


def mul(x, y):
    return Scalar(0.5)


# %% metaclass
# A class whose metaclass lies about everything that can be asked of a type.
class Meta(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return hash(float)
    def __instancecheck__(cls, instance): return True
    def __subclasscheck__(cls, other): return True
    __name__ = property(lambda cls: MARKER)
    __mro__ = property(lambda cls: (float, object))
    def mro(cls): return [cls, object]


class Answer(metaclass=Meta):
    def __eq__(self, other): return True


def mul(x, y):
    return Answer()


# %% hash_that_raises
# Objects whose hash, repr, format and truth all raise.
class Thorny:
    def refuse(self, *args): raise SystemExit(MARKER)
    __hash__ = __repr__ = __str__ = __format__ = __bool__ = __len__ = __iter__ = __eq__ = __getattr__ = refuse


def mul(x, y):
    return Thorny()


# %% getattribute
# An object that answers every question with itself.
class Mirror:
    def __getattribute__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __getitem__(self, key): return self
    def __eq__(self, other): return self


def mul(x, y):
    return Mirror()


# %% reduce
# An object that runs code where somebody unpickles it.
import os


class Bomb:
    def __reduce__(self): return (os._exit, (0,))
    def __reduce_ex__(self, protocol): return (os._exit, (0,))
    def __getstate__(self): return MARKER
    def __copy__(self): os._exit(0)
    def __deepcopy__(self, memo): os._exit(0)


def mul(x, y):
    return Bomb()


# %% pickle_bytes
# Bytes that run code where somebody unpickles them, and pickle's own functions replaced.
import copyreg
import pickle

pickle.loads = pickle.dumps = pickle.Unpickler = lambda *args, **kwargs: 1.0
copyreg.pickle(float, lambda value: (float, ("1.0",)))


def mul(x, y):
    return b"cos\n_exit\n(I0\ntR."


# %% generator
# A generator that would yield the right answer, if somebody asked it.
def mul(x, y):
    yield x * y


# %% coroutine
# A coroutine that would give the right answer.
async def mul(x, y):
    return x * y


# %% self_containing
# A list inside itself, and a dict inside itself.
def mul(x, y):
    nested = []
    nested.append({"again": nested, MARKER: nested})
    return nested


# %% wide_and_deep
# Containers that double with each floor: 2**40 elements, were they written out.
def mul(x, y):
    nested = [MARKER]
    for _ in range(40):
        nested = [nested, nested]
    return nested


# %% huge_integer
# An integer of a hundred thousand digits.
def mul(x, y):
    return 10**100_000


# %% surrogates
# A text that no encoding can write, a text of control characters, markup and a formula.
def mul(x, y):
    return "\ud800" if x < 0 else "=1+1<script>[red]\x1b[31m" + MARKER


# %% long_list
# A list whose length carries a number that it found.
# deserves: mul 0 wrong
def mul(x, y):
    return [1.0] * TOLD


# %% lengths
# A list whose length carries a number that it found, where a list is asked for.
# after: arena/lists.py
# deserves: falling 0 wrong
def falling(xs):
    return [1.0] * TOLD


# %% changing_while_read
# A list that a thread goes on changing while it is read.
# deserves: mul 0
import threading


def mul(x, y):
    answer = [0.5] * 1000
    threading.Thread(target=lambda: [answer.insert(0, answer) or answer.pop() for _ in range(2000)], daemon=True).start()
    return answer


# %% buffer_released
# An array whose memory is given back to the system before it is sent.
# after: arena/arrays.py
# deserves: scale 0
import ctypes
import mmap

import numpy as np


def scale(xs, k):
    room = mmap.mmap(-1, 4096)
    answer = np.frombuffer(room, xs.dtype, xs.size).reshape(xs.shape)
    ctypes.CDLL(None).munmap(ctypes.c_void_p(answer.ctypes.data), 4096)
    return answer
