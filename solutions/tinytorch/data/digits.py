"""1,797 handwritten digits of 8 by 8 pixels, small enough to lie beside this file: no download.

    train_images, train_labels, test_images, test_labels = load_digits()  # (1437, 8, 8), (1437,), (360, 8, 8), (360,)

The data are "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (UCI Machine Learning Repository,
1998, https://doi.org/10.24432/C50P49), licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). This is
its test part, in its order, taken from the copy in scikit-learn and stored as uint8 in digits.npz.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.float32]
Labels = NDArray[np.int64]

FILE = Path(__file__).with_name("digits.npz")
BRIGHTEST = 16  # a pixel counts the black dots in a square of 4 by 4 of the scanned digit
TEST_PER_DIGIT = 36  # a fifth of the 174 to 183 images that each digit has
SEED = 0


def load_digits() -> tuple[Images, Labels, Images, Labels]:
    """Training images and labels, then test images and labels: new arrays at each call, always the same split.

    Images are float32 in [0, 1], of shape (1437, 8, 8) and (360, 8, 8): (image, row, column), 0 is paper and 1 is ink.
    Labels are int64 in 0..9, of shape (1437,) and (360,). Both parts are shuffled; the test part has 36 of each digit.
    The same people wrote both parts, so a test score says little of the handwriting of others.
    """
    with np.load(FILE) as stored:
        images = stored["images"].astype(np.float32) / BRIGHTEST  # (1797, 8, 8)
        labels = stored["labels"].astype(np.int64)  # (1797,)
    train, test = _split(labels)
    return images[train], labels[train], images[test], labels[test]


def _split(labels: Labels) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices for training and for testing: of each digit, the first 36 in a shuffled order are for testing."""
    order = np.random.RandomState(SEED).permutation(labels.size)  # not default_rng: its numbers may change with NumPy
    shuffled = labels[order]
    firsts = [np.flatnonzero(shuffled == digit)[:TEST_PER_DIGIT] for digit in range(10)]
    is_test = np.isin(np.arange(labels.size), np.concatenate(firsts))
    return order[~is_test], order[is_test]
