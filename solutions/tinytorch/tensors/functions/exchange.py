"""Moving numbers to another device, and their gradients back."""

from __future__ import annotations

from typing import Any

from tinytorch.autograd.engine import Function, Node


class Move(Function):
    """The same numbers on another device."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, device: Any) -> Any:
        ctx.save_for_backward(a.backend)
        return a.move(device)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        (device,) = ctx.saved_values
        return d_output.move(device)
