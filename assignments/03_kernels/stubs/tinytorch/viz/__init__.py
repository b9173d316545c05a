# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.viz: the names that it hands on."""

from tinytorch.viz.broadcasting import broadcast
from tinytorch.viz.charts import curves
from tinytorch.viz.gating import gates
from tinytorch.viz.graphs import graph
from tinytorch.viz.maps import attention, heatmap
from tinytorch.viz.masks import causal_mask
from tinytorch.viz.memory import layout
from tinytorch.viz.patches import im2col
from tinytorch.viz.picture import Animation, Picture
from tinytorch.viz.steps import backward_steps
from tinytorch.viz.threads import kernel
from tinytorch.viz.tiles import matmul_tiles

__all__ = [
    "Animation",
    "Picture",
    "attention",
    "backward_steps",
    "broadcast",
    "causal_mask",
    "curves",
    "gates",
    "graph",
    "heatmap",
    "im2col",
    "kernel",
    "layout",
    "matmul_tiles",
]
