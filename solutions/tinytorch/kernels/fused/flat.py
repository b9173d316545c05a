"""Functions of contiguous arrays and plain numbers. `map_flat` and `zip_flat`, of arrays alone, are yours."""

from __future__ import annotations

from collections.abc import Callable

from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers

Function = Callable[..., float]


def zip_an(f: Function, out: Numbers, a: Numbers, y: float) -> None:
    """out[i] = f(a[i], y)."""
    for i in prange(out.size):
        out[i] = f(a[i], y)


def zip_na(f: Function, out: Numbers, x: float, b: Numbers) -> None:
    """out[i] = f(x, b[i])."""
    for i in prange(out.size):
        out[i] = f(x, b[i])


def zip_aaa(f: Function, out: Numbers, a: Numbers, b: Numbers, c: Numbers) -> None:
    """out[i] = f(a[i], b[i], c[i])."""
    for i in prange(out.size):
        out[i] = f(a[i], b[i], c[i])


def zip_aan(f: Function, out: Numbers, a: Numbers, b: Numbers, z: float) -> None:
    """out[i] = f(a[i], b[i], z)."""
    for i in prange(out.size):
        out[i] = f(a[i], b[i], z)


def zip_ana(f: Function, out: Numbers, a: Numbers, y: float, c: Numbers) -> None:
    """out[i] = f(a[i], y, c[i])."""
    for i in prange(out.size):
        out[i] = f(a[i], y, c[i])


def zip_ann(f: Function, out: Numbers, a: Numbers, y: float, z: float) -> None:
    """out[i] = f(a[i], y, z)."""
    for i in prange(out.size):
        out[i] = f(a[i], y, z)
