# %% [markdown]
# # 00 Scalars
#
# **A question first.** Two networks, 30 layers deep. They have the same shape and the same data; one bends its lines with the
# sigmoid, the other with ReLU. After an hour of training the second one is good, and the first has not moved at all. No error,
# no warning, and every line of code is right. What happened to it?
#
# You can answer this at the end of the notebook, with functions that you wrote.
#
# How to use this notebook: run the cells from the top. Your own work on the framework happens in the folder `tinytorch/`, in
# your editor; the notebook imports it. Where a blank is still empty, the notebook stops and says which one.

# %%
import importlib.util
import math
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
# Training asks one question again and again: if I move this number a little, how does the loss move? A function that sits in
# the middle of a long computation answers only its own part. It gets the rate `d` from its right and hands `d` times its own
# slope to its left.
#
# ![A function and its backward](../assignments/00_scalars/pictures/rate.svg)
#
# ## Predict, then run
#
# The textbook says sigmoid(x) = 1 / (1 + e^-x). What does the next cell print?
#
# <details><summary>Answer</summary>
#
# The first line is 0.5. The second is `OverflowError`: e^1000 is larger than the largest float, about 1.8e308, although the
# sigmoid itself is as good as 0 there. For a negative x write the same number as e^x / (1 + e^x), where e^x is small.
#
# </details>


# %%
def textbook(x):
    return 1.0 / (1.0 + math.exp(-x))


for x in (0.0, -1000.0):
    try:
        print(x, textbook(x))
    except OverflowError as error:
        print(x, "OverflowError:", error)

# %% [markdown]
# ## Task 0.1, in `tinytorch/scalars/operators.py`
#
# Write the float functions and their slopes now: every blank from `mul` to `tanh_back`. `tt check 0.1` says how far you are.
# Then go on here.

# %%
from tinytorch.scalars import operators

print("    x   sigmoid      tanh      relu")
for x in (-1000.0, -2.0, 0.0, 2.0, 1000.0):
    print(f"{x:7.1f} {operators.sigmoid(x):9.4f} {operators.tanh(x):9.4f} {operators.relu(x):9.4f}")

# %% [markdown]
# These are your functions, and below them your slopes. Compare with the picture in the handout.

# %%
import matplotlib.pyplot as plt

grid = [i / 20.0 for i in range(-80, 81)]
figure, (top, bottom) = plt.subplots(2, 3, figsize=(10, 5), sharex=True)
for i, name in enumerate(("sigmoid", "tanh", "relu")):
    curve, back = getattr(operators, name), getattr(operators, name + "_back")
    top[i].plot(grid, [curve(x) for x in grid])
    top[i].set_title(name)
    bottom[i].plot(grid, [back(x, 1.0) for x in grid], color="firebrick")
    bottom[i].set_title(f"{name}_back(x, 1)")
figure.tight_layout()

# %% [markdown]
# ## Question 1 (2 points)
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
# ## An experiment: thirty curves in a row
#
# Put a curve behind a curve behind a curve, 30 times, and send the rate 1 back from the end. How much of it arrives at the
# beginning?
#
# **Predict**, for a start at x = 0.5: about a half, a hundredth, a millionth, or less?
#
# <details><summary>Answer</summary>
#
# The sigmoid's slope is never above 1/4. Thirty of them multiply to less than (1/4)^30, about 1e-18, which is less than a
# float can add to a number near 1. tanh does better, because its slope is near 1 close to 0, and still loses most of it. ReLU's
# slope is 1: everything arrives.
#
# </details>


# %%
def rates(name, depth, x):
    """What arrives at the beginning, for each number of curves from 0 to depth."""
    curve, back = getattr(operators, name), getattr(operators, name + "_back")
    arrived = [1.0]
    for _ in range(depth):
        arrived.append(arrived[-1] * back(x, 1.0))
        x = curve(x)
    return arrived


figure, axes = plt.subplots(figsize=(7, 4))
for name in ("relu", "tanh", "sigmoid"):
    axes.semilogy(rates(name, 30, 0.5), label=name)
axes.set_xlabel("curves in a row")
axes.set_ylabel("rate that arrives at the beginning")
axes.legend()
print({name: f"{rates(name, 30, 0.5)[-1]:.1e}" for name in ("relu", "tanh", "sigmoid")})

# %% [markdown]
# This is the **vanishing gradient**. It kept networks shallow for twenty years.
#
# ## Question 2 (1 point)
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
# ## Task 0.2, in `tinytorch/scalars/laws.py`
#
# An example tests one number, a law tests them all. Here are four functions that claim to be the sigmoid. Three of them are
# not, and all four pass the test `f(0) == 0.5`. Write the laws now; then see which ones `sigmoid_law` lets through.

# %%
import random

from tinytorch.scalars.laws import sigmoid_law

claims = {
    "sigmoid": operators.sigmoid,
    "a constant": lambda x: 0.5,
    "a straight line, cut off": lambda x: min(max(0.5 + x / 4.0, 0.0), 1.0),
    "its mirror image": lambda x: operators.sigmoid(-x),
}
source = random.Random(0)
pairs = [(source.uniform(-20.0, 20.0), source.uniform(-20.0, 20.0)) for _ in range(200)]
for name, f in claims.items():
    broken = sum(not sigmoid_law(f, x, y) for x, y in pairs)
    print(f"{name:26} f(0) = {f(0.0)}   the law is broken for {broken:3} of {len(pairs)} pairs")

# %% [markdown]
# ## Task 0.3, in `tinytorch/scalars/functional.py`
#
# ![map, zip_with and reduce](../assignments/00_scalars/pictures/map-zip-reduce.svg)
#
# Write `map`, `zip_with`, `reduce` and the four list functions. **Predict** then what the next cell prints. The sum of the
# three numbers is 1.
#
# <details><summary>Answer</summary>
#
# 0.0. A float keeps about 16 digits. At 1e16 the next float is 2 away, so 1e16 + 1 is 1e16 again, and the 1 is lost before
# -1e16 arrives. A sum of floats depends on its order. When sums run in parallel, in assignment 03, the order changes, and
# with it the last digits of every result.
#
# </details>

# %%
from tinytorch.scalars import functional

print(functional.sum([1e16, 1.0, -1e16]))

# %% [markdown]
# ## Question 3 (1 point)
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
# ## Task 0.5, in `tinytorch/scalars/graph.py`
#
# ![A topological order of a diamond](../assignments/00_scalars/pictures/topological-order.svg)
#
# Rates come back along the arrows, and `a` may pass its own on only when both have arrived. Write `topological_order`. The
# next cell sends rates through the diamond in a good order and in a bad one.

# %%
from tinytorch.scalars.graph import topological_order

# vertex -> {parent: slope}
diamond = {"d": {"b": 1.0, "c": 1.0}, "c": {"a": 3.0}, "b": {"a": 2.0}, "a": {"x": 1.0}, "x": {}}


def send_back(order):
    """The rate at x when each vertex passes on, at its turn, what has arrived so far."""
    rate = dict.fromkeys(diamond, 0.0) | {"d": 1.0}
    for vertex in order:
        for parent, slope in diamond[vertex].items():
            rate[parent] += slope * rate[vertex]
    return rate["x"]


good = topological_order("d", diamond.get)
print("topological:", *good, "  x gets", send_back(good))
print("a too early:", *"dcabx", "  x gets", send_back("dcabx"))

# %% [markdown]
# ## Question 4, in words (3 points)
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
# Float functions that do not overflow, slopes that you checked, laws that tell right from wrong, and an order in which rates
# can travel. In `send_back` above you carried rates through a graph by hand. In assignment 01 arithmetic writes down its own
# graph, and one call does the rest: `tt start 01`.
