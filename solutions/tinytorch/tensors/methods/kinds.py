"""Short names for conversions of a Tensor's numbers. They have the names of Python's own types, hence a file apart."""

from __future__ import annotations

from typing import Any, Self

from tinytorch.tensors.dtypes import as_dtype, bool_, float32, float64, int64
from tinytorch.tensors.methods.arithmetic import Arithmetic


class Kinds(Arithmetic):
    """x.float(), x.double(), x.long(), x.bool(), x.type(dtype): recorded, where numbers with derivatives stay such."""

    __slots__ = ()

    def type(self, dtype: Any) -> Self:
        """With numbers of another kind."""
        return self.cast(as_dtype(dtype))

    def float(self) -> Self:
        """As float32."""
        return self.cast(float32)

    def double(self) -> Self:
        """As float64."""
        return self.cast(float64)

    def long(self) -> Self:
        """As int64, towards 0."""
        return self.cast(int64)

    def bool(self) -> Self:
        """True where it is not 0."""
        return self.cast(bool_)
