# %% [markdown]
# # 03 Kernels
#
# **A question first.** Two programs multiply the same hundred thousand numbers by one half, on the same machine. Both
# are loops in Python, of three lines, and both are the same three lines, to the letter. One takes hundreds of times as
# long as the other. What does it do in all that time?
#
# It decides. In this notebook you take the decisions out of the loop, share it out among processors, and then look at
# what is left: the way of a number from memory to where it is needed. It is the same way on a graphics card, only
# longer.
#
# Most results here are times, and times are hard to guess. Guess them all the same, before you run: a wrong guess is
# what one remembers.
#
# <badge>

# %%
# <first cell>

# %%
import os
from timeit import repeat

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # NumPy's matrix products on one thread, as yours will be here

import numpy as np

from autograder.notebook import reveal
from tinytorch import viz


def seconds(f, runs=3, number=1):
    """The shortest of some runs, after one that does not count: what disturbs a run only makes it longer."""
    f()
    return min(repeat(f, number=number, repeat=runs)) / number

# %% [markdown]
# ## 1. A loop that decides, and one that does not
#
# A **kernel** is a plain function that fills an array. It is Python and runs as Python. It can also be made into
# machine code, because it says so little: loops, arithmetic, places in arrays. `map_flat` is written for you:
#
#     def map_flat(f, out, a):
#         for i in prange(out.size):
#             out[i] = f(a[i])
#
# ![From your loop to machine code](../assignments/03_kernels/pictures/pipeline.svg)
#
# `half` below multiplies by 0.5. In Python that is a number of 64 bits; the array has numbers of 32 bits. **Predict**:
# with how many bits would a compiler multiply, if nobody cared?

# %%
prediction = None  # your guess: 32 or 64

# %%
import re

from tinytorch.kernels.cpu.pointwise import map_flat
from tinytorch.kernels.lowering import text_of


def half(x):
    return 0.5 * x


reveal(prediction, 8 * np.result_type(np.float32, np.float64).itemsize)
name, text = text_of(map_flat, "float32", half)
print("\nSo this is what is compiled:\n")
print("\n".join(re.sub(r"^(@njit).*", r"\1(...)", line) for line in text.splitlines() if line))

# %% [markdown]
# <details><summary>Why does it matter?</summary>
#
# Where two kinds of number meet, the larger one wins. Each number would be made longer, multiplied, and made shorter
# again, and a register would hold half as many of them. So the text says `REAL(0.5)`, and REAL is float32.
#
# </details>
#
# Now the two programs of the first question. **Predict**: how many times as long does the loop take as Python?

# %%
prediction = None  # your guess: a factor

# %%
from tinytorch.kernels.compiler import Kernel

compiled = Kernel(map_flat).of(half, "float32")
ways = {
    "as Python": lambda out, a: map_flat(half, out, a),
    "NumPy, in C": lambda out, a: np.multiply(a, np.float32(0.5), out),
    "compiled": lambda out, a: compiled(0, out, a),
}  # 0: as for so little work that one thread is enough


def nanoseconds(way, size):
    """What one number costs, where `size` of them are done in one call."""
    a = np.ones(size, np.float32)
    out = np.empty_like(a)
    return seconds(lambda: ways[way](out, a), runs=4, number=max(1, 2_000 // size)) / size * 1e9


python, machine = nanoseconds("as Python", 20_000), nanoseconds("compiled", 100_000)
reveal(prediction, python / machine)
print(f"A number costs {python:.0f} ns as Python, {machine:.2f} ns compiled.")

# %% [markdown]
# That was for very many numbers. What if an array has only one, or ten million? A call takes some time, however little
# there is to do. Let us draw what *one* number costs. **Predict**: a number is cheapest in an array of 10^k numbers.
# Which k?

# %%
prediction = None  # your guess: 0 to 7

# %%
costs = {
    way: {k: nanoseconds(way, 10**k) for k in range(5 if "Python" in way else 8)} for way in ways
}
reveal(prediction, min(costs["compiled"], key=costs["compiled"].get))
viz.curves(
    costs,
    title="What one number costs",
    x="k: an array of 10^k numbers",
    y="nanoseconds",
    logarithmic=True,
)

# %% [markdown]
# <details><summary>Why does it fall, and why does it rise again?</summary>
#
# For one number all three are alike: what you pay for is the call. It is shared by more and more numbers, and so the
# price falls, to a fraction of a nanosecond. Python's stays where it is: it decides anew for every number what `*`
# means. At the right the price *rises*. The arrays are larger than the processor's cache, and it waits for memory.
# NumPy's loop, which is written in C, waits as long as yours. From here on this is what the notebook is about.
#
# </details>
#
# ## 2. Numbers that do not lie in a row
#
# Seven kernels are yours to write now, in three files.

# %%
# %task 3.1

# %% [markdown]
# `zip_flat` is `map_flat` with one more array. If the next cell stops, it says what to write; save, and run it again.
# The cells below use what you write, but they do not judge it. Put `%check 3.1` into a cell of its own, and the tests
# run.

# %%
from tinytorch.kernels.cpu.pointwise import zip_flat
from tinytorch.scalars.operators import add, mul

out = np.zeros(6)
zip_flat(mul, out, np.arange(6.0), np.arange(6.0))
print("squares:", out)

# %% [markdown]
# A transposed matrix has not moved at all: it is the same row of numbers, read in other steps. Here are both.
# **Predict**: `x.T` has 6 elements, number 0 to 5 in reading order. At which position of the storage lies number 3?

# %%
prediction = None  # your guess: 0 to 5

# %%
from tinytorch.kernels.cpu.pointwise import map_strided, position

x = np.arange(6.0).reshape(2, 3)
reveal(prediction, position(3, (3, 2), (1, 3)))
print("your position(i, (3, 2), (1, 3)):", [position(i, (3, 2), (1, 3)) for i in range(6)])
map_strided(half, out, x.ravel(), (3, 2), (1, 3), 0)
print("your map_strided, half of x.T:   ", out)
viz.layout(x, x.T, names=["x", "x.T"], index=(1, 1), title="One row of numbers, read in two ways")

# %% [markdown]
# ## 3. An experiment: the same sum, in another order
#
# Soon you will add up 4,194,304 numbers, thirteen times. It is always the same numbers, the same kernel (your
# `reduce_strided`) and the same machine code. Only the order is another. In steps of 2 it takes number 0, 2, 4, ...,
# and then number 1, 3, 5, .... In steps of 4096 it walks down the columns of a matrix of 1024 by 4096.
#
# Memory hands out **lines** of 64 bytes, 16 numbers each. Here is a small matrix, row by row in memory; the colour says
# in which line a number lies. Along a row you need 2 lines for 32 numbers, down a column 6 lines for 6.

# %%
viz.heatmap(
    np.arange(192).reshape(6, 32) // 16,
    title="In which line of memory the numbers of a (6, 32) matrix lie",
)

# %% [markdown]
# So in steps of s a line is fetched for only a few of its numbers at a time, and it comes min(s, 16) times in all, if
# it has been pushed out of the cache meanwhile. That is a model; is it true? **Predict** the measurement: in steps of
# 16 the sum takes how many times as long as in steps of 1?

# %%
prediction = None  # your guess: a factor

# %%
from tinytorch.kernels.cpu.reduce import reduce_strided

sums = Kernel(reduce_strided, loose=True)  # loose: several sums may grow side by side
compiled_sum = sums.of(add, "float32")
numbers, total = np.ones(2**22, np.float32), np.zeros(1, np.float32)


def sum_in_steps(step):
    """As the sum of a box of shape (step, many) with strides (1, step): from row to row it is one place."""
    compiled_sum(
        0, np.float32(0), total, numbers, (1, 1), (0, 0), (step, numbers.size // step), (1, step), 0
    )


times = {k: seconds(lambda step=2**k: sum_in_steps(step), runs=max(2, 30 >> k)) for k in range(13)}
measured = {k: time / times[0] for k, time in times.items()}
reveal(prediction, measured[4])
viz.curves(
    {"measured": measured, "the model: lines fetched": {k: min(2.0**k, 16.0) for k in range(13)}},
    title="One sum, in steps of 2^k",
    x="k",
    y="times as much as in steps of 1",
    logarithmic=True,
)

# %% [markdown]
# <details><summary>What does the model leave out?</summary>
#
# Two talents of the processor. In steps of 1 one instruction adds many numbers at once; from 2 on that is lost, and so
# the measured curve begins with a jump. And a processor guesses which line will be next, and fetches it ahead. It
# guesses well while the steps are small. The larger they are the more often it waits, for whole lines, of which it uses
# one number. So the curve goes on rising where the model has ended, until there is nothing left to lose.
#
# </details>
#
# ## 4. Two threads and one number
#
# `prange` is `range` with the permission to give turns to several threads. Nobody checks whether they get in each
# other's way. Here is a scatter that does not care:
#
# ![Two threads add to one number, and one sum is lost](../assignments/03_kernels/pictures/race.svg)
#
# Twenty million ones are added to 8 numbers, by all your processors. **Predict**: which share of them is lost, in
# percent?

# %%
prediction = None  # your guess: 0 to 100

# %%
from numba import prange

from tinytorch.kernels import threads
from tinytorch.kernels.cpu.watch import writes


def careless(out, a, rows):
    for i in prange(rows.size):
        out[rows[i]] += a[i]


many = np.tile(np.arange(8, dtype=np.int8), 2_500_000)
ones, careless_kernel, lost = np.ones(many.size, np.float32), Kernel(careless), []
for _ in range(6):
    out = np.zeros(8, np.float32)
    careless_kernel(many.size, "float32", out, ones, many)
    lost.append(100 * (1 - out.sum() / many.size))
shares = ", ".join(f"{share:.1f} %" for share in lost)
print(f"Threads: {threads.count()}. Lost in six runs: {shares}")
reveal(prediction, lost[0])

# %% [markdown]
# As a rule it is another number each time, and that is what makes a race so bad. It may also be 0: with one processor,
# or on a machine that is busy with other things. The mistake is still there. Running the kernel does not find it, so
# somebody has to watch. `writes` runs it as Python, in one single thread, and notes which turn touches which place. Two
# turns at one place, one of them writing: a race, on any machine. Your `scatter_rows` cuts `out` into slices, and each
# turn adds only to its own. Has the watcher anything to say of it?

# %%
from tinytorch.kernels.cpu.rows import gather_rows, scatter_rows

rows, five = np.array([3, 0, 2, 3, 1]), np.arange(1.0, 6.0)
for fault in writes(careless, np.zeros(4), five, rows).faults:
    print("careless:    ", fault[-1])
sums = np.zeros((4, 1))
report = writes(scatter_rows, sums, five.reshape(5, 1), rows, 2)
print("scatter_rows:", *(fault[-1] for fault in report.faults), "sums", sums.ravel())
back = np.zeros((5, 1))
gather_rows(back, sums, rows)
print("gather_rows:  ", rows, "of these sums are", back.ravel())

# %% [markdown]
# ### Question 1 (2 points): a place for each
#
# There is another way out of a race: nobody shares anything, and what each has made is added at the end. Write
# `partial_sums(out, a)`, a kernel. It cuts the numbers of a, in their order, into out.size parts whose lengths differ by
# at most one, as `scatter_rows` cuts its rows, and writes the sum of part p to out[p]. The parts are taken in a prange,
# one in each turn. There may be fewer numbers than parts.
#
# Which parts get one number more is up to you. The test adds up 1, 2, 4, 8 and so on, for then each sum tells which
# numbers are in it.

# %% nbgrader={"grade": false, "grade_id": "partial-sums", "locked": false, "schema_version": 3, "solution": true, "task": false}
def partial_sums(out, a):
    ### BEGIN SOLUTION
    parts = out.size
    for part in prange(parts):
        total = 0.0
        for i in range(part * a.size // parts, (part + 1) * a.size // parts):
            total += a[i]
        out[part] = total
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "partial-sums-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def lengths(size, parts):
    """How many numbers each sum has, where each is of neighbours, in order, and no other turn wrote there."""
    out = np.full(parts, np.nan)
    report = writes(partial_sums, out, 2.0 ** np.arange(size))
    assert report.faults == [] and np.isfinite(out).all()
    found = [int(total).bit_count() for total in out]
    ends = np.cumsum([0, *found])
    assert out.tolist() == [2.0**high - 2.0**low for low, high in zip(ends[:-1], ends[1:], strict=True)]
    return found


assert sorted(lengths(7, 3)) == [2, 2, 3]
### BEGIN HIDDEN TESTS
from tinytorch.kernels.parallel import loops

for size, parts in ((12, 4), (5, 5), (2, 5), (0, 2), (9, 1), (11, 4)):
    shorter, longer = parts - size % parts, size % parts
    assert sorted(lengths(size, parts)) == [size // parts] * shorter + [size // parts + 1] * longer
    assert [turns for _, turns in writes(partial_sums, np.zeros(parts), np.ones(size)).turns] == [parts]
assert (
    loops(partial_sums, np.zeros(4, np.float32), np.ones(9, np.float32))[0]["verdict"] == "parallel"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Who is to blame?
#
# The product of two matrices, as books define it, is a row times a column. Its inner loop walks down the columns of b,
# and by now you know what to think of that. So turn b over beforehand, and walk along rows of both. Everything else
# stays. **Predict**, for matrices with 512 columns: how many times as fast is it then?

# %%
prediction = None  # your guess: a factor


# %%
def by_columns(out, a, b):
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            total = 0.0
            for t in range(a.shape[1]):
                total += a[i, t] * b[t, j]
            out[i, j] = total


def by_rows(out, a, turned):
    for i in prange(a.shape[0]):
        for j in range(turned.shape[0]):
            total = 0.0
            for t in range(a.shape[1]):
                total += a[i, t] * turned[j, t]
            out[i, j] = total


def speed(kernel, side, rows=4):
    """Multiplications per nanosecond, for (rows, side) @ (side, side), by one thread."""
    out, a, b = (np.ones((height, side), np.float32) for height in (rows, rows, side))
    runs = 6 if rows * side**2 < 6_000_000 else 2
    time = seconds(lambda: kernel(0, "float32", out, a, b), runs)
    return rows * side**2 / time / 1e9


suspects = {
    "columns": Kernel(by_columns),
    "rows": Kernel(by_rows),
    "columns, loose": Kernel(by_columns, loose=True),
    "rows, loose": Kernel(by_rows, loose=True),
}
speeds = {name: {k: speed(kernel, 2**k) for k in range(6, 12)} for name, kernel in suspects.items()}
reveal(prediction, speeds["rows"][9] / speeds["columns"][9])
viz.curves(
    speeds,
    title="Two brakes",
    x="k: matrices of 2^k columns",
    y="multiplications in 1 ns",
    logarithmic=True,
)

# %% [markdown]
# <details><summary>So the columns are innocent?</summary>
#
# There are two brakes, and while one is on, you hardly feel the other. `total += ...` needs the total of the turn
# before. An addition takes a few beats of the processor's clock, and the next one has to wait for it, though the
# processor could begin several in each beat. `loose` lets the compiler make many sums side by side and add them up at
# the end. With columns that wins nothing, for their numbers lie in different lines, and cannot go into one register
# together. Only both at once, rows and `loose`, are fast. And for a large b, which no cache holds, the columns are a
# brake of their own: see the right of the picture.
#
# If you look for what is slow, take away one suspect at a time, and also two at a time.
#
# </details>
#
# ## 6. Use it while you have it
#
# A number that has been fetched should be used more than once before it is put away. The product of the books reads two
# numbers for each multiplication. Now take 16 numbers of a, four from each of four rows, and keep them in variables.
# For each column j of b read four numbers of b and four sums, make the 16 products, add them to the sums, and write
# these back. **Predict**: how many numbers is that to read, for one multiplication?

# %%
prediction = None  # your guess: reads for one multiplication

# %% [markdown]
# These are yours to write: the product with its loops in another order, the tile, and the walk of the tile over whole
# matrices.

# %%
# %task 3.2

# %% [markdown]
# ![Which numbers are where in a tiled product](../assignments/03_kernels/pictures/tiles.svg)
#
# Let us count, not believe. `Counted` is an array that notes how often it is read and written.

# %%
from tinytorch.kernels.cpu.matmul import DEPTH, ROWS, WIDTH, matmul_rows, matmul_tiled, tile


class Counted:
    """An array that counts how often it is read and written."""

    def __init__(self, *shape):
        self.numbers, self.shape, self.reads, self.writes = np.zeros(shape), shape, 0, 0

    def __getitem__(self, place):
        self.reads += 1
        return self.numbers[place]

    def __setitem__(self, place, number):
        self.writes += 1
        self.numbers[place] = number


def counted(kernel, arrays, products, *more):
    """Reads and writes for each multiplication."""
    kernel(*arrays, *more)
    return sum(x.reads for x in arrays) / products, sum(x.writes for x in arrays) / products


three, flat = [(16, 16)] * 3, (ROWS * WIDTH, ROWS * DEPTH, DEPTH * WIDTH)
counts = {
    "by_columns": counted(by_columns, [Counted(*shape) for shape in three], 16**3),
    "matmul_rows": counted(matmul_rows, [Counted(*shape) for shape in three], 16**3),
    "tile": counted(tile, [Counted(size) for size in flat], 16 * WIDTH, 0, WIDTH),
}
for name, (reads, stores) in counts.items():
    print(f"{name:12} {reads:5.2f} reads and {stores:5.2f} writes for a multiplication")
reveal(prediction, round(counts["tile"][0], 2))

# %% [markdown]
# `matmul_rows` reads and writes *more* than the product of the books. **Predict**: for matrices of 512 by 512, your
# `matmul_tiled` is how many times as fast as that one?

# %%
prediction = None  # your guess: a factor

# %%
sides = (32, 64, 128, 192, 256, 384, 512)
products = {
    "by columns": Kernel(by_columns),
    "matmul_rows": Kernel(matmul_rows),
    "matmul_tiled": Kernel(matmul_tiled),
}
speeds = {
    name: {side: speed(kernel, side, side) for side in sides} for name, kernel in products.items()
}
speeds["NumPy's library"] = {
    side: speed(lambda _, __, out, a, b: np.matmul(a, b, out), side, side) for side in sides
}
reveal(prediction, speeds["matmul_tiled"][512] / speeds["by columns"][512])
viz.curves(
    speeds,
    title="Products of square matrices",
    x="side",
    y="multiplications in 1 ns",
    logarithmic=True,
)

# %% [markdown]
# <details><summary>What is between you and NumPy's library?</summary>
#
# Less than one might think. Like yours it ran on one thread here. It keeps the sums in registers, too, where `tile`
# reads and writes them for every four steps, and it is fitted to the processor's make by hand. The idea is the same.
#
# </details>
#
# ## 7. A thread for each number
#
# A graphics card starts your kernel once for every element. What was a loop is now a number: `cuda.grid(1)`.
#
# ![A grid of blocks of threads, and the threads that are left over](../assignments/03_kernels/pictures/grid.svg)

# %%
# %task 3.3

# %% [markdown]
# **Predict**: a kernel goes over 1,000,000 numbers, in blocks of 256 threads. How many threads have nothing to do?

# %%
prediction = None  # your guess: a number of threads

# %%
from tinytorch.kernels.cuda.launch import blocks_for

reveal(prediction, blocks_for(1_000_000, 256) * 256 - 1_000_000)

# %% [markdown]
# You need no GPU. The block runner runs each thread as Python, in turn, and changes at each barrier; the sanitizer
# notes who touches what; `viz.kernel` draws it. Here is *your* `map_kernel`: 10 numbers, read in steps of 2, by 3
# blocks of 4 threads. Block 2 has two threads left over.

# %%
from tinytorch.kernels.cuda.pointwise import map_kernel

a, out = np.arange(20, dtype=np.float32), np.zeros(10, np.float32)
viz.kernel(map_kernel, (half, out, a, (10,), (2,), 0), grid=3, block=4)

# %% [markdown]
# On a card 32 threads go in step, a **warp**. What they read in one step is fetched together, in lines of 32 numbers.
# So there are lines again, as in part 3. A warp reads 32 numbers side by side: one line. **Predict**: your `map_kernel`
# reads them in steps of 8. How many lines?

# %%
prediction = None  # your guess: lines

# %%
from tinytorch.kernels.cuda.sanitizer import sanitize


def lines_of_a_warp(step):
    """How many lines of 32 numbers 32 threads read."""
    a, out = np.zeros(32 * step, np.float32), np.zeros(32, np.float32)
    report = sanitize(map_kernel, 1, 32, half, out, a, (32,), (step,), 0)
    return len({touch.index[0] // 32 for touch in report.touches if touch.array == "a"})


warps = {step: lines_of_a_warp(step) for step in (1, 2, 4, 8, 16, 32, 48)}
reveal(prediction, warps[8])
viz.curves({"lines": warps}, title="What a warp of 32 threads fetches", x="step", y="lines")

# %% [markdown]
# ## 8. The tree
#
# How do many threads make one sum, without a race? In pairs, through the memory that a block shares; and after every
# step there is a barrier, `cuda.syncthreads()`, where each waits for all. Below is your `block_sum`, for 8 numbers by 8
# threads. **Predict**: how often does thread 0 read shared memory?

# %%
prediction = None  # your guess: reads

# %%
from tinytorch.kernels.cuda.reduce import block_sum

eight, small = np.array([3, 1, 7, 0, 4, 1, 6, 3], np.float32), {"THREADS": 8}
one = np.zeros(1, np.float32)
tree = viz.kernel(block_sum, (one, eight), 1, 8, small, title="block_sum: a tree of 8 threads")
reveal(prediction, tree.report.counts[0].shared_reads)
print("barriers that each thread passes:", [counts.barriers for counts in tree.report.counts])
tree

# %% [markdown]
# <details><summary>What does thread 7 do all the time?</summary>
#
# It puts its number there, and from then on it only waits, at every barrier. It must: a barrier is for all threads of a
# block. Thread 0 reads two numbers in each of three steps, and one at the end, to hand it on: 7.
#
# </details>
#
# ## 9. An experiment: four mistakes
#
# Four kernels; in each of them one thing is missing. The first forgets that some threads have no element. A GPU does
# not notice: it reads and writes whatever lies behind your arrays.

# %%
from numba import cuda, float32

THREADS = 8


def too_far(out, a):
    i = cuda.grid(1)
    out[i] = 2.0 * a[i]


viz.kernel(too_far, (np.zeros(6, np.float32), eight[:6]), grid=1, block=8, title="too_far")

# %% [markdown]
# The second one turns a row round, through shared memory, and has no barrier. The block runner lets each thread go on
# until a barrier or its end, beginning with thread 0. **Predict**: how many of the 8 numbers come out right?

# %%
prediction = None  # your guess: 0 to 8


# %%
def impatient(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = a[t]
    out[t] = shared[THREADS - 1 - t]


out = np.zeros(8, np.float32)
sanitize(impatient, 1, 8, out, eight, constants={"THREADS": 8})
print("given", eight, "\nmade ", out, "(nan: nobody had written there yet)")
reveal(prediction, np.sum(out == eight[::-1]))
viz.kernel(impatient, (out, eight), 1, 8, small, title="impatient: a barrier is missing")

# %% [markdown]
# On a GPU this one may well be right: 32 threads go in step there, and eight of them never notice that nobody waits.
# With 256 it fails, now and then. The picture does not depend on luck: it marks each place where it *could* go wrong.
#
# The third has a barrier, inside an `if`. Half of the threads wait for those that never come.


# %%
def half_way(out, a):
    t = cuda.threadIdx.x
    out[t] = a[t]
    if t < THREADS // 2:
        cuda.syncthreads()
        out[t] += a[t + THREADS // 2]


viz.kernel(half_way, (np.zeros(8, np.float32), eight), 1, 8, small, title="half_way")

# %% [markdown]
# The fourth is the race of part 4, a thread for each number: 1 goes to place 3, and 4 goes there, too. **Predict**:
# what does the block runner, which takes one thread after the other, find in out[3] at the end?

# %%
prediction = None  # your guess: a number


# %%
def careless_scatter(out, a, rows):
    i = cuda.grid(1)
    out[rows[i]] += a[i]


out = np.zeros(4)
sanitize(careless_scatter, 1, 5, out, five, rows)
reveal(prediction, out[3])
viz.kernel(careless_scatter, (np.zeros(4), five, rows), grid=1, block=5, title="careless_scatter")

# %% [markdown]
# It is right, by luck: here nobody came between. The fault is reported all the same. In your `scatter_kernel` an atomic
# addition reads, adds and writes in one step, and the red is gone.

# %%
from tinytorch.kernels.cuda.rows import scatter_kernel

arguments = (np.zeros(4), five, rows, 1)
viz.kernel(scatter_kernel, arguments, grid=1, block=5, title="scatter_kernel: atomic additions")

# %% [markdown]
# ### Question 2 (2 points): a row turned round
#
# Mend `impatient`, and let it work for any row of 1 to THREADS numbers: out[k] = a[a.size - 1 - k]. It is started with
# one block of THREADS threads. As in `impatient`, thread t reads a[t], once, and writes out[t], and touches no other
# number of these two: neighbours go to neighbours, which is what a warp likes, and in shared memory the numbers change
# hands. The sanitizer must have nothing to say.

# %% nbgrader={"grade": false, "grade_id": "turned-row", "locked": false, "schema_version": 3, "solution": true, "task": false}
def turned_row(out, a):
    ### BEGIN SOLUTION
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    if t < a.size:
        shared[t] = a[t]
    cuda.syncthreads()
    if t < a.size:
        out[t] = shared[a.size - 1 - t]
    ### END SOLUTION


# %%
viz.kernel(
    turned_row, (np.zeros(5, np.float32), eight[:5]), 1, 8, small, title="turned_row: 5 numbers"
)

# %% nbgrader={"grade": true, "grade_id": "turned-row-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def turns_round(given):
    """Whether the row comes out turned round, with no fault, and each thread kept to its own places."""
    out = np.zeros(given.size, np.float32)
    report = sanitize(turned_row, 1, 8, out, given, outputs=["out"], constants={"THREADS": 8})
    outside = [touch for touch in report.touches if touch.array in ("a", "out")]
    kept = all(touch.index[0] == touch.thread[0] and touch.times == 1 for touch in outside)
    return report.faults == () and kept and out.tolist() == given.tolist()[::-1]


assert turns_round(eight)
### BEGIN HIDDEN TESTS
for size in (1, 2, 5, 7):
    assert turns_round(np.arange(size, dtype=np.float32) + 1)
### END HIDDEN TESTS

# %% [markdown]
# ## 10. Softmax in one visit
#
# Made of single operations, a softmax is five kernels. For each number of a row they go to slow memory this often: the
# largest 1 (a read), minus 2 (a read and a write), the power 2, the sum 1, the division 2. Together 8. Your
# `softmax_kernel` does all of it while one block has the row at hand: two trees, in one kernel.
#
# **Predict**: how often does it go to slow memory, for each number?

# %%
prediction = None  # your guess: reads and writes together

# %%
from tinytorch.kernels.cuda.softmax import softmax_kernel

scores, out = np.array([2, 1, 4, 0, 3, 1], np.float32), np.zeros(6, np.float32)
report = sanitize(softmax_kernel, 1, 4, out, scores, 6, outputs=["out"], constants={"THREADS": 4})
print("shares", out.round(3), " sum", out.sum().round(6), " faults", report.faults)
reveal(prediction, (report.total("global_reads") + report.total("global_writes")) / scores.size)
arguments = (out, scores, 6)
viz.kernel(
    softmax_kernel, arguments, 1, 4, {"THREADS": 4}, title="softmax_kernel: 6 numbers, 4 threads"
)

# %% [markdown]
# You see both trees, one below the other, in one and the same shared array. In the middle all threads read the largest
# number, which stands at place 0. The barrier after that is the one that is forgotten most: without it a quick thread
# puts its first power there while a slow one still has to read.
#
# <details><summary>Could it be less?</summary>
#
# The kernel that the handout describes needs 5: it reads the row for the largest, reads it again for the powers, writes
# them, and at the end reads, divides and writes. A row that fits into shared memory or registers could stay there: 1
# read, 1 write, no more. PyTorch has a kernel of that kind for short rows. FlashAttention goes further, and does not
# even write the scores.
#
# </details>
#
# ## 11. Tiles in shared memory
#
# The idea of part 6 once more. A thread that makes one number of C needs a row of A and a column of B. Its neighbours
# need almost the same. So a block fetches a tile of each once, for all of its threads. Here is one block at work, step
# by step:

# %%
source = np.random.default_rng(0)
left, right = source.integers(0, 5, (4, 6)), source.integers(0, 5, (6, 4))
viz.matmul_tiles(
    left, right, tile=2, block=(1, 0), title="C = A @ B, the block of rows 2, 3 and columns 0, 1"
)

# %%
# %task 3.4

# %% [markdown]
# `block_matmul` is the practice: one block, one tile. This is yours.

# %%
viz.kernel("block_matmul")

# %% [markdown]
# `matmul_kernel` goes through the inner axis tile by tile. Two matrices of 8 by 8 are multiplied, in tiles of 1, 2, 4
# and 8. Without tiles a thread reads 16 numbers from slow memory. **Predict**: how many in tiles of 4 by 4?

# %%
prediction = None  # your guess: reads of one thread

# %%
from tinytorch.kernels.cuda.matmul import matmul_kernel

matrix, reads = np.arange(64, dtype=np.float32), {"slow memory": {}, "shared memory": {}}
operand = (matrix, (64, 8, 1), 0)  # a matrix of (8, 8): its numbers, strides, and offset
for side in (1, 2, 4, 8):
    out, tiles, grid = np.zeros(64, np.float32), {"TILE": side}, (8 // side, 8 // side, 1)
    arguments = (out, *operand, *operand, 8, 8, 8)
    report = sanitize(matmul_kernel, grid, (side, side), *arguments, constants=tiles)
    assert report.ok and (out.reshape(8, 8) == matrix.reshape(8, 8) @ matrix.reshape(8, 8)).all()
    reads["slow memory"][side] = report.most("global_reads")
    reads["shared memory"][side] = report.most("shared_reads")
reveal(prediction, reads["slow memory"][4])
viz.curves(reads, title="What one thread reads, 8 by 8 matrices", x="side of a tile", y="reads")

# %% [markdown]
# Each number that a block fetches is used by as many threads as a tile is wide; the reads of fast memory stay as they
# are. On a GPU tiles are 16 wide here. Larger ones would have to fit into shared memory, and a block has at most 1024
# threads.
#
# ### Question 3 (2 points): count without running
#
# Write `slow_reads(n, depth, m, side)`: how many numbers all threads of `matmul_kernel` together read from slow memory,
# for (n, depth) @ (depth, m) in tiles of `side`. What lies beyond the edges of a matrix is not read. The sides of the
# matrices need not be multiples of `side`. For two matrices of 8 by 8 and tiles of 4 it is 256.

# %% nbgrader={"grade": false, "grade_id": "slow-reads", "locked": false, "schema_version": 3, "solution": true, "task": false}
def slow_reads(n, depth, m, side):
    ### BEGIN SOLUTION
    times_a = -(-m // side)  # a is read by each column of blocks, b by each row of them
    times_b = -(-n // side)
    return n * depth * times_a + depth * m * times_b
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "slow-reads-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert slow_reads(8, 8, 8, 4) == 256
assert slow_reads(8, 8, 8, 1) == 1024
### BEGIN HIDDEN TESTS
assert slow_reads(3, 4, 3, 2) == 48
assert slow_reads(5, 7, 2, 3) == 5 * 7 * 1 + 7 * 2 * 2
assert slow_reads(1, 9, 1, 16) == 18
assert slow_reads(1000, 500, 300, 16) == 500 * (1000 * 19 + 300 * 63)
### END HIDDEN TESTS

# %% [markdown]
# ## 12. The race
#
# The network of 02 is trained on two backends, with the same weights and the same pictures. Not a line above the
# kernels has changed.

# %%
# %task 3.5

# %% [markdown]
# **Predict**: on your kernels an epoch takes how many times as long as on NumPy? And which one reads more digits?

# %%
prediction = None  # your guess: a factor, below 1 if your kernels win

# %%
import tinytorch as tt
from tinytorch.tensors.race import timed_training

laps = [timed_training(device, epochs=2) for device in ("numpy", "cpu")]
for lap in laps:
    print(f"{lap.device:6} {lap.seconds * 1e3:6.1f} ms for an epoch, {lap.accuracy:.1%} read right")
reveal(prediction, laps[1].seconds / laps[0].seconds)

# %% [markdown]
# <details><summary>Is that all, after so much work?</summary>
#
# Both read the same share, or nearly: the kernels add in another order, and that is the whole difference. And your
# kernels win nothing, or lose. Look at the first picture again: these are a few thousand numbers at a time, and the way
# there through Python costs as much as the work. The matrices go to NumPy's library on both. Kernels are worth more the
# more numbers they get at once, and the more operations are made one; `tt bench kernels` shows how much.
#
# </details>
#
# ## 13. How much memory
#
# **Predict**: x has a million numbers of 4 bytes. How many megabytes are in use at the most while `(x * 2.0 +
# 1.0).sum()` is computed?

# %%
prediction = None  # your guess: megabytes

# %%
from tinytorch import memory

(tt.ones(1000, 1000, device="cpu") * 2.0 + 1.0).sum()  # what is compiled is compiled now
memory.reset_peak()
before = memory.allocated()
x = tt.ones(1000, 1000, device="cpu")
total = (x * 2.0 + 1.0).sum()
reveal(prediction, round((memory.peak() - before) / 1e6, 1))
print(f"Afterwards it is {(memory.allocated() - before) / 1e6:.1f} MB.")

# %% [markdown]
# <details><summary>What are they?</summary>
#
# x, x * 2.0, and the sum of that and 1.0, which must all be there at once. After it x is left, and one number. A fused
# kernel would need none of the two others.
#
# </details>
#
# ### Question 4, in words (3 points)
#
# A matrix of shape (1,000,000, 2) is summed along axis 0, with your `reduce_strided`, on a machine with 8 processors.
# Explain in five sentences or so: how many of the processors have something to do, and why? How would you share out the
# work among all 8, without a race? And why may the result differ from the old one in its last digits, though neither is
# wrong?
#
# One point for each of the three questions.

# %% [markdown] nbgrader={"grade": true, "grade_id": "tall-sum", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# The parallel loop of reduce_strided goes over the results, and there are two of them: two processors work, six look
# on. I would cut the million rows into 8 parts, as in partial_sums: each turn of the prange adds up its own rows into
# places of its own, 8 times 2 numbers, which nobody else writes; after the loop these 8 are added up for each column,
# which is next to nothing. The additions are then grouped in another way, and a sum of floats is rounded after each
# addition, so another grouping gives other roundings.
#
# **Rubric**
#
# | points | for |
# |---|---|
# | 1 | two, since the turns of the parallel loop are the results, and there are two |
# | 1 | parts of the rows, each with places of its own for its sums, which are added after the loop; an atomic addition per element or a shared total is not enough |
# | 1 | the additions are grouped in another way, and each is rounded |

# %% [markdown]
# ## What you have now
#
# The six kernels of 02 as machine code, for numbers that lie anyhow and for as many threads as pay; the same for a GPU,
# tested without one; and four questions to ask of any slow program: who decides what in the inner loop, what does it
# wait for, how often is a number fetched before it is used up, and who else writes there?
#
# | here | in PyTorch, under `aten/src/ATen/` |
# |---|---|
# | `map_strided`, merged axes | `TensorIterator.cpp`, and `cpu_kernel_vec` in `native/cpu/Loops.h` |
# | `prange` | `at::parallel_for` in `Parallel.h` |
# | the text with f built in | C++ templates; `torch.compile` writes such texts, too, in C++ and in Triton |
# | `tile`, `pack` | MKL, OpenBLAS or oneDNN, behind `gemm` in `native/CPUBlas.h` |
# | `map_kernel` | `gpu_kernel` in `native/cuda/Loops.cuh` |
# | `block_sum`, `reduce_kernel` | `gpu_reduce_kernel` in `native/cuda/Reduce.cuh` |
# | `cuda.atomic.add` | `gpuAtomicAdd` in `cuda/Atomic.cuh`, the reason why some operations are not deterministic |
# | `softmax_kernel` | `native/cuda/SoftMax.cu`, and `PersistentSoftmax.cuh` beside it for short rows |
# | `memory.peak()` | `torch.cuda.max_memory_allocated()` |
# | the sanitizer | none of its own: NVIDIA's `compute-sanitizer` |
#
# In assignment 04 you build what all networks share: modules, losses, optimizers.
