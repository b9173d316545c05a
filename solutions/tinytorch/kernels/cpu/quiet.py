"""What is left to NumPy, without its warnings: on "cpu" an overflow is told by the inf that it makes, as in PyTorch."""

from __future__ import annotations

import numpy as np

from tinytorch.tensors.numpy_backend import NumpyBackend

quiet = np.errstate(all="ignore")


class Quiet(NumpyBackend):
    """NumPy's kernels, silent whether a kernel of ours would have been the way or not."""

    map, zip, zip_into = quiet(NumpyBackend.map), quiet(NumpyBackend.zip), quiet(NumpyBackend.zip_into)
    reduce, cumsum, matmul = quiet(NumpyBackend.reduce), quiet(NumpyBackend.cumsum), quiet(NumpyBackend.matmul)
    copy, write = quiet(NumpyBackend.copy), quiet(NumpyBackend.write)
