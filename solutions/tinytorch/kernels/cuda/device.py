"""Two machines with one interface: a GPU, and this computer in its place.

    machine().launch(map_kernel, relu, float32, blocks, threads, out, a, shape, strides, offset)

`Real` is the first GPU that Numba finds; lowering.py makes the text of its kernels. `Simulated` is NumPy's memory and
the block runner: with TINYTORCH_CUDA=simulate the kernels run on any computer, slowly, for examples and tests.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Protocol

import numpy as np
from numba import config, cuda

from tinytorch.kernels import cache as texts
from tinytorch.kernels.compiler import NUMBAS, CompileError
from tinytorch.kernels.cuda.copies import fill_kernel
from tinytorch.kernels.cuda.launch import THREADS, TILE
from tinytorch.kernels.cuda.runner import CONSTANTS, LARGEST_GRID, run
from tinytorch.kernels.lowering import cuda_text_of
from tinytorch.kernels.sources import LoweringError
from tinytorch.tensors.backend import BackendError, FloatFunction
from tinytorch.tensors.dtypes import DType, float32
from tinytorch.tensors.numpy_table import TABLE

Kernel = Callable[..., None]
Size = int | tuple[int, ...]  # of a grid or a block, along x, y and z
Raw = Any  # bytes on a machine
Row = Any  # numbers of one kind on a machine: what a kernel is given

PATIENCE = 100_000  # threads in a launch, above which the block runner takes a second or more


class NotBuilt(TypeError):
    """A float function of which no kernel can be made for this machine."""


class Machine(Protocol):
    """Memory, and threads that work on it.

    threads, tile  the constants THREADS and TILE in the kernels that run here
    doubles        whether it computes with float64
    limits         the most blocks of a grid along x, y and z
    """

    threads: int
    tile: int
    doubles: bool
    limits: tuple[int, int, int]

    def allocate(self, size: int) -> Raw: ...  # so many bytes; MemoryError where there are no more
    def row(self, raw: Raw, dtype: DType, count: int) -> Row: ...  # the first bytes as `count` numbers
    def upload(self, row: Row, numbers: np.ndarray) -> None: ...
    def download(self, row: Row) -> np.ndarray: ...
    def launch(self, kernel: Kernel, f: Any, dtype: DType, grid: Size, block: Size, *args: Any) -> None: ...


class Simulated:
    """This computer as a machine: blocks of 32 threads, one thread after the other."""

    threads, tile = CONSTANTS["THREADS"], CONSTANTS["TILE"]
    doubles = True

    def __init__(self) -> None:
        self.limits: tuple[int, int, int] = LARGEST_GRID
        self.warned = False

    def allocate(self, size: int) -> Raw:
        """Bytes of which each is 255, so that a float which nobody wrote is nan."""
        return np.full(size, 255, np.uint8)

    def row(self, raw: Raw, dtype: DType, count: int) -> Row:
        """The first bytes as `count` numbers."""
        return raw[: count * dtype.itemsize].view(dtype)

    def upload(self, row: Row, numbers: np.ndarray) -> None:
        """Copy numbers of the row's kind into it."""
        row[:] = numbers

    def download(self, row: Row) -> np.ndarray:
        """A copy of the numbers."""
        return np.array(row)

    def launch(self, kernel: Kernel, f: Any, dtype: DType, grid: Size, block: Size, *args: Any) -> None:
        """Run the kernel, with f in front of its arguments if it takes one."""
        threads = math.prod(np.ravel(grid).tolist()) * math.prod(np.ravel(block).tolist())
        if threads > PATIENCE and not self.warned:
            self.warned = True
            warnings.warn(
                f"{kernel.__name__} starts {threads} threads, and TINYTORCH_CUDA=simulate runs one after the other: it"
                " is meant for small examples; use device='cpu' for work",
                stacklevel=2,
            )
        built_in = () if f is None else (like_ieee(f),)
        constants: dict[str, Any] = {**CONSTANTS, "float32": dtype.type}
        run(kernel, grid, block, *built_in, *args, constants=constants)


@lru_cache(maxsize=256)
def like_ieee(f: FloatFunction) -> FloatFunction:
    """f of Python's numbers, with the answer of floating-point arithmetic where Python raises: 1 / 0 is infinite."""

    def answer(*given: Any) -> Any:
        numbers = [x.item() if isinstance(x, np.generic) else x for x in given]
        try:
            return f(*numbers)
        except (ZeroDivisionError, OverflowError, ValueError):
            return TABLE[f](*map(np.float64, numbers)) if f in TABLE else math.nan

    return answer


class Real:
    """A GPU. Kernels are compiled for it when they are first launched, and kept on disk."""

    threads, tile = THREADS, TILE

    def __init__(self) -> None:
        cuda.dispatcher.config.CUDA_LOW_OCCUPANCY_WARNINGS = 0  # of small tensors they are true and of no use
        device = cuda.get_current_device()
        self.doubles = device.compute_capability >= (1, 3)
        self.limits: tuple[int, int, int] = device.MAX_GRID_DIM_X, device.MAX_GRID_DIM_Y, device.MAX_GRID_DIM_Z
        self.made: dict[tuple[Kernel, Any, DType], Any] = {}

    def allocate(self, size: int) -> Raw:
        """So many bytes. Raises MemoryError where the device has no more."""
        try:
            return cuda.device_array(size, np.uint8)
        except cuda.cudadrv.driver.CudaAPIError as error:
            raise MemoryError(str(error)) from None

    def row(self, raw: Raw, dtype: DType, count: int) -> Row:
        """The first bytes as `count` numbers."""
        return raw[: count * dtype.itemsize].view(dtype)

    def upload(self, row: Row, numbers: np.ndarray) -> None:
        """Copy numbers of the row's kind into it."""
        row.copy_to_device(numbers)

    def download(self, row: Row) -> np.ndarray:
        """A copy of the numbers."""
        found: np.ndarray = row.copy_to_host()
        return found

    def launch(self, kernel: Kernel, f: Any, dtype: DType, grid: Size, block: Size, *args: Any) -> None:
        """Run the kernel with f built in. Raises NotBuilt if f is not one of ours, and cannot be compiled."""
        try:
            self.compiled(kernel, f, dtype)[grid, block](*args)
        except (LoweringError, *NUMBAS) as error:
            if f is not None and f not in TABLE:
                raise NotBuilt(str(error)) from None
            if isinstance(error, LoweringError):  # it is the kernel that is wrong, and whoever wrote it must see that
                raise
            raise CompileError(kernel.__name__, error) from None

    def compiled(self, kernel: Kernel, f: Any, dtype: DType) -> Any:
        """What Numba makes of the kernel's text."""
        key = kernel, f, dtype
        if key not in self.made:
            name, text = cuda_text_of(kernel, dtype.name, f)
            label = "_".join(["cuda", name, *([f.__name__] if f is not None else []), dtype.name])
            self.made[key] = getattr(texts.load(label, text), name)
        return self.made[key]


@cache
def why_not() -> str:
    """Why no GPU can be used here, in a few words; "" if one can.

    A tiny kernel is run: a driver that is older than the compiler is only found out when it is given code.
    """
    if config.ENABLE_CUDASIM:
        return "NUMBA_ENABLE_CUDASIM is set, with which Numba only plays at having one"
    try:
        out = cuda.device_array(1, float32)
        Real().launch(fill_kernel, None, float32, 1, 1, out, np.float32(1.0))
        return "" if out.copy_to_host()[0] == 1.0 else "it was given a number to write and wrote another one"
    except Exception as error:  # the driver, the compiler and the linker have each their own kinds
        lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.startswith("Error at")]
        return (lines[0] if lines else type(error).__name__).rstrip(".")


def available() -> bool:
    """Whether a GPU can be used here."""
    return not why_not()


def machine() -> Machine:
    """The GPU, or with TINYTORCH_CUDA=simulate this computer in its place.

    Raises BackendError, which says what was found and what to do, where there is none.
    """
    if os.environ.get("TINYTORCH_CUDA") == "simulate":
        return Simulated()
    if reason := why_not():
        raise BackendError(
            f"device 'cuda' needs a GPU, and none can be used here ({reason}): use device='cpu', or set"
            " TINYTORCH_CUDA=simulate to run the kernels in the block runner, slowly"
        )
    return Real()
