# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.cuda: the names that it hands on."""

from tinytorch.devices import is_available

__all__ = ["is_available"]
