# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.data: the names that it hands on."""

from tinytorch.data.digits import load_digits
from tinytorch.data.toys import TOYS, circle, diagonal, moons, simple, spiral, split, xor

__all__ = ["TOYS", "circle", "diagonal", "load_digits", "moons", "simple", "spiral", "split", "xor"]
