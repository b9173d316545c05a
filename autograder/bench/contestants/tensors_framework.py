"""The tensor benchmark by a framework with PyTorch's names: one text for tinytorch and for PyTorch itself."""

from __future__ import annotations

from typing import Any

from loop import Step
from tensors_work import COMMON, constants, describe, inputs, operation, training_inputs, upstream

RULES = COMMON | {
    "exp": lambda x: x.exp(),
    "relu": lambda x: x.relu(),
    "sum": lambda x: x.sum(),
    "sum 0": lambda x: x.sum(dim=0),
    "sum 1": lambda x: x.sum(dim=1),
    "softmax": lambda x: x.softmax(dim=1),
}


def prepare(library: Any, problem: dict[str, Any]) -> Step:
    """The step of a problem: the recorded forward and its result, or with the way back and the gradients."""
    if problem["work"] == "training":
        return training(library, problem)
    run = operation(problem, RULES)
    leaves = [library.tensor(array, requires_grad=True) for array in inputs(problem)]
    arguments = [*leaves, *(library.tensor(array) for array in constants(problem))]
    if not problem["backward"]:
        return lambda: [run(*arguments)]
    gradient = library.tensor(upstream(tuple(run(*arguments).shape)))

    def step() -> list[Any]:
        for leaf in leaves:
            leaf.grad = None
        run(*arguments).backward(gradient)
        return [leaf.grad for leaf in leaves]

    return step


def training(library: Any, problem: dict[str, Any]) -> Step:
    """A step of stochastic gradient descent on the mean cross-entropy of a two-layer network."""
    images, labels, arrays = training_inputs(problem)
    images, labels = library.tensor(images), library.tensor(labels)
    parameters = [library.tensor(array, requires_grad=True) for array in arrays]
    w1, b1, w2, b2 = parameters
    rate = problem["rate"]

    def step() -> float:
        hidden = (images @ w1 + b1).relu()  # (B, I) -> (B, H)
        logarithms = (hidden @ w2 + b2).log_softmax(dim=1)  # (B, H) -> (B, O)
        loss = -logarithms.gather(1, labels).mean()
        loss.backward()
        for parameter in parameters:
            parameter.data -= rate * parameter.grad
            parameter.grad = None
        return loss.item()

    return step


def told(outcome: Any) -> dict[str, Any]:
    """A loss, or samples of the tensors."""
    if isinstance(outcome, float):
        return {"loss": outcome}
    return describe([tensor.detach().numpy() for tensor in outcome])
