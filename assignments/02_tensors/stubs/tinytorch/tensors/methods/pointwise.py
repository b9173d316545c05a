# Made from solutions/tinytorch/tensors/methods/pointwise.py by `autograder build`.
"""What works element by element on one tensor: curves, waves, steps, and the bends of networks.

Names, arguments and the kinds of number that come out are PyTorch's: a root or a logarithm of whole numbers is float32,
a bend of a network (gelu, silu, ...) wants floats.
"""

from __future__ import annotations

from typing import Any, Self

from tinytorch.autograd.functions import Exp, Inv, Log, ReLU, Sigmoid, Tanh
from tinytorch.tensors.arguments import check_number, check_whole, said
from tinytorch.tensors.dtypes import DTypeError, bool_, is_float
from tinytorch.tensors.functions import pointwise as functions
from tinytorch.tensors.methods.shape import Shaping


class Pointwise(Shaping):
    """Functions of each element."""

    __slots__ = ()

    # --- Powers, roots, logarithms

    def exp(self) -> Self:
        """e to the power of each element."""
        return Exp.apply(self._real())

    def expm1(self) -> Self:
        """e^x - 1, exact near 0 too."""
        return functions.Expm1.apply(self._real())

    def log(self) -> Self:
        """The natural logarithm."""
        return Log.apply(self._real())

    def log1p(self) -> Self:
        """ln(1 + x), exact near 0 too."""
        return functions.Log1p.apply(self._real())

    def log2(self) -> Self:
        """The logarithm to base 2."""
        return functions.Log2.apply(self._real())

    def log10(self) -> Self:
        """The logarithm to base 10."""
        return functions.Log10.apply(self._real())

    def sqrt(self) -> Self:
        """The square root; nan below 0."""
        return functions.Sqrt.apply(self._real())

    def rsqrt(self) -> Self:
        """1 / sqrt(x)."""
        return functions.Rsqrt.apply(self._real())

    def square(self) -> Self:
        """x * x."""
        return functions.Square.apply(self._beside(1))

    def reciprocal(self) -> Self:
        """1 / x."""
        return Inv.apply(self._real())

    # --- Waves

    def sin(self) -> Self:
        """The sine, of an angle in radians."""
        return functions.Sin.apply(self._real())

    def cos(self) -> Self:
        """The cosine, of an angle in radians."""
        return functions.Cos.apply(self._real())

    def tanh(self) -> Self:
        """The hyperbolic tangent."""
        return Tanh.apply(self._real())

    def erf(self) -> Self:
        """2 / sqrt(pi) times the area under e^-t^2 from 0 to x."""
        return functions.Erf.apply(self._real())

    # --- Steps

    def abs(self) -> Self:
        """x without its sign; the slope at 0 is 0."""
        return functions.Abs.apply(self._numbers("abs"))

    absolute = abs

    def neg(self) -> Self:
        """-x."""
        return -self

    negative = neg

    def sign(self) -> Self:
        """1, 0 or -1."""
        return self.clone() if self.value.dtype is bool_ else functions.Sign.apply(self)

    def floor(self) -> Self:
        """The largest whole number that is not above x."""
        return self._stepped(functions.Floor)

    def ceil(self) -> Self:
        """The smallest whole number that is not below x."""
        return self._stepped(functions.Ceil)

    def trunc(self) -> Self:
        """The whole number next to x on the side of 0."""
        return self._stepped(functions.Trunc)

    def round(self, *, decimals: int = 0) -> Self:
        """The nearest number with so many decimals; halves go to the even one. decimals=-2 rounds to hundreds."""
        if check_whole("round", decimals=decimals) == 0:
            return self._stepped(functions.Round)
        scale = 10.0 ** abs(decimals)
        x = self._floats("round with decimals")
        return functions.Round.apply(x * scale) / scale if decimals > 0 else functions.Round.apply(x / scale) * scale

    def _stepped(self, function: Any) -> Self:
        """function(self), for a function that leaves whole numbers as they are."""
        x = self._numbers(function.__name__.lower())
        return function.apply(x) if is_float(x.value.dtype) else x.clone()

    # --- The bends of networks

    def sigmoid(self) -> Self:
        """1 / (1 + e^-x)."""
        return Sigmoid.apply(self._real())

    def relu(self) -> Self:
        """x where it is positive, else 0; the slope at 0 is 0."""
        return ReLU.apply(self._numbers("relu"))

    def gelu(self, approximate: str = "none") -> Self:
        """x times the chance that a normal number is below x; with approximate="tanh" by a formula with tanh."""
        if approximate not in ("none", "tanh"):
            raise ValueError(f'gelu wants approximate="none" or "tanh", got {said(approximate)}')
        return (functions.GELU if approximate == "none" else functions.GELUTanh).apply(self._floats("gelu"))

    def silu(self) -> Self:
        """x * sigmoid(x)."""
        return functions.SiLU.apply(self._floats("silu"))

    def softplus(self, beta: float = 1, threshold: float = 20) -> Self:
        """ln(1 + e^(beta x)) / beta; x itself where beta x is above the threshold."""
        x = self._floats("softplus")
        check_number("softplus", beta=beta, threshold=threshold)
        if beta == 0:
            raise ValueError("softplus wants a beta other than 0, by which it divides")
        scaled = x if beta == 1 else x * beta
        bent = functions.Softplus.apply(scaled)
        return functions.Where.apply(scaled > threshold, x, bent if beta == 1 else bent / beta)

    def leaky_relu(self, negative_slope: float = 0.01) -> Self:
        """x where it is positive, else negative_slope * x."""
        if type(negative_slope) is not float:
            check_number("leaky_relu", negative_slope=negative_slope)
        return functions.LeakyReLU.apply(self._floats("leaky_relu"), slope=negative_slope)

    def elu(self, alpha: float = 1.0) -> Self:
        """x where it is positive, else alpha * (e^x - 1)."""
        if type(alpha) is not float:
            check_number("elu", alpha=alpha)
        return functions.ELU.apply(self._floats("elu"), alpha=alpha)

    # --- What the kinds of number allow

    def _floats(self, name: str) -> Self:
        """This, if it holds floats; `name` is the operation's, for the error."""
        if not is_float(self.value.dtype):
            raise DTypeError(f"{name} wants float32 or float64, got {self.value.dtype}: use .float()")
        return self

    def _numbers(self, name: str) -> Self:
        """This, if it holds numbers, not bools."""
        if self.value.dtype is bool_:
            raise DTypeError(f"{name} wants numbers, got bools: use .long() or .float()")
        return self
