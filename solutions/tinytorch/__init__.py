# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch: the names that it hands on."""

from tinytorch import autograd as autograd
from tinytorch import data as data
from tinytorch import scalars as scalars
from tinytorch.autograd import Function, GradientError, Scalar, ScalarFunction, gradcheck, no_grad

__all__ = [
    "Function",
    "GradientError",
    "Scalar",
    "ScalarFunction",
    "autograd",
    "data",
    "gradcheck",
    "no_grad",
    "scalars",
]
