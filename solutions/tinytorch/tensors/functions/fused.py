"""Operations that a backend may offer whole: one kernel visits each number once, where composed rules visit it often.

Each has the rule of its composed form; forward and backward ask the backend's kernel. Under `create_graph` the gradient
is a Tensor, and the composed rule takes over, so that it can be differentiated again.
"""

from __future__ import annotations

from typing import Any

from tinytorch.autograd.engine import Function, Node
from tinytorch.tensors.array import Array
from tinytorch.tensors.functions.reduce import LogSoftmax, Softmax


def along_rows(function: type[Function], a: Array, axis: int) -> type[Function]:
    """The fused form of Softmax or LogSoftmax where a's backend offers it for this axis, else the function itself."""
    fused = FUSED[function]
    offered = hasattr(a.backend, fused.kernel) and axis == a.ndim - 1 and a.layout.size > 0
    return fused if offered else function


class FusedSoftmax(Softmax):
    """e^a / (sum of e^a) along the last axis."""

    kernel = "softmax"

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """The backend's `softmax`; saved is what Softmax saves."""
        result = Array.fresh(a.backend.softmax(a), a.shape, a.backend)
        ctx.save_for_backward(result, axis)
        return result

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The backend's `softmax_back`, where it has one."""
        p, _ = ctx.saved_values
        if type(d_output) is not Array or not hasattr(p.backend, "softmax_back"):
            return Softmax.backward(ctx, d_output)
        return Array.fresh(p.backend.softmax_back(p, d_output), p.shape, p.backend)


class FusedLogSoftmax(LogSoftmax):
    """a - ln(sum of e^a) along the last axis."""

    kernel = "log_softmax"

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """The backend's `log_softmax`; saved is what LogSoftmax needs."""
        result = Array.fresh(a.backend.log_softmax(a), a.shape, a.backend)
        ctx.save_for_backward(result, axis)
        return result

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The backend's `log_softmax_back`, or d - e^r * (sum of d along the axis)."""
        result, axis = ctx.saved_values
        if type(d_output) is not Array:
            return d_output - result.exp() * d_output.sum((axis,), keepdim=True).expand(result.shape)
        return Array.fresh(result.backend.log_softmax_back(result, d_output), result.shape, result.backend)


FUSED: dict[type[Function], Any] = {Softmax: FusedSoftmax, LogSoftmax: FusedLogSoftmax}
