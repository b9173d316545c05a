# Made from solutions/tinytorch/kernels/fused/elementary.py by `autograder build`.
"""Elementary functions for float32 as short polynomials: with no call and no branch, a processor makes 16 at once.

`SINGLE` says what stands in for `math.exp` and its kin in float32 kernels, `REPLACED` what stands in for float
functions that the compiler makes slow, or whose answer is not NumPy's.

Written for the compiler: every number such as 0.5 becomes a float32, and `x if c else y` a blend of two results. x must
be a float32, in plain Python an np.float32. They are compiled without the licence to regroup sums ("reassoc"): turned -
12582912.0 would be x * 1.44269504 again. Errors are stated in eps = 2^-23 of the result, measured against float64 on
every float32 (`tests/kernels/test_elementary.py`); nan gives nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import plain

Single = Any  # an np.float32


def exp(x: Single) -> Single:
    """e^x = 2^n * e^r with a whole n and |r| <= ln(2) / 2; off by at most 1 eps.

    Above 88.722 it is inf, and 0 where e^x would be a denormal number, below -87.336: those take some processors a
    hundred times as long. 1.5 * 2^23 is so large that a float beside it has no room for a fraction: the sum is rounded
    to n, and its last bits are n. Added to the exponent of e^r they make the product. Source of the polynomial:
    Moshier, Cephes.
    """
    turned = x * 1.44269504 + 12582912.0
    n = turned - 12582912.0
    r = x - n * 0.693359375 + n * 2.12194440e-4
    p = (((1.9875691500e-4 * r + 1.3981999507e-3) * r + 8.3334519073e-3) * r + 4.1665795894e-2) * r + 1.6666665459e-1
    p = ((p * r + 5.0000001201e-1) * r + 1.0) * r + 1.0
    bits = np.float32(p).view(np.int32) + (np.float32(turned).view(np.int32) << 23)
    result = np.int32(bits).view(np.float32) if x >= -87.336544 else 0.0
    return result if x < 88.722839 else x + math.inf  # inf, and nan


def expm1(x: Single) -> Single:
    """e^x - 1 = (2^n - 1) + 2^n * (e^r - 1), with n and r as in exp; off by at most 2 eps.

    Half of it is made and doubled, for 2^128 is too large for a float and e^88.7 is not.
    """
    y = -20.0 if x < -20.0 else x
    y = 89.0 if y > 89.0 else y
    turned = y * 1.44269504 + 12582912.0
    n = turned - 12582912.0
    r = y - n * 0.693359375 + n * 2.12194440e-4
    p = (((1.9875691500e-4 * r + 1.3981999507e-3) * r + 8.3334519073e-3) * r + 4.1665795894e-2) * r + 1.6666665459e-1
    p = (p * r + 5.0000001201e-1) * (r * r) + r
    half = np.int32((np.float32(turned).view(np.int32) + 126) << 23).view(np.float32)  # 2^(n - 1)
    result = 2.0 * (half * p + (half - 0.5))
    return x if math.fabs(x) < 1e-8 else result


def log(x: Single) -> Single:
    """ln(x) = n * ln(2) + ln(1 + m) with x = (1 + m) * 2^n; off by at most 1 eps. -inf at 0, nan below."""
    n, m = split(x)
    return where_defined(x, (n * -2.12194440e-4 + log_near_one(m)) + n * 0.693359375)


def log2(x: Single) -> Single:
    """log2(x) = n + ln(1 + m) / ln(2), as in log; off by at most 2 eps, and exact for powers of two."""
    n, m = split(x)
    return where_defined(x, n + log_near_one(m) * 1.44269504)


def log10(x: Single) -> Single:
    """log10(x) = n * log10(2) + ln(1 + m) / ln(10), as in log; off by at most 2 eps."""
    n, m = split(x)
    return where_defined(x, (n * 4.605038981195214e-6 + log_near_one(m) * 0.4342944819) + n * 0.301025390625)


def split(x: Single) -> tuple[Single, Single]:
    """The whole n and the m between -0.3 and 0.42 with x = (1 + m) * 2^n, from the bits of x > 0."""
    small = x < 1.17549435e-38  # denormal: the exponent is not in its bits
    bits = np.float32(x * 8388608.0 if small else x).view(np.int32)
    e = np.int32((bits - 0x3F3504F3) >> 23)  # 0x3F3504F3: the bits of sqrt(1/2)
    m = np.int32(bits - (e << 23)).view(np.float32) - 1.0
    return np.float32(e) - 23.0 if small else np.float32(e), m


def log_near_one(m: Single) -> Single:
    """ln(1 + m) for m between -0.3 and 0.42. Source of the polynomial: Moshier, Cephes."""
    z = m * m
    p = (((7.0376836292e-2 * m - 1.1514610310e-1) * m + 1.1676998740e-1) * m - 1.2420140846e-1) * m + 1.4249322787e-1
    p = (((p * m - 1.6668057665e-1) * m + 2.0000714765e-1) * m - 2.4999993993e-1) * m + 3.3333331174e-1
    return m + (m * z * p - 0.5 * z)


def where_defined(x: Single, logarithm: Single) -> Single:
    """A logarithm of x where there is one; x itself where that is inf or nan, -inf at 0, nan below."""
    result = logarithm if x < math.inf else x
    result = -math.inf if x == 0.0 else result
    return math.nan if x < 0.0 else result


def log1p(x: Single) -> Single:
    """ln(1 + x) = ln(u) + (x - (u - 1)) / u, where u is 1 + x rounded; off by at most 2 eps.

    The fraction gives back what the rounding took. Source: Goldberg, What every computer scientist should know, 1991.
    """
    u = 1.0 + x
    result = log(u) + (x - (u - 1.0)) / u
    result = result if math.fabs(u) < math.inf and u != 0.0 else log(u)
    return x if u == 1.0 else result


def tanh(x: Single) -> Single:
    """tanh(x) as a fraction, x * P(x^2) / Q(x^2), up to 7.9; off by at most 3 eps. Beyond it is 1 or -1.

    Source of the coefficients: the Eigen library.
    """
    z = x * x
    p = ((-2.76076847742355e-16 * z + 2.00018790482477e-13) * z - 8.60467152213735e-11) * z + 5.12229709037114e-08
    p = ((p * z + 1.48572235717979e-05) * z + 6.37261928875436e-04) * z + 4.89352455891786e-03
    q = ((1.19825839466702e-06 * z + 1.18534705686654e-04) * z + 2.26843463243900e-03) * z + 4.89352518554385e-03
    size = math.fabs(x)
    result = x if size < 0.0004 else x * p / q
    return math.copysign(1.0, x) if size > 7.9 else result


def erf(x: Single) -> Single:
    """erf(x) as a fraction, x * P(x^2) / Q(x^2), up to 3.92; off by at most 3 eps. Beyond it is 1 or -1.

    The coefficients: least squares on 600 Chebyshev nodes of [0, 3.9208], of relative errors, reweighted as Lawson
    (1961) does.
    """
    z = x * x
    p = ((2.0493810589655836e-6 * z + 2.848577096185657e-4) * z + 3.7663081897505893e-3) * z + 5.275069057133957e-2
    p = (p * z + 0.19042802878056886) * z + 1.128379146244101
    q = ((3.8083113304272724e-5 * z + 1.1626282788829052e-3) * z + 1.4970622313893569e-2) * z + 0.11411722342798687
    q = (q * z + 0.5020951882905899) * z + 1.0
    return math.copysign(1.0, x) if math.fabs(x) > 3.92 else x * p / q


SINGLE: dict[str, Callable[[Single], Single]] = {
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "log2": log2,
    "log10": log10,
    "tanh": tanh,
    "erf": erf,
}


def relu(x: Single) -> Single:
    """relu(x) = x where x is positive, else 0; nan where x is nan."""
    return x if x > 0.0 or x != x else 0.0


REPLACED: dict[Any, Any] = {
    plain(operators.max): plain(elementary.maximum),  # which shows nan, as NumPy does
    plain(operators.relu): relu,
    plain(elementary.floor): np.floor,  # as written they go by whole numbers, which have no inf and no nan
    plain(elementary.ceil): np.ceil,
    plain(elementary.trunc): np.trunc,
    plain(elementary.round): np.rint,
}
