"""What is done to a sample on its way out of a data set: `MNIST(transform=Compose([ToTensor(), RandomCrop(28, 4)]))`.

ToTensor makes a float tensor (C, H, W) of a picture (H, W, C) of bytes. All others take pictures whose last two axes
are rows and columns, as a Tensor or as an ndarray, and answer with the same.

What is random is drawn from the default generator, or from one given. In the workers of a DataLoader leave it out: each
worker would have its own copy of it, all alike; the default one is seeded for each batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from tinytorch.tensors.arguments import is_number, said
from tinytorch.tensors.creation import made
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.random import DEFAULT, Generator
from tinytorch.tensors.tensor import Tensor

Numbers = np.ndarray[Any, Any]
BRIGHTEST = 255  # the largest number in a byte


class Compose:
    """The transforms one after the other."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.transforms = transforms

    def __call__(self, image: Any) -> Any:
        for transform in self.transforms:
            image = transform(image)
        return image


class Lambda:
    """A function of your own as a transform."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        if not callable(function):
            raise TypeError(f"Lambda wants a function, got a {type(function).__name__}")
        self.function = function

    def __call__(self, image: Any) -> Any:
        return self.function(image)


class ToTensor:
    """(H, W, C) or (H, W) -> a float32 tensor (C, H, W); bytes from 0 to 255 become numbers from 0 to 1."""

    def __call__(self, image: Any) -> Tensor:
        numbers = np.asarray(image)
        if numbers.ndim not in (2, 3):
            raise LayoutError(f"ToTensor wants a picture (H, W) or (H, W, C), got shape {numbers.shape}")
        rows = np.moveaxis(np.atleast_3d(numbers), 2, 0)  # (H, W, C) -> (C, H, W)
        scale = BRIGHTEST if numbers.dtype == np.uint8 else 1
        return made(np.ascontiguousarray(rows, np.float32) / np.float32(scale))


class Normalize:
    """(x - mean) / std for each channel of (..., C, H, W)."""

    def __init__(self, mean: Sequence[float], std: Sequence[float]) -> None:
        try:
            self.mean, self.std = np.asarray(mean, np.float32), np.asarray(std, np.float32)
        except (TypeError, ValueError):
            raise TypeError(f"Normalize wants numbers as mean and std, got {said(mean)} and {said(std)}") from None
        if not self.std.all():
            raise ValueError(f"Normalize divides by std, and got a 0 in {list(std)}")

    def __call__(self, image: Any) -> Any:
        numbers = pixels(image)
        if numbers.dtype.kind != "f":
            raise TypeError(f"Normalize wants floats, got {numbers.dtype}: begin with ToTensor()")
        channels = numbers.shape[-3] if numbers.ndim > 2 else 1
        if not {self.mean.size, self.std.size} <= {1, channels}:
            have = f"{self.mean.size} means and {self.std.size} stds"
            raise LayoutError(f"Normalize wants one of each for every channel, has {have}, got shape {numbers.shape}")
        mean, std = self.mean.reshape(-1, 1, 1), self.std.reshape(-1, 1, 1)
        return like(image, ((numbers - mean) / std).astype(numbers.dtype))


class RandomHorizontalFlip:
    """Left and right exchanged, with the chance p."""

    def __init__(self, p: float = 0.5, generator: Generator | None = None) -> None:
        if not is_number(p) or not 0 <= p <= 1:
            raise ValueError(f"a chance is between 0 and 1, got {said(p)}")
        self.p = p
        self.generator = generator

    def __call__(self, image: Any) -> Any:
        if (self.generator or DEFAULT).source.random() >= self.p:
            return image
        return like(image, pixels(image)[..., ::-1])


class RandomCrop:
    """A part of this size from a random place, of a picture that has first got `padding` pixels of `fill` all round."""

    def __init__(
        self, size: int | Sequence[int], padding: int = 0, fill: float = 0, generator: Generator | None = None
    ) -> None:
        if not hasattr(padding, "__index__") or padding < 0:
            raise ValueError(f"padding wants a whole number of at least 0, got {padding!r}")
        self.size = pair(size)
        self.padding = padding
        self.fill = fill
        self.generator = generator

    def __call__(self, image: Any) -> Any:
        numbers = pixels(image)
        if self.padding:
            edges = [(0, 0)] * (numbers.ndim - 2) + [(self.padding, self.padding)] * 2
            numbers = np.pad(numbers, edges, constant_values=self.fill)
        room = spare(numbers, self.size)
        top, left = (self.generator or DEFAULT).source.integers(0, [side + 1 for side in room])
        return like(image, cut(numbers, top, left, self.size))


class CenterCrop:
    """The part of this size from the middle."""

    def __init__(self, size: int | Sequence[int]) -> None:
        self.size = pair(size)

    def __call__(self, image: Any) -> Any:
        numbers = pixels(image)
        top, left = (round(side / 2) for side in spare(numbers, self.size))
        return like(image, cut(numbers, top, left, self.size))


class Resize:
    """The picture in another size: (height, width), or one number for the shorter side, the other in proportion.

    Where pixel k of n new ones lies: k + 1/2 of n is as far along as (its place + 1/2) of the old ones.

    nearest   the old pixel that this falls into
    bilinear  the four old pixels around it, weighted by how near they are; beyond the edge the last one goes on
    """

    def __init__(self, size: int | Sequence[int], interpolation: str = "bilinear") -> None:
        if interpolation not in ("nearest", "bilinear"):
            raise ValueError(f'interpolation wants "nearest" or "bilinear", got {interpolation!r}')
        self.size = size
        pair(size)
        self.interpolation = interpolation

    def __call__(self, image: Any) -> Any:
        numbers = pixels(image)
        height, width = self._new_size(*numbers.shape[-2:])
        along = nearest if self.interpolation == "nearest" else bilinear
        wide = along(numbers, width)  # (..., H, W) -> (..., H, width)
        both = along(np.swapaxes(wide, -1, -2), height)  # (..., width, height)
        both = np.swapaxes(both, -1, -2)
        return like(image, both.astype(numbers.dtype) if numbers.dtype.kind == "f" else rounded(both, numbers.dtype))

    def _new_size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width."""
        if not isinstance(self.size, int):
            return pair(self.size)
        short = min(height, width)
        return height * self.size // short, width * self.size // short


class OneHot:
    """A label k -> a float32 tensor of `num_classes` numbers: 1 at k, 0 elsewhere."""

    def __init__(self, num_classes: int) -> None:
        self.num_classes = num_classes

    def __call__(self, label: Any) -> Tensor:
        if not 0 <= int(label) < self.num_classes:
            raise ValueError(f"OneHot wants a label from 0 to {self.num_classes - 1}, got {int(label)}")
        return made((np.arange(self.num_classes) == int(label)).astype(np.float32))


# --- Pictures


def pixels(image: Any) -> Numbers:
    """The numbers of a picture (..., H, W)."""
    numbers = image.numpy() if isinstance(image, Tensor) else image
    if not isinstance(numbers, np.ndarray):
        raise TypeError(
            f"a transform wants a Tensor or an ndarray, got a {type(image).__name__}: begin with ToTensor()"
        )
    if numbers.ndim < 2 or not numbers.size:
        raise LayoutError(f"a picture has rows and columns, got shape {numbers.shape}")
    return numbers


def like(image: Any, numbers: Numbers) -> Any:
    """These numbers as what the picture was."""
    return made(np.ascontiguousarray(numbers), image.device) if isinstance(image, Tensor) else numbers


def pair(size: int | Sequence[int]) -> tuple[int, int]:
    """(height, width); one number stands for both."""
    sides = (size, size) if isinstance(size, int) else tuple(size) if isinstance(size, Iterable) else ()
    if len(sides) != 2 or not all(hasattr(side, "__index__") and side >= 1 for side in sides):
        raise ValueError(f"a size wants one or two whole numbers of at least 1, got {said(size)}")
    return sides


def spare(numbers: Numbers, size: tuple[int, int]) -> list[int]:
    """How many rows and columns are more than needed."""
    room = [have - want for have, want in zip(numbers.shape[-2:], size, strict=True)]
    if min(room) < 0:
        raise LayoutError(
            f"a part of size {size} cannot be cut from {numbers.shape[-2:]}: add padding, or Resize first"
        )
    return room


def cut(numbers: Numbers, top: int, left: int, size: tuple[int, int]) -> Numbers:
    """The part of this size whose first pixel is at (top, left)."""
    return numbers[..., top : top + size[0], left : left + size[1]]


def nearest(numbers: Numbers, count: int) -> Numbers:
    """`count` of the numbers along the last axis, evenly spread."""
    return numbers[..., np.arange(count) * numbers.shape[-1] // count]


def bilinear(numbers: Numbers, count: int) -> Numbers:
    """`count` numbers along the last axis, each on the straight line between the two old ones beside its place."""
    side = numbers.shape[-1]
    place = ((np.arange(count) + 0.5) * side / count - 0.5).clip(0, side - 1)
    left = np.minimum(place.astype(np.int64), max(side - 2, 0))
    right = np.minimum(left + 1, side - 1)
    share = place - left
    return numbers[..., left] * (1 - share) + numbers[..., right] * share


def rounded(numbers: Numbers, dtype: np.dtype[Any]) -> Numbers:
    """Whole numbers again."""
    return np.rint(numbers).astype(dtype)
