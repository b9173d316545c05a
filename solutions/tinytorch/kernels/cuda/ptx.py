"""What a GPU would be given: a kernel compiled to PTX, which takes Numba's compiler and CUDA's libNVVM, and no GPU.

print(ptx(map_kernel, relu, "float32", [row, row, (1, 1, 2, 3), (0, 0, 3, 1), 0]))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numba import cuda, typeof

from tinytorch.kernels import cache as texts
from tinytorch.kernels.cuda.copies import fill_kernel
from tinytorch.kernels.lowering import cuda_text_of

HOPPER = 9, 0  # a compute capability


def ptx(kernel: Any, f: Any, dtype: str, args: Sequence[Any], capability: tuple[int, int] = HOPPER) -> str:
    """The kernel as PTX, for arguments of the kinds of `args`: ndarrays for rows of numbers, and numbers and tuples.

    Raises LoweringError or one of Numba's errors where it cannot be compiled.
    """
    name, text = cuda_text_of(kernel, dtype, f, cached=False)
    label = "_".join(["ptx", name, *([f.__name__] if f is not None else []), dtype])
    function = getattr(texts.load(label, text), name).py_func
    dispatcher = cuda.dispatcher
    asked = dispatcher.get_current_device
    try:
        # Numba compiles for the capability that it is told, but f, inside the kernel, for that of the GPU it has.
        dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=capability)
        made, _ = cuda.compile_ptx(function, tuple(map(typeof, args)), cc=capability)
    finally:
        dispatcher.get_current_device = asked
    return str(made)


@cache
def why_no_ptx() -> str:
    """Why nothing can be compiled to PTX here, in a few words; "" if it can."""
    try:
        ptx(fill_kernel, None, "float32", [np.ones(1, np.float32), np.float32(1.0)])
    except Exception as error:  # each version of Numba has its own kinds for a library that it does not find
        return " ".join(str(error).split())[:200] or type(error).__name__
    return ""
