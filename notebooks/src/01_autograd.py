# %% [markdown]
# # 01 Automatic differentiation
#
# **A question first.** The network at the end of this notebook has 33 parameters, and each training step needs 33 slopes.
# Measured from outside, one slope costs two computations of the loss: 66 for one step. A small language model has a hundred
# million parameters, and nobody computes its loss two hundred million times to take one step. How else are its slopes found?

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
# ## Slopes from outside: Task 1.1, in `tinytorch/autograd/numeric.py`
#
# ![The central difference](../assignments/01_autograd/pictures/central-difference.svg)
#
# Write `central_difference`. Then **predict**: the formula is exact in the limit of epsilon to 0. So the smaller epsilon, the
# better the slope?
#
# <details><summary>Answer</summary>
#
# No. The picture below is a V. On the right the error of the formula shrinks as epsilon^2. On the left f(x + epsilon) and
# f(x - epsilon) agree in nearly all the digits that a float has, and their difference keeps only the last, wrong ones; dividing
# by a tiny epsilon makes them large. For epsilon = 1e-17 both are the same number, and the slope comes out as 0.
#
# </details>

# %%
import matplotlib.pyplot as plt

from tinytorch.autograd.numeric import central_difference

epsilons = [10.0 ** (-k / 4.0) for k in range(4, 69)]
errors = [abs(central_difference(math.sin, 1.0, epsilon=e) - math.cos(1.0)) for e in epsilons]
figure, axes = plt.subplots(figsize=(7, 4))
axes.loglog(epsilons, errors, ".-")
axes.set_xlabel("epsilon")
axes.set_ylabel("error of the slope of sin at 1")
figure.tight_layout()

# %% [markdown]
# ## Question 1 (1 point)
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
# ## The idea
#
# Every operation by itself is easy to differentiate. So write down what is computed, and read it backwards, multiplying
# slopes on the way and adding up where ways meet.
#
# **Predict.** L = (a b + c) a, with a = 2, b = -3, c = 10. What are the gradients of a, b and c? Take a sheet of paper: draw the
# graph, write the values in from left to right, then the gradients from right to left. a is used twice.
#
# <details><summary>Answer</summary>
#
# ![The computation graph with values and gradients](../assignments/01_autograd/pictures/graph.svg)
#
# </details>
#
# ## Tasks 1.2, 1.3 and 1.4, in `tinytorch/autograd/`
#
# Now write the engine: forward, recording and chain rule, backward. `tt` walks you through it. Then the next cell runs.

# %%
from tinytorch.autograd import Scalar

a, b, c = (Scalar(value, requires_grad=True) for value in (2.0, -3.0, 10.0))
L = (a * b + c) * a
L.backward()
print("L =", L.data, "  gradients of a, b, c:", a.grad, b.grad, c.grad)

# %% [markdown]
# The record is there to be read. Each result knows the call that made it.


# %%
def show(x, depth=0):
    """Print how x was made: the function, then its inputs, further to the right."""
    made = x.node.function.__name__ if x.node else "leaf"
    print("    " * depth + f"{made:5} {x.data:g}")
    for y in x.node.inputs if x.node else ():
        show(y, depth + 1)


show(L)

# %% [markdown]
# ## Question 2 (2 points): an operation of your own
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
# ## At a kink
#
# ReLU has no slope at 0. Your `relu_back` says 0 there. What does the central difference say, and who is right?
#
# <details><summary>Answer</summary>
#
# It says 1/2: a step to the right goes up, a step to the left does not. Neither is right, because there is nothing to be
# right about. Gradient checks stay away from kinks, and from jumps such as `<` altogether.
#
# </details>

# %%
print("relu_back:", operators.relu_back(0.0, 1.0))
print("measured: ", round(central_difference(operators.relu, 0.0), 6))

# %% [markdown]
# ## One way back for all inputs
#
# ![Forward mode and reverse mode](../assignments/01_autograd/pictures/modes.svg)
#
# The next cell takes the sum of n squares and gets all n slopes twice: by measuring each from outside, and by one backward.
# Both take longer for a larger n, but not in the same way.

# %%
from time import perf_counter


def squares(*values):
    """The sum of the squares, in plain arithmetic: floats or Scalars."""
    total = 0.0
    for v in values:
        total = total + v * v
    return total


print("  inputs   measured, s   backward, s")
for n in (20, 100, 500):
    values = [i / n for i in range(n)]
    start = perf_counter()
    measured = [central_difference(squares, *values, arg=i) for i in range(n)]
    middle = perf_counter()
    leaves = [Scalar(v, requires_grad=True) for v in values]
    squares(*leaves).backward()
    end = perf_counter()
    assert all(abs(m - leaf.grad) < 1e-5 for m, leaf in zip(measured, leaves, strict=True))
    print(f"{n:8} {middle - start:13.4f} {end - middle:13.4f}")

# %% [markdown]
# Five times the inputs are five times the work for backward. For measuring they are 25 times the work: five times as many
# slopes, and each takes five times as long. In the first line measuring may even win, since it works on plain floats while
# backward records every operation. In the last line it has lost.
#
# ## Task 1.5, in `tinytorch/autograd/mlp.py`: a network
#
# ![A multi-layer perceptron](../assignments/01_autograd/pictures/mlp.svg)
#
# Write the neuron, the network, the loss, the training step. Then train it on two moons.

# %%
from tinytorch.autograd import MLP, accuracy, hinge_loss, no_grad, train
from tinytorch.data import moons

points, labels = moons(40, seed=0)
model = MLP([2, 8, 1], seed=1)
losses = train(model, points, labels, steps=80, learning_rate=1.0)
share = accuracy(model, points, labels)
print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, {100 * share:.0f} % of the points are right")

# %%
ticks = [i / 15.0 for i in range(-27, 28)]
with no_grad():
    scores = [[model([x, y]).data for x in ticks] for y in ticks]
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
left.plot(losses)
left.set_xlabel("step")
left.set_ylabel("loss")
right.contourf(ticks, ticks, scores, levels=[-1e9, 0.0, 1e9], colors=["#fecaca", "#bfdbfe"])
colors = ["#1d4ed8" if label > 0.0 else "#b91c1c" for label in labels]
right.scatter(*zip(*points, strict=True), c=colors, s=18)
right.set_title("where the score is positive, and where negative")
figure.tight_layout()

# %% [markdown]
# Look at the border: it is made of straight pieces, one bend for each ReLU that switches on or off there.
#
# ## Question 3 (1 point)
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
# ## An experiment: the mistake that nothing reports
#
# Gradients add up until somebody forgets them. **Predict**: what does the loss do if `zero_grad` is left out of the loop? Does it
# stay where it is, fall more slowly, fall faster, or something else?
#
# <details><summary>Answer</summary>
#
# It falls, and for a while it may even look like an improvement: every step goes along the sum of all gradients so far, so it
# picks up speed, as a ball does that rolls downhill. And like a ball without friction it does not stop. At the bottom, where
# the loss is 0 and so is the new gradient, the old ones still push, and the loss shoots up again. With friction this becomes a
# useful method, momentum, which you will meet in assignment 04. Without friction it is a bug, and one that raises no error.
#
# </details>


# %%
def losses_of(forget, steps=60, learning_rate=1.0):
    """Plain gradient descent on the moons, written out; `forget`: old gradients are set aside first."""
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


figure, axes = plt.subplots(figsize=(7, 4))
axes.plot(losses_of(True), label="with zero_grad")
axes.plot(losses_of(False), label="without")
axes.set_xlabel("step")
axes.set_ylabel("loss")
axes.legend()
figure.tight_layout()

# %% [markdown]
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
# An engine that differentiates whatever you compute, in one walk over its record, and a network that it trains. Each value in it is
# one float, and so the network is small and slow. In assignment 02 the values become arrays, and your `Mul`, `Exp` and `ReLU` run on
# them without a change.
