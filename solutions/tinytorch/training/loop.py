"""The training loop, and how well a model does.

for epoch in range(epochs):
    mean_loss = train_epoch(model, train_loader, cross_entropy, optimizer)
    scores = evaluate(model, test_loader, loss=cross_entropy, accuracy=accuracy)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tinytorch.autograd.engine import no_grad
from tinytorch.nn.module import Module
from tinytorch.optim.clip import clip_grad_norm_
from tinytorch.optim.optimizer import Optimizer
from tinytorch.tensors.arguments import check_function, said
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.modes import evaluating

Batches = Iterable[tuple[Any, Tensor]]  # such as a DataLoader: pairs of inputs and targets
Measure = Callable[[Any, Tensor], Any]  # of what the model gives for a batch, and its targets: a number


def train_epoch(
    model: Module, loader: Batches, loss: Measure, optimizer: Optimizer, clip: float | None = None
) -> float:
    """Train on every batch of `loader` once, in order; the mean loss of a sample, as it was before its own step.

    loss  loss(model(inputs), targets), a tensor with one number: the mean over the batch
    clip  the largest norm that all gradients together may have; None leaves them as they are

    1. Put the model into training mode: layers such as Dropout ask for it.
    2. For each pair (inputs, targets): forget old gradients, compute the loss, and call its backward. Then clip, unless
       `clip` is None (`clip_grad_norm_(model.parameters(), clip)`), and only then let the optimizer step.
    3. Batches may differ in size, so that each counts with its number of samples, `len(targets)`: add up
       `value.item() * len(targets)` and the numbers of samples. A sum of floats keeps no record alive, one of tensors
       would. `mean(total, count)` is the answer.
    """
    check_parts("train_epoch", model, loader, loss=loss)
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"train_epoch() wants one of optim as its optimizer, got {said(optimizer)}")
    ### BEGIN SOLUTION 7
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)
    ### END SOLUTION


def evaluate(model: Module, loader: Batches, **measures: Measure) -> dict[str, float]:
    """The mean of each measure over all samples of `loader`: evaluate(model, loader, loss=mse_loss) is {"loss": ...}.

    A measure is called as measure(model(inputs), targets) with each batch, and gives the mean over it.

    1. Do it all in evaluation mode, and record nothing: `with evaluating(model), no_grad():`. At the end of that block
       each part of the model is again in the mode that it was in, also where an error ends it.
    2. For each batch compute the model's output once. Add `float(measure(output, targets)) * len(targets)` to the
       total of each measure, and the number of samples to their count. `mean(total, count)` is the answer for each.
    """
    check_parts("evaluate", model, loader, **measures)
    ### BEGIN SOLUTION 7
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
            count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}
    ### END SOLUTION


def check_parts(name: str, model: Any, loader: Any, **measures: Any) -> None:
    """Raise TypeError for what is no model, no batches, or no function of outputs and targets."""
    if not isinstance(model, Module):
        raise TypeError(f"{name}() wants a Module as its model, got {said(model)}")
    if not hasattr(type(loader), "__iter__"):
        raise TypeError(f"{name}() wants batches, such as a DataLoader(data, 32) has, got {said(loader)}")
    for measure, function in measures.items():
        check_function(f"{name}()", function, f"a function of outputs and targets as {measure}")


def mean(total: float, count: int) -> float:
    """total / count. Raises ValueError where nothing was counted."""
    if not count:
        raise ValueError(
            "expected at least one sample, got none: is the loader empty or used up, is its one batch dropped?"
        )
    return total / count
