# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.viz: the names that it hands on."""

from tinytorch.viz.charts import curves
from tinytorch.viz.graphs import graph
from tinytorch.viz.picture import Animation, Picture
from tinytorch.viz.steps import backward_steps

__all__ = ["Animation", "Picture", "backward_steps", "curves", "graph"]
