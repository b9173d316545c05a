"""Hidden checks of assignment 03_kernels, by idea: elements, rows, products; blocks of threads; the race.

Each idea stands in a file beside this one and is handed on, so that this module holds all checks of the assignment.
"""

from __future__ import annotations

from autograder.hidden.kernels_blocks import *  # noqa: F403
from autograder.hidden.kernels_cuda import *  # noqa: F403
from autograder.hidden.kernels_cuda_matmul import *  # noqa: F403
from autograder.hidden.kernels_matmul import *  # noqa: F403
from autograder.hidden.kernels_pointwise import *  # noqa: F403
from autograder.hidden.kernels_race import *  # noqa: F403
from autograder.hidden.kernels_rows import *  # noqa: F403
