"""Hidden checks of assignment 04_nn, by idea: modules, layers, weights, losses, optimizers, batches, training.

Each idea stands in a file beside this one and is handed on, so that this module holds all checks of the assignment.
"""

from __future__ import annotations

from autograder.hidden.nn_clip import *  # noqa: F403
from autograder.hidden.nn_data import *  # noqa: F403
from autograder.hidden.nn_dropout import *  # noqa: F403
from autograder.hidden.nn_laws import *  # noqa: F403
from autograder.hidden.nn_layers import *  # noqa: F403
from autograder.hidden.nn_losses import *  # noqa: F403
from autograder.hidden.nn_modules import *  # noqa: F403
from autograder.hidden.nn_norms import *  # noqa: F403
from autograder.hidden.nn_optim import *  # noqa: F403
from autograder.hidden.nn_training import *  # noqa: F403
from autograder.hidden.nn_trees import *  # noqa: F403
from autograder.hidden.nn_weights import *  # noqa: F403
