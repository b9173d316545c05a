"""Transforms do to a picture what they say, to tensors and arrays alike; what is random repeats with its seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.transforms import (
    CenterCrop,
    Compose,
    Lambda,
    Normalize,
    OneHot,
    RandomCrop,
    RandomHorizontalFlip,
    Resize,
    ToTensor,
)
from tinytorch.tensors.backend import available
from tinytorch.tensors.creation import made
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.random import Generator, manual_seed
from tinytorch.tensors.tensor import Tensor

PICTURE = np.arange(3 * 6 * 8, dtype=np.float32).reshape(3, 6, 8)
sides = st.integers(1, 9)


def test_bytes_become_numbers_from_0_to_1_with_the_channels_in_front() -> None:
    picture = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    found = ToTensor()(picture)
    assert found.shape == (4, 2, 3) and found.dtype == np.float32
    assert found[1, 0, 2].item() == np.float32(picture[0, 2, 1]) / np.float32(255)
    assert ToTensor()(np.full((2, 3), 255, np.uint8)).tolist() == [[[1.0] * 3] * 2]


def test_floats_are_not_scaled_by_totensor() -> None:
    assert ToTensor()(np.full((1, 1), 7.0)).item() == 7.0


@pytest.mark.parametrize("device", available())
@pytest.mark.parametrize(
    "transform", [Normalize([1], [2]), RandomHorizontalFlip(1.0), RandomCrop(2), CenterCrop(2), Resize(3)]
)
def test_a_tensor_stays_a_tensor_on_its_device_and_equals_what_an_array_becomes(device: str, transform: Any) -> None:
    manual_seed(0)
    array = transform(PICTURE)
    manual_seed(0)
    tensor = transform(made(PICTURE, device))
    assert type(array) is np.ndarray and type(tensor) is Tensor and tensor.device == device
    assert array.dtype == tensor.dtype == np.float32
    np.testing.assert_array_equal(array, tensor.numpy())


def test_normalize_takes_the_mean_away_and_divides_by_std_for_each_channel() -> None:
    found = Normalize([1, 2, 3], [1, 2, 4])(PICTURE)
    np.testing.assert_array_equal(found[2], (PICTURE[2] - 3) / 4)
    np.testing.assert_array_equal(found[0], PICTURE[0] - 1)


def test_a_flip_exchanges_left_and_right_with_its_chance() -> None:
    np.testing.assert_array_equal(RandomHorizontalFlip(1.0)(PICTURE), PICTURE[..., ::-1])
    assert RandomHorizontalFlip(0.0)(PICTURE) is PICTURE
    flip = RandomHorizontalFlip(0.3, Generator(0))
    flipped = sum(flip(PICTURE) is not PICTURE for _ in range(2000))
    assert abs(flipped - 600) < 5 * np.sqrt(2000 * 0.3 * 0.7)


@given(height=sides, width=sides, padding=st.integers(0, 3), seed=st.integers(0, 99))
def test_a_random_crop_is_a_part_of_the_padded_picture(height: int, width: int, padding: int, seed: int) -> None:
    padded = np.pad(PICTURE, [(0, 0), (padding, padding), (padding, padding)], constant_values=-1)
    crop = RandomCrop((height, width), padding, fill=-1, generator=Generator(seed))
    if height > 6 + 2 * padding or width > 8 + 2 * padding:
        with pytest.raises(LayoutError, match="cannot be cut from"):
            crop(PICTURE)
        return
    found = crop(PICTURE)
    parts = np.lib.stride_tricks.sliding_window_view(padded, (3, height, width))
    assert (parts == found).all(axis=(-3, -2, -1)).any()


def test_a_random_crop_reaches_every_place() -> None:
    crop = RandomCrop(5, generator=Generator(0))
    assert {float(crop(PICTURE)[0, 0, 0]) for _ in range(200)} == {0.0, 1.0, 2.0, 3.0, 8.0, 9.0, 10.0, 11.0}


def test_a_centre_crop_has_as_much_on_each_side() -> None:
    np.testing.assert_array_equal(CenterCrop((2, 4))(PICTURE), PICTURE[:, 2:4, 2:6])


@given(height=sides, width=sides, kind=st.sampled_from(["nearest", "bilinear"]))
def test_another_size_is_what_pytorch_interpolates(height: int, width: int, kind: str) -> None:
    torch = pytest.importorskip("torch")
    more = {} if kind == "nearest" else {"align_corners": False}
    wanted = torch.nn.functional.interpolate(torch.tensor(PICTURE)[None], (height, width), mode=kind, **more)[0]
    np.testing.assert_allclose(Resize((height, width), kind)(PICTURE), wanted, rtol=1e-5, atol=1e-4)


def test_one_number_is_the_size_of_the_shorter_side() -> None:
    assert Resize(3)(PICTURE).shape == (3, 3, 4) and Resize(3)(PICTURE.swapaxes(1, 2)).shape == (3, 4, 3)


def test_bytes_stay_bytes_and_are_rounded() -> None:
    found = Resize((1, 3), "bilinear")(np.array([[0, 3]], np.uint8))
    assert found.dtype == np.uint8 and found.tolist() == [[0, 2, 3]]


def test_one_hot_is_1_at_the_label() -> None:
    assert OneHot(4)(2).tolist() == [0.0, 0.0, 1.0, 0.0]


def test_transforms_follow_each_other() -> None:
    assert Compose([Lambda(lambda x: x + 1), Lambda(lambda x: x * 10)])(1) == 20


def test_the_default_generator_decides_unless_another_is_given() -> None:
    drawn = []
    for seed in (1, 1, 2):
        manual_seed(seed)
        drawn.append([float(RandomCrop(2)(PICTURE)[0, 0, 0]) for _ in range(20)])
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("use", "error", "words"),
    [
        (lambda: ToTensor()(np.zeros(3)), LayoutError, r"\(H, W\) or \(H, W, C\), got shape \(3,\)"),
        (lambda: Normalize([1], [0]), ValueError, "divides by std, and got a 0"),
        (lambda: Normalize([1, 2], [1, 2])(PICTURE), LayoutError, "has 2 means and 2 stds, got shape"),
        (lambda: Normalize([1], [1])(np.zeros((1, 2, 2), np.uint8)), TypeError, "wants floats, got uint8"),
        (lambda: RandomHorizontalFlip(2), ValueError, "between 0 and 1, got 2"),
        (lambda: CenterCrop(9)(PICTURE), LayoutError, r"\(9, 9\) cannot be cut from \(6, 8\)"),
        (lambda: CenterCrop(0), ValueError, "at least 1, got 0"),
        (lambda: Resize(2, "cubic"), ValueError, '"nearest" or "bilinear", got \'cubic\''),
        (lambda: Resize(2)([[1.0]]), TypeError, "a Tensor or an ndarray, got a list"),
        (lambda: Resize(2)(np.zeros(3)), LayoutError, "rows and columns, got shape"),
        (lambda: OneHot(3)(3), ValueError, "a label from 0 to 2, got 3"),
        (lambda: Lambda(3), TypeError, "wants a function, got a int"),
    ],
)
def test_what_cannot_be_transformed_is_one_sentence(use: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        use()
