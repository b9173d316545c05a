# Arrays and numbers that look like the right ones but are not, and some that do not but are.
# after: arena/arrays.py
# deserves: scale 0

# %% nan
# NaN, which is neither less nor greater than anything.
# deserves: scale 1 not_finite
import numpy as np


def scale(xs, k):
    return xs * k if xs.dtype.kind == "i" else np.full_like(xs, np.nan)


# %% infinity
# Infinity, from which every difference is infinite or NaN.
# deserves: scale 1 not_finite
import numpy as np


def scale(xs, k):
    return xs * k if xs.dtype.kind == "i" else np.full_like(xs, np.inf)


# %% nan_payload
# NaNs whose bits carry what it found.
# after: arena/numbers.py
# deserves: mul 0 not_finite
import struct


def mul(x, y):
    return struct.unpack("<d", b"TELLTA\xf8\x7f")[0]


# %% negative_zero
# -0.0 where 0.0 is right, and the same number otherwise: equal, so full marks.
# deserves: full
def scale(xs, k):
    return xs * xs.dtype.type(k) * xs.dtype.type(1) + xs.dtype.type(-0.0)


# %% wrong_dtype
# The right values, all as float64.
# deserves: scale 1 shape
import numpy as np


def scale(xs, k):
    return xs.astype(np.float64) * k


# %% half_precision
# The right values in half precision.
# deserves: scale 0 shape
import numpy as np


def scale(xs, k):
    return (xs * k).astype(np.float16)


# %% big_endian
# The right values in the other byte order.
# deserves: scale 0 wrong|shape
def scale(xs, k):
    answer = xs * xs.dtype.type(k)
    return answer.astype(answer.dtype.newbyteorder(">"))


# %% long_double
# The right values in a dtype that no other machine has.
# deserves: scale 0 wrong|shape
import numpy as np


def scale(xs, k):
    return (xs * k).astype(np.longdouble)


# %% complex
# The right values with a zero imaginary part.
# deserves: scale 0 wrong|shape
def scale(xs, k):
    return xs * complex(k)


# %% right_but_transposed
# The right values, not contiguous, in Fortran's order: full marks.
# deserves: full
import numpy as np


def scale(xs, k):
    return np.asfortranarray(xs * xs.dtype.type(k))


# %% right_but_a_view
# The right values as every second element of a larger array, read-only: full marks.
# deserves: full
import numpy as np


def scale(xs, k):
    large = np.zeros((4, 6), xs.dtype)
    large[::2, ::-2] = xs * xs.dtype.type(k)
    large.flags.writeable = False
    return large[::2, ::-2]


# %% zero_size
# An array without elements: all of none are right.
# deserves: scale 0 shape
def scale(xs, k):
    return xs[:0]


# %% zero_strides
# One element, shown as a large array by strides of 0.
# deserves: scale 0
import numpy as np


def scale(xs, k):
    return np.broadcast_to(xs.dtype.type(1), (1 << 20, 1 << 20))


# %% overlapping
# A window on its own memory that ends outside of it.
# deserves: scale 0
import numpy as np


def scale(xs, k):
    return np.lib.stride_tricks.as_strided(xs, (2, 3), (1 << 40, 8))


# %% shape_carries_a_number
# A shape that carries a number which it found.
# deserves: scale 0 shape
import numpy as np


def scale(xs, k):
    return np.zeros(TOLD, xs.dtype)


# %% eight_dimensions
# The right values under more dimensions than anybody asked for.
# deserves: scale 0
def scale(xs, k):
    return (xs * k).reshape((1,) * 6 + (2, 3))


# %% thirty_dimensions
# The right values under thirty dimensions.
# deserves: scale 0
def scale(xs, k):
    return (xs * k).reshape((1,) * 28 + (2, 3))


# %% object_array
# An array of objects that equal everything.
# deserves: scale 0 wrong|shape
import numpy as np


class Yes:
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __reduce__(self): return (exit, ())


def scale(xs, k):
    return np.full(xs.shape, Yes(), object)


# %% structured
# A structured array whose field is called what it found.
# deserves: scale 0 wrong|shape
import numpy as np


def scale(xs, k):
    return np.zeros(xs.shape, [(MARKER, xs.dtype)])


# %% text_array
# An array of texts, one of bytes, one of dates.
# deserves: scale 0 wrong|shape
import numpy as np


def scale(xs, k):
    return {"i": np.full(xs.shape, MARKER), "f": np.full(xs.shape, MARKER.encode())}.get(xs.dtype.kind)


# %% dates
# The right values as days.
# deserves: scale 0 wrong|shape
import numpy as np


def scale(xs, k):
    return (xs.astype(np.int64) * k).astype("datetime64[D]")


# %% dtype_metadata
# The right values in a dtype that carries a dict of its own: full marks, and the dict is lost.
# deserves: full
import numpy as np


def scale(xs, k):
    return (xs * xs.dtype.type(k)).astype(np.dtype(xs.dtype, metadata={MARKER: MARKER}))


# %% odd_bools
# Bools that are neither 0 nor 1.
# deserves: scale 0
import numpy as np


def scale(xs, k):
    return np.full(xs.shape, 0x55, np.uint8).view(bool)


# %% input_changed
# Writes the answer into the input and gives it back: full marks, for nobody forbids it.
# deserves: full
def scale(xs, k):
    xs *= xs.dtype.type(k)
    return xs


# %% a_body_too_large
# More bytes than one reply may hold.
# deserves: scale 0
import numpy as np


def scale(xs, k):
    return np.zeros(40 << 20, np.uint8)


# %% lists_for_arrays
# The right values as lists.
# deserves: scale 0 wrong
def scale(xs, k):
    return (xs * k).tolist()


# %% scalar_for_array
# A zero-dimensional array that broadcasts to anything.
# deserves: scale 0 shape|wrong
import numpy as np


def scale(xs, k):
    return np.array(np.nan, xs.dtype) if xs.dtype.kind == "f" else xs.dtype.type(1)


# %% bool_for_number
# True where 1.0 would be near, and other kinds of numbers.
# after: arena/numbers.py
# deserves: mul 0 wrong
import decimal
import fractions


def mul(x, y):
    return [True, None, decimal.Decimal(x) * decimal.Decimal(y), fractions.Fraction(x), x * y * 1j][int(abs(x)) % 5]
