# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.viz: the names that it hands on."""

from tinytorch.viz.charts import curves
from tinytorch.viz.picture import Animation, Picture

__all__ = ["Animation", "Picture", "curves"]
