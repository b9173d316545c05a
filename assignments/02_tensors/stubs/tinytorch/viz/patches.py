# Made from solutions/tinytorch/viz/patches.py by `autograder build`.
"""A convolution as one matrix product: every window of an image becomes a row.

im2col(image, 3)                            # the windows in the image, the rows they become
im2col(image, (2, 3), stride=2, padding=1)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from tinytorch.tensors.arguments import check_whole
from tinytorch.viz.canvas import COLOURS, Canvas
from tinytorch.viz.cells import cell, centred, fitting, minus, numbers, outline, table
from tinytorch.viz.picture import Picture

WIDTH = 760
PIXELS = 16  # rows and columns of an image that are drawn
CHANNELS = 3
ROWS, COLUMNS = 16, 27  # of the matrix
FOLLOWED = 3  # windows that are outlined
TRACED = 1  # the one whose numbers are traced
GAP = 56


class Windows(NamedTuple):
    """An image (channels, height, width) with its border, and how a window goes over it.

    image    the numbers, with the zeros around them
    outside  where they are zeros that were put around
    kernel, stride, padding  (down, right)
    out      how many windows there are, down and right
    """

    image: np.ndarray
    outside: np.ndarray
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    out: tuple[int, int]

    def corner(self, patch: int) -> tuple[int, int]:
        """Where window number `patch` begins."""
        i, j = divmod(patch, self.out[1])
        return i * self.stride[0], j * self.stride[1]

    def shape(self) -> tuple[int, int]:
        """Of the matrix: (windows, channels * down * right)."""
        return self.out[0] * self.out[1], len(self.image) * self.kernel[0] * self.kernel[1]

    def matrix(self, image: np.ndarray) -> np.ndarray:
        """The first windows of an image as rows, as much of them as is drawn."""
        down, right = self.kernel
        corners = map(self.corner, range(min(self.shape()[0], ROWS)))
        return np.array([image[:, i : i + down, j : j + right].reshape(-1)[:COLUMNS] for i, j in corners])


def im2col(
    image: Any,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    *,
    title: str = "A convolution as a matrix product",
) -> Picture:
    """Row i * out_width + j holds the window that begins at (i * stride, j * stride), read row by row.

    image    (height, width) or (channels, height, width): a Tensor, an Array, an ndarray or nested lists
    padding  how many zeros are put around; they are drawn dashed

    The matrix is (out_height * out_width, channels * down * right); times the weights of a convolution, (channels *
    down * right, kernels), it gives every output at once. Raises TypeError for what is no image or no whole number,
    ValueError for one of another rank, or a window that does not fit in.
    """
    windows = fitted(image, kernel_size, stride, padding)
    canvas = Canvas(WIDTH, title)
    count, kernels = windows.shape()
    followed = spread(windows)
    draw(canvas, windows, followed)
    notes = [gemm(windows, count, kernels), trace(windows, followed)]
    for note in notes:
        canvas.note(note, "")
    left_out = cuts(windows, count, kernels)
    for note in left_out:
        canvas.note(note)
    words = [title, *in_words(windows), *notes, *left_out]
    return Picture(canvas.svg(description=notes[0]), "\n".join(words))


def fitted(image: Any, kernel_size: Any, stride: Any, padding: Any) -> Windows:
    """The image with its border, checked."""
    found = numbers("im2col", image, "an image")
    if found.ndim not in (2, 3):
        raise ValueError(f"im2col wants an image (height, width) or (channels, height, width), got shape {found.shape}")
    found = found[None] if found.ndim == 2 else found
    kernel, step = pair("kernel_size", kernel_size, 1), pair("stride", stride, 1)
    around = pair("padding", padding, 0)
    border = ((0, 0), (around[0], around[0]), (around[1], around[1]))
    padded, outside = np.pad(found, border), np.pad(np.zeros(found.shape, bool), border, constant_values=True)
    height, width = padded.shape[1:]
    if kernel[0] > height or kernel[1] > width:
        size = f"{height} x {width} with its border" if sum(around) else f"{height} x {width}"
        raise ValueError(f"im2col wants a window that fits in the image, {size}, got {kernel[0]} x {kernel[1]}")
    out = ((height - kernel[0]) // step[0] + 1, (width - kernel[1]) // step[1] + 1)
    return Windows(padded, outside, kernel, step, around, out)


def pair(name: str, given: Any, least: int) -> tuple[int, int]:
    """A whole number for both directions, or two of them."""
    both = tuple(given) if isinstance(given, tuple | list) else (given, given)
    if len(both) != 2:
        raise ValueError(f"im2col wants a whole number or two of them as {name}, got {len(both)}")
    down, right = (check_whole("im2col", **{name: one}) for one in both)
    if min(down, right) < least:
        raise ValueError(f"im2col wants {name} of at least {least}, got {given}")
    return down, right


def spread(windows: Windows) -> list[int]:
    """The windows that are outlined: the first that is drawn, and two more, as far apart from it and each other as can
    be; where that is all the same, one in the middle and the last.
    """
    seen = [
        patch
        for patch in range(min(windows.shape()[0], ROWS))
        if all(at + side <= PIXELS for at, side in zip(windows.corner(patch), windows.kernel, strict=True))
    ] or [0]
    middle = seen[len(seen) // 2]

    def together(pair: tuple[int, int]) -> tuple[int, int]:
        two, three = pair
        shared = overlap(windows, seen[0], two) + overlap(windows, seen[0], three) + overlap(windows, two, three)
        return shared, abs(two - middle) + abs(three - seen[-1])

    return sorted({seen[0], *min(combinations(seen[1:], 2), key=together, default=seen)})


def overlap(windows: Windows, one: int, other: int) -> int:
    """How many numbers of a channel both windows hold."""
    corners = zip(windows.corner(one), windows.corner(other), windows.kernel, strict=True)
    down, right = (max(side - abs(a - b), 0) for a, b, side in corners)
    return down * right


# --- The sentences


def gemm(windows: Windows, count: int, kernels: int) -> str:
    """The shapes of the product."""
    down, right = windows.out
    return (
        f"({count}, {kernels}) @ ({kernels}, kernels) = ({count}, kernels): {down} x {right} windows "
        f"of {windows.image.shape[0]} x {windows.kernel[0]} x {windows.kernel[1]} numbers."
    )


def trace(windows: Windows, followed: Sequence[int]) -> str:
    """Where the numbers of one window stand in the matrix."""
    patch = followed[min(TRACED, len(followed) - 1)]
    top, left = windows.corner(patch)
    rest = f" in each of {windows.image.shape[0]} channels" if windows.image.shape[0] > 1 else ""
    place = f"{several('row', top, windows.kernel[0])}, {several('column', left, windows.kernel[1])}"
    return f"Window {patch} covers {place}{rest}: its numbers, read row by row, are row {patch} of the matrix."


def several(what: str, first: int, count: int) -> str:
    """Rows 2 to 4, or row 2."""
    return f"{what} {first}" if count == 1 else f"{what}s {first} to {first + count - 1}"


def image_name(windows: Windows) -> str:
    """What the image is, before and after zeros were put around it."""
    shape = windows.image.shape if len(windows.image) > 1 else windows.image.shape[1:]
    inner = tuple(side - 2 * around for side, around in zip(windows.image.shape[1:], windows.padding, strict=True))
    before = (len(windows.image), *inner) if len(windows.image) > 1 else inner
    return f"image {before}" + (f", with zeros around it {shape}" if before != shape else "")


def cuts(windows: Windows, count: int, kernels: int) -> list[str]:
    """What was left out."""
    found, (channels, height, width) = [], windows.image.shape
    if height > PIXELS or width > PIXELS or channels > CHANNELS:
        part = (min(channels, CHANNELS), min(height, PIXELS), min(width, PIXELS))
        found.append(f"{part} of the image's {windows.image.shape} is shown.")
    if count > ROWS or kernels > COLUMNS:
        rows, columns = min(count, ROWS), min(kernels, COLUMNS)
        found.append(f"{rows} of {count:,} rows and {columns} of {kernels:,} columns of the matrix are shown.")
    if windows.outside.any():
        found.append("Dashed cells are zeros put around the image.")
    return found


def in_words(windows: Windows) -> list[str]:
    """The image and the matrix as tables."""
    lines = []
    for c, channel in enumerate(windows.image[:CHANNELS, :PIXELS, :PIXELS]):
        lines += [f"image, channel {c}:" if len(windows.image) > 1 else "image:"]
        lines += ["  " + line for line in table([[fitting(x) for x in row] for row in channel])]
    rows = windows.matrix(windows.image)
    lines += ["matrix:"]
    return lines + ["  " + line for line in table([[f"{k}:", *map(fitting, row)] for k, row in enumerate(rows)])]


# --- The drawing


def draw(canvas: Canvas, windows: Windows, followed: Sequence[int]) -> None:
    """The image at the left, the matrix at its right; below it where it is wide."""
    channels, height, width = (min(a, b) for a, b in zip(windows.image.shape, (CHANNELS, PIXELS, PIXELS), strict=True))
    rows, columns = windows.matrix(windows.image).shape
    room = canvas.width - 2 * canvas.margin - 26
    beside = channels == 1 and (width + columns) * 28 + GAP <= room
    pixel = min(34.0, room / (channels * (width + 1))) if not beside else min(34.0, (room - GAP) / (width + columns))
    high = min(pixel, 30.0)
    top, left = canvas.y + (40 if channels == 1 else 50), canvas.margin
    canvas.text(left, canvas.y + 20, image_name(windows), "strong")
    for c in range(channels):
        x = left + c * (width + 1) * pixel
        if len(windows.image) > 1:
            canvas.text(x + 14, top - 5, f"channel {c}", "soft")
        draw_image(canvas, windows, c, followed, (x, top, pixel, high))
    bottom = top + height * high
    if beside:
        x, y, wide = left + width * pixel + GAP + 26, top, pixel
    else:
        x, y, wide = left + 26, bottom + 44, min(34.0, room / columns)
    canvas.text(x, y - (20 if beside else 14), f"matrix {windows.shape()}", "strong")
    draw_matrix(canvas, windows, followed, (x, y, wide, high if beside else min(wide, 26.0)))
    if beside:
        patch = followed[min(TRACED, len(followed) - 1)]
        i = windows.corner(patch)[0]
        start = (left + width * pixel + 3, top + (i + windows.kernel[0] / 2) * high)
        canvas.arrow(*start, x - 24, y + (patch + 0.5) * high, f"edge c{min(TRACED, len(followed) - 1)}")
    canvas.y = max(bottom, y + rows * (high if beside else min(wide, 26.0))) + 10


Place = tuple[float, float, float, float]  # left, top, and how wide and high a cell is


def draw_image(canvas: Canvas, windows: Windows, channel: int, followed: Sequence[int], place: Place) -> None:
    """One channel, coloured by row, with the windows that are followed."""
    left, top, wide, high = place
    offset = channel * windows.image.shape[1]
    for (i, j), value in np.ndenumerate(windows.image[channel, :PIXELS, :PIXELS]):
        box = (left + j * wide, top + i * high, wide, high)
        draw_number(canvas, box, value, (offset + i) % COLOURS, bool(windows.outside[channel, i, j]))
    for k, patch in enumerate(followed):
        i, j = windows.corner(patch)
        down, right = (min(side, PIXELS - at) for side, at in zip(windows.kernel, (i, j), strict=True))
        outline(canvas, left + j * wide + k, top + i * high + k, right * wide - 2 * k, down * high - 2 * k, k)
    for k, patch in enumerate(followed):
        i, j = windows.corner(patch)
        badge(canvas, left + j * wide, top + i * high, patch, k)


def draw_matrix(canvas: Canvas, windows: Windows, followed: Sequence[int], place: Place) -> None:
    """The windows as rows; a number has the colour of the image's row that it comes from."""
    left, top, wide, high = place
    channels, height = windows.image.shape[:2]
    rows = np.broadcast_to(np.arange(channels * height).reshape(channels, height, 1), windows.image.shape)
    colours, outside = windows.matrix(rows), windows.matrix(windows.outside)
    for (i, j), value in np.ndenumerate(windows.matrix(windows.image)):
        box = (left + j * wide, top + i * high, wide, high)
        draw_number(canvas, box, value, int(colours[i, j]) % COLOURS, bool(outside[i, j]))
        if j == 0 and i not in followed:
            canvas.text(left - 6, top + (i + 0.5) * high + 4, i, "soft end")
    for k, patch in enumerate(followed):
        if patch < ROWS:
            across = colours.shape[1] * wide
            outline(canvas, left, top + patch * high, across, high, k)
            badge(canvas, left - 12, top + (patch + 0.5) * high, patch, k)


def draw_number(canvas: Canvas, box: Place, value: Any, colour: int, outside: bool) -> None:
    """A cell with its number, where that finds room."""
    x, y, wide, high = box
    cell(canvas, x, y, wide, high, kind="empty" if outside else f"cell t{colour}", ghost=outside, tip=fitting(value, 8))
    room = int(wide / 7.4)
    words = fitting(value, max(room, 1))
    for digits in (1, 0):
        words = words if len(words) <= room else minus(f"{round(float(value), digits) + 0.0:.{digits}f}")
    if len(words) <= room:
        centred(canvas, x + wide / 2, y + high / 2 + 4, words)


def badge(canvas: Canvas, x: float, y: float, patch: int, line: int) -> None:
    """The number of a window, on a disc in its colour."""
    canvas.circle(x, y, 9.5, f"f{line}")
    place = f'x="{x:.1f}" y="{y + 4:.1f}" class="mid strong"'
    canvas.raw([f'<text {place} style="font-size:11px;fill:var(--page)">{patch}</text>'])
