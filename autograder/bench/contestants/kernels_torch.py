"""The kernel benchmark by PyTorch, eager: into tensors that are there, where it takes an `out`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from kernels_work import NO_GPU, filling, inputs, once, told
from loop import Step, compete
from memory import keep_freed_memory

Rule = Callable[..., Step]


def rules(torch: Any) -> dict[str, Rule]:
    """work -> what makes the step of it."""
    aten, bends = torch.ops.aten, torch.nn.functional
    functions: dict[str, Callable[..., Any]] = {
        "add": torch.add,
        "mul": torch.mul,
        "relu": partial(torch.clamp_min, min=0.0),
        "exp": torch.exp,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "gelu_tanh": partial(bends.gelu, approximate="tanh"),
        "gelu": bends.gelu,
        "gelu_back": lambda x, d, out: aten.gelu_backward.grad_input(d, x, grad_input=out),
        "sum": torch.sum,
        "sum 0": partial(torch.sum, dim=0),
        "sum 1": partial(torch.sum, dim=1),
        "amax 1": partial(torch.amax, dim=1),
        "softmax": partial(torch.softmax, dim=1),
        "log_softmax": partial(torch.log_softmax, dim=1),
        "matmul": torch.matmul,
    }
    reductions = {"add": torch.sum, "maximum": torch.amax}

    def flat(problem: dict[str, Any], *xs: Any) -> Step:
        run, out = functions[problem["f"]], torch.empty(torch.broadcast_shapes(*(x.shape for x in xs)))
        return filling([out], lambda: run(*xs, out=out))

    def reduced(problem: dict[str, Any], x: Any) -> Step:
        axis, run = problem["axis"], reductions[problem["f"]]
        axes, out = ((0, 1), torch.empty(())) if axis is None else (axis, torch.empty(x.shape[1 - axis]))
        return filling([out], lambda: run(x, axes, out=out))

    def taken(problem: dict[str, Any], table: Any, rows: Any) -> Step:
        out = torch.empty(len(rows), table.shape[1])
        return filling([out], lambda: torch.index_select(table, 0, rows, out=out))

    def added(problem: dict[str, Any], x: Any, rows: Any) -> Step:
        out = torch.empty(problem["whole"][1], x.shape[1])
        return filling([out], lambda: out.zero_().index_add_(0, rows, x))

    def product(problem: dict[str, Any], x: Any, y: Any) -> Step:
        out = torch.empty(len(x), y.shape[1])
        return filling([out], lambda: torch.mm(x, y, out=out))

    def softmax_back(problem: dict[str, Any], x: Any, d: Any) -> Step:
        y = torch.softmax(x, 1)
        return lambda: [aten._softmax_backward_data(d, y, 1, torch.float32)]

    def cross_entropy(problem: dict[str, Any], x: Any, labels: Any) -> Step:
        scale = torch.full((len(x),), 1.0 / len(x))

        def step() -> list[Any]:
            y = torch.log_softmax(x, 1)
            losses, total = aten.nll_loss_forward(y, labels, None, 0, -100)
            d = aten.nll_loss_backward(scale, y, labels, None, 0, -100, total)
            return [losses, aten._log_softmax_backward_data(d, y, 1, torch.float32)]

        return step

    def layer_norm(problem: dict[str, Any], x: Any, weight: Any, bias: Any) -> Step:
        return lambda: [bends.layer_norm(x, weight.shape, weight, bias)]

    def layer_norm_back(problem: dict[str, Any], x: Any, weight: Any, bias: Any, d: Any) -> Step:
        _, means, rates = aten.native_layer_norm(x, weight.shape, weight, bias, 1e-5)
        run, every = aten.native_layer_norm_backward, [True, True, True]
        return lambda: list(run(d, x, weight.shape, means, rates, weight, bias, every))

    def bias_back(problem: dict[str, Any], x: Any, bias: Any, d: Any) -> Step:
        def step() -> list[Any]:
            back = aten.gelu_backward(d, x + bias)
            return [back, back.sum(0)]

        return step

    def adam(problem: dict[str, Any], p: Any, g: Any) -> Step:
        p = p.clone().requires_grad_()
        p.grad = g
        step = torch.optim.Adam([p], lr=1e-3, fused=True).step
        return once([p], step, lambda x: x.detach().clone())

    def convolution(problem: dict[str, Any], images: Any, weights: Any) -> Step:
        edge = weights.shape[-1] // 2
        return lambda: [torch.conv2d(images, weights, padding=edge)]

    def convolution_back(problem: dict[str, Any], images: Any, weights: Any, d: Any) -> Step:
        edge, run = [weights.shape[-1] // 2] * 2, aten.convolution_backward
        rest = (None, [1, 1], edge, [1, 1], False, [0, 0], 1, [True, True, False])
        return lambda: list(run(d, images, weights, *rest)[:2])

    def operation(problem: dict[str, Any], *xs: Any) -> Step:
        run = functions[problem["f"]]
        return lambda: [run(*xs)]

    def gpu(problem: dict[str, Any], *xs: Any) -> Step:
        run = {**functions, "copy": torch.clone}[problem["f"]]
        xs = tuple(x.cuda() for x in xs)

        def step() -> list[Any]:
            for _ in range(problem["chain"]):
                out = run(*xs)
            torch.cuda.synchronize()
            return [out.cpu()]

        return step

    return {
        "flat": flat,
        "transposed": lambda problem, x: flat(problem, x.T),
        "beside a row": flat,
        "reduced": reduced,
        "gathered": taken,
        "scattered": added,
        "matmul_rows": product,
        "matmul_tiled": product,
        "softmax": lambda problem, x: flat({"f": "softmax"}, x),
        "softmax back": softmax_back,
        "log_softmax": lambda problem, x: flat({"f": "log_softmax"}, x),
        "cross entropy": cross_entropy,
        "layer norm": layer_norm,
        "layer norm back": layer_norm_back,
        "bias": lambda problem, x, bias: lambda: [bends.gelu(x + bias)],
        "bias back": bias_back,
        "adam": adam,
        "embedding": taken,
        "embedding back": added,
        "convolution": convolution,
        "convolution back": convolution_back,
        "operation": operation,
        "gpu": gpu,
    }


def prepare(problem: dict[str, Any]) -> Step:
    import torch

    keep_freed_memory()
    torch.set_grad_enabled(False)
    if problem["work"] == "gpu" and not torch.cuda.is_available():
        raise NotImplementedError(NO_GPU)
    return rules(torch)[problem["work"]](problem, *(torch.from_numpy(np.ascontiguousarray(x)) for x in inputs(problem)))


compete(prepare, told)
