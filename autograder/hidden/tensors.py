"""Hidden checks of assignment 02_tensors, by idea: layouts, views and laws, loops, functions, the network.

Each idea stands in a file beside this one and is handed on, so that this module holds all checks of the assignment.
"""

from __future__ import annotations

from autograder.hidden.tensors_arrays import *  # noqa: F403
from autograder.hidden.tensors_broadcast import *  # noqa: F403
from autograder.hidden.tensors_functions import *  # noqa: F403
from autograder.hidden.tensors_layout import *  # noqa: F403
from autograder.hidden.tensors_loops import *  # noqa: F403
from autograder.hidden.tensors_network import *  # noqa: F403
from autograder.hidden.tensors_views import *  # noqa: F403
