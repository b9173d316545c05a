# %% [markdown]
# # 02 Tensors
#
# **A question first.** You have 1,437 pictures of handwritten digits, 8 by 8 pixels each, and a network with 2,410
# parameters that could learn to read them. Your Scalars of assignment 01 can do it, in principle: every product becomes an
# object, every picture some thousands of them, and every picture is looked at 30 times. At the end of this notebook you
# measure how long that would take. Then the same engine, with the same `backpropagate`, `Mul` and `ReLU`, does it while you
# watch. What has changed?
#
# Not the mathematics. Only where the numbers lie.

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
# Memory has no rows and columns. It is one long row of numbers, and a box of any shape is a way to *read* it. A **layout**
# says how, with a few integers: the **shape**; for each axis a **stride**, how far it is to the next number along that
# axis; and the **offset**, where the first number stands. Element (i, j) stands at offset + i * strides[0] + j *
# strides[1].
#
# ![Shape, strides and offset](../assignments/02_tensors/pictures/strides.svg)
#
# **Predict**, on paper: a fresh box of shape (2, 3, 4) is two such pages, one after the other. What are its three strides? At
# which position is element (1, 2, 0)? And which element is at position 17?
#
# <details><summary>Answer</summary>
#
# (12, 4, 1): one step along an axis jumps over everything that lies inside it. Element (1, 2, 0) is at 1 * 12 + 2 * 4 = 20.
# At 17 = 1 * 12 + 1 * 4 + 1 is (1, 1, 1): divide, and go on with what is left.
#
# </details>
#
# ## Task 2.1, in `tinytorch/tensors/layout.py`
#
# Write `index_to_position`, `to_index`, `contiguous_strides` and `is_contiguous`; `tt check 2.1` says how far you are. Then
# go on here. The next cell is only a pencil. The one after it draws what your code says: a box, and below it the numbers in
# memory, in the same colours. An arrow is one step: blue along a row, red down a column.

# %%
import matplotlib.pyplot as plt

from tinytorch.tensors import Layout


def square(axes, x, y, number, size, used):
    """One number in its colour; faint if the layout never goes there."""
    colour, ink = plt.cm.viridis(number / size), "white" if used and number < 0.6 * size else "black"
    shown = {"facecolor": colour, "edgecolor": "white", "alpha": 1.0 if used else 0.15}
    axes.add_patch(plt.Rectangle((x, y), 1, 1, **shown))
    axes.text(x + 0.5, y + 0.5, number, ha="center", va="center", fontsize=8, color=ink)


def arrow(axes, start, end, colour, bend=0.0):
    look = {"arrowstyle": "->", "color": colour, "connectionstyle": f"arc3,rad={bend}"}
    axes.annotate("", end, start, arrowprops=look)


def draw(memory=None, **layouts):
    """Each layout (one or two axes) as a box over the numbers in memory: 0, 1, 2, ... if not given."""
    places = {name: list(layout.positions()) for name, layout in layouts.items()}
    size = 1 + max(max(found) for found in places.values())
    memory = range(size) if memory is None else memory
    below = 2 + max(len(places[name]) // layout.shape[-1] for name, layout in layouts.items())
    width, height = max(2.8, 0.27 * (size + 1)), 0.27 * (below + 6)
    figure, row = plt.subplots(1, len(layouts), figsize=(width * len(layouts), height), squeeze=False)
    for axes, (name, layout) in zip(row[0], layouts.items(), strict=True):
        found, side = places[name], layout.shape[-1]
        left, start = (size - side) / 2, layout.offset + 0.5
        for k, position in enumerate(found):
            square(axes, left + k % side, 1 + k // side, memory[position], size, True)
        for position in range(size):
            square(axes, position, below, memory[position], size, position in found)
        steps = list(zip(layout.shape, layout.strides, strict=True))
        across, down = ("C0", 0.4, left + 0.5, 0.7, 1, 0), ("C3", 0.7, left - 0.3, 1.5, 0, 1)
        for (count, stride), (colour, bend, x, y, dx, dy) in zip(steps[::-1], (across, down), strict=False):
            if count > 1:
                arrow(axes, (x, y), (x + dx, y + dy), colour)
            if count > 1 and stride != 0:
                bend = bend if stride > 0 else -bend
                arrow(axes, (start, below + 1.1), (start + stride, below + 1.1), colour, bend)
        axes.set(xlim=(-0.5, size + 0.1), ylim=(below + 3.2, 0), aspect="equal")
        axes.axis("off")
        words = f"shape {layout.shape}\nstrides {layout.strides}, offset {layout.offset}"
        axes.set_title(f"{name.replace('_', ' ')}: {words}", fontsize=10)
    figure.tight_layout()


# %%
from tinytorch.tensors import to_index

box = Layout.contiguous((3, 4))
draw(box=box, same_numbers=Layout.contiguous((2, 6)), one_row=Layout.contiguous((12,)))
print("element number 6, read row by row, has the index", to_index(6, box.shape))
print("contiguous:", box.is_contiguous)

# %% [markdown]
# ## Turn, cut, mirror
#
# **Predict**: what are shape, strides and offset if the box of 3 rows and 4 columns is turned, so that rows become columns?
# If only its two middle columns are left? If its columns are read from right to left? No number is moved.
#
# <details><summary>Answer</summary>
#
# Turned: shape (4, 3) and strides (1, 4); they only change places. Cut: shape (3, 2), the same strides, and offset 1.
# Mirrored: the first element is the one at position 3, and the next along a row lies *before* it: strides (4, -1), offset
# 3.
#
# </details>
#
# ## Task 2.2, in `tinytorch/tensors/layout.py`, `laws.py` and `array.py`
#
# Write the four methods of `Layout`, `broadcast_shapes` and its law, and the two methods of `Array`. Then look:

# %%
draw(turned=box.permute((1, 0)), cut=box.slice(1, 1, 2, 1), mirrored=box.slice(1, 3, 4, -1))

# %% [markdown]
# ## Question 1 (2 points): a quarter turn
#
# Write `quarter_turn(layout)`: the layout of a picture, which has two axes, turned clockwise by 90 degrees. What was its
# left column, read from bottom to top, is now its top row. Use `permute` and `slice`, or compute the integers yourself.


# %% nbgrader={"grade": false, "grade_id": "quarter-turn", "locked": false, "schema_version": 3, "solution": true, "task": false}
def quarter_turn(layout):
    ### BEGIN SOLUTION
    rows = layout.shape[0]
    return layout.slice(0, rows - 1, rows, -1).permute((1, 0))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "quarter-turn-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert list(quarter_turn(Layout.contiguous((2, 2))).positions()) == [2, 0, 3, 1]
### BEGIN HIDDEN TESTS
assert list(quarter_turn(Layout.contiguous((2, 3))).positions()) == [3, 0, 4, 1, 5, 2]
assert list(quarter_turn(Layout((3, 2), (10, 3), 5)).positions()) == [25, 15, 5, 28, 18, 8]
start = Layout((3, 4), (1, 3), 7)
assert quarter_turn(quarter_turn(quarter_turn(quarter_turn(start)))) == start
### END HIDDEN TESTS

# %%
from tinytorch.data import load_digits
from tinytorch.tensors import array

train_images, train_labels, test_images, test_labels = load_digits()
turning = [array(train_images[0])]
for _ in range(3):
    turning.append(turning[-1].view(quarter_turn(turning[-1].layout)))
figure, row = plt.subplots(1, 4, figsize=(11, 2.8))
for axes, picture in zip(row, turning, strict=True):
    axes.imshow(picture.numpy(), cmap="gray_r")
    axes.set_title(f"strides {picture.layout.strides}\noffset {picture.layout.offset}", fontsize=10)
    axes.axis("off")
print("one memory for all four:", all(picture.buffer is turning[0].buffer for picture in turning))

# %% [markdown]
# ## An experiment: is a view free?
#
# The next cell turns a box of four million numbers, which is a view, and then makes a copy of it as it was and a copy of it
# turned. After that it sums numbers that lie 1, 2, 4, ... 64 apart: always equally many, 262,144.
#
# **Predict**: does the sum take equally long each time? It does the same additions.
#
# <details><summary>Answer</summary>
#
# The view itself is free at any size. Reading through it is not. Memory hands out whole lines, on most machines of 64
# bytes: 16 numbers of 4 bytes. A sum with stride 1 uses all of a line; with stride 16 every number costs a line of its own.
# The additions are the same, but the sum waits for memory many times as long. (That it takes still longer beyond 16 has
# other reasons: a processor fetches ahead what it guesses will be next, and looks up in which page of memory a number is.
# Both go well only for neighbours.) The copy of the turned box waits in the same way. A layout says *where* numbers lie,
# and where they lie decides how fast you get them.
#
# </details>

# %%
from timeit import repeat

import numpy as np


def seconds(f):
    """The shortest of five runs: what disturbs a run only makes it longer."""
    return min(repeat(f, number=1, repeat=5))


large = array(np.ones((2000, 2000), np.float32))
turned = large.permute((1, 0))
print(f"turn         {1000 * seconds(lambda: large.permute((1, 0))):7.3f} ms")
print(f"copy         {1000 * seconds(large.copy):7.3f} ms")
print(f"copy turned  {1000 * seconds(turned.copy):7.3f} ms")

numbers, count = array(np.ones(2**24, np.float32)), 2**18
strides = [1, 2, 4, 8, 16, 32, 64]
columns = [numbers.view(Layout((count,), (stride,))) for stride in strides]
times = [seconds(lambda column=column: column.sum((0,))) for column in columns]
figure, axes = plt.subplots(figsize=(7, 3.5))
axes.bar([str(stride) for stride in strides], [time / times[0] for time in times])
axes.set_xlabel("stride")
axes.set_ylabel("time of the sum, stride 1 = 1")
figure.tight_layout()

# %% [markdown]
# ## Where a view is not enough
#
# A reshape reads the same elements in the same order into another box. Often other integers are enough. **Predict**, for
# each of these four: can a layout say it, or must the numbers be copied?
#
# <details><summary>Answer</summary>
#
# The turned box cannot be read as one row: its positions go 0, 6, 1, 7, ...: a step of +6, then one of -5, and a row has a
# single stride. The first two rows of a box lie together. Every other number has one stride, 2, and so rows of it have (6,
# 2). The left half of a box cannot be one row: after 3 numbers comes a gap.
#
# </details>

# %%
six = Layout.contiguous((2, 6))
for what, layout, shape in (
    ("turned, as one row", six.permute((1, 0)), (12,)),
    ("first two rows, as one row", Layout.contiguous((3, 4)).slice(0, 0, 2, 1), (8,)),
    ("every other number, in rows", Layout.contiguous((12,)).slice(0, 0, 6, 2), (2, 3)),
    ("left half, as one row", six.slice(1, 0, 3, 1), (6,)),
):
    print(f"{what:28} {layout.reshape(shape) or 'no strides can say that'}")

# %% [markdown]
# So `Array.reshape` copies where it must. After the copy the numbers lie in reading order, in a memory of their own:

# %%
turned = array(np.arange(12)).view(six.permute((1, 0)))
copied = turned.reshape((12,))
draw(turned=turned.layout)
draw(copied.buffer.data.ravel(), copied=copied.layout)
print("positions read:", *turned.layout.positions())
print("the same memory:", turned.buffer is copied.buffer)

# %% [markdown]
# ## Question 2 (1 point): overlapping windows
#
# Nothing forbids a layout to visit a number twice. Write `windows(n, size)`: a layout over n numbers in a row whose row i
# holds the numbers i, i + 1, ..., i + size - 1, for every i for which there are that many. Two axes, no copy. Assignment 05
# makes convolutions out of it.


# %% nbgrader={"grade": false, "grade_id": "windows", "locked": false, "schema_version": 3, "solution": true, "task": false}
def windows(n, size):
    ### BEGIN SOLUTION
    return Layout((n - size + 1, size), (1, 1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "windows-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert list(windows(4, 2).positions()) == [0, 1, 1, 2, 2, 3]
### BEGIN HIDDEN TESTS
for n, size in [(8, 3), (5, 1), (5, 5), (7, 4)]:
    assert windows(n, size).shape == (n - size + 1, size)
    assert list(windows(n, size).positions()) == [i + k for i in range(n - size + 1) for k in range(size)]
### END HIDDEN TESTS

# %%
draw(windows=windows(8, 3), numbers=Layout.contiguous((8,)))

# %% [markdown]
# ## Broadcasting is stride 0
#
# A column plus a row is a box. Neither has to be repeated in memory: with stride 0, a step along an axis stays where it is.
# In the next picture the axis of stride 0 has no arrow in memory.

# %%
column, line = Layout.contiguous((4, 1)), Layout.contiguous((4,))
draw(column=column, column_expanded=column.expand((4, 4)), row_expanded=line.expand((4, 4)))

# %% [markdown]
# **Predict**: which shape have the sums of a (4, 1) and a (4,), of an (8, 1, 6) and a (7, 1), of a (3,) and a (4,)? And how
# many numbers lie in memory if a column of 1000 is expanded to a box of 1000 by 1000?
#
# <details><summary>Answer</summary>
#
# (4, 4) and (8, 7, 6); the last two do not fit, for their sides differ and none is 1. Shapes are lined up at the last
# axis. In memory lie 1000 numbers, as before, and a million elements are read from them.
#
# </details>

# %%
from tinytorch import LayoutError
from tinytorch.tensors import broadcast_shapes

for left, right in (((4, 1), (4,)), ((8, 1, 6), (7, 1)), ((3,), (4,))):
    try:
        print(f"{left} + {right}: {broadcast_shapes(left, right)}")
    except LayoutError as error:
        print(f"{left} + {right}: {error}")
tall = array(np.arange(1000.0).reshape(1000, 1)).expand((1000, 1000))
print("elements to read:", tall.layout.size, "  numbers in memory:", tall.buffer.data.size)

# %% [markdown]
# ## Task 2.3, in `tinytorch/tensors/loops.py`
#
# ![map, zip_with and reduce](../assignments/00_scalars/pictures/map-zip-reduce.svg)
#
# The three functions of assignment 00 again, now over any layout, and three more. Write the loops. `device="python"`
# computes with them, `device="numpy"` with NumPy's.
#
# **Predict**: how many times faster is NumPy for an addition of 100,000 numbers: 10, 100, 1000? And for a single one?
#
# <details><summary>Answer</summary>
#
# Over 1000 times, on most machines. A part of it is Python itself, which looks at the type of each number and makes an
# object for each result: that is the curve of a plain list. The rest is that your loop works for every layout, and computes
# each position by a call. NumPy does all of this once for the whole array. For a single number it wins little, and a plain
# list is faster than both: there the call is what costs. NumPy's curve falls until thousands of numbers share one call.
# That is why networks are fed in batches.
#
# </details>

# %%
counts = [1, 10, 100, 1000, 10_000, 100_000]
times = {"your loops": [], "NumPy": [], "a Python list": []}
for n in counts:
    plain, ours, theirs = [1.0] * n, array(np.ones(n), "python"), array(np.ones(n), "numpy")
    times["your loops"].append(seconds(lambda a=ours: a + a) / n)
    times["NumPy"].append(seconds(lambda a=theirs: a + a) / n)
    times["a Python list"].append(seconds(lambda a=plain: [x + y for x, y in zip(a, a, strict=True)]) / n)
figure, axes = plt.subplots(figsize=(7, 4))
for name, taken in times.items():
    axes.loglog(counts, [1e9 * t for t in taken], "o-", label=name)
axes.set_xlabel("numbers in the array")
axes.set_ylabel("nanoseconds per addition")
axes.legend()
figure.tight_layout()
for n, slow, fast in zip(counts, times["your loops"], times["NumPy"], strict=True):
    print(f"{n:7} numbers: NumPy adds {slow / fast:6.1f} times as fast as your loop")
matrix = np.ones((60, 60))
slow, fast = (seconds(lambda a=array(matrix, device): a @ a) for device in ("python", "numpy"))
print(f"a matrix product, 60 by 60: {slow / fast:.0f} times")

# %% [markdown]
# ## The ReLU of assignment 01
#
# An Array takes part in arithmetic, so a Tensor can be its Variable as a Scalar is a float's. **Predict**: which of `Mul`,
# `Exp`, `ReLU`, `chain_rule` and `backpropagate` must be written anew for arrays?
#
# <details><summary>Answer</summary>
#
# None. Their rules are written in operators and lifted functions: `operators.relu` of a float computes, of anything else it
# asks that thing to apply relu to each of its numbers. The next cell calls one class with both. (`backward` of a tensor
# that is not a single number is told with which gradient to start.)
#
# </details>

# %%
from tinytorch.autograd import ReLU, Scalar
from tinytorch.tensors import Tensor

number = Scalar(3.0, requires_grad=True)
(ReLU.apply(number) * number).backward()
print("Scalar  ", number.grad)

many = Tensor([[-2.0, -1.0, 0.0], [1.0, 2.0, 3.0]], requires_grad=True)
(ReLU.apply(many) * many).backward(Tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]))
print("Tensor  ", many.grad.tolist())

# %% [markdown]
# ## Task 2.4, in `tinytorch/tensors/functions/`
#
# Most of the new operations only move, repeat or collect elements. Each of these multiplies by a matrix of zeros and ones,
# and its backward multiplies by the transpose of that matrix. **Predict**: what is the way back of `permute`? Of `expand`,
# which repeats? Of `sum`? Of `gather_rows`, which looks rows up, perhaps one of them twice? Then write them all.
#
# <details><summary>Answer</summary>
#
# | there | back |
# |---|---|
# | permute | permute, in the opposite order |
# | reshape | reshape |
# | expand: one number in many places | sum over those places |
# | sum: many numbers in one place | expand |
# | pick: some elements | place: the same places, zeros elsewhere |
# | gather rows | scatter: add each row where it came from |
#
# Each pair may be read in both directions.
#
# ![The transpose of a repeat is a sum](../assignments/02_tensors/pictures/repeat.svg)
#
# ![Gather looks rows up, scatter adds rows up](../assignments/02_tensors/pictures/gather.svg)
#
# </details>
#
# ## Question 3 (2 points): one law for all of them
#
# B is the way back of A if one is the transpose of the other. That can be said without a matrix: for all x and all d,
#
#     the sum of (A x) * d  is  the sum of x * (B d)
#
# Write the law: True where it holds for this x and this d. `forward` and `back` take a Tensor and give one, x fits
# `forward`, and d has the shape of its result. Both hold fewer than a hundred numbers between -1 and 1, in float64. B d
# must have the shape of x: say False where it has not, for broadcasting would hide it from you.


# %% nbgrader={"grade": false, "grade_id": "way-back", "locked": false, "schema_version": 3, "solution": true, "task": false}
def way_back_law(forward, back, x, d):
    ### BEGIN SOLUTION
    arrived = back(d)
    if arrived.shape != x.shape:
        return False
    return abs((forward(x) * d).sum().item() - (x * arrived).sum().item()) < 1e-9
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "way-back-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
from tinytorch import Generator, float64, rand, tensor, zeros

source = Generator(0)
low, high = (rand(*shape, generator=source, dtype=float64) * 2.0 - 1.0 for shape in ((3,), (4, 3)))
assert way_back_law(lambda x: x.expand(4, 3), lambda d: d.sum(0), low, high)
assert not way_back_law(lambda x: x.expand(4, 3), lambda d: d[0], low, high)
### BEGIN HIDDEN TESTS
assert way_back_law(lambda x: x.sum(0), lambda d: d.expand(4, 3), high, low)
assert way_back_law(lambda x: x.transpose(0, 1), lambda d: d.transpose(0, 1), high, high.reshape(3, 4))
assert way_back_law(lambda x: x * 0.0, lambda d: d * 0.0, high, high)
assert not way_back_law(lambda x: x.expand(4, 3), lambda d: d.mean(0), low, high)
assert not way_back_law(lambda x: x.expand(4, 3), lambda d: d, low, high)
assert not way_back_law(lambda x: x.expand(4, 3), lambda d: d.sum(0, keepdim=True), low, high)
assert not way_back_law(lambda x: x.sum(0), lambda d: d.expand(4, 3) / 4.0, high, low)
assert not way_back_law(lambda x: x.sum(0), lambda d: -d.expand(4, 3), high, low)
### END HIDDEN TESTS

# %% [markdown]
# Let your law judge. The first four claims are about `expand`, as in `x @ weight + bias`, where one row of biases is added
# to many rows. Two of the wrong ones give a gradient of the right shape, and a network that is trained with it may well get
# better. A falling loss proves little.

# %%
rows = tensor([2, 0, 2])
looked_up = rand(3, 3, generator=source, dtype=float64)


def last_one_wins(d):
    table = zeros(4, 3, dtype=float64)
    table[rows] = d
    return table


for claim, forward, back, x, d in (
    ("expand: the sum", lambda x: x.expand(4, 3), lambda d: d.sum(0), low, high),
    ("expand: the sum forgotten", lambda x: x.expand(4, 3), lambda d: d, low, high),
    ("expand: one of the copies", lambda x: x.expand(4, 3), lambda d: d[0], low, high),
    ("expand: the mean", lambda x: x.expand(4, 3), lambda d: d.mean(0), low, high),
    ("rows 2, 0, 2: added", lambda x: x[rows], lambda d: d.scatter_rows(rows, 4), high, looked_up),
    ("rows 2, 0, 2: written", lambda x: x[rows], last_one_wins, high, looked_up),
):
    print(f"{claim:27} {way_back_law(forward, back, x, d)}")

# %% [markdown]
# ## Two surprises
#
# **Predict** what the first cell prints. The textbook says: softmax is e^x divided by the sum of all e^x. What does that
# give for the scores 1000 and 999, and for 0 and -1?
#
# <details><summary>Answer</summary>
#
# The second row is 0.7311 and 0.2689. In the first, e^1000 is infinite in float32 (all above e^88.7 is), and infinity
# divided by infinity is nan, not a number. A loss that is nan once stays nan. Your `LogSoftmax` takes the largest score
# away first: what is left is 0 and -1 in both rows, and the answer is the same.
#
# </details>

# %%
raw = Tensor([[1000.0, 999.0], [0.0, -1.0]])
with np.errstate(all="ignore"):
    powers = raw.exp()
    print("textbook", (powers / powers.sum(dim=1, keepdim=True)).tolist())
print("yours   ", raw.log_softmax(dim=1).exp().tolist())

# %% [markdown]
# **Predict** the second. y = x * x is 9 at x = 3, and z = y * y is 81; the slope of z by x is 4 x^3 = 108. But before
# backward goes, somebody adds 1 to y, in place. What will the gradient be: 108, or 4 x (x^2 + 1) = 120, or neither?
#
# <details><summary>Answer</summary>
#
# Neither: an error. `Mul` saved y as it was, and it saved no copy, only where y lies. Each memory counts how often it is
# written to, and each Node remembers the count. Where they differ, a gradient would be wrong, and no number is better than
# a wrong one.
#
# </details>

# %%
from tinytorch import GradientError

x = Tensor([3.0], requires_grad=True)
y = x * x
z = (y * y).sum()
y += 1.0
try:
    z.backward()
    print(x.grad)
except GradientError as error:
    print("GradientError:", error)

# %% [markdown]
# ## Task 2.5, in `tinytorch/tensors/classifier.py`: digits
#
# Write `linear`, `cross_entropy`, the network and the training step. First, what it would cost with Scalars: one picture,
# forward and backward, through a network of about that size, which has only one score instead of ten.

# %%
from tinytorch.autograd import MLP, hinge_loss

EPOCHS = 30
scalars = MLP([64, 32, 1])
picture = train_images[0].reshape(64).tolist()
one = seconds(lambda: hinge_loss(scalars(picture), 1.0).backward())
slow = one * len(train_images) * EPOCHS
print(f"one picture takes {1000 * one:.0f} ms")
print(f"{EPOCHS} times {len(train_images)} pictures take {slow / 60:.0f} minutes")

# %%
from time import perf_counter

from tinytorch import no_grad
from tinytorch.tensors import Network, accuracy, train

images, labels = tensor(train_images).reshape(-1, 64), tensor(train_labels)
unseen, answers = tensor(test_images).reshape(-1, 64), tensor(test_labels)
network = Network([64, 32, 10], seed=0)
start = perf_counter()
losses = train(network, images, labels, epochs=EPOCHS, batch=64, learning_rate=0.3)
fast = perf_counter() - start
with no_grad():
    scores = network(unseen)
print(f"{fast:.1f} s with tensors: {slow / fast:.0f} times as fast")
print(f"{100 * accuracy(scores, answers):.1f} % of {len(answers)} unseen pictures are read right")

# %% [markdown]
# Here are the loss, and pictures that it gets wrong: what it says, how sure it is, and what is right. How many do you read
# better yourself?

# %%
sure, said = scores.softmax(dim=1).max(dim=1)
wrong = [k for k, right in enumerate((said == answers).tolist()) if not right][:8]
figure = plt.figure(figsize=(11, 3.6))
left, right = figure.subfigures(1, 2, width_ratios=(1, 1.4))
axes = left.subplots()
axes.semilogy(losses)
axes.set_xlabel("epoch")
axes.set_ylabel("loss")
for axes in right.subplots(2, 4).flat:
    axes.axis("off")
for axes, k in zip(right.axes, wrong, strict=False):
    axes.imshow(test_images[k], cmap="gray_r")
    axes.set_title(f"{said[k].item()} ({100 * sure[k].item():.0f} %), is {answers[k].item()}", fontsize=9)

# %% [markdown]
# ## An experiment: pictures without neighbours
#
# Take the 64 pixels of each picture and shuffle them, all pictures in the same way. You will not recognise a single digit.
# **Predict**: a new network is trained on the shuffled pictures. How many of the unseen ones, shuffled as well, does it
# read: 10 %, which is guessing, or 60 %, or as many as before?
#
# <details><summary>Answer</summary>
#
# As many as before. The first layer is a sum over all pixels with one weight for each, and a sum does not care about order:
# this network never knew which pixels are neighbours. We see edges and loops because we know. A layer that knows it, too,
# needs fewer weights and learns more: the convolution of assignment 05.
#
# </details>

# %%
from tinytorch import randperm

order = randperm(64, generator=Generator(1))
shuffled = Network([64, 32, 10], seed=0)
train(shuffled, images[:, order], labels, epochs=EPOCHS, batch=64, learning_rate=0.3)
figure, row = plt.subplots(2, 8, figsize=(11, 2.8))
for k, (top, bottom) in enumerate(row.T):
    top.imshow(unseen[k].reshape(8, 8).numpy(), cmap="gray_r")
    bottom.imshow(unseen[k, order].reshape(8, 8).numpy(), cmap="gray_r")
    top.axis("off")
    bottom.axis("off")
with no_grad():
    print(f"shuffled: {100 * accuracy(shuffled(unseen[:, order]), answers):.1f} % are read right")

# %% [markdown]
# ## An experiment: the broadcast that nobody asked for
#
# A hundred points lie near a straight line. A single neuron, `x @ weight + bias`, is trained to find it, twice. The two loops
# differ in the shape of the targets, (100, 1) or (100,); both run without an error.

# %%
noise = rand(100, generator=Generator(2)) - 0.5
xs = tensor([[k / 50.0 - 1.0] for k in range(100)])  # (100, 1)
ys = xs.reshape(100) * 2.0 + 1.0 + noise  # (100,)


def fitted(targets):
    """What the trained neuron predicts for xs, (100, 1)."""
    weight, bias = zeros(1, 1, requires_grad=True), zeros(1, requires_grad=True)
    for _ in range(200):
        weight.grad = bias.grad = None
        loss = ((xs @ weight + bias - targets) ** 2).mean()
        loss.backward()
        with no_grad():
            weight -= 0.3 * weight.grad
            bias -= 0.3 * bias.grad
    return (xs @ weight + bias).detach(), loss.item()


figure, axes = plt.subplots(figsize=(7, 3.5))
axes.plot(xs.tolist(), ys.tolist(), ".", color="gray")
for targets in (ys.unsqueeze(1), ys):
    line, loss = fitted(targets)
    axes.plot(xs.tolist(), line.tolist(), label=f"targets {targets.shape}, loss {loss:.2f}")
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## Question 4, in words (3 points)
#
# Explain the flat line, in five sentences or so. Which shape has the difference of prediction and targets, and with which
# strides are the two read? Why is a flat line the best that can be done for that loss? And what would you write into the
# loop, so that the next one who makes this mistake hears of it?
#
# One point for each of the three questions.

# %% [markdown] nbgrader={"grade": true, "grade_id": "flat-line", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# The prediction is (100, 1), the targets are (100,), and so both are expanded to (100, 100): the column with strides (1,
# 0), the row with strides (0, 1). Every prediction is compared with every target, not only with its own. The number that is
# closest to all targets, in the mean of the squares, is their mean, and that is so for every prediction, whatever its x: a
# flat line. I would check before the difference is taken that both shapes are equal, and raise an error that names them; or
# write the targets as a column where they are made.
#
# **Rubric**
#
# | points | for |
# |---|---|
# | 1 | the difference is (100, 100); the prediction is read with strides (1, 0), the targets with (0, 1) |
# | 1 | each prediction is compared with all targets, and their mean has the smallest mean square, for every x |
# | 1 | a check that the shapes are equal, with an error, before the difference; targets made a column alone is half of it: it mends this loop only |

# %% [markdown]
# ## What you have now
#
# A layout of a few integers, with which turning, cutting and broadcasting cost nothing; six loops that compute everything;
# rules for the way back, each the transpose of the way there; and a network that reads digits, on the engine of assignment
# 01.
#
# | here | in PyTorch |
# |---|---|
# | `Layout`: shape, strides, offset | `x.shape`, `x.stride()`, `x.storage_offset()`; `torch.as_strided` takes all three |
# | `Layout.reshape` | `computeStride` in `aten/src/ATen/TensorUtils.cpp` |
# | `broadcast_shapes` | `torch.broadcast_shapes` |
# | `Expand.backward` | `sum_to` in `aten/src/ATen/ExpandUtils.h` |
# | the rules of `functions/` | a table with a line for each operation: `tools/autograd/derivatives.yaml` |
# | the version of a memory | `x._version` |
#
# Your loops are a thousand times too slow, and NumPy computes in your place. In assignment 03 you make them fast.
