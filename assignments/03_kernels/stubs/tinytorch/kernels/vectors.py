# Made from solutions/tinytorch/kernels/vectors.py by `autograder build`.
"""Vectors as wide as the processor has them, in arrays that begin where a cache line does.

On processors of Intel's with registers of 512 bits the compiler uses 256 of them, for the first of these processors
slowed down when all were used. Today's do not, and kernels that compute much (exp, tanh, matrix products) gain a fifth
to a half. The setting is Numba's for the whole process, and it is made before the first kernel is compiled; whoever has
chosen features (NUMBA_CPU_FEATURES) keeps his choice.

Arrays that a kernel makes for itself begin at a multiple of 64 bytes, not of Numba's 32: a register of 512 bits that is
read across the border of two cache lines costs two reads, and a matrix product in tiles a quarter more time.
"""

from __future__ import annotations

from numba import config
from numba.core.codegen import get_host_cpu_features
from numba.core.cpu import CPUContext

LINE = 64  # bytes of a cache line


def widen() -> None:
    """Let the compiler use registers of 512 bits, where there are any."""
    features = get_host_cpu_features()
    if config.CPU_FEATURES is None and "+avx512f" in features.split(","):
        config.CPU_FEATURES = f"{features},-prefer-256-bit"
    CPUContext.get_preferred_array_alignment = lambda self, dtype: LINE
