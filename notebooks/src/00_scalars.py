# %% [markdown]
# # 00 Scalars
#
# **A question first.** Two networks, 30 layers deep. They have the same shape and the same data; one bends its lines with the
# sigmoid, the other with ReLU. After an hour of training the second one is good, and the first has not moved at all. No error,
# no warning, and every line of code is right. What happened to it?
#
# At the end of this notebook you can answer this, with functions that you wrote.
#
# How to use it: run the cells from the top. Your work on the framework happens in the folder `tinytorch/`, in your editor; the
# notebook imports it, and sees what you save. Where a blank is still empty, a cell stops and says which one. Before most
# results you are asked for a guess. Make it: a wrong guess is what one remembers.
#
# <badge>

# %%
# <first cell>

# %%
import math
import random

from autograder.notebook import reveal
from tinytorch.viz import curves


# %% [markdown]
# ## 1. A right formula that dies
#
# The sigmoid squeezes every number into the interval from 0 to 1. A textbook writes it as 1 / (1 + e^-x). At -1000 it is as
# good as 0. Yet the textbook's line, typed into Python, dies there, and long before. **Predict**: it works at 0, at -1, at -2,
# and so on. Up to which -n?

# %%
prediction = None  # your guess: the last n for which textbook(-n) still works


# %%
def textbook(x):
    return 1.0 / (1.0 + math.exp(-x))


n = 0
while True:
    try:
        textbook(-(n + 1))
    except OverflowError as error:
        print(f"textbook({-(n + 1)}): OverflowError, {error}")
        break
    n += 1
reveal(prediction, n)

# %% [markdown]
# <details><summary>Why just there?</summary>
#
# The largest float is about 1.8e308, a little less than 2^1024, and e^709.78 is 2^1024. So e^709 is a float and e^710 is none. The
# sigmoid there is about 1e-308: a fine float. Only the way to it leads through a number that is too large. For a negative x
# write the same number as e^x / (1 + e^x), where e^x is small.
#
# </details>
#
# ## 2. Functions, and what they do to a rate
#
# Training asks one question again and again: if I move this number a little, how does the loss move? A function in the middle
# of a long computation answers only its own part. Somebody to its right says "the loss moves by `d` for each unit of your
# result". It multiplies `d` by its own slope, and hands that to the left.
#
# ![A function and its backward](../assignments/00_scalars/pictures/rate.svg)
#
# So each function has a partner: `f_back(x, d)` is `d` times the slope of `f` at `x`. Now write them, every blank from `mul` to
# `tanh_back`. Each is one to three lines.

# %%
# %task 0.1

# %% [markdown]
# Done? These are your functions. At -1000 the textbook's sigmoid died, and at 1000 the textbook's tanh would,
# (e^x - e^-x) / (e^x + e^-x).

# %%
from tinytorch.scalars import operators

print("2 * 3 - 5 =", operators.add(operators.mul(2.0, 3.0), -5.0))
print("    x   sigmoid      tanh      relu")
for x in (-1000.0, -2.0, 0.0, 2.0, 1000.0):
    print(f"{x:7.1f} {operators.sigmoid(x):9.4f} {operators.tanh(x):9.4f} {operators.relu(x):9.4f}")

# %% [markdown]
# And your slopes? `sigmoid_back(x, 1)` claims to be the slope of the sigmoid at `x`. A slope says how a straight line has to lean
# to touch the curve. So draw these lines. Where one of them crosses its curve instead of touching it, the slope is wrong.
# Try other curves too: `"tanh"`, `"relu"`, `"exp"`.

# %%
name = "sigmoid"

curve, back = getattr(operators, name), getattr(operators, name + "_back")
grid = [i / 20.0 for i in range(-80, 81)]
lines = {name: {x: curve(x) for x in grid}}
for at in (-2.0, 0.5, 2.0):
    near = [x for x in grid if abs(x - at) <= 1.0]
    lines[f"touching at {at:g}"] = {x: curve(at) + back(at, 1.0) * (x - at) for x in near}
curves(lines, title=f"{name}, and lines with the slope of {name}_back", x="x", y="")

# %% [markdown]
# **Predict**: at its steepest, what is the slope of the sigmoid?

# %%
prediction = None  # your guess: a number

# %%
reveal(prediction, max(operators.sigmoid_back(x, 1.0) for x in grid))
backs = operators.sigmoid_back, operators.tanh_back, operators.relu_back
slopes = {back.__name__: {x: back(x, 1.0) for x in grid} for back in backs}
curves(slopes, title="Slopes of three curves", x="x", y="slope")

# %% [markdown]
# A quarter, and only in the middle. Remember this number.
#
# ### Question 1 (2 points)
#
# One neuron computes `sigmoid(w * x + b)`. Write `neuron_slope(w, x, b)`: how fast does the result move when `w` moves? Use
# `operators` only. The handout does it by hand for w = 2, x = 3, b = -5 and finds 0.5898.


# %% nbgrader={"grade": false, "grade_id": "neuron-slope", "locked": false, "schema_version": 3, "solution": true, "task": false}
def neuron_slope(w, x, b):
    ### BEGIN SOLUTION
    total = operators.add(operators.mul(w, x), b)
    return operators.mul(operators.sigmoid_back(total, 1.0), x)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "neuron-slope-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert abs(neuron_slope(2.0, 3.0, -5.0) - 0.5898) < 1e-4
### BEGIN HIDDEN TESTS
for w, x, b in [(0.5, -2.0, 1.0), (-1.0, 0.25, 0.0), (3.0, 0.0, 1.0)]:
    measured = (textbook((w + 1e-5) * x + b) - textbook((w - 1e-5) * x + b)) / 2e-5
    assert abs(neuron_slope(w, x, b) - measured) < 1e-6
### END HIDDEN TESTS

# %% [markdown]
# ## 3. An experiment: thirty curves in a row
#
# Put a curve behind a curve behind a curve, 30 times, and send the rate 1 back from the end. Each curve multiplies what comes by
# its slope. **Predict** for the sigmoid, starting at x = 0.5: what arrives at the beginning is about 10^-k. Which k?

# %%
prediction = None  # your guess: k, the number of zeros


# %%
def rates(name, depth, x):
    """What arrives at the beginning, for each number of curves from 0 to depth."""
    curve, back = getattr(operators, name), getattr(operators, name + "_back")
    arrived = [1.0]
    for _ in range(depth):
        arrived.append(arrived[-1] * back(x, 1.0))
        x = curve(x)
    return arrived


towers = {name: dict(enumerate(rates(name, 30, 0.5))) for name in ("relu", "tanh", "sigmoid")}
reveal(prediction, round(-math.log10(towers["sigmoid"][30]), 1))
title = "What arrives through a tower of curves"
curves(towers, title=title, x="curves in a row", y="rate that arrives", logarithmic=True)

# %% [markdown]
# This is the **vanishing gradient**. Through ReLU, whose slope is 1 wherever its input is positive, everything arrives.
#
# Small, but not zero, so perhaps patience helps? Put a weight at the beginning, w = 0.5, and let it take a hundred thousand steps
# against its rate. **Predict**: how far does the weight behind thirty sigmoids move?

# %%
prediction = None  # your guess: a distance

# %%
moved = {}
for name, tower in towers.items():
    w = 0.5
    for _ in range(100_000):
        w -= 0.01 * tower[30]
    moved[name] = abs(w - 0.5)
    print(f"{name:8} one step: {0.01 * tower[30]:8.1e}   after 100,000 steps w has moved by {moved[name]:.6g}")
reveal(prediction, moved["sigmoid"])

# %% [markdown]
# <details><summary>Why exactly 0?</summary>
#
# A float keeps about 16 digits. The floats next to 0.5 are about 1e-16 away, and a step of 4e-22 ends nearer to 0.5 than to any
# of them. So `w - step` is `w`, to the last bit, however often it is done. And with as many digits as one likes? To move by 0.1
# it would need 3e20 steps. At a million a second that is about eight million years.
#
# </details>
#
# ### Question 2 (1 point)
#
# Write `deepest(limit)`: the largest number of sigmoids in a row for which the rate that arrives *can* still be `limit` or
# more. For `limit = 0.25` it is 1, for `limit = 0.01` it is 3. The limit lies between 0 and 1.


# %% nbgrader={"grade": false, "grade_id": "deepest", "locked": false, "schema_version": 3, "solution": true, "task": false}
def deepest(limit):
    ### BEGIN SOLUTION
    count, best = 0, 1.0
    while best * operators.sigmoid_back(0.0, 1.0) >= limit:
        best *= operators.sigmoid_back(0.0, 1.0)
        count += 1
    return count
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "deepest-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert deepest(0.25) == 1
assert deepest(0.01) == 3
### BEGIN HIDDEN TESTS
assert deepest(1.0) == 0
assert deepest(0.26) == 0
assert deepest(1e-6) == 9
assert deepest(0.0625) == 2
### END HIDDEN TESTS

# %% [markdown]
# ## 4. How do you know that it is right?
#
# You could try `sigmoid(0.0) == 0.5`. So could the function that answers 0.5 to everything. An example tests one number; a
# **law** tests them all: the sigmoid rises, stays between 0 and 1, and sigmoid(-x) = 1 - sigmoid(x). In the next task you write
# laws. Here the tables are turned: you are the tester, and the autograder hands your laws right and wrong functions.

# %%
# %task 0.2

# %%
# %check 0.2

# %% [markdown]
# Below are five functions that claim to be the sigmoid. Four lie, and all five give 0.5 at 0. **Predict**: how many of the four
# does your `sigmoid_law` catch?

# %%
prediction = None  # your guess: 0 to 4

# %%
from tinytorch.scalars.laws import sigmoid_law

claims = {
    "sigmoid": operators.sigmoid,
    "a constant": lambda x: 0.5,
    "a straight line, cut off": lambda x: min(max(0.5 + x / 4.0, 0.0), 1.0),
    "its mirror image": lambda x: operators.sigmoid(-x),
    "sigmoid(x / 2)": lambda x: operators.sigmoid(x / 2.0),
}
source = random.Random(0)
pairs = [(source.randint(-80, 80) / 4.0, source.randint(-80, 80) / 4.0) for _ in range(200)]
broken = {name: sum(not sigmoid_law(f, x, y) for x, y in pairs) for name, f in claims.items()}
for name, count in broken.items():
    print(f"{name:25} f(0) = {claims[name](0.0)}   the law is broken for {count:3} of {len(pairs)} pairs")
reveal(prediction, sum(count > 0 for count in broken.values()))
curves({name: {x: f(x) for x in grid} for name, f in claims.items()}, title="Five claims", x="x", y="f(x)")

# %% [markdown]
# One gets through. It is not your fault: sigmoid(x / 2) *does* stay inside, rise and mirror itself. All that the laws say is true
# of it, and so they cannot tell it from the sigmoid. A set of laws is only as good as what it pins down.
#
# ### Question 3 (2 points)
#
# Write `steepness_law(f, x)`, for x between -3 and 3. For the sigmoid it is True at every x. For sigmoid(k x) with any other k
# (0.5, 0.9, 1.1, 2, ...) it is False for at least some x. Compare computed numbers with `operators.is_close`.


# %% nbgrader={"grade": false, "grade_id": "steepness", "locked": false, "schema_version": 3, "solution": true, "task": false}
def steepness_law(f, x):
    ### BEGIN SOLUTION
    odds = f(x) / (1.0 - f(x))  # of the sigmoid they are e^x
    return bool(operators.is_close(operators.log(odds), x))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "steepness-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
some = [i / 4.0 for i in range(-12, 13)]
assert all(steepness_law(operators.sigmoid, x) for x in some)
assert not all(steepness_law(claims["sigmoid(x / 2)"], x) for x in some)
### BEGIN HIDDEN TESTS
for k in (0.25, 0.9, 1.1, 2.0, 3.0):
    assert not all(steepness_law(lambda x, k=k: operators.sigmoid(k * x), x) for x in some), k
assert all(steepness_law(textbook, x) for x in some)
### END HIDDEN TESTS

# %% [markdown]
# ## 5. From one number to many
#
# A function of one float becomes one of a list in three ways, and there is hardly a fourth.
#
# ![map, zip_with and reduce](../assignments/00_scalars/pictures/map-zip-reduce.svg)

# %%
# %task 0.3

# %% [markdown]
# **Predict** what your `sum` makes of three numbers whose sum is 1.

# %%
prediction = None  # your guess: functional.sum([1e16, 1.0, -1e16])

# %%
from tinytorch.scalars import functional

reveal(prediction, functional.sum([1e16, 1.0, -1e16]))

# %% [markdown]
# <details><summary>Where did the 1 go?</summary>
#
# To the same place as the steps of the weight above. At 1e16 the next float is 2 away, so 1e16 + 1 is 1e16 again, and the 1 is
# lost before -1e16 arrives. A sum of floats depends on its order.
#
# </details>
#
# ### Question 4 (1 point)
#
# Put the same three numbers in an order for which `functional.sum` gives 1.0.

# %% nbgrader={"grade": false, "grade_id": "order", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
right_order = [1e16, -1e16, 1.0]
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "order-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert sorted(right_order) == [-1e16, 1.0, 1e16]
### BEGIN HIDDEN TESTS
assert functional.sum(right_order) == 1.0
### END HIDDEN TESTS

# %% [markdown]
# That was a trap, made for the purpose. Here is a harmless list: 0.1, a hundred thousand times. Your `sum` adds from the left.
# `in_halves` adds the same numbers otherwise: the sum of the first half plus the sum of the second, and each half in the same
# way. That is how many workers would share the job. Which one is nearer to the
# truth, and by how much?


# %%
def in_halves(values):
    """The sum of the first half and the sum of the second; of one number, itself."""
    if len(values) == 1:
        return values[0]
    middle = len(values) // 2
    return operators.add(in_halves(values[:middle]), in_halves(values[middle:]))


errors = {"from the left": {}, "in halves": {}}
for zeros in (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0):
    values = [0.1] * round(10.0**zeros)
    exact = math.fsum(values)  # adds without loss, and rounds once
    for way, total in zip(errors, (functional.sum(values), in_halves(values)), strict=True):
        errors[way][zeros] = max(abs(total - exact) / exact, 1e-17)  # 1e-17 stands for none at all
print("from the left:", functional.sum(values), "   in halves:", in_halves(values))
title = "What is lost in adding 0.1 (1e-17: nothing)"
curves(errors, title=title, x="how many numbers: 10 to this power", y="relative error", logarithmic=True)

# %% [markdown]
# The way that many workers can share is also the *better* one: only numbers of like size are added, so less falls off the end. In
# assignment 03 your sums will run in parallel. Their last digits will change, and now you know why that is no bug.
#
# ## 6. An order to go back in
#
# ![A topological order of a diamond](../assignments/00_scalars/pictures/topological-order.svg)
#
# A computation is a graph: each result points at the values that it was made from. Rates come back along the arrows, and `a` may
# pass its own on only when both have arrived. `topological_order` finds an order in which that is so.

# %%
# %task 0.5

# %% [markdown]
# Here is such a diamond with larger slopes: 7 by way of `c`, 2 by way of `b`, and then 10 from `a` on to an `x`. So `x` should get
# (7 + 2) times 10. **Predict** what it gets if `a` has its turn before `b`, in the order d, c, a, b, x.

# %%
prediction = None  # your guess: a number

# %%
from tinytorch.scalars.graph import topological_order

# vertex -> {parent: slope}
diamond = {"d": {"b": 1.0, "c": 1.0}, "c": {"a": 7.0}, "b": {"a": 2.0}, "a": {"x": 10.0}, "x": {}}


def send_back(graph, order):
    """The rate at the last vertex when each one passes on, at its turn, what has arrived so far."""
    rate = dict.fromkeys(graph, 0.0) | {order[0]: 1.0}
    for vertex in order:
        for parent, slope in graph[vertex].items():
            rate[parent] += slope * rate[vertex]
    return rate[order[-1]]


good = topological_order("d", diamond.get)
print("topological:", *good, "  x gets", send_back(diamond, good))
print("a too early:", *"dcabx", "  x gets", send_back(diamond, "dcabx"))
reveal(prediction, send_back(diamond, "dcabx"))

# %% [markdown]
# No error, just a wrong number: what came through `b` is lost. But why an order at all? One could follow every path from the
# result to `x` by itself, and add up at the end. Put diamonds in a row, each hanging from the one before, and count the visits.
# **Predict**: in your order, 14 diamonds take 43. How many along every path?

# %%
prediction = None  # your guess: visits for 14 diamonds


# %%
def diamonds(count):
    """A row of diamonds: top 0 leads by left 0 and right 0 to top 1, and so on."""
    row = {("top", count): {}}
    for k in range(count):
        row["top", k] = {("left", k): 0.5, ("right", k): 0.5}
        row["left", k] = row["right", k] = {("top", k + 1): 1.0}
    return row


def visits(row, vertex):
    """How many vertices are met along all paths from here."""
    return 1 + sum(visits(row, parent) for parent in row[vertex])


counts = {"along every path": {}, "in topological order": {}}
for count in range(1, 15):
    row = diamonds(count)
    counts["along every path"][count] = visits(row, ("top", 0))
    counts["in topological order"][count] = len(topological_order(("top", 0), row.get))
reveal(prediction, counts["along every path"][14])
curves(counts, title="The way back through a row of diamonds", x="diamonds", y="visits", logarithmic=True)

# %%
row = diamonds(60)
order = topological_order(("top", 0), row.get)
print(f"60 diamonds: {2**60:,} paths, but {len(order)} visits in your order")
print("the rate at the end:", send_back(row, order))

# %% [markdown]
# Each diamond doubles the paths and adds three visits to the order. At a million visits a second, every path of those 60
# diamonds would take more than a hundred thousand years. You just did it while the cell ran. This is why networks can be trained at all.
#
# ## Question 5, in words (3 points)
#
# Back to the two networks. In five sentences or so: why did the one with sigmoids not learn? Why does ReLU not have this
# problem? And what can go wrong with ReLU that cannot with the sigmoid?
#
# One point for each of the three questions.

# %% [markdown] nbgrader={"grade": true, "grade_id": "two-networks", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# On the way back each layer multiplies the rate by its slope. For the sigmoid that is at most 1/4, so after 30 layers less than
# 1e-18 is left: the first layers are told to move by nothing. ReLU's slope is 1 wherever its input is positive, so the rate
# arrives whole. But its slope is 0 on the other side. A unit whose input is negative for every example gets no rate at all and
# stays as it is: it is dead. A sigmoid always has some slope, if a small one.
#
# **Rubric**
#
# | points | for |
# |---|---|
# | 1 | rates multiply along the way back, and the sigmoid's slope is at most 1/4, so what reaches the first layers is nearly 0 |
# | 1 | ReLU's slope is exactly 1 where its input is positive, however many there are |
# | 1 | where the input is negative its slope is 0: a unit that is negative for all data gets no rate and never comes back |

# %% [markdown]
# ## What you have now
#
# Float functions that do not overflow, slopes that touch their curves, laws that tell right from wrong, and an order in which
# rates can travel. PyTorch has the same things, in these places:
#
# | here | in PyTorch |
# |---|---|
# | `operators.sigmoid`, `operators.tanh`, ... | `torch.sigmoid`, `torch.tanh`; loops in `aten/src/ATen/native/cpu/UnaryOpsKernel.cpp` |
# | `sigmoid_back` and its neighbours | `sigmoid_backward`; all slopes in one long table, `tools/autograd/derivatives.yaml` |
# | the sigmoid's second form, for negative x | `torch.nn.functional.logsigmoid`, made for the same trouble |
# | `slope_law` | `torch.autograd.gradcheck`, in `torch/autograd/gradcheck.py` |
# | `in_halves` | `multi_row_sum` in `aten/src/ATen/native/cpu/SumKernel.cpp`, which adds in chunks of chunks |
# | `topological_order` | `compute_dependencies` in `torch/csrc/autograd/engine.cpp`: it counts what is still to arrive |
#
# In `send_back` you carried rates through a graph that was written by hand. In assignment 01 arithmetic writes down its own
# graph, and one call does the rest: `tt start 01`.
