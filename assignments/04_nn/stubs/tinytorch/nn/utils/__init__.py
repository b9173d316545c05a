# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.nn.utils: the names that it hands on."""

from tinytorch.nn.vectors import parameters_to_vector, vector_to_parameters
from tinytorch.optim.clip import clip_grad_norm_, clip_grad_value_

__all__ = ["clip_grad_norm_", "clip_grad_value_", "parameters_to_vector", "vector_to_parameters"]
