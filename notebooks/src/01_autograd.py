# %% [markdown]
# # 01 Automatic differentiation
#
# **A question first.** The network at the end of this notebook has 33 parameters, and each training step needs 33 slopes.
# Measured from outside, one slope costs two computations of the loss: 66 for one step. A small language model has a hundred
# million parameters, and nobody computes its loss two hundred million times to take one step. How else are its slopes found?
#
# <badge>

# %%
# <first cell>

# %%
import math
from time import perf_counter

from autograder.notebook import reveal
from tinytorch.viz import curves


# %% [markdown]
# ## 1. Slopes from outside
#
# First the slow way. Move the input a little up and a little down, and see how the result moves.
#
# ![The central difference](../assignments/01_autograd/pictures/central-difference.svg)

# %%
# %task 1.1

# %% [markdown]
# The formula is exact in the limit of epsilon to 0. So the smaller epsilon, the better? **Predict**: among 0.1, 0.01, 0.001, and so
# on to 1e-16, which 10^-k gives the slope of `sin` at 1 with the smallest error?

# %%
prediction = None  # your guess: k

# %%
from tinytorch.autograd import central_difference


def one_sided(f, x, step):
    """The slope as one would write it first: only upwards."""
    return (f(x + step) - f(x)) / step


errors = {"to both sides": {}, "upwards only": {}}
for k in range(1, 17):
    step = 10.0**-k
    both = central_difference(math.sin, 1.0, epsilon=step)
    errors["to both sides"][k] = abs(both - math.cos(1.0))
    errors["upwards only"][k] = abs(one_sided(math.sin, 1.0, step) - math.cos(1.0))
reveal(prediction, min(range(1, 17), key=errors["to both sides"].get))
title = "Error of the slope of sin at 1"
curves(errors, title=title, x="k, where epsilon = 10^-k", y="error", logarithmic=True)

# %% [markdown]
# <details><summary>Why does it get worse again?</summary>
#
# On the left of the picture the error is the formula's own: it shrinks as epsilon^2, or only as epsilon if one looks upwards only.
# On the right it is the float's. There f(x + epsilon) and f(x - epsilon) agree in nearly all of their 16 digits, the difference
# keeps only the last, wrong ones, and dividing by a tiny epsilon makes them large.
#
# </details>
#
# So this way is slow, and never quite right. But it needs to know nothing about `f`. That makes it a good judge.
#
# ### Question 1 (1 point)
#
# Choose an epsilon for which the slope of `sin` at 1 has an error below 1e-9.

# %% nbgrader={"grade": false, "grade_id": "epsilon", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
epsilon = 1e-5
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "epsilon-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert 0.0 < epsilon < 1.0
### BEGIN HIDDEN TESTS
assert abs(central_difference(math.sin, 1.0, epsilon=epsilon) - math.cos(1.0)) < 1e-9
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Write down what you compute
#
# Every operation by itself is easy to differentiate: you did it in assignment 00. So let each one put aside, while it computes,
# what its way back will need.

# %%
# %task 1.2

# %%
from tinytorch.autograd import Mul, Node

ctx = Node(Mul, ())
print("4 * 2 =", Mul.forward(ctx, 4.0, 2.0), "  put aside for the way back:", ctx.saved_values)

# %% [markdown]
# Now let numbers remember how they were made. `apply` is the door through which each operation goes; it calls `forward` and
# keeps the record.

# %%
# %task 1.3

# %% [markdown]
# This is the record of one line of arithmetic, drawn from your own objects. Blue boxes are leaves that will collect a gradient.

# %%
from tinytorch.autograd import Scalar
from tinytorch.viz import graph

a, b, c = (Scalar(value, requires_grad=True) for value in (2.0, -3.0, 10.0))
L = (a * b + c) * a
named = {"a": a, "b": b, "c": c, "L": L}
graph(L, names=named)

# %% [markdown]
# ## 3. Read it backwards
#
# The idea: begin at L, which moves itself at the rate 1. Go back through the boxes. Each operation multiplies what has arrived
# by its slopes and hands it on; where two ways meet, the rates are added. You have everything for this: the slopes, the order
# from assignment 00, and the record.
#
# **Predict** the gradient of a: if a grows a little, how fast does L grow? Take a sheet of paper, copy the graph, and write the
# gradients in from right to left. Mind that a is used twice.

# %%
prediction = None  # your guess: the gradient of a

# %%
# %task 1.4

# %%
for leaf in (a, b, c):
    leaf.zero_grad()  # so that the cell may be run again: gradients add up
L.backward(retain_graph=True)
print("gradients of a, b, c:", a.grad, b.grad, c.grad)
reveal(prediction, a.grad)

# %% [markdown]
# And here is the way your engine took, one turn after the other. Press play, or go step by step.

# %%
from tinytorch.viz import backward_steps

backward_steps(L, names=named)

# %% [markdown]
# A turn comes only when everything has arrived. That is why a, which hears from two sides, has to wait for both.
#
# Before you trust the engine, let the tests look at it:

# %%
# %check 1.4

# %% [markdown]
# ### Question 2 (2 points): an operation of your own
#
# The softplus function ln(1 + e^x) is a ReLU without the kink. Its slope is the sigmoid. Make it an operation: write its
# two static methods. `math` and `operators` are allowed; numbers will stay between -10 and 10.

# %% nbgrader={"grade": false, "grade_id": "softplus", "locked": false, "schema_version": 3, "solution": true, "task": false}
from tinytorch.autograd import ScalarFunction, gradcheck
from tinytorch.scalars import operators


class Softplus(ScalarFunction):
    ### BEGIN SOLUTION
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return math.log(1.0 + math.exp(a))

    @staticmethod
    def backward(ctx, d_output):
        (a,) = ctx.saved_values
        return d_output * operators.sigmoid(a)

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "softplus-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert abs(Softplus.apply(Scalar(0.0)).data - math.log(2.0)) < 1e-12
assert gradcheck(Softplus.apply, Scalar(0.5, requires_grad=True))
### BEGIN HIDDEN TESTS
for value in (-8.0, -1.0, 0.0, 3.0, 9.0):
    x = Scalar(value, requires_grad=True)
    assert abs(Softplus.apply(x).data - math.log(1.0 + math.exp(value))) < 1e-9
    assert gradcheck(lambda x: Softplus.apply(x * 0.5) * x, x)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. What the record does not know
#
# The record holds what *did* happen. Here is a function with a loop. How often it goes round depends on x.


# %%
def grow(x):
    """Three times as much, and again, until it is 100 or more."""
    while x < 100.0:
        x = 3.0 * x
    return x


x = Scalar(20.0, requires_grad=True)
y = grow(x)
y.backward(retain_graph=True)
graph(y, names={"x": x, "y": y})

# %% [markdown]
# For x = 20 it went round twice, so the record is 3 (3 x), and the slope is 9. A loop is no obstacle: the record does not contain it.
#
# At x = 100/3 things change. Just below, the loop goes round twice, just above, once. **Predict** what `central_difference` says
# there, with its step of 1e-6 to each side: something near 3, near 9, near 6?

# %%
prediction = None  # your guess: a number

# %%
edge = 100.0 / 3.0
for where in (edge - 0.01, edge + 0.01):
    x = Scalar(where, requires_grad=True)
    grow(x).backward()
    print(f"backward at {where:.4f}: {x.grad}")
reveal(prediction, central_difference(grow, edge))
xs = [2.0 + i / 8.0 for i in range(784)]
curves({"grow(x)": {x: grow(x) for x in xs}}, title="A program with a loop, as a function", x="x", y="grow(x)")

# %% [markdown]
# <details><summary>Who is right?</summary>
#
# The function jumps there, from 300 down to 100, and a jump has no slope. The central difference divides the jump by the tiny step.
# Backward never sees it: it knows the one path that was taken, and reports that path's slope. Both slopes it gives are right for their side.
#
# ReLU is the milder case, a kink without a jump: at 0 your `relu_back` says 0, and `central_difference(operators.relu, 0.0)`
# says 1/2. Gradient checks stay away from kinks and jumps.
#
# </details>
#
# Training goes by the slopes. They all say "a larger x gives a larger result", on every piece of the saw, and nothing in them tells
# of the fall at its end. A loss that depends on x only by how often a loop goes round has the slope 0, everywhere: from
# that, nothing can be learned.
#
# ## 5. One way back for all inputs
#
# ![Forward mode and reverse mode](../assignments/01_autograd/pictures/modes.svg)
#
# Take the sum of n squares, and get all n slopes twice: by measuring each one from outside, and by one backward. Count the operations.
# Five times the inputs are five times the work for backward. **Predict**: how many times the work are they for measuring?

# %%
prediction = None  # your guess: how many times the work for 500 inputs is that for 100

# %%
done = 0  # operations, so far


def squares(*values):
    """The sum of the squares, in plain arithmetic: floats or Scalars."""
    global done
    total = 0.0
    for v in values:
        total = total + v * v
        done += 2
    return total


work, seconds = {"measured from outside": {}, "one backward": {}}, []
for n in (20, 100, 200, 300, 400, 500):
    values = [i / n for i in range(n)]
    done, start = 0, perf_counter()
    measured = [central_difference(squares, *values, arg=i) for i in range(n)]
    work["measured from outside"][n], middle = done, perf_counter()
    done, leaves = 0, [Scalar(v, requires_grad=True) for v in values]
    squares(*leaves).backward()
    work["one backward"][n] = 2 * done  # forward, and once more through the record
    seconds = [middle - start, perf_counter() - middle]
    assert all(abs(m - leaf.grad) < 1e-5 for m, leaf in zip(measured, leaves, strict=True))
outside = work["measured from outside"]
reveal(prediction, outside[500] / outside[100])
print("500 inputs: measuring took {:.3f} s, one backward {:.3f} s".format(*seconds))
curves(work, title="Work for all slopes", x="inputs", y="operations", logarithmic=True)

# %% [markdown]
# Five times as many slopes, and each takes five times as long. In seconds the gap is smaller, since measuring works on plain floats
# while backward keeps a record. For a few inputs measuring may even win; it only cannot keep up.
#
# Remember the row of 60 diamonds, with more paths than anybody can walk? Now it is one line of arithmetic:

# %%
x = y = Scalar(1.0, requires_grad=True)
for _ in range(60):
    y = 0.5 * y + 0.5 * y
y.backward()
print(f"{2**60:,} paths from y to x, and the slope is {x.grad}")

# %% [markdown]
# ## 6. A network
#
# ![A multi-layer perceptron](../assignments/01_autograd/pictures/mlp.svg)
#
# A neuron is a weighted sum and a bias. Nothing in the network is new to your engine: it is arithmetic on Scalars.

# %%
# %task 1.5

# %% [markdown]
# The loss of a tiny network for a single point. Each violet box is one neuron, with the operations that it is made of folded away.
# Below them stands `hinge_loss`: 1 - label * score, and a ReLU. `collapse=False` unfolds it all.

# %%
from tinytorch.autograd import MLP, accuracy, hinge_loss, no_grad, train

tiny = MLP([2, 3, 1], seed=1)
loss = hinge_loss(tiny([0.5, -0.25]), 1.0)
graph(loss, model=tiny, title="The loss of a network for one point")

# %% [markdown]
# Now train a larger one to tell two moons apart.

# %%
from tinytorch.data import moons

points, labels = moons(40, seed=0)
model = MLP([2, 8, 1], seed=1)
losses = train(model, points, labels, steps=80, learning_rate=1.0)
share = accuracy(model, points, labels)
print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, {100 * share:.0f} % of the points are right")
curves({"moons": losses}, title="Training an MLP([2, 8, 1])", x="step", y="loss")

# %% [markdown]
# What has it learned? The border runs where the score is 0. Each dashed line is one hidden neuron: on one of its sides
# the neuron is switched on, on the other off.

# %%
import matplotlib.pyplot as plt

ticks = [i / 20.0 for i in range(-36, 37)]
with no_grad():
    scores = [[model([x, y]).data for x in ticks] for y in ticks]
figure, axes = plt.subplots(figsize=(7, 5))
axes.contourf(ticks, ticks, scores, levels=[-1e9, 0.0, 1e9], colors=["#ffd9ba", "#bfe0f5"])
for neuron in model.layers[0]:
    across, up = (w.data for w in neuron.weights)
    foot = -neuron.bias.data / (across * across + up * up)  # of the way from the origin to the line
    axes.axline((foot * across, foot * up), slope=-across / up, color="#4b5563", lw=1, ls="--")
for label, marker, color in ((1.0, "o", "#0072b2"), (-1.0, "^", "#d55e00")):
    own = [point for point, each in zip(points, labels, strict=True) if each == label]
    axes.scatter(*zip(*own, strict=True), marker=marker, color=color, label=f"label {label:+g}")
axes.set(xlim=(-1.8, 1.8), ylim=(-1.8, 1.8), title="Where the score is positive, and where negative")
axes.legend()
figure.tight_layout()

# %% [markdown]
# The border is made of straight pieces. It bends exactly where it meets a dashed line: there one ReLU switches on or off.
#
# And the question from the top? This network has 33 parameters. Get their slopes in both ways:


# %%
def mean_loss():
    """The mean hinge loss of the model over the points."""
    total = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        total = total + hinge_loss(model(point), label)
    return total / len(points)


def loss_at(value, parameter):
    """The loss with one parameter set to a value."""
    parameter.data = value
    return mean_loss().data


parameters = model.parameters()
for p in parameters:
    p.zero_grad()
start = perf_counter()
mean_loss().backward()
middle = perf_counter()
slopes = []
with no_grad():
    for p in parameters:
        kept = p.data
        slopes.append(central_difference(lambda value, p=p: loss_at(value, p), kept))
        p.data = kept
end = perf_counter()
apart = max(abs(p.grad - slope) for p, slope in zip(parameters, slopes, strict=True))
print(f"one backward: {1000 * (middle - start):.0f} ms   66 losses: {1000 * (end - middle):.0f} ms")
print(f"the {len(slopes)} slopes differ by {apart:.0e} at most")

# %% [markdown]
# With 33 parameters it is a matter of comfort. With a hundred million, one of the two ways takes a few times as long as the
# loss, and the other two hundred million times as long.
#
# ### Question 3 (1 point)
#
# Write `count_parameters(sizes)`: how many numbers does `MLP(sizes)` learn? Count without building the network.


# %% nbgrader={"grade": false, "grade_id": "count", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_parameters(sizes):
    ### BEGIN SOLUTION
    return sum((inputs + 1) * outputs for inputs, outputs in zip(sizes[:-1], sizes[1:], strict=True))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "count-test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert count_parameters([2, 8, 1]) == 33
### BEGIN HIDDEN TESTS
assert count_parameters([2, 16, 16, 1]) == 337
assert count_parameters([5, 1]) == 6
assert count_parameters([3, 4, 5, 6]) == 16 + 25 + 36
### END HIDDEN TESTS

# %% [markdown]
# ## 7. An experiment: the mistake that nothing reports
#
# Gradients add up until somebody forgets them. Here is the training loop, written out. With `zero_grad` and a careful learning
# rate of 0.1, the loss after 60 steps is 0.355. **Predict**: what is it if you leave `zero_grad` out?

# %%
prediction = None  # your guess: the loss after 60 steps without zero_grad


# %%
def losses_of(forget, learning_rate, steps=60):
    """Plain gradient descent on the moons; `forget`: old gradients are set aside first."""
    model = MLP([2, 8, 1], seed=1)
    seen = []
    for _ in range(steps):
        if forget:
            for p in model.parameters():
                p.zero_grad()
        loss = Scalar(0.0)
        for point, label in zip(points, labels, strict=True):
            loss = loss + hinge_loss(model(point), label) / len(points)
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        seen.append(loss.data)
    return seen


careful = {"with zero_grad": losses_of(True, 0.1), "without": losses_of(False, 0.1)}
reveal(prediction, careful["without"][-1])
curves(careful, title="Learning rate 0.1", x="step", y="loss")

# %% [markdown]
# The mistake *wins*. No error, a better curve: who would go looking for it? Now the same at the learning rate of the training above.

# %%
bold = {"with zero_grad": losses_of(True, 1.0), "without": losses_of(False, 1.0)}
curves(bold, title="Learning rate 1", x="step", y="loss")

# %% [markdown]
# <details><summary>What is going on?</summary>
#
# Without `zero_grad` each step goes along the sum of all gradients so far. So it picks up speed, as a ball does that rolls downhill,
# and for a while that looks like an improvement. But this ball has no friction. At the bottom, where the loss is 0 and so is the new
# gradient, the old ones still push, and the loss shoots up again. With friction this becomes a useful method, momentum, which you
# will meet in assignment 04. Without friction it is a bug, and one that raises no error.
#
# </details>
#
# ## Question 4, in words (3 points)
#
# In five sentences or so: why is a network trained in reverse mode rather than in forward mode? What does reverse mode pay for
# it? Name a computation for which forward mode would be the better choice.
#
# One point each: for the passes, for the price, for the example.

# %% [markdown] nbgrader={"grade": true, "grade_id": "two-modes", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# A forward pass carries one direction of the inputs along and tells how all results move. A backward pass starts at one result
# and tells how it moves with every input. A network has millions of inputs, its parameters, and a single result, its loss, so
# one backward pass does what would take millions of forward ones. The price is memory: the record and its saved values must be
# kept until backward has used them. For the orbit of a planet, many coordinates that depend on one number, the time, forward mode
# gives the velocity of all coordinates in one pass.
#
# **Rubric**
#
# | points | for |
# |---|---|
# | 1 | one forward pass gives the slopes along one direction, one backward pass the slopes of one result in all inputs; a network has many inputs and one loss |
# | 1 | the price is memory: all that backward needs must be kept until it has gone through |
# | 1 | an example with few inputs and many results, such as a curve in space that depends on the time alone |

# %% [markdown]
# ## What you have now
#
# An engine that differentiates whatever you compute, in one walk over its record, and a network that it trains. PyTorch has the same:
#
# | here | in PyTorch |
# |---|---|
# | `result.node`, `Node` | `result.grad_fn`, `torch/csrc/autograd/function.h` |
# | `ScalarFunction`, `ctx.save_for_backward` | `torch.autograd.Function`, `torch/autograd/function.py` |
# | `backpropagate` | `Engine::execute`, `torch/csrc/autograd/engine.cpp` |
# | a leaf adds to its `.grad` | `AccumulateGrad`, `torch/csrc/autograd/functions/accumulate_grad.h` |
# | `no_grad` | `torch.no_grad`, `torch/autograd/grad_mode.py` |
# | `gradcheck`, `central_difference` | `torch.autograd.gradcheck`, `torch/autograd/gradcheck.py` |
# | `Softplus` | `torch.nn.functional.softplus`; its slope in `tools/autograd/derivatives.yaml` |
#
# Task 1.6 of the handout is optional: forward mode, the other way to differentiate, in half an hour.
#
# Each value here is one float, and so the network is small and slow. In assignment 02 the values become arrays, and your `Mul`,
# `Exp` and `ReLU` run on them without a change: `tt start 02`.
