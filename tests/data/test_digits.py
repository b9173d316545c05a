"""The digits are the published ones, in the stated form, split once and for all, and carry their licence with them."""

from __future__ import annotations

import hashlib
import zipfile

import numpy as np
import pytest
from tinytorch.data import digits as module
from tinytorch.data.digits import FILE, load_digits

SHA256 = "21f42b367197038f093d0b65eeb9da232029fc751229f5afd3e20bb3af4a289f"
SPLIT_SHA256 = "c99efbdec160731e3f31d685974e22302ff318e09fc69f219114f2407683ea2e"
PER_DIGIT = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as the data's authors count their test part


def test_the_file_is_the_one_that_was_written() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == SHA256


def test_the_file_holds_bytes_from_0_to_16_and_a_label_per_image() -> None:
    with np.load(FILE) as stored:
        assert sorted(stored) == ["images", "labels"]
        images, labels = stored["images"], stored["labels"]
    assert images.shape == (1797, 8, 8) and labels.shape == (1797,)
    assert images.dtype == labels.dtype == np.uint8
    assert (images.min(), images.max(), labels.min(), labels.max()) == (0, 16, 0, 9)


@pytest.mark.parametrize("words", ["E. Alpaydin and C. Kaynak", "CC BY 4.0", "creativecommons.org/licenses/by/4.0/"])
def test_source_and_licence_stand_in_the_module_and_in_the_file_itself(words: str) -> None:
    with zipfile.ZipFile(FILE) as archive:
        assert words in archive.comment.decode("ascii")
    assert words in (module.__doc__ or "")


def test_every_array_has_the_shape_and_the_dtype_that_the_docstring_states() -> None:
    train_images, train_labels, test_images, test_labels = load_digits()
    assert (train_images.shape, test_images.shape) == ((1437, 8, 8), (360, 8, 8))
    assert (train_labels.shape, test_labels.shape) == ((1437,), (360,))
    assert train_images.dtype == test_images.dtype == np.float32
    assert train_labels.dtype == test_labels.dtype == np.int64
    assert all(array.flags.c_contiguous for array in (train_images, train_labels, test_images, test_labels))


def test_pixels_lie_between_0_and_1_in_steps_of_a_sixteenth() -> None:
    train_images, _, test_images, _ = load_digits()
    pixels = np.unique(np.concatenate([train_images, test_images]) * 16)
    assert pixels.tolist() == list(range(17))


def test_the_test_part_has_36_of_each_digit_and_the_rest_is_for_training() -> None:
    _, train_labels, _, test_labels = load_digits()
    assert np.bincount(test_labels).tolist() == [36] * 10
    assert np.bincount(train_labels).tolist() == [count - 36 for count in PER_DIGIT]


def test_training_and_test_part_together_are_the_file_and_share_no_image() -> None:
    """The 1,797 pairs of image and label differ from each other, so equal sets mean that none is lost or doubled."""
    train_images, train_labels, test_images, test_labels = load_digits()
    train, test = pairs(train_images * 16, train_labels), pairs(test_images * 16, test_labels)
    with np.load(FILE) as stored:
        every = pairs(stored["images"], stored["labels"])
    assert len(every) == 1797 and len(train) == 1437 and len(test) == 360
    assert train | test == every and not train & test


def pairs(images: np.ndarray, labels: np.ndarray) -> set[tuple[bytes, int]]:
    """Each image, as bytes from 0 to 16, with its label."""
    return {(image.astype(np.uint8).tobytes(), int(label)) for image, label in zip(images, labels, strict=True)}


def test_both_parts_are_shuffled_the_same_way_on_every_machine() -> None:
    whole = hashlib.sha256()
    for array in load_digits():
        whole.update(array.astype("<f4" if array.dtype.kind == "f" else "<i8").tobytes())
    assert whole.hexdigest() == SPLIT_SHA256


def test_writing_into_an_array_does_not_change_the_next_call() -> None:
    before = [array.copy() for array in load_digits()]
    for array in load_digits():
        array[...] = 5
    assert all((array == kept).all() for array, kept in zip(load_digits(), before, strict=True))


def test_the_dice_of_the_program_are_not_touched() -> None:
    np.random.seed(7)
    expected = np.random.random()
    np.random.seed(7)
    load_digits()
    assert np.random.random() == expected
