# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.training: the names that it hands on."""

from tinytorch.training.boundary import decision_boundary
from tinytorch.training.checkpoints import load_checkpoint, save_checkpoint
from tinytorch.training.curves import Picture, loss_curves
from tinytorch.training.first_bad import first_bad
from tinytorch.training.fit import fit
from tinytorch.training.gradients import gradient_report
from tinytorch.training.loop import evaluate, train_epoch
from tinytorch.training.run import History, TrainingError
from tinytorch.training.runlog import RunLog, TensorBoard, read_log
from tinytorch.training.tensorfile import CheckpointError

__all__ = [
    "CheckpointError",
    "History",
    "Picture",
    "RunLog",
    "TensorBoard",
    "TrainingError",
    "decision_boundary",
    "evaluate",
    "first_bad",
    "fit",
    "gradient_report",
    "load_checkpoint",
    "loss_curves",
    "read_log",
    "save_checkpoint",
    "train_epoch",
]
