# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.data: the names that it hands on."""

from tinytorch.data.toys import TOYS, circle, diagonal, moons, simple, spiral, split, xor

__all__ = ["TOYS", "circle", "diagonal", "moons", "simple", "spiral", "split", "xor"]
