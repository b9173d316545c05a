# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.viz: the names that it hands on."""

from tinytorch.viz.boundaries import boundary_steps, decision_boundary
from tinytorch.viz.broadcasting import broadcast
from tinytorch.viz.charts import curves
from tinytorch.viz.gating import gates
from tinytorch.viz.graphs import graph
from tinytorch.viz.live import LiveCurve
from tinytorch.viz.maps import attention, heatmap
from tinytorch.viz.masks import causal_mask
from tinytorch.viz.memory import layout
from tinytorch.viz.networks import gradient_flow, schedule
from tinytorch.viz.patches import im2col
from tinytorch.viz.picture import Animation, Picture
from tinytorch.viz.spreads import activations, histograms
from tinytorch.viz.steps import backward_steps
from tinytorch.viz.threads import kernel
from tinytorch.viz.tiles import matmul_tiles

__all__ = [
    "Animation",
    "LiveCurve",
    "Picture",
    "activations",
    "attention",
    "backward_steps",
    "boundary_steps",
    "broadcast",
    "causal_mask",
    "curves",
    "decision_boundary",
    "gates",
    "gradient_flow",
    "graph",
    "heatmap",
    "histograms",
    "im2col",
    "kernel",
    "layout",
    "matmul_tiles",
    "schedule",
]
