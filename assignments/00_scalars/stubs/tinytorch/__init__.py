# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch: the names that it hands on."""

from tinytorch import scalars as scalars

__all__ = ["scalars"]
