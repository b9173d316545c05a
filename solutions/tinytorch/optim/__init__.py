# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.optim: the names that it hands on."""

from tinytorch.optim import lr_scheduler as lr_scheduler
from tinytorch.optim.adam import Adam, AdamW
from tinytorch.optim.lion import Lion
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.rmsprop import RMSprop
from tinytorch.optim.sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Lion", "Optimizer", "RMSprop", "lr_scheduler"]
