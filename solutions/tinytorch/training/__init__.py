# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.training: the names that it hands on."""

from typing import TYPE_CHECKING

from tinytorch.logfile import read_log
from tinytorch.training.checkpoints import load_checkpoint, save_checkpoint
from tinytorch.training.first_bad import first_bad
from tinytorch.training.fit import fit
from tinytorch.training.gradients import gradient_report
from tinytorch.training.loop import evaluate, train_epoch
from tinytorch.training.modes import evaluating
from tinytorch.training.run import History, TrainingError
from tinytorch.training.runlog import RunLog, TensorBoard
from tinytorch.training.tensorfile import CheckpointError

if TYPE_CHECKING:
    from tinytorch.viz.boundaries import decision_boundary
    from tinytorch.viz.charts import loss_curves
    from tinytorch.viz.picture import Picture
else:
    from importlib import import_module

    LATE = {
        "Picture": "tinytorch.viz.picture",
        "decision_boundary": "tinytorch.viz.boundaries",
        "loss_curves": "tinytorch.viz.charts",
    }

    def __getattr__(name):
        if name in LATE:
            return getattr(import_module(LATE[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "CheckpointError",
    "History",
    "Picture",
    "RunLog",
    "TensorBoard",
    "TrainingError",
    "decision_boundary",
    "evaluate",
    "evaluating",
    "first_bad",
    "fit",
    "gradient_report",
    "load_checkpoint",
    "loss_curves",
    "read_log",
    "save_checkpoint",
    "train_epoch",
]
