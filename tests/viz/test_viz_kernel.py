"""What `viz.kernel` and `viz.matmul_tiles` draw is what the kernel did, and what NumPy computes."""

from __future__ import annotations

import doctest
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import cuda, float32
from tinytorch.kernels.cuda.cases import CASES
from tinytorch.kernels.cuda.runner import KernelError, LaunchError
from tinytorch.viz.threads import kernel
from tinytorch.viz.tiles import matmul_tiles

from tinytorch.viz import threads, tiles

SVG = "{http://www.w3.org/2000/svg}"
MINUS = "\u2212"
THREADS = 8


def texts(svg: str, kind: str) -> list[str]:
    """The words of a class in a picture, in the order in which they are drawn."""
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if text.get("class") == kind]


def rects(svg: str, kind: str) -> list[Any]:
    return [rect for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect") if rect.get("class") == kind]


def racing_sum(out: Any, a: Any) -> None:
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = a[t]
    if t < 4:
        out[t] = shared[t] + shared[t + 4]


def one_too_far(out: Any, a: Any) -> None:
    i = cuda.grid(1)
    out[i] = a[i + 1]


def some_wait(out: Any, a: Any) -> None:
    t = cuda.threadIdx.x
    out[t] = a[t]
    if t < 2:
        cuda.syncthreads()


def doubled(out: Any, a: Any) -> None:
    i = cuda.grid(1)
    if i < out.size:
        out[i] = 2 * a[i]


def many_reads(out: Any, a: Any, times: int) -> None:
    t = cuda.threadIdx.x
    total = 0.0
    for _ in range(times):
        total += a[t]
    out[t] = total


@pytest.mark.parametrize("module", [threads, tiles])
def test_the_examples_of_docstrings_are_true(module: Any) -> None:
    done = doctest.testmod(module)
    assert done.attempted
    assert not done.failed


@pytest.mark.parametrize("name", CASES)
def test_every_array_and_every_written_element_is_drawn(name: str) -> None:
    picture = kernel(name)
    report = picture.report
    assert (picture.right, picture.ok) == (True, True)
    assert {*texts(picture.svg, "code")} == {memory.name for memory in report.memories}
    spaces = {memory.name: memory.space for memory in report.memories}
    first = report.counts[0].block
    cells = {
        (touch.array, touch.index, touch.barriers)
        for touch in report.touches
        if touch.write and (spaces[touch.array] == "global" or touch.block == first)
    }
    assert len(rects(picture.svg, "outline")) == len(cells)
    assert not rects(picture.svg, "fault")


@pytest.mark.parametrize("counted", ["global_reads", "shared_writes", "barriers"])
def test_the_words_count_what_the_threads_did(counted: str) -> None:
    picture = kernel("matmul_kernel")
    high, total = picture.report.most(counted), picture.report.total(counted)
    line = next(line for line in picture.words.split("\n") if line.startswith(f"  {counted.replace('_', ' ')}"))
    assert f"{high} in a thread, {total} together" in line


@settings(max_examples=10)
@given(st.integers(1, 40), st.integers(1, 9))
def test_a_cell_names_the_thread_and_the_block_that_arithmetic_says(size: int, block: int) -> None:
    picture = kernel(doubled, (np.zeros(size), np.arange(float(size))), grid=-(-size // block), block=block)
    threads = [str(i % block) for i in range(size)]
    assert texts(picture.svg, "mid strong") == [*threads, *threads]
    blocks = [f"b{i // block}" for i in range(size)] if size > block else []
    assert [words for words in texts(picture.svg, "soft mid") if words.startswith("b")] == [*blocks, *blocks]


def test_a_race_is_red_where_threads_race_and_names_both_lines() -> None:
    picture = kernel(racing_sum, (np.zeros(4), np.arange(8.0)), grid=1, block=8)
    assert not picture.ok
    assert picture.right is None
    assert len(rects(picture.svg, "fault")) == 2 * 4  # shared[4] to shared[7], read and written
    lines = [line for line in texts(picture.svg, "code") if line.startswith("line ")]
    for source in ("shared[t] = a[t]", "out[t] = shared[t] + shared[t + 4]"):
        assert any(line.endswith(f": {source}") for line in lines)
        assert f": {source}" in picture.words
    assert "race" in texts(picture.svg, "bad strong")


def test_threads_of_two_blocks_race_whatever_the_barriers() -> None:
    def first(out: Any) -> None:
        cuda.syncthreads()
        out[0] = cuda.blockIdx.x

    picture = kernel(first, (np.zeros(2),), grid=2, block=1)
    assert [fault.kind for fault in picture.report.faults] == ["race"]
    assert len(rects(picture.svg, "fault")) == 1


def test_what_lies_out_of_bounds_has_a_cell_behind_its_array() -> None:
    picture = kernel(one_too_far, (np.zeros(6), np.arange(6.0)), grid=2, block=3)
    (beyond,) = rects(picture.svg, "fault dashed")
    assert "a[6]" in texts(picture.svg, "bad")
    assert "Of an array's accesses out of bounds the first one is drawn: there may be more." in texts(
        picture.svg, "soft"
    )
    written = [float(rect.get("y")) for rect in rects(picture.svg, "outline")]
    assert float(beyond.get("y")) < min(written)  # beside what is read, which stands above


def test_a_barrier_that_some_threads_miss_ends_the_picture() -> None:
    picture = kernel(some_wait, (np.zeros(4), np.arange(4.0)), grid=1, block=4)
    assert "a barrier that some threads never reach" in texts(picture.svg, "bad strong")
    assert any("cuda.syncthreads()" in line for line in texts(picture.svg, "code"))
    assert "divergent barrier some_wait: thread 0 of block 0 waits" in picture.words


@pytest.mark.parametrize(("times", "said"), [(1, "; the least possible"), (3, "; 1 would be enough")])
def test_reads_are_told_beside_the_fewest_that_would_do(times: int, said: str) -> None:
    picture = kernel(many_reads, (np.zeros(4), np.ones(4), times), grid=1, block=4)
    assert f"global reads   {times} in a thread, {4 * times} together{said}" in picture.words


def test_what_goes_wrong_is_not_praised_for_doing_little() -> None:
    assert "the least possible" not in kernel(one_too_far, (np.zeros(6), np.arange(6.0)), grid=2, block=3).words


def test_what_a_block_has_made_itself_need_not_be_read() -> None:
    """softmax_kernel keeps powers in its output, and reads them again: that is no need."""
    assert "global reads   3 to 6 in a thread, 72 together; 2 would be enough" in kernel("softmax_kernel").words


def test_a_function_of_a_known_name_runs_on_its_case_and_is_judged() -> None:
    def block_sum(out: Any, a: Any) -> None:
        if cuda.threadIdx.x == 0:
            out[cuda.blockIdx.x] = 1.0

    picture = kernel(block_sum)
    assert picture.right is False
    assert "result         wrong" in picture.words


def test_arrays_of_the_caller_stay_as_they_are() -> None:
    out, a = np.zeros(3), np.arange(3.0)
    kernel(doubled, {"a": a, "out": out}, grid=1, block=4)
    assert out.tolist() == [0, 0, 0]


def test_a_large_array_is_cut_and_says_so() -> None:
    picture = kernel(doubled, (np.zeros(1000), np.ones(1000)), grid=4, block=256)
    drawn = len(rects(picture.svg, "outline"))
    assert 64 <= drawn < 1000
    assert f"{drawn} of 1,000 elements of a are drawn." in texts(picture.svg, "soft")


def test_a_blank_says_which_task_it_is() -> None:
    def block_sum(out: Any, a: Any) -> None:
        raise NotImplementedError("Need to implement for Task 3.3")

    with pytest.raises(NotImplementedError, match=r"Task 3\.3"):
        kernel(block_sum)


@pytest.mark.parametrize(
    ("call", "kind", "sentence"),
    [
        (lambda: kernel(3), TypeError, "kernel wants a function, or the name of a kernel, got an int"),
        (
            lambda: kernel("block_product"),
            ValueError,
            "no case of its own for the kernel 'block_product', only",
        ),
        (lambda: kernel(doubled), ValueError, "give it arguments, as in viz.kernel"),
        (lambda: kernel(doubled, (np.zeros(1),), grid=1, block=1), ValueError, "the arguments out, a, got 1: out"),
        (lambda: kernel(doubled, (1, 2)), ValueError, "a grid and a block beside the arguments, got grid=None"),
        (lambda: kernel(doubled, (1, 2), grid=100, block=64), ValueError, "at most 4,096 threads, .* got 6,400"),
        (lambda: kernel(doubled, (1, 2), grid=0, block=64), LaunchError, "at least 1"),
        (lambda: kernel(doubled, (1, 2), grid=1, block=1), KernelError, "doubled, thread 0 of block 0, line"),
    ],
)
def test_what_cannot_be_run_is_told_in_a_sentence(call: Any, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        call()


# --- Tiles


@settings(max_examples=10)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(1, 4), st.data())
def test_the_last_frame_has_the_blocks_part_of_the_product(m: int, n: int, k: int, tile: int, data: Any) -> None:
    count = m * k + k * n
    entries = data.draw(st.lists(st.integers(-9, 9), min_size=count, max_size=count))
    a, b = np.array(entries[: m * k]).reshape(m, k), np.array(entries[m * k :]).reshape(k, n)
    row, column = data.draw(st.integers(0, -(-m // tile) - 1)), data.draw(st.integers(0, -(-n // tile) - 1))
    film = matmul_tiles(a, b, tile=tile, block=(row, column))
    assert len(film.frames) == -(-k // tile)
    part = (a @ b)[row * tile : (row + 1) * tile, column * tile : (column + 1) * tile]
    bold = texts(film.frames[-1], "mid strong")  # of A, of B, of C
    assert bold[len(bold) - part.size :] == [str(number).replace("-", MINUS) for number in part.ravel().tolist()]
    assert film.labels[-1].endswith(f" = {part[0, 0]}".replace("-", MINUS))


def test_tiles_are_read_once_by_each_block_that_needs_them() -> None:
    words = matmul_tiles(3, 5, 4, 2).words.split("\n")
    assert words[2].split() == ["without", "tiles", "60", "60", "120"]
    assert words[3].split() == ["with", "tiles", str(3 * 4 * 3), str(4 * 5 * 2), "76"]


def test_the_students_kernel_reads_as_often_as_the_picture_of_tiles_says() -> None:
    """3 x 4 by 4 x 3 in tiles of 2 x 2: 48 reads of slow memory, counted by the sanitizer and by arithmetic."""
    together = matmul_tiles(3, 3, 4, 2).words.split("\n")[3].split()[-1]
    assert int(together) == kernel("matmul_kernel").report.total("global_reads")


def test_beyond_a_ragged_edge_a_tile_has_empty_cells() -> None:
    film = matmul_tiles(3, 5, 4, 2)
    assert len(rects(film.frames[0], "empty dashed")) == 2 + 2 + 3  # below A, beside B, around C


def test_a_large_product_has_a_square_for_a_tile() -> None:
    film = matmul_tiles(100, 200, 300, 16)
    assert len(film.frames) == 8
    notes = " ".join(texts(film.frames[0], "soft"))
    assert "A square is a tile of 16 x 16 elements. Drawn are 8 of 13 along n, 8 of 19 along k." in notes


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: matmul_tiles(np.ones((2, 3)), np.ones((2, 3))), r"\(m, k\) and \(k, n\), got shapes \(2, 3\) and"),
        (lambda: matmul_tiles(2, 3), "two matrices, or the sizes m, n, k and the tile, got 2, 3"),
        (lambda: matmul_tiles(2, 0, 3), "sizes m, n, k of at least 1, got 2, 0, 3"),
        (lambda: matmul_tiles(2, 2, 2, tile=0), "a tile of at least 1, got 0"),
        (lambda: matmul_tiles(2, 2, 2, tile=1, block=(2, 0)), r"a block of a grid of 2 x 2, got \(2, 0\)"),
    ],
)
def test_matrices_that_do_not_fit_are_told_in_a_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
