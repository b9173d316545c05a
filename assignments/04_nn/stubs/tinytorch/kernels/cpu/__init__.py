# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.kernels.cpu: the names that it hands on."""

__all__: list[str] = []
