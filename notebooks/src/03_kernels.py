# %% [markdown]
# # 03 Kernels
#
# **A question first.** Two programs multiply the same million numbers by one half, on the same machine. Both are loops
# in Python, of three lines, and both are the same three lines. One takes hundreds of times as long as the other. What
# does it do in all that time?
#
# It decides. In this notebook you take the decisions out of the loop, share it out among processors, and then look at
# what is left: the way of a number from memory to where it is needed. It is the same way on a graphics card, only
# longer.

# %%
import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("tinytorch") is None:
    above = [Path.cwd(), *Path.cwd().parents]
    sys.path.insert(0, str(next(folder for folder in above if (folder / "tinytorch").is_dir())))


def stop_at_a_blank(shell, kind, error, trace, tb_offset=None):
    """What is not written yet stops the notebook with one sentence instead of a page of calls."""
    print(f"{error}. Write it and save; then choose `Restart Kernel and Run All`.")
    shell.showtraceback((kind, error, trace), exception_only=True)


get_ipython().set_custom_exc((NotImplementedError,), stop_at_a_blank)

# %% [markdown]
# ## The idea
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
# The next cell runs it as Python, and prints the text that is compiled. **Predict**: the loop multiplies by 0.5, which
# in Python is a number of 64 bits. The array has numbers of 32 bits. With how many bits would the loop compute, if
# nobody cared?
#
# <details><summary>Answer</summary>
#
# With 64: where two kinds meet, the larger one wins. Each number would be made longer, multiplied, and made shorter
# again, and a register would hold half as many of them. So the text says `REAL(0.5)`, and REAL is float32.
#
# </details>

# %%
import numpy as np

from tinytorch.kernels.cpu.pointwise import map_flat
from tinytorch.kernels.lowering import text_of


def half(x):
    return 0.5 * x


out = np.zeros(4, np.float32)
map_flat(half, out, np.array([1, 2, 3, 4], np.float32))
print(out, "\n")
name, text = text_of(map_flat, "float32", half)
print(text)

# %% [markdown]
# **Predict**: how many times faster is the compiled loop, for a million numbers? And beside NumPy's `0.5 * a`, which is
# a loop in C: slower, equally fast, faster?
#
# <details><summary>Answer</summary>
#
# Hundreds of times faster than Python; beside NumPy it is a draw or better. Both wait for memory most of the time, and
# neither can make it faster. (`Kernel` keeps what it has compiled. The first call is left out of the measurement: it
# compiles, or loads from disk what an earlier process compiled.)
#
# </details>

# %%
from timeit import repeat

from tinytorch.kernels.compiler import Kernel


def seconds(f, runs=5):
    """The shortest of some runs, after one that does not count: what disturbs a run only makes it longer."""
    f()
    return min(repeat(f, number=1, repeat=runs))


a = np.ones(1_000_000, np.float32)
out = np.empty_like(a)
compiled = Kernel(map_flat).of(half, "float32")
slow = seconds(lambda: map_flat(half, out[:50_000], a[:50_000]), runs=2) * 20  # a twentieth of it is enough
fast = seconds(lambda: compiled(0, out, a))  # 0: as for so little work that one thread is enough
numpy = seconds(lambda: np.multiply(a, np.float32(0.5), out))
print(f"as Python: {slow / fast:.0f} times as long as compiled")
print(f"NumPy: {numpy / fast:.1f} times as long as compiled")

# %% [markdown]
# ## Task 3.1, in `tinytorch/kernels/cpu/`: `pointwise.py`, `reduce.py`, `rows.py`
#
# Write the seven kernels; `tt check 3.1` says how far you are. Then let the next cell look at them. It runs yours as
# Python, and asks the compiler which of their loops it has shared out among threads.

# %%
from tinytorch.kernels.cpu.pointwise import map_strided, position, zip_flat
from tinytorch.kernels.cpu.rows import gather_rows, scatter_rows
from tinytorch.kernels.parallel import loops
from tinytorch.scalars.operators import mul

out = np.zeros(6)
zip_flat(mul, out, np.arange(6.0), np.arange(6.0))
print("squares          ", out)
print("a turned (2, 3)  ", [position(i, (3, 2), (1, 3)) for i in range(6)])
map_strided(half, out, np.arange(6.0), (3, 2), (1, 3), 0)
print("half of it       ", out)

matrix, rows = np.ones((4, 3), np.float32), np.array([2, 0, 2])
for kernel, arguments, f in (
    (zip_flat, (a, a, a), mul),
    (map_strided, (a, a, (1000, 1000), (1, 1000), 0), half),
    (gather_rows, (matrix[:3], matrix, rows), None),
    (scatter_rows, (matrix, matrix[:3], rows, 2), None),
):
    for loop in loops(kernel, *arguments, f=f):
        print(f"{kernel.__name__:16} {loop['kind']:7} {loop['verdict']}")

# %% [markdown]
# ## An experiment: the same sum, in another order
#
# The next cell adds up 8,388,608 numbers, eight times. It is always the same numbers, the same kernel and the same
# machine code. Only the order is another: in steps of 2 it takes number 0, 2, 4, ..., and then number 1, 3, 5, ...; in
# steps of 4096 it walks down the columns of a matrix of 2048 by 4096. **Predict** the eight bars.
#
# ![Along a row and down a column](../assignments/03_kernels/pictures/lines.svg)
#
# <details><summary>Answer</summary>
#
# They rise, and far. Memory hands out lines of 64 bytes, 16 numbers each. In steps of 1 each line is fetched once, and
# one instruction adds many of its numbers. In steps of 2 that instruction is lost, and each line is fetched twice,
# since meanwhile millions of others have pushed it out of the cache. In steps of 16 it is fetched 16 times, once for
# each of its numbers. Beyond that it does not come to more fetches. But a processor guesses which line will be next,
# and fetches it ahead; it guesses well as long as you take small steps.
#
# </details>

# %%
import matplotlib.pyplot as plt

from tinytorch.kernels.cpu.reduce import reduce_strided
from tinytorch.scalars.operators import add

compiled = Kernel(reduce_strided, loose=True).of(add, "float32")  # loose: several sums may grow side by side
numbers, out, zero = np.ones(2**23, np.float32), np.zeros(1, np.float32), np.float32(0)


def sum_in_steps(step):
    """As the sum of a box of shape (step, many) with strides (1, step): from row to row it is one place."""
    compiled(0, zero, out, numbers, (1, 1), (0, 0), (step, numbers.size // step), (1, step), 0)


steps = [1, 2, 4, 8, 16, 32, 64, 4096]
times = [seconds(lambda step=step: sum_in_steps(step), runs=2) for step in steps]
figure, axes = plt.subplots(figsize=(7, 3.2))
axes.bar([str(step) for step in steps], [time / times[0] for time in times])
axes.set_xlabel("step")
axes.set_ylabel("time of the sum, step 1 = 1")
print(", ".join(f"{time / times[0]:.0f}" for time in times), "times as long as in steps of 1")
figure.tight_layout()

# %% [markdown]
# ## Two threads and one number
#
# `prange` may give turns to several threads. Nobody checks whether they get in each other's way. Here is a scatter that
# does not care:
#
# ![Two threads add to one number, and one sum is lost](../assignments/03_kernels/pictures/race.svg)
#
# **Predict**: twenty million ones are added to 8 numbers, by all your processors. How much is lost? And does the
# watcher, which runs the kernel as Python with one single thread, see it at all?
#
# <details><summary>Answer</summary>
#
# Somewhere between nothing and most of it, and it is another number each time: that is what makes a race so bad. With
# one processor nothing is lost, and the mistake is still there. The watcher does not wait for it to happen. It writes
# down which turn touches which place, and two turns at one place, one of them writing, are a race on any machine.
#
# </details>

# %%
from numba import prange

from tinytorch.kernels import threads
from tinytorch.kernels.cpu.watch import writes


def careless(out, a, rows):
    for i in prange(rows.size):
        out[rows[i]] += a[i]


many = np.tile(np.arange(8, dtype=np.int8), 2_500_000)
ones, kernel = np.ones(many.size, np.float32), Kernel(careless)
for _ in range(5):
    out = np.zeros(8, np.float32)
    kernel(many.size, "float32", out, ones, many)
    print(f"{threads.count()} threads: {1 - out.sum() / many.size:.1%} of the sum is lost")
for fault in writes(careless, np.zeros(4), ones[:5], np.array([3, 0, 2, 3, 1])).faults:
    print(fault[-1])

# %% [markdown]
# Your `scatter_rows` cuts `out` into slices, and each turn adds only to its own. What does the watcher say of it?

# %%
out = np.zeros((4, 1))
report = writes(scatter_rows, out, np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([3, 0, 2, 3, 1]), 2)
print("sums", out.ravel(), " faults", report.faults)

# %% [markdown]
# ## Question 1 (2 points): a place for each
#
# There is another way out of a race: nobody shares anything, and what each has made is added at the end. Write
# `partial_sums(out, a)`. It cuts the numbers of a into out.size parts whose lengths differ by at most one, as
# `scatter_rows` cuts its rows, and writes the sum of part p to out[p]. The parts are taken in a prange. There may be
# fewer numbers than parts.


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
out = np.full(3, np.nan)
assert writes(partial_sums, out, np.arange(7.0)).faults == []
assert out.tolist() == [0.0 + 1.0, 2.0 + 3.0, 4.0 + 5.0 + 6.0]
### BEGIN HIDDEN TESTS
for size, parts in ((12, 4), (5, 5), (2, 5), (0, 2), (9, 1)):
    given, out = np.arange(size) + 1.0, np.full(parts, np.nan)
    report = writes(partial_sums, out, given)
    cuts = [part * size // parts for part in range(parts + 1)]
    assert report.faults == [] and [turns for _, turns in report.turns] == [parts]
    assert out.tolist() == [given[low:high].sum() for low, high in zip(cuts, cuts[1:], strict=False)]
assert loops(partial_sums, ones[:4], ones)[0]["verdict"] == "parallel"
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3.2, in `tinytorch/kernels/cpu/matmul.py`
#
# ![Which numbers are where in a tiled product](../assignments/03_kernels/pictures/tiles.svg)
#
# Write the three. The first cell counts what each loads and stores for one multiplication; `columns` is the product as
# books define it. The second one measures. **Predict** both: which is how many times as fast?
#
# <details><summary>Answer</summary>
#
# `columns` loads the fewest numbers of the first two and is the slowest by far: it walks down the columns of b, so each
# load waits for a line, and no instruction can take 8 of them at once. `matmul_rows` loads and stores more, and all of
# it lies side by side. The tiles load a quarter of that, from near. The larger the matrices, the more the last step is
# worth: a small b fits into the cache anyhow.
#
# </details>

# %%
from tinytorch.kernels.cpu.matmul import DEPTH, ROWS, WIDTH, matmul_rows, matmul_tiled, tile


def columns(out, a, b):
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            total = 0.0
            for t in range(a.shape[1]):
                total += a[i, t] * b[t, j]
            out[i, j] = total


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


side = 16
for kernel, arrays, more, products in (
    (columns, [Counted(side, side) for _ in range(3)], (), side**3),
    (matmul_rows, [Counted(side, side) for _ in range(3)], (), side**3),
    (tile, [Counted(ROWS * WIDTH), Counted(ROWS * DEPTH), Counted(DEPTH * WIDTH)], (0, WIDTH), 16 * WIDTH),
):
    kernel(*arrays, *more)
    loads, stores = sum(x.reads for x in arrays) / products, sum(x.writes for x in arrays) / products
    print(f"{kernel.__name__:12} {loads:5.2f} loads and {stores:5.2f} stores for a multiplication")

# %%
kernels = [Kernel(function) for function in (columns, matmul_rows, matmul_tiled)]
figure, axes = plt.subplots(figsize=(7, 3.2))
for k, side in enumerate((128, 512)):
    matrices = [np.ones((side, side), np.float32) for _ in range(3)]  # out, a, b
    times = [seconds(lambda x=kernel, m=matrices: x(0, "float32", *m), runs=3) for kernel in kernels]
    axes.bar([j + 0.4 * k for j in range(3)], [time / times[-1] for time in times], 0.4, label=f"{side} by {side}")
    print(f"{side} by {side}: " + ", ".join(f"{time / times[-1]:.1f}" for time in times), "times as long as tiles")
axes.set_xticks([0.2, 1.2, 2.2], ["columns", "matmul_rows", "matmul_tiled"])
axes.set_yscale("log")
axes.set_ylabel("time, tiles = 1")
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## Task 3.3, in `tinytorch/kernels/cuda/`
#
# A graphics card starts your kernel once for every element. What was a loop is now a number: `cuda.grid(1)`.
#
# ![A grid of blocks of threads, and the threads that are left over](../assignments/03_kernels/pictures/grid.svg)
#
# Write the seven blanks. You need no GPU: the block runner runs each thread as Python, in turn, and changes at each
# barrier. The sanitizer also writes down who touched what. The next cell draws that for your `map_kernel`; a row is a
# thread. **Predict**: 10 numbers are read under shape (10,) and stride 2, by 3 blocks of 4 threads. Which rows are
# empty?
#
# <details><summary>Answer</summary>
#
# The last two: threads 10 and 11 have no element. Thread i reads place 2 i of a, and writes place i of out.
#
# </details>

# %%
from tinytorch.kernels.cuda.launch import blocks_for
from tinytorch.kernels.cuda.pointwise import map_kernel
from tinytorch.kernels.cuda.sanitizer import sanitize


def draw(report, *arrays):
    """What each thread touches: a circle is a read, a cross a write; a colour is a step between two barriers."""
    threads = {(each.block, each.thread): k for k, each in enumerate(report.counts)}
    sizes = {memory.name: memory.shape[0] for memory in report.memories}
    widths = [sizes[name] + 1 for name in arrays]
    figure, row = plt.subplots(
        1, len(arrays), figsize=(11, 0.24 * len(threads) + 1.2), width_ratios=widths, sharey=True, squeeze=False
    )
    for axes, name in zip(row[0], arrays, strict=True):
        for touch in (touch for touch in report.touches if touch.array == name):
            step = touch.barriers - report.most("barriers") / 2  # later steps a little further to the right
            place = touch.index[0] + 0.12 * step, threads[touch.block, touch.thread]
            mark, size = ("x", 6) if touch.write else ("o", 9)
            axes.plot(*place, mark, color=f"C{touch.barriers}", fillstyle="none", markersize=size)
        axes.set(title=name, xlim=(-0.7, sizes[name] - 0.3), ylim=(len(threads) - 0.5, -0.5), xlabel="place")
        axes.set(xticks=range(sizes[name]), yticks=range(len(threads)))
        axes.grid(alpha=0.3)
    row[0][0].set_ylabel("thread")
    figure.tight_layout()
    for fault in report.faults:
        print(f"{fault.kind}: {fault.sentence}")


a, out = np.arange(20, dtype=np.float32), np.zeros(10, np.float32)
report = sanitize(map_kernel, blocks_for(10, 4), 4, half, out, a, (10,), (2,), 0, outputs=["out"])
draw(report, "a", "out")
print(out)

# %% [markdown]
# ## The tree
#
# ![The tree of block_sum](../assignments/03_kernels/pictures/tree.svg)
#
# The same drawing of your `block_sum`: each colour is a step between two barriers. **Predict**: how often does thread 0
# read shared memory, how often thread 7? And what has each of them to do with barriers?
#
# <details><summary>Answer</summary>
#
# Thread 0 reads two numbers in each of three steps, and one at the end: 7. Thread 7 never reads; it puts its number
# there and then only waits, at every barrier, four times. It must: a barrier is for all threads of a block.
#
# </details>

# %%
from tinytorch.kernels.cuda.reduce import block_sum

a, out, small = np.array([3, 1, 7, 0, 4, 1, 6, 3], np.float32), np.zeros(1, np.float32), {"THREADS": 8}
report = sanitize(block_sum, 1, 8, out, a, outputs=["out"], constants=small)
draw(report, "a", "shared", "out")
for counts in (report.counts[0], report.counts[7]):
    print(f"thread {counts.thread[0]}: {counts.shared_reads} reads of shared memory, {counts.barriers} barriers")
print("sum", out)

# %% [markdown]
# ## An experiment: three mistakes
#
# Three kernels, each with one thing missing. **Predict**, for each, what a GPU would do and what the sanitizer says.
#
# <details><summary>Answer</summary>
#
# `too_far` has no question whether there is an element: the last threads read and write beyond the arrays. A GPU does
# that and says nothing. `impatient` has no barrier: a thread may read what its neighbour has not written yet. On a GPU
# it is right as long as both are among the 32 threads that go in step, and wrong now and then beyond. `half_way` has
# its barrier inside the `if`: half of the threads wait for those that never come. A GPU hangs, or goes on with
# nonsense.
#
# </details>

# %%
from numba import cuda, float32

THREADS = 8


def too_far(out, a):
    i = cuda.grid(1)
    out[i] = 2.0 * a[i]


def impatient(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = a[t]
    out[t] = shared[THREADS - 1 - t]


def half_way(out, a):
    t = cuda.threadIdx.x
    out[t] = a[t]
    if t < THREADS // 2:
        cuda.syncthreads()
        out[t] += a[t + THREADS // 2]


for kernel, size in ((too_far, 6), (impatient, 8), (half_way, 8)):
    out = np.zeros(size, np.float32)
    report = sanitize(kernel, 1, 8, out, a[:size], constants=small)
    print(f"{kernel.__name__}: {out}")
    for fault in report.faults:
        print(f"    {fault.kind}: {fault.sentence}")

# %% [markdown]
# ## Question 2 (2 points): a row turned round
#
# Mend `impatient`, and let it work for any row of 1 to THREADS numbers: out[k] = a[a.size - 1 - k]. It is started with
# one block of THREADS threads, and shall read each number of a once. The numbers must go through shared memory: out[t]
# may be written only from a number of `shared` that another thread may have put there. The sanitizer must have nothing
# to say.


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


# %% nbgrader={"grade": true, "grade_id": "turned-row-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
out = np.zeros(8, np.float32)
report = sanitize(turned_row, 1, 8, out, a, outputs=["out"], constants=small)
assert report.faults == () and out.tolist() == a.tolist()[::-1]
### BEGIN HIDDEN TESTS
for size in (1, 2, 5, 7):
    given, out = np.arange(size, dtype=np.float32) + 1, np.zeros(size, np.float32)
    report = sanitize(turned_row, 1, 8, out, given, outputs=["out"], constants=small)
    assert report.faults == () and out.tolist() == given.tolist()[::-1]
    assert report.total("global_reads") == report.total("shared_writes") == size
    assert report.most("barriers") == report.least("barriers") >= 1
### END HIDDEN TESTS

# %% [markdown]
# ## Softmax in one visit
#
# Two trees in one kernel, through the same shared array. The barrier between them is the one that is forgotten most.
#
# ![Softmax of a row: two rounds through one shared array](../assignments/03_kernels/pictures/softmax.svg)

# %%
from tinytorch.kernels.cuda.softmax import softmax_kernel

scores, out = np.array([2, 1, 4, 0, 3, 1], np.float32), np.zeros(6, np.float32)
report = sanitize(softmax_kernel, 1, 4, out, scores, 6, outputs=["out"], constants={"THREADS": 4})
print(out.round(3), "sum", out.sum(), "faults", report.faults)
print("barriers:", report.most("barriers"))

# %% [markdown]
# ## Task 3.4, in `tinytorch/kernels/cuda/matmul.py`
#
# ![A product by tiles in shared memory](../assignments/03_kernels/pictures/shared-tiles.svg)
#
# **Predict**: two matrices of 8 by 8 are multiplied by blocks of 1, 2, 4 or 8 by as many threads. How many numbers does
# one thread read from slow memory?
#
# <details><summary>Answer</summary>
#
# 16, 8, 4, 2: each number that a block fetches is used by as many threads as a tile is wide. The reads of fast memory
# stay 16 all the while. On a GPU tiles are 16 wide here; larger ones would have to fit into shared memory, and a block
# has at most 1024 threads.
#
# </details>

# %%
from tinytorch.kernels.cuda.matmul import matmul_kernel

matrix, slow, fast, sides = np.arange(64, dtype=np.float32), [], [], (1, 2, 4, 8)
operand = (matrix, (64, 8, 1), 0)
for side in sides:
    out, grid = np.zeros(64, np.float32), (8 // side, 8 // side, 1)
    report = sanitize(
        matmul_kernel, grid, (side, side), out, *operand, *operand, 8, 8, 8, outputs=["out"], constants={"TILE": side}
    )
    assert report.ok and (out.reshape(8, 8) == matrix.reshape(8, 8) @ matrix.reshape(8, 8)).all()
    slow.append(report.most("global_reads"))
    fast.append(report.most("shared_reads"))
figure, axes = plt.subplots(figsize=(7, 3.2))
for k, (name, reads) in enumerate((("slow memory", slow), ("shared memory", fast))):
    axes.bar([j + 0.4 * k for j in range(len(sides))], reads, 0.4, label=name)
axes.set_xticks([j + 0.2 for j in range(len(sides))], [f"{side} by {side}" for side in sides])
axes.set_xlabel("tile")
axes.set_ylabel("reads of one thread")
axes.legend(loc="upper center")
figure.tight_layout()

# %% [markdown]
# ## Task 3.5, in `tinytorch/tensors/race.py`: the race
#
# The network of 02 is trained on two backends, with the same weights and the same pictures. Not a line above the
# kernels has changed. **Predict**: who wins, by how much, and who reads more digits?
#
# <details><summary>Answer</summary>
#
# Both read the same share, or nearly: the kernels add in another order, and that is all. Nobody wins by much. The
# matrices are small, and NumPy's library multiplies them for both. The rest is a few thousand numbers at a time, and
# the way there through Python costs as much as the work. Kernels are worth more the more numbers they get at once; `tt
# bench kernels` shows how much. (If one of the two is many times slower, its threads and those of NumPy's library may
# be in each other's way; set `OPENBLAS_NUM_THREADS=1` before you start.)
#
# </details>

# %%
import tinytorch as tt
from tinytorch.tensors.race import timed_training

laps = [timed_training(device, epochs=2) for device in ("numpy", "cpu")]
for lap in laps:
    print(f"{lap.device:6} {lap.seconds / laps[0].seconds:5.2f} times numpy's time, {lap.accuracy:.1%} read right")

# %% [markdown]
# ## How much memory
#
# **Predict**: x has a million numbers of 4 bytes. How many megabytes are in use at the most while `(x * 2.0 +
# 1.0).sum()` is computed, and how many after it?
#
# <details><summary>Answer</summary>
#
# At the most x, x * 2.0 and the sum of that and 1.0: 12 megabytes. After it x is left, and one number. A fused kernel
# would need none of the two others.
#
# </details>

# %%
from tinytorch import memory

memory.reset_peak()
before = memory.allocated()
x = tt.ones(1000, 1000, device="cpu")
total = (x * 2.0 + 1.0).sum()
print(f"now {(memory.allocated() - before) / 1e6:.1f} MB, at the most {(memory.peak() - before) / 1e6:.1f} MB")

# %% [markdown]
# ## Question 3, in words (3 points)
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
# tested without one; and three questions to ask of any slow program: who decides what in the inner loop, how often is a
# number fetched before it is used up, and who else writes there?
#
# | here | elsewhere |
# |---|---|
# | the text with f built in | `torch.compile`, Triton and C++ templates write such texts, too |
# | `prange` | `at::parallel_for` in PyTorch, OpenMP in C |
# | `tile`, `pack` | the micro-kernels of OpenBLAS and BLIS |
# | shared memory, barriers, atomics | `__shared__`, `__syncthreads`, `atomicAdd` in CUDA C++ |
# | the sanitizer | `compute-sanitizer` of NVIDIA |
# | `softmax_kernel` | the first step on the way to FlashAttention |
#
# In assignment 04 you build what all networks share: modules, losses, optimizers.
