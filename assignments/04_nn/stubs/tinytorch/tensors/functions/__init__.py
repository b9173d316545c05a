# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.tensors.functions: the names that it hands on."""

__all__: list[str] = []
