# %% [markdown]
# # 02 Tensors
#
# **A question first.** You have 1,437 pictures of handwritten digits, 8 by 8 pixels each, and a network with 2,410
# parameters that could learn to read them. Your Scalars of assignment 01 can do it, in principle: every product
# becomes an object, every picture some thousands of them, and every picture is looked at 30 times. At the end of this
# notebook you measure how long that would take. Then the same engine, with the same `backpropagate`, `Mul` and
# `ReLU`, does it while you watch. What has changed?
#
# Not the mathematics. Only where the numbers lie.
#
# Run the cells from the top. You write in two places: in `tinytorch/`, where the tasks are, and in the cells that say
# so. Where you are asked to **predict**, put a guess in the place of `None` before you go on. A wrong guess is worth
# more than none: it shows you what to look at.
#
# <badge>

# %%
# <first cell>

# %%
from timeit import repeat

import numpy as np

from autograder.notebook import reveal
from tinytorch import viz


def seconds(f, times=1):
    """The shortest of five runs: what disturbs a run only makes it longer."""
    return min(repeat(f, number=times, repeat=5)) / times


# %% [markdown]
# ## A turn that takes no time
#
# Here is a table of a million numbers, as a list of rows. To turn it, so that its rows become columns, Python has to
# pick up every number and put it down elsewhere. NumPy turns the same table by `.T`.
#
# **Predict**: how many microseconds does NumPy need? (A microsecond is a millionth of a second.)

# %%
million = np.ones((1000, 1000))
rows = million.tolist()
as_lists = seconds(lambda: [list(column) for column in zip(*rows, strict=True)])
print(f"a list of rows: {1e6 * as_lists:,.0f} microseconds")

prediction = None  # your guess for NumPy, in microseconds

# %%
four = np.ones((2, 2))
reveal(prediction, 1e6 * seconds(lambda: million.T, 1000), "Microseconds for a million numbers:")
print(f"for four numbers: {1e6 * seconds(lambda: four.T, 1000):.2g}")

# %% [markdown]
# <details><summary>What is going on</summary>
#
# Less than one microsecond, and no longer for a million numbers than for four. Nobody can move a million numbers in
# that time. So none was moved. What was changed, then?
#
# </details>
#
# ## The idea: a row of numbers, and a few integers to read it by
#
# Memory has no rows and columns. It is one long row of numbers, and a box of any shape is a way to *read* it. A
# **layout** says how: the **shape**; for each axis a **stride**, how far it is in memory to the next number along
# that axis; and the **offset**, where the first number stands.
#
# > position of (i, j) = offset + i · strides[0] + j · strides[1]
#
# Here are a box and the same box turned, as they are in memory now. Above you see the memory. The small number in a
# corner is the position. Follow the one with the thick edge.

# %%
page = np.arange(12.0).reshape(3, 4)
viz.layout(page, page.T, names=["page", "page.T"], title="One memory, read in two ways")

# %% [markdown]
# The numbers are where they were. What was turned are two integers: the strides (4, 1) became (1, 4).
#
# **Predict**: a fresh box of shape (2, 3, 4) is two such pages, one after the other. What are its strides? At which
# position is the element (1, 2, 0)? And which element is at position 17? Do it on paper; there is a trick in it that
# you are about to write.

# %%
strides = None  # your guess: three numbers, such as (1, 2, 3)
position = None  # a number
index = None  # three numbers

# %% [markdown]
# ## Task 2.1: where the numbers lie
#
# Now write the arithmetic. The links lead to the file and the line. Save the file and go on here; nothing has to be
# restarted.

# %%
# %task 2.1

# %%
# %check 2.1

# %% [markdown]
# From here on the truth comes from what you wrote.

# %%
from tinytorch.tensors import Layout, array, contiguous_strides, index_to_position, to_index

reveal(strides, contiguous_strides((2, 3, 4)), "Strides:")
reveal(position, index_to_position((1, 2, 0), contiguous_strides((2, 3, 4))), "Position of (1, 2, 0):")
reveal(index, to_index(17, (2, 3, 4)), "Element at 17:")

# %%
box = array(np.arange(24.0).reshape(2, 3, 4))
viz.layout(box, names=["box"], index=(1, 2, 0), title="Two pages, one after the other")

# %% [markdown]
# <details><summary>Why</summary>
#
# One step along an axis jumps over everything that lies inside it: a column holds 1 number, a row 4, a page 12. So
# the strides are (12, 4, 1), and (1, 2, 0) is at 1 · 12 + 2 · 4 + 0 · 1 = 20. Backwards it is what a clock does with
# seconds: 17 is 1 page of 12 and 5 left, which is 1 row of 4 and 1 left: (1, 1, 1).
#
# </details>
#
# ## Turn, cut, mirror
#
# Other integers are another way to read, and no number moves. **Predict** the layout of each of these, on a page of 3
# rows and 4 columns with strides (4, 1) and offset 0:

# %%
# Your guesses as (shape, strides, offset), such as ((3, 4), (4, 1), 0):
turned = None  # rows become columns
cut = None  # only the two columns in the middle
mirrored = None  # columns from right to left; a stride may be negative

# %% [markdown]
# ## Task 2.2: views and broadcasting
#
# All but one of these are a line or a few. `Layout.reshape` is the hardest blank of the assignment; leave it for the
# end if you like, the next cells do without.

# %%
# %task 2.2

# %%
# %check 2.2

# %%
page = array(np.arange(12.0).reshape(3, 4))
views = {
    "page": page,
    "turned": page.permute((1, 0)),
    "cut": page.view(page.layout.slice(axis=1, start=1, count=2, step=1)),
    "mirrored": page.view(page.layout.slice(axis=1, start=3, count=4, step=-1)),
}
for name, guess in (("turned", turned), ("cut", cut), ("mirrored", mirrored)):
    reveal(guess, tuple(views[name].layout), f"{name}:")

# %%
viz.layout(*views.values(), names=views, title="Four readers of one memory")

# %% [markdown]
# What differs from the page is blue. To turn, exchange sides and strides. To cut, move the offset. To mirror, begin
# at the far end and walk back.
#
# ## Question 1 (2 points): a quarter turn
#
# Write `quarter_turn(layout)`: the layout of a picture, which has two axes, turned clockwise by 90 degrees. What was
# its left column, read from bottom to top, is now its top row. Use `permute` and `slice`, or compute the integers
# yourself.


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

# %% [markdown]
# Turn a real picture with it, three times. Each time only five integers are new:

# %%
from tinytorch.data import load_digits

train_images, train_labels, test_images, test_labels = load_digits()
digit = array(train_images[0])
turning = [digit]
for _ in range(3):
    turning.append(turning[-1].view(quarter_turn(turning[-1].layout)))
for turns, picture in enumerate(turning):
    print(f"{turns} turns: strides {picture.layout.strides}, offset {picture.layout.offset}")
print("one memory for all four:", all(picture.buffer is digit.buffer for picture in turning))
strip = np.hstack([picture.numpy() for picture in turning])
viz.heatmap(strip, labels=False, title=f"The same {train_labels[0]}, four times")

# %% [markdown]
# ## An experiment: is a view free?
#
# To make a view costs nothing. And to read it? The next cells add up 262,144 numbers, again and again, always equally
# many. Only the stride differs: the numbers lie side by side, or every second one is taken, every fourth, up to every
# 32nd.
#
# **Predict**: the sum with stride 16 does the same additions as the one with stride 1. How many times as long does it
# take?

# %%
prediction = None  # your guess: 1 for "equally long", 2 for "twice as long", ...

# %%
numbers, count = array(np.ones(2**23, np.float32)), 2**18
steps = [1, 2, 4, 8, 16, 32]
columns = [numbers.view(Layout((count,), (stride,))) for stride in steps]
times = [seconds(lambda column=column: column.sum((0,)), 3) for column in columns]
slower = {stride: time / times[0] for stride, time in zip(steps, times, strict=True)}
reveal(prediction, slower[16], "Times as long, at stride 16:")
viz.curves(
    {"the same sum": slower},
    title="The same additions, further apart",
    x="stride",
    y="time, stride 1 = 1",
    logarithmic=True,
)

# %%
large = array(np.ones((2000, 2000), np.float32))
large_turned = large.permute((1, 0))
print(f"turn 4,000,000 numbers  {1000 * seconds(lambda: large.permute((1, 0))):7.3f} ms")
print(f"copy them               {1000 * seconds(large.copy):7.3f} ms")
print(f"copy them turned        {1000 * seconds(large_turned.copy):7.3f} ms")

# %% [markdown]
# <details><summary>Why</summary>
#
# Memory does not hand out single numbers. It hands out whole lines, on most machines of 64 bytes: 16 numbers of 4
# bytes. With stride 1 the sum uses all of a line. With stride 16 each number costs a line of its own: 16 times as
# much has to be fetched, less of it is still in the cache, the small fast memory beside the processor, and the
# additions wait. The copy of the turned box waits in the same way. A layout says *where* numbers lie, and where they
# lie decides how fast you get them. Assignment 03 lives on that.
#
# </details>
#
# ## Where a view is not enough
#
# A reshape reads the same elements in the same order into another box. Often new integers are enough. Sometimes none
# will do, and the numbers must be copied. **Predict** which of these four can be views:
#
# 1. a box of 2 rows and 6 columns, turned, read as one row of 12
# 2. the first two rows of a (3, 4) box, as one row of 8
# 3. every other one of 12 numbers, as 2 rows of 3
# 4. the left half of a (2, 6) box, as one row of 6

# %%
prediction = None  # your guess, such as [True, True, True, True]; True for a view

# %%
six = Layout.contiguous((2, 6))
asked = {
    "turned, as one row": (six.permute((1, 0)), (12,)),
    "first two rows, as one row": (Layout.contiguous((3, 4)).slice(0, 0, 2, 1), (8,)),
    "every other number, in rows": (Layout.contiguous((12,)).slice(0, 0, 6, 2), (2, 3)),
    "left half, as one row": (six.slice(1, 0, 3, 1), (6,)),
}
found = {what: layout.reshape(shape) for what, (layout, shape) in asked.items()}
reveal(prediction, [layout is not None for layout in found.values()], "A view:")
for what, layout in found.items():
    print(f"{what:28} {'no strides can say that' if layout is None else f'strides {layout.strides}'}")

# %% [markdown]
# Why the first one fails can be seen. Follow "reads" of the turned box: 0, 6, 1, 7, that is a step of +6, then one of
# −5, and +6 again. A row has one stride, not two by turns. So `Array.reshape` copies, and the copy has a memory of its
# own, in reading order:

# %%
standing = array(np.arange(12.0).reshape(2, 6)).permute((1, 0))
as_row = standing.reshape((12,))
viz.layout(standing, as_row, names=["turned", "as one row"], title="A reshape that has to copy")

# %% [markdown]
# ## Question 2 (1 point): overlapping windows
#
# Nothing forbids a layout to visit a number twice. Write `windows(n, size)`: a layout over n numbers in a row whose
# row i holds the numbers i, i + 1, ..., i + size - 1, for every i for which there are that many. Two axes, no copy.


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
eight = array(np.arange(8.0))
over = eight.view(windows(8, 3))
viz.layout(eight, over, names=["eight numbers", "windows(8, 3)"], title="Eighteen read, eight there")

# %% [markdown]
# The same over a picture: a window of 3 by 3 pixels goes over the digit, to 6 places down and 6 across. That is a
# layout of four axes, (6, 6, 3, 3): which window, and which pixel in it.
#
# **Predict** its strides. (The picture has strides (8, 1).) And can it be read as a matrix with a row for each
# window, (36, 9), without a copy?

# %%
strides = None  # your guess: four numbers
without_copy = None  # True or False

# %%
patches = digit.view(Layout((6, 6, 3, 3), digit.layout.strides * 2))
reveal(strides, patches.layout.strides, "Strides:")
reveal(without_copy, patches.layout.reshape((36, 9)) is not None, "As a matrix without a copy:")
print("elements to read:", patches.layout.size, "  numbers in memory:", digit.buffer.data.size)
viz.im2col(digit, 3, title="Every window of 3 by 3 becomes a row")

# %% [markdown]
# <details><summary>Why</summary>
#
# One window down or one pixel down in a window is the same step in memory, 8; and across it is 1. So the strides are
# (8, 1, 8, 1). The first row of the matrix is read at 0, 1, 2, 8, 9, 10, 16, ...: no single stride does that, so the
# matrix is a copy, 324 numbers made of 64. That is the price of a convolution as a matrix product.
#
# </details>
#
# Each row of that matrix times nine numbers, and you have a detector that looks at every place. This one takes what
# is on the left of a window away from what is on the right. Blue says that ink begins there, orange that it ends:

# %%
detector = array(np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], np.float32))
edges = (patches.reshape((36, 9)) @ detector.reshape((9, 1))).reshape((6, 6))
viz.heatmap(edges, title="Where strokes begin, and where they end")

# %% [markdown]
# You have just made a convolution, of two layouts and a product. Assignment 05 lets a network find its own nine
# numbers.
#
# ## Broadcasting is stride 0
#
# A layer adds one row of biases to each of a thousand rows. Does somebody have to write that row down a thousand
# times?
#
# What would a stride of 0 mean? A step along that axis stays where it is: the same number again. So a column plus a
# row is a box, and neither is repeated in memory. Dashed cells are not there:

# %%
column = array(np.array([[10.0], [20.0], [30.0]]))
line = array(np.array([1.0, 2.0, 3.0, 4.0]))
viz.broadcast(column, line, names=["column", "row"], title="A column plus a row")

# %%
wide = column.expand((3, 4))
viz.layout(column, wide, names=["column", "column.expand((3, 4))"], title="Three numbers, twelve cells")

# %% [markdown]
# **Predict** which shape these sums have. Say "no" where they do not fit. Then: a column of 1000 is expanded to a box
# of 1000 by 1000. How many numbers are in memory?

# %%
first = None  # (4, 1) + (4,)
second = None  # (8, 1, 6) + (7, 1)
third = None  # (2, 3) + (2,)
in_memory = None  # a number

# %%
from tinytorch import LayoutError
from tinytorch.tensors import broadcast_shapes

for left, right, guess in (((4, 1), (4,), first), ((8, 1, 6), (7, 1), second), ((2, 3), (2,), third)):
    try:
        reveal(guess, broadcast_shapes(left, right), f"{left} + {right}:")
    except LayoutError as error:
        reveal(guess, "no", f"{left} + {right}:")
        print("  ", error)
tall = array(np.arange(1000.0).reshape(1000, 1)).expand((1000, 1000))
reveal(in_memory, tall.buffer.data.size, "Numbers in memory:")

# %%
viz.broadcast((2, 3), (2,), title="Why two rows of three and two numbers do not fit")

# %% [markdown]
# <details><summary>The rule</summary>
#
# Write the shapes under each other, so that they end at the same place. In each column the sides are equal, or one of
# them is 1 or missing. That is all. It never looks at what you *meant*: near the end of this notebook you see what
# that costs.
#
# </details>
#
# ## Task 2.3: kernels as loops
#
# ![map, zip_with and reduce](../assignments/00_scalars/pictures/map-zip-reduce.svg)
#
# The three functions of assignment 00 again, now over any layout, and three more. `device="python"` computes with
# your loops, `device="numpy"` with NumPy's.

# %%
# %task 2.3

# %%
# %check 2.3

# %% [markdown]
# **Predict**: NumPy and your loop add 100,000 numbers to 100,000 others. How many times as fast is NumPy? And for a
# single number?

# %%
for_many = None  # your guess: a number
for_one = None  # a number

# %%
counts = [1, 10, 100, 1000, 10_000, 100_000]
times = {"your loops": {}, "a Python list": {}, "NumPy": {}}
for zeros, n in enumerate(counts):
    plain, ours, theirs = [1.0] * n, array(np.ones(n), "python"), array(np.ones(n), "numpy")
    often = max(1, 1000 // n)
    times["your loops"][zeros] = 1e9 * seconds(lambda a=ours: a + a, often) / n
    added = seconds(lambda a=plain: [x + y for x, y in zip(a, a, strict=True)], often)
    times["a Python list"][zeros] = 1e9 * added / n
    times["NumPy"][zeros] = 1e9 * seconds(lambda a=theirs: a + a, often) / n
factor = {n: times["your loops"][k] / times["NumPy"][k] for k, n in enumerate(counts)}
reveal(for_many, factor[100_000], "Times as fast, 100,000 numbers:")
reveal(for_one, factor[1], "Times as fast, one number:")
viz.curves(
    times,
    title="One addition",
    x="numbers in the array: 10 to the power of",
    y="nanoseconds",
    logarithmic=True,
)

# %%
matrix = np.ones((60, 60))
slow, fast = (seconds(lambda a=array(matrix, device): a @ a) for device in ("python", "numpy"))
print(f"a matrix product, 60 by 60: NumPy is {slow / fast:.0f} times as fast")

# %% [markdown]
# <details><summary>Why</summary>
#
# For many numbers NumPy is hundreds or thousands of times as fast. A part of it is Python itself, which looks at the
# type of each number and makes an object for each result: that is the curve of a plain list. The rest is that your
# loop works for every layout, and computes each position by a call. NumPy does all of this once for the whole array.
# For a single number it wins little, and a plain list is faster than both: there the call is what costs. NumPy's
# curve falls until thousands of numbers share one call. That is why networks are fed in batches.
#
# </details>
#
# ## The ReLU of assignment 01
#
# An Array takes part in arithmetic, so a Tensor can be its Variable as a Scalar is a float's. **Predict**: how many
# of `Mul`, `Exp`, `ReLU`, `chain_rule` and `backpropagate` must be written anew for arrays?

# %%
prediction = None  # your guess: a number from 0 to 5

# %%
from tinytorch.autograd import ReLU, Scalar
from tinytorch.tensors import Tensor

number = Scalar(3.0, requires_grad=True)
kept = ReLU.apply(number)
(kept * kept).backward()
print("Scalar  ", number.grad)

many = Tensor([[-2.0, -1.0, 0.0], [1.0, 2.0, 3.0]], requires_grad=True)
kept = ReLU.apply(many)
result = kept * kept
result.backward(Tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]))
print("Tensor  ", many.grad.tolist())
reveal(prediction, 0, "Written anew:")
viz.graph(result, names={"many": many}, title="The engine of 01, with six numbers in each box")

# %% [markdown]
# <details><summary>Why none</summary>
#
# Their rules are written in operators and lifted functions. `operators.relu` of a float computes; of anything else it
# asks that thing to apply relu to each of its numbers. The cell called one class with both. (`backward` of a tensor
# that is not a single number is told with which gradient to start.)
#
# </details>
#
# ## What moves numbers is a matrix of zeros and ones
#
# New are the operations that only move, repeat or collect elements. Here is `expand`, which makes two equal rows of
# three numbers, as the matrix that it is: feed it 1, 0, 0, then 0, 1, 0, then 0, 0, 1, and write what comes out as
# columns.

# %%
from tinytorch import tensor


def there(f, size):
    """The matrix of f: column k is what f makes of the k-th unit vector."""
    return np.stack([f(tensor(unit)).numpy().ravel() for unit in np.eye(size)], axis=1)


def labels(letter, count):
    return [f"{letter}{k}" for k in range(count)]


matrix = there(lambda x: x.expand(2, 3), 3)
viz.heatmap(matrix, rows=labels("y", 6), columns=labels("x", 3), title="y = x.expand(2, 3)")

# %% [markdown]
# The gradient goes the other way: each x looks up where it went, and collects what comes back from there. That is the
# same matrix with rows and columns exchanged, its transpose.
#
# **Predict**: a row of three biases is added to 1000 rows, and the loss is the sum of everything. What is the
# gradient of each bias? And which operation is the way back of `expand`?

# %%
gradient = None  # your guess: a number
way_back = None  # "expand", "sum", "permute" or "reshape"

# %%
reveal(way_back, "sum", "The way back of expand:")
viz.heatmap(
    matrix.T,
    rows=labels("dx", 3),
    columns=labels("dy", 6),
    title="Row 0: dx0 = dy0 + dy3, the two copies",
)

# %% [markdown]
# ## Task 2.4: functions and their gradients
#
# In each of them ask: what is its matrix, and what does the transpose of that *do*? You never write the matrix down.
#
# ![Gather looks rows up, scatter adds rows up](../assignments/02_tensors/pictures/gather.svg)

# %%
# %task 2.4

# %%
# %check 2.4

# %%
from tinytorch import zeros

bias = zeros(3, requires_grad=True)
(zeros(1000, 3) + bias).sum().backward()
reveal(gradient, int(bias.grad[0].item()), "Gradient of each bias:")

# %% [markdown]
# The same, small enough to be looked at. Broadcasting is an operation of its own in the graph, `Expand`. So `+` does
# not have to know of it, and neither does any other rule:

# %%
points = tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
bias = tensor([0.5, -3.0], requires_grad=True)
loss = (points + bias).relu().sum()
loss.backward()
viz.graph(loss, names={"bias": bias}, title="Who repeats the bias")

# %% [markdown]
# The gradient of the bias can be checked by eye: ReLU lets three numbers of the first column through, and two of the
# second.
#
# Now ask your engine for its matrix. Start `backward` with 1, 0, 0, ..., then 0, 1, 0, ..., and write down what
# arrives. If you wrote the rules right, it is the transpose of the matrix of the way there, for every one of them:


# %%
def back(f, size):
    """The matrix of f's backward: column k is what arrives of the k-th unit vector."""
    shape, arrived = f(zeros(size)).shape, []
    for unit in np.eye(int(np.prod(shape)), dtype=np.float32):
        x = zeros(size, requires_grad=True)
        f(x).backward(tensor(unit).reshape(shape))
        arrived.append(x.grad.numpy())
    return np.stack(arrived, axis=1)


movers = {
    "permute": lambda x: x.reshape(2, 3).permute(1, 0),
    "reshape": lambda x: x.reshape(3, 2),
    "expand": lambda x: x.reshape(6, 1).expand(6, 2),
    "sum": lambda x: x.reshape(2, 3).sum(1),
    "pick": lambda x: x[1:5:2],
    "gather": lambda x: x.reshape(3, 2)[tensor([2, 0, 2])],
}
for name, f in movers.items():
    print(f"{name:8} the way back is the transpose: {np.array_equal(back(f, 6), there(f, 6).T)}")
viz.heatmap(
    back(movers["gather"], 6),
    rows=[f"row {k // 2}" for k in range(6)],
    columns=labels("dy", 6),
    title="Back from rows 2, 0, 2: row 2 gets two gradients, row 1 none",
)

# %% [markdown]
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
# ## Question 3 (2 points): one law for all of them
#
# B is the way back of A if one is the transpose of the other. That can be said without a matrix, and so for a million
# numbers, too: for all x and all d,
#
#     the sum of (A x) * d  is  the sum of x * (B d)
#
# Write the law: True where it holds for this x and this d. `forward` and `back` take a Tensor and give one, x fits
# `forward`, and d has the shape of its result. Both hold fewer than a hundred numbers between -1 and 1, in float64. B
# d must have the shape of x: say False where it has not, for broadcasting would hide it from you.


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
# Let your law judge. The first four claims are about `expand`, as in `x @ weight + bias`. Two of the wrong ones give
# a gradient of the right shape, and a network that is trained with it may well get better. A falling loss proves
# little.

# %%
chosen = tensor([2, 0, 2])
looked_up = rand(3, 3, generator=source, dtype=float64)


def repeated(x):
    return x.expand(4, 3)


def picked(x):
    return x[chosen]


def last_one_wins(d):
    table = zeros(4, 3, dtype=float64)
    table[chosen] = d
    return table


for claim, forward, backward, x, d in (
    ("expand: the sum", repeated, lambda d: d.sum(0), low, high),
    ("expand: the sum forgotten", repeated, lambda d: d, low, high),
    ("expand: one of the copies", repeated, lambda d: d[0], low, high),
    ("expand: the mean", repeated, lambda d: d.mean(0), low, high),
    ("rows 2, 0, 2: added", picked, lambda d: d.scatter_rows(chosen, 4), high, looked_up),
    ("rows 2, 0, 2: written", picked, last_one_wins, high, looked_up),
):
    print(f"{claim:27} {way_back_law(forward, backward, x, d)}")

# %% [markdown]
# ## A surprise: the textbook's softmax
#
# The textbook says: softmax is e^x divided by the sum of all e^x. **Predict** what that gives for the scores 0 and
# −1, and for 1000 and 999.

# %%
for_small = None  # your guess: the first number of the answer for 0 and -1, such as 0.5
for_large = None  # the first number of the answer for 1000 and 999

# %%
scores = Tensor([[0.0, -1.0], [1000.0, 999.0]])
with np.errstate(all="ignore"):
    powers = scores.exp()
    textbook = powers / powers.sum(dim=1, keepdim=True)
reveal(for_small, textbook[0, 0].item(), "For 0 and -1:")
reveal(for_large, str(textbook[1, 0].item()), "For 1000 and 999:")
print("textbook", textbook.tolist())
print("yours   ", scores.log_softmax(dim=1).exp().tolist())

# %% [markdown]
# <details><summary>Why</summary>
#
# Both rows should be the same, 0.731 and 0.269, for only the difference of the scores counts. But e^1000 is infinite
# in float32 (all above e^88.7 is), and infinity divided by infinity is nan, not a number. A loss that is nan once
# stays nan. Your `LogSoftmax` takes the largest score away first: what is left is 0 and −1 in both rows.
#
# </details>
#
# ## Another one: somebody writes in between
#
# y = x · x is 9 at x = 3, and z = y · y is 81. The slope of z by x is 4 x³ = 108. But before backward goes, somebody
# adds 1 to y, in place. **Predict** the gradient: 108, or 4 x (x² + 1) = 120, or something else?

# %%
prediction = None  # your guess: 108, 120 or "something else"

# %%
from textwrap import fill

from tinytorch import GradientError

x = Tensor([3.0], requires_grad=True)
y = x * x
z = (y * y).sum()
y += 1.0
try:
    z.backward()
    reveal(prediction, round(x.grad.item()), "The gradient:")
except GradientError as error:
    reveal(prediction, "something else", "The gradient:")
    print(fill(f"GradientError: {error}", 90))

# %% [markdown]
# <details><summary>Why</summary>
#
# `Mul` saved y as it was, and it saved no copy, only where y lies. Each memory counts how often it is written to, and
# each Node remembers the count. Where they differ a gradient would be wrong, and no number is better than a wrong
# one.
#
# </details>
#
# ## Task 2.5: digits
#
# Four blanks, and the question of the beginning can be answered.

# %%
# %task 2.5

# %%
# %check 2.5

# %% [markdown]
# First, what it costs with Scalars. The cell measures one picture, forward and backward, through a network of about
# that size, which has only one score instead of ten.
#
# **Predict**: how many minutes would 30 times 1,437 pictures take? And how many times as fast are tensors?

# %%
minutes = None  # your guess: a number
times_as_fast = None  # a number

# %%
from time import perf_counter

from tinytorch import no_grad
from tinytorch.autograd import MLP, hinge_loss
from tinytorch.tensors import Network, accuracy, train

EPOCHS = 30
scalars = MLP([64, 32, 1])
picture = train_images[0].reshape(64).tolist()
one = seconds(lambda: hinge_loss(scalars(picture), 1.0).backward())
slow = one * len(train_images) * EPOCHS
reveal(minutes, slow / 60, "Minutes with Scalars:")

images, answers = tensor(train_images).reshape(-1, 64), tensor(train_labels)
unseen, unseen_answers = tensor(test_images).reshape(-1, 64), tensor(test_labels)
network = Network([64, 32, 10], seed=0)
start = perf_counter()
losses = train(network, images, answers, epochs=EPOCHS, batch=64, learning_rate=0.3)
fast = perf_counter() - start
reveal(times_as_fast, slow / fast, f"It took {fast:.1f} s; times as fast:")
with no_grad():
    scores = network(unseen)
right = 100 * accuracy(scores, unseen_answers)
print(f"{right:.1f} % of {len(unseen_answers)} unseen pictures are read right")
viz.curves({"training": losses}, logarithmic=True, title="A network learns to read")

# %% [markdown]
# Here are some that it gets wrong: what it says, how sure it is, and what is right. How many do you read better
# yourself?

# %%
import matplotlib.pyplot as plt

sure, said = scores.softmax(dim=1).max(dim=1)
wrong = [k for k, right in enumerate((said == unseen_answers).tolist()) if not right][:8]
figure, row = plt.subplots(1, 8, figsize=(11, 1.9))
for axes in row:
    axes.axis("off")
for axes, k in zip(row, wrong, strict=False):
    axes.imshow(test_images[k], cmap="gray_r")
    claim, answer = said[k].item(), unseen_answers[k].item()
    axes.set_title(f"{claim} ({100 * sure[k].item():.0f} %)\nis {answer}", fontsize=10)
plt.show()

# %% [markdown]
# ## An experiment: pictures without neighbours
#
# Take the 64 pixels of each picture and shuffle them, all pictures in the same way. Above are seven digits as they
# were drawn, below the same seven after the shuffle:

# %%
from tinytorch import randperm

order = randperm(64, generator=Generator(1))


def side_by_side(pictures):
    """Seven pictures side by side."""
    margin = ((0, 1), (0, 1))
    return np.hstack([np.pad(pictures[k].reshape(8, 8).numpy(), margin) for k in range(7)])


both = np.vstack([side_by_side(unseen), side_by_side(unseen[:, order])])
viz.heatmap(both, labels=False, title="Which digits are these?")

# %% [markdown]
# **Predict**: a new network is trained on the shuffled pictures. How many percent of the unseen ones, shuffled as
# well, does it read right? 10 would be guessing.

# %%
prediction = None  # your guess: percent

# %%
shuffled = Network([64, 32, 10], seed=0)
train(shuffled, images[:, order], answers, epochs=EPOCHS, batch=64, learning_rate=0.3)
with no_grad():
    reveal(prediction, 100 * accuracy(shuffled(unseen[:, order]), unseen_answers), "Percent:")

# %% [markdown]
# <details><summary>Why</summary>
#
# About as many as before. The first layer is a sum over all pixels with one weight for each, and a sum does not care
# about order: this network never knew which pixels are neighbours. We see edges and loops because we know. A layer
# that knows it, too, needs fewer weights and learns more: the windows that you drew above, with nine weights that go
# over the whole picture.
#
# </details>
#
# ## An experiment: the broadcast that nobody asked for
#
# A hundred points lie near a straight line of slope 2. A single neuron, `x @ weight + bias`, is trained to find it,
# twice. The two loops differ in the shape of the targets, (100, 1) or (100,). Both run without an error.
#
# **Predict** the slope that each of them finds.

# %%
with_column = None  # your guess: the slope for targets of shape (100, 1)
with_row = None  # the slope for targets of shape (100,)

# %%
noise = rand(100, generator=Generator(2)) - 0.5
xs = tensor([[k / 50.0 - 1.0] for k in range(100)])  # (100, 1)
ys = xs.reshape(100) * 2.0 + 1.0 + noise  # (100,)


def fitted(targets):
    """The trained neuron's slope, and what it predicts for xs: (100, 1)."""
    weight, bias = zeros(1, 1, requires_grad=True), zeros(1, requires_grad=True)
    for _ in range(200):
        weight.grad = bias.grad = None
        loss = ((xs @ weight + bias - targets) ** 2).mean()
        loss.backward()
        with no_grad():
            weight -= 0.3 * weight.grad
            bias -= 0.3 * bias.grad
    return round(weight.item(), 1), (xs @ weight + bias).detach()


figure, axes = plt.subplots(figsize=(7, 3.5))
axes.plot(xs.tolist(), ys.tolist(), ".", color="gray")
for targets, guess, look in ((ys.unsqueeze(1), with_column, "-"), (ys, with_row, "--")):
    slope, line = fitted(targets)
    reveal(guess, slope + 0.0, f"Slope with targets {targets.shape}:")
    axes.plot(xs.tolist(), line.tolist(), look, label=f"targets {targets.shape}")
axes.legend()
plt.show()

# %% [markdown]
# ## Question 4, in words (3 points)
#
# Explain the flat line, in five sentences or so. Which shape has the difference of prediction and targets, and with
# which strides are the two read? Why is a flat line the best that can be done for that loss? And what would you write
# into the loop, so that the next one who makes this mistake hears of it? (`viz.broadcast` and `viz.layout` draw
# whatever you want to look at, such as three points instead of a hundred.)
#
# One point for each of the three questions.

# %% [markdown] nbgrader={"grade": true, "grade_id": "flat-line", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# The prediction is (100, 1), the targets are (100,), and so both are expanded to (100, 100): the column with strides
# (1, 0), the row with strides (0, 1). Every prediction is compared with every target, not only with its own. The
# number that is closest to all targets, in the mean of the squares, is their mean, and that is so for every
# prediction, whatever its x: a flat line. I would check before the difference is taken that both shapes are equal,
# and raise an error that names them; or write the targets as a column where they are made.
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
# A layout of a few integers, with which turning, cutting and repeating cost nothing; six loops that compute
# everything; rules for the way back, each the transpose of the way there; and a network that reads digits, on the
# engine of assignment 01.
#
# | here | in PyTorch |
# |---|---|
# | `Layout`: shape, strides, offset | `x.shape`, `x.stride()`, `x.storage_offset()`; `torch.as_strided` takes all three |
# | `Layout.reshape` | `computeStride` in `aten/src/ATen/TensorUtils.cpp` |
# | `windows` | `Tensor.unfold`; the matrix of all windows of a picture is `torch.nn.functional.unfold` |
# | `broadcast_shapes` | `torch.broadcast_shapes` |
# | `Expand.backward` | `sum_to` in `aten/src/ATen/ExpandUtils.h` |
# | the rules of `functions/` | a table with a line for each operation: `tools/autograd/derivatives.yaml` |
# | the version of a memory | `x._version` |
#
# Your loops are a thousand times too slow, and NumPy computes in your place. In assignment 03 you make them fast:
# `tt start 03`.
