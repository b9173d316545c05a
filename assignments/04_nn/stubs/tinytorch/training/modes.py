# Made from solutions/tinytorch/training/modes.py by `autograder build`.
"""Evaluation for a while: `with evaluating(model): ...`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tinytorch.nn.module import Module


@contextmanager
def evaluating(model: Module) -> Iterator[None]:
    """Within the block the model is in evaluation mode; after it each of its modules is in the mode that it was in.

    One mode for all would not do: a part that is frozen stays in evaluation mode while the others are trained.
    """
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, mode in before:
            module.training = mode
