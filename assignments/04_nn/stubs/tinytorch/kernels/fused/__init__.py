# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.kernels.fused: the names that it hands on."""

__all__: list[str] = []
