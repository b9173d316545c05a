"""Vectors as wide as the processor has them.

On processors of Intel's with registers of 512 bits the compiler uses 256 of them, for the first of these processors
slowed down when all were used. Today's do not, and kernels that compute much (exp, tanh, matrix products) gain a fifth
to a half. The setting is Numba's for the whole process, and it is made before the first kernel is compiled; whoever has
chosen features (NUMBA_CPU_FEATURES) keeps his choice.
"""

from __future__ import annotations

from numba import config
from numba.core.codegen import get_host_cpu_features


def widen() -> None:
    """Let the compiler use registers of 512 bits, where there are any."""
    features = get_host_cpu_features()
    if config.CPU_FEATURES is None and "+avx512f" in features.split(","):
        config.CPU_FEATURES = f"{features},-prefer-256-bit"
