"""What computes: six kernels that every backend has, and the table in which backends are found by name.

An array is a flat buffer under a Layout. A backend reads arrays of equal shapes and any strides, and makes new numbers
whose elements lie in reading order. Six kernels are enough for everything above:

    map(f, a)                   f(x) for each element x
    zip(f, a, b, ...)           f(x, y, ...) for the elements at the same index; a plain number stands for itself
    reduce(f, start, a, axes)   f(...f(f(start, x), y)...) over the elements along `axes`, which become 1 long
    matmul(a, b)                sums of products over the inner axis: (..., n, k), (..., k, m) -> (..., n, m)
    gather(a, rows)             a[rows[i]] for each i: (n, ...), whole numbers of shape R -> (*R, ...)
    scatter(a, rows, n)         its transpose: n rows of zeros, to which each a[i] is added at rows[i]

`f` is a float function (scalars/operators.py, tensors/elementary.py). Operands have one dtype, and the result has it,
too; of a function in PREDICATES it is bool. A backend may offer more (OPTIONAL); what it lacks is composed of the six.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.arguments import said
from tinytorch.tensors.dtypes import DType
from tinytorch.tensors.layout import Layout, Shape

FloatFunction = Callable[..., float]
Data = Any  # the numbers, in the form in which a backend keeps them


def plain(lifted: Callable[..., Any]) -> FloatFunction:
    """The float function inside a lifted one: what kernels are given, and what tables of them are keyed by."""
    return getattr(lifted, "__wrapped__", lifted)


PREDICATES = {
    plain(f)
    for f in (
        *(operators.lt, operators.eq, operators.is_close),
        *(elementary.le, elementary.gt, elementary.ge, elementary.ne),
        *(elementary.both, elementary.either, elementary.one_of, elementary.is_nan, elementary.is_finite),
    )
}
KERNELS = ("map", "zip", "reduce", "matmul", "gather", "scatter")
ROWS = ("softmax", "softmax_back", "log_softmax", "log_softmax_back")  # along the last axis, of arrays with elements
NORMS = ("layer_norm", "layer_norm_back", "rms_norm", "rms_norm_back")  # likewise
LAYERS = ("affine", "affine_back", *NORMS, "cross_entropy")  # likewise
STEPS = ("sgd_step", "momentum_step", "adam_step")  # of optimizers, in place
OPTIONAL = ("argmax", "argmin", "cumsum", "zip_into", *ROWS, *LAYERS, *STEPS)


class Buffer:
    """Numbers in a row.

    data      the numbers, as the backend keeps them
    written   the time of the last write in place, counted in writes to any buffer: a Node is older than the numbers in
              here if its own time is before that
    recorded  the time of the last write in place if that was recorded (x += y with gradients), else 0
    owned     whether a Tensor holds it: a gradient that nobody holds yet may be taken over without a copy
    """

    __slots__ = ("data", "owned", "recorded", "written")

    def __init__(self, data: Data) -> None:
        self.data = data
        self.written = self.recorded = 0
        self.owned = False


class Detached(Buffer):
    """The numbers of another buffer without their history: a write to one is seen in both, a record of it in one."""

    __slots__ = ("origin",)

    def __init__(self, other: Buffer) -> None:
        self.origin: Buffer = getattr(other, "origin", other)
        self.data = other.data
        self.recorded = 0
        self.owned = True

    @property
    def written(self) -> int:
        """The time of the last write in place to either."""
        return self.origin.written

    @written.setter
    def written(self, time: int) -> None:
        self.origin.written = time


class Strided(Protocol):
    """What a kernel may know of an array: where its numbers are, how they are laid out, and what is known of it."""

    buffer: Buffer
    layout: Layout
    native: Any  # the array in the backend's own terms (NumPy: an ndarray), made when first needed and kept here


class Backend(Protocol):
    """The six kernels, and how numbers get in and out."""

    name: str

    def map(self, f: FloatFunction, a: Strided) -> Data: ...
    def zip(self, f: FloatFunction, *operands: Strided | float) -> Data: ...
    def reduce(self, f: FloatFunction, start: float, a: Strided, axes: Sequence[int]) -> Data: ...
    def matmul(self, a: Strided, b: Strided) -> Data: ...
    def gather(self, a: Strided, rows: Strided) -> Data: ...
    def scatter(self, a: Strided, rows: Strided, n: int) -> Data: ...

    def full(self, shape: Shape, number: float, dtype: DType) -> Data: ...
    def copy(self, a: Strided, dtype: DType) -> Data: ...
    def write(self, target: Strided, source: Strided) -> None: ...
    def from_numpy(self, numbers: np.ndarray) -> Data: ...
    def to_numpy(self, a: Strided) -> np.ndarray: ...


class BackendError(RuntimeError):
    """A backend that is not there, or that cannot do what was asked; the text says what can."""


BACKENDS = {
    "numpy": "tinytorch.tensors.numpy_backend",
    "python": "tinytorch.tensors.python_backend",
    "cpu": "tinytorch.kernels.cpu.backend",
    "cuda": "tinytorch.kernels.cuda.backend",
}  # name -> the module with its `backend`, imported when it is first used; plugins are found by their entry point
_loaded: dict[str, Backend] = {}


def backend(name: str) -> Backend:
    """The backend of this name.

    Raises BackendError, which lists the names there are, or says why the backend cannot be used here.
    """
    try:
        found = _loaded.get(name)
    except TypeError:  # it has no hash
        raise BackendError(f"expected the name of a device, such as 'cpu', got {said(name)}") from None
    if found is None:
        found = _loaded[name] = _plugin(name) if name not in BACKENDS else _of_module(name)
    return found


def _of_module(name: str) -> Backend:
    """The backend that a module of this package holds."""
    try:
        found: Backend = import_module(BACKENDS[name]).backend
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("tinytorch"):
            raise BackendError(f"device {name!r} comes with a later assignment: there is no {error.name} yet") from None
        raise BackendError(f"device {name!r} needs the package {error.name}: install it, or use 'numpy'") from None
    return found


def _plugins() -> dict[str, Any]:
    """Name -> entry point, of the backends that installed packages offer under the group `tinytorch.backends`."""
    points = import_module("importlib.metadata").entry_points  # half as dear to import as NumPy, and few ask for it
    return {point.name: point for point in points(group="tinytorch.backends")}


def _plugin(name: str) -> Backend:
    """The backend of this name that an installed package offers."""
    plugins = _plugins()
    if name not in plugins:
        raise BackendError(f"expected a device among {', '.join(sorted({*BACKENDS, *plugins}))}, got {name!r}")
    try:
        found: Backend = plugins[name].load()
    except Exception as error:  # somebody else's code
        raise BackendError(f"the backend {name!r} of {plugins[name].value} cannot be loaded: {error}") from error
    lacking = [kernel for kernel in KERNELS if not hasattr(found, kernel)]
    if lacking:
        raise BackendError(f"the backend {name!r} of {plugins[name].value} lacks {', '.join(lacking)}, which all have")
    return found


def available() -> list[str]:
    """The names of all backends that can be used here and now."""
    return sorted(name for name in {*BACKENDS, *_plugins()} if _works(name))


def _works(name: str) -> bool:
    try:
        backend(name)
    except BackendError:
        return False
    return True


def missing(name: str) -> list[str]:
    """The kernels that this backend leaves to a composition of the six."""
    return [kernel for kernel in OPTIONAL if not hasattr(backend(name), kernel)]
