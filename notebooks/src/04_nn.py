# %% [markdown]
# # 04 Networks
#
# **A question first.** A network of two layers reads the digits of 02. More layers can do more, so here is one with
# twenty. The engine is yours and tested, each gradient is right to the last digit, the data are the same. You train
# it, and after the first epoch the loss is 2.31. After the second it is 2.31. After the twelfth it is 2.30.
#
# There is no error to read. In this notebook you build what all networks share, and with it you find out what is
# wrong with that one. Not a line of it is.
#
# Before most results you are asked for a guess, as a number in a cell. Make it, even a wild one: what goes wrong in
# training goes wrong in silence, and the only alarm there is are your own expectations.
#
# <badge>

# %%
# <first cell>

# %%
import matplotlib.pyplot as plt
import numpy as np

from autograder.notebook import reveal
import tinytorch as tt
import tinytorch.nn.functional as F
from tinytorch import nn
from tinytorch.data import load_digits
from tinytorch.viz import activations, curves, gradient_flow, graph, heatmap, histograms


# %% [markdown]
# ## 1. Who knows which numbers there are?
#
# ![One step of training, and the four parts of it](../assignments/04_nn/pictures/parts.svg)
#
# Four parts that know little of each other. The one that holds the numbers is a **Module**: a tree of parts, with
# **Parameters** at its leaves. An optimizer is handed a list of them, and changes what is in that list, nothing else.
#
# Here is a network. `Neurons` is a plain layer of our own, for as long as you have no other. Count with it: 64
# inputs, 32 neurons, 32, 32, 10 outputs, each neuron with a bias.


# %%
class Neurons(nn.Module):
    """x W^T + b, as plain as can be."""

    def __init__(self, inputs, outputs):
        self.size = (inputs, outputs)
        self.weight = nn.Parameter(tt.randn(outputs, inputs) / inputs**0.5)
        self.bias = nn.Parameter(tt.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.mT + self.bias


class Net(nn.Module):
    def __init__(self):
        self.first = nn.Sequential(Neurons(64, 32), nn.ReLU())
        self.middle = [Neurons(32, 32), Neurons(32, 32)]
        self.last = Neurons(32, 10)

    def forward(self, x):
        x = self.first(x)
        for layer in self.middle:
            x = layer(x).relu()
        return self.last(x)


# %% [markdown]
# **Predict**: how many numbers will an optimizer be handed, if it asks this network for its parameters?

# %%
prediction = None  # your guess: a number

# %% [markdown]
# Now write the tree: the module that notes its parts, the names of its parameters, the switch between training and
# use, and the simplest container.

# %%
# %task 4.1

# %%
tt.manual_seed(0)
net = Net()
reveal(prediction, sum(p.numel() for p in net.parameters()))

# %% [markdown]
# <details><summary>Why so few?</summary>
#
# All of `middle` is missing, 2112 numbers. A plain list is an ordinary attribute: what is in it has never been
# assigned to a module, so nobody has noted it.
#
# </details>

# %% [markdown]
# The next picture is the record of one pass through the network, and it is given the network to name things. What
# belongs to a module is drawn as one box, with its name. What the network does not know of stays bare operations:
# they take part, gradients even arrive there, and no step will ever change them.

# %%
images, labels, unseen, answers = (tt.tensor(part) for part in load_digits())
graph(net(images[:5].flatten(1)), model=net, values=False, title="A network with two layers in a list")

# %% [markdown]
# One assignment mends it: `nn.ModuleList` is a list that is a module. After that, one weight takes the place of
# another one.
#
# **Predict**: how many numbers are there then? (4522 are there with the list mended.)

# %%
prediction = None  # your guess: a number

# %%
net.middle = nn.ModuleList(net.middle)
print("with a ModuleList:", sum(p.numel() for p in net.parameters()))
net.middle[1].weight = net.middle[0].weight
reveal(prediction, sum(p.numel() for p in net.parameters()))
print([path for path, _ in net.named_parameters()])

# %% [markdown]
# <details><summary>Why?</summary>
#
# Both layers have the same weight now. It is at two places of the tree, and counted once, for it is one: 4522 - 1024.
# Counted twice, each step of the optimizer would change it twice.
#
# </details>

# %%
tt.manual_seed(0)
net = Net()
net.middle = nn.ModuleList(net.middle)
graph(net(images[:5].flatten(1)), model=net, values=False, title="The same with a ModuleList")

# %% [markdown]
# ## 2. Layers
#
# A layer of weighted sums, written with the operations of 02, leaves four records behind for `backward`: the
# transpose, the product, the repeated bias, the sum. As one Function it leaves one, and its gradient is three lines.
#
# Find them from the shapes alone. 100 rows of 64 numbers go through a layer with 32 outputs. Its weight is (32, 64),
# and D, (100, 32), comes back. Which product of two of D, x and W can be the gradient of the weight, and which that
# of x?
#
# <details><summary>Answer</summary>
#
# The gradient of the weight is (32, 64), as the weight is: D^T x, (32, 100) times (100, 64). That of x is (100, 64):
# D W. No other product of two of them has these shapes.
#
# </details>

# %% [markdown]
# **Predict**: and that of the bias? Say the loss is the sum of all outputs. What is each number of the bias's
# gradient?

# %%
prediction = None  # your guess: a number

# %%
# %task 4.2

# %%
tt.manual_seed(0)
rows = tt.randn(100, 64, requires_grad=True)
layer, plain = nn.Linear(64, 32), Neurons(64, 32)
layer(rows).sum().backward()
reveal(prediction, layer.bias.grad[0].item())
names = {"x": rows, "weight": layer.weight, "bias": layer.bias, "W": plain.weight, "b": plain.bias}
graph((layer(rows), plain(rows)), names=names, values=False, title="Your Affine, and the plain layer")

# %% [markdown]
# <details><summary>Why?</summary>
#
# The bias is added to each of the 100 rows, and each of these sums says 1. What was used many times gets the sum.
#
# </details>
#
# ### Dropout, on a picture
#
# Dropout is easier to see on a digit than in a layer. Half of the pixels are dropped. The brightest pixel of this
# digit is 1. **Predict**: how bright is the brightest afterwards?

# %%
prediction = None  # your guess: a number

# %%
tt.manual_seed(0)
digit, drop = images[3], nn.Dropout(0.5)
many = drop(digit.unsqueeze(0).expand(500, 8, 8)).mean(0)
pictures = {"the digit": digit, "dropped": drop(digit), "dropped again": drop(digit), "mean of 500": many}
pictures["after eval()"] = drop.eval()(digit)
reveal(prediction, pictures["dropped"].max().item())
figure, row = plt.subplots(1, 5, figsize=(9, 2.2))
for axes, (name, picture) in zip(row, pictures.items(), strict=True):
    axes.imshow(picture.numpy(), cmap="gray_r", vmin=0, vmax=2)
    axes.set_title(f"{name}\nbrightest {picture.max().item():.2f}", fontsize=10)
    axes.axis("off")

# %% [markdown]
# <details><summary>Why brighter?</summary>
#
# What stays is divided by the chance of staying, 1/2. So the mean of many is the digit itself, and the next layer gets
# sums of the size that it will get in use, when nothing is dropped. Forget `eval()`, and a finished network goes on
# throwing half of what it sees away.
#
# </details>
#
# ### Layer norm
#
# Four rows go through it: x, 1000 x, x + 7 and -x. **Predict**: how many different rows come out?

# %%
prediction = None  # your guess: 1, 2, 3 or 4

# %%
x = tt.tensor([1.0, 2.0, 4.0, 8.0])
found = {}
for name, given in (("x", x), ("1000 x", 1000.0 * x), ("x + 7", x + 7.0), ("-x", -x)):
    found[name] = [round(number, 3) for number in F.layer_norm(given, (4,)).tolist()]
    print(f"{name:7}", "".join(f"{number:8.3f}" for number in found[name]))
reveal(prediction, len({tuple(row) for row in found.values()}))

# %% [markdown]
# <details><summary>Why?</summary>
#
# The size and the mean of a row are what it takes away, so the first three are one. -x becomes the mirror image.
# Whatever a layer does to the size of its numbers, the next one does not hear of it. Keep that in mind for the network
# of the first question.
#
# </details>
#
# ### Question 1 (2 points): one weight, used twice
#
# Write `Tied(inputs, hidden)`, a module that squeezes a row through a narrow place and unfolds it with the same
# weight:
#
#     h = relu(x W^T + b)          (n, inputs) -> (n, hidden)
#     y = h W + c                  (n, hidden) -> (n, inputs)
#
# W and b are those of a `nn.Linear` called `down`, and c, zeros at first, is a parameter called `back`.


# %% nbgrader={"grade": false, "grade_id": "tied", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Tied(nn.Module):
    ### BEGIN SOLUTION
    def __init__(self, inputs, hidden):
        self.down = nn.Linear(inputs, hidden)
        self.back = nn.Parameter(tt.zeros(inputs))

    def forward(self, x):
        return self.down(x).relu() @ self.down.weight + self.back

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tied-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
tied = Tied(5, 2)
assert {path: p.shape for path, p in tied.named_parameters()} == {
    "back": (5,),
    "down.weight": (2, 5),
    "down.bias": (2,),
}
assert tied(tt.ones(3, 5)).shape == (3, 5)
### BEGIN HIDDEN TESTS
weight, bias, back = np.array([[1.0, -1.0, 2.0], [0.0, 3.0, 1.0]]), np.array([0.5, -4.0]), np.array([10.0, -20.0, 30.0])
tied, rows = Tied(3, 2), np.array([[1.0, 0.0, 2.0], [0.0, 2.0, 1.0]])
assert tied.back.tolist() == [0.0, 0.0, 0.0]
tied.load_state_dict({"down.weight": tt.tensor(weight), "down.bias": tt.tensor(bias), "back": tt.tensor(back)})
hidden = np.maximum(rows @ weight.T + bias, 0.0)
assert np.allclose(tied(tt.tensor(rows).float()).detach().numpy(), hidden @ weight + back)
tied(tt.tensor(rows).float()).sum().backward()
both = np.outer((hidden > 0.0)[0] * weight.sum(1), rows[0]) + np.outer((hidden > 0.0)[1] * weight.sum(1), rows[1])
assert np.allclose(tied.down.weight.grad.numpy(), both + hidden.sum(0)[:, None])
assert tied.back.grad.tolist() == [2.0, 2.0, 2.0]
### END HIDDEN TESTS

# %% [markdown]
# ## 3. How weights begin
#
# Now the network of the first question. Its weights begin as those of `nn.Linear` do, here and in PyTorch: evenly
# spread over [-1/sqrt(n), 1/sqrt(n)), with n = 64 inputs. That is a variance of 1 / (3 n).
#
# Send 200 digits through, and look behind each ReLU: how much does a number differ from one digit to the next?
# **Predict**: by which factor does one layer of neurons and a ReLU change this spread? (A sum of n independent
# products has n times the variance of one, and ReLU keeps about half of the mean square.)

# %%
prediction = None  # your guess: 1 keeps it, 2 doubles it

# %%
DEPTH, WIDTH = 20, 64


def deep(begin=None, norm=False):
    """Twenty layers of 64 neurons and one of 10; `begin` writes the first numbers into each weight."""
    tt.manual_seed(0)
    parts = [nn.Flatten()]
    for _ in range(DEPTH):
        parts += [nn.Linear(WIDTH, WIDTH), *([nn.LayerNorm(WIDTH)] if norm else []), nn.ReLU()]
    model = nn.Sequential(*parts, nn.Linear(WIDTH, 10))
    for layer in model:
        if isinstance(layer, nn.Linear) and begin is not None:
            begin(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


def differences(model):
    """For each ReLU, from 1 on: what comes out for 200 digits, without what is the same for all of them."""
    outputs = activations(model, images[:200])
    after = [outputs[path] for path, layer in model.named_modules() if isinstance(layer, nn.ReLU)]
    return {k: output - output.mean(0) for k, output in enumerate(after, 1)}


def spreads(model):
    """{layer: the size of these differences}"""
    return {k: some.std().item() for k, some in differences(model).items()}


spread = spreads(deep())
reveal(prediction, (spread[11] / spread[1]) ** (1 / 10))
behind = differences(deep())
shown = {f"behind layer {k}": behind[k] for k in (1, 2, 3, 5, 10, 20)}
histograms(shown, title="What differs from digit to digit", shared=True)

# %% [markdown]
# <details><summary>Why so small?</summary>
#
# n products, each with a variance of 1 / (3 n) times the mean square of x, and half of it for ReLU: 1/6. So the spread
# falls to sqrt(1/6) = 0.41 in each layer, and 0.41 to the power of 20 is 2e-8. At the end all digits look alike, up to
# the last digits of a float. The usual beginning, PyTorch's and yours, is not made for this network.
#
# </details>

# %% [markdown]
# All six histograms have one axis: by layer 10 you need a microscope. And on the way back? Here are all gradients of
# this network, the first layer at the top. From one line of the scale to the next it is a factor of a hundred.

# %%
model = deep()
chances = model(images[:200]).log_softmax(1)
(-chances[tt.arange(200), labels[:200]].mean()).backward()  # the loss of 02, as its formula says
gradient_flow(model, title="Twenty layers that begin as nn.Linear does")

# %% [markdown]
# The gradient that arrives at a layer is about 0.4 times that at the next one. Look at the biases: it is handed to
# them as it is. Weights get it times the small numbers that came in. Only the last bias learns, and it has ten numbers.
#
# Now write the three that begin better.

# %%
# %task 4.3

# %% [markdown]
# Four beginnings of one network. 0.3 is a size that looks harmless; the last one has a layer norm before each ReLU,
# and `Linear`'s usual weights. **Predict**: the spread behind layer 20 of the second, divided by that behind layer 1?

# %%
prediction = None  # your guess: 1e6 is a million

# %%
from tinytorch.nn.init import kaiming_normal_, normal_

STARTS = {
    "as Linear begins": {},
    "normal, 0.3": {"begin": lambda weight: normal_(weight, 0.0, 0.3)},
    "Kaiming": {"begin": lambda weight: kaiming_normal_(weight, nonlinearity="relu")},
    "with LayerNorm": {"norm": True},
}
found = {start: spreads(deep(**how)) for start, how in STARTS.items()}
reveal(prediction, found["normal, 0.3"][20] / found["normal, 0.3"][1])
curves(found, title="The spread behind each ReLU", x="layer", y="spread", logarithmic=True)

# %% [markdown]
# <details><summary>Why a straight line?</summary>
#
# A factor in each layer is a straight line on this scale. With 0.3 the formula says the root of 64 * 0.3^2 / 2, which
# is 1.7, nineteen times in a row: 23,000. What is measured is smaller, for each ReLU also makes digits a little more
# alike. Kaiming's variance is 2 / n, which makes the factor 1. And layer norm does not care how weights begin: it
# brings each row back to its size. (The first line ends where a float has no more digits.)
#
# </details>
#
# ## 4. Losses
#
# A network that knows nothing gives all ten digits the same chance. **Predict**: what does it lose?

# %%
prediction = None  # your guess: a number

# %%
# %task 4.4

# %%
first_loss = {}
for start, how in STARTS.items():
    with tt.no_grad():
        first_loss[start] = F.nll_loss(deep(**how)(images).log_softmax(1), labels).item()
    print(f"{start:18} {first_loss[start]:12.3f}")
reveal(prediction, F.nll_loss(tt.zeros(1, 10).log_softmax(1), tt.tensor([7])).item())

# %% [markdown]
# <details><summary>What the four numbers say</summary>
#
# -ln(1/10) = 2.303. Where hardly anything arrives at the end, all scores are nearly equal: just that. Where the
# numbers explode, the network is certain of some digit, and nine times out of ten it is the wrong one: tens of
# thousands. With Kaiming and with layer norm it is a little above. Print the first loss of every network that you
# train; this one number tells the too large from the rest. The too small it does not tell.
#
# </details>
#
# ### A yes that should be a no
#
# The other loss is for yes and no. The right answer is no, the score is x. A textbook writes -ln(1 - s(x)), with s(x)
# = 1 / (1 + e^-x). That is very nearly x, for any large x. In float32, it is infinite from some x on. **Predict**: from
# which?

# %%
prediction = None  # your guess: a score

# %%
scores = np.linspace(10.0, 20.0, 501, dtype=np.float32)
ways = {
    "textbook": lambda x: -(1.0 - x.sigmoid()).log(),
    "yours": lambda x: F.binary_cross_entropy_with_logits(x, tt.zeros_like(x), reduction="none"),
}
losses, slopes = {}, {}
for name, loss in ways.items():
    x = tt.tensor(scores, requires_grad=True)
    with np.errstate(all="ignore"):
        y = loss(x)
        y.sum().backward()
    losses[name] = dict(zip(scores.tolist(), y.tolist(), strict=True))
    slopes[name] = dict(zip(scores.tolist(), x.grad.tolist(), strict=True))
reveal(prediction, min(x for x, y in losses["textbook"].items() if y == float("inf")))
curves(slopes, title="The slope of the loss", x="score x", y="slope")

# %% [markdown]
# <details><summary>Why a saw?</summary>
#
# s(x) comes so near to 1 that float32 has few numbers left: near 1 they lie about 6e-8 apart. So 1 - s(x) can only be
# one, two, three of these, and the loss becomes a staircase, with slopes that are wrong by half. When e^-x is lost
# beside 1, s(x) is 1, the loss infinite, and the slope no number at all. Yours never computes 1 - s(x).
#
# </details>
#
# ## 5. Optimizers
#
# A valley: f(x, y) = (x^2 + 25 y^2) / 2, which is 25 times as steep across as along. Plain descent takes steps of the
# rate times the slope. **Predict**: from which rate on does it fly out of the valley instead of down?

# %%
prediction = None  # your guess: a rate

# %%
# %task 4.5

# %%
from tinytorch import optim


def path(make, steps=40, start=(-9.0, 2.0)):
    """Where a point is after each step of the optimizer that `make` makes for it."""
    p = nn.Parameter(tt.tensor(list(start)))
    optimizer, places = make([p]), [p.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        (0.5 * (p * p * tt.tensor([1.0, 25.0])).sum()).backward()
        optimizer.step()
        places.append(p.tolist())
    return np.array(places)


def flies_out(rate):
    """Whether plain descent with this rate is higher up the wall at the end than at the beginning."""
    places = path(lambda ps: optim.SGD(ps, lr=rate))
    return abs(places[-1, 1]) > 2.01


reveal(prediction, next(k / 1000 for k in range(200) if flies_out(k / 1000)))

# %% [markdown]
# <details><summary>Why there?</summary>
#
# Across, the slope is 25 y, so a step makes y (1 - 25 rate). Above 2 / 25 = 0.08 that is beyond -1: each step lands
# further out on the other side. The steepest direction sets the rate for all, and along the floor it is far too small.
#
# </details>

# %% [markdown]
# Three walks of 40 steps: plain descent with a rate just below that, the same with momentum, and Adam. Which comes
# nearest to the end? Draw the three with a finger first.


# %%
def draw_paths(**makers):
    """The way of each down into the valley, and what is left of f at the end."""
    figure, row = plt.subplots(1, len(makers), figsize=(10, 2.6), sharey=True, squeeze=False)
    x, y = np.meshgrid(np.linspace(-10.0, 4.0, 120), np.linspace(-3.0, 3.0, 80))
    for axes, (name, make) in zip(row[0], makers.items(), strict=True):
        axes.contour(x, y, np.sqrt(x * x + 25.0 * y * y), 12, colors="lightgray", linewidths=0.8)
        places = path(make)
        axes.plot(*places.T, ".-", linewidth=1, markersize=4)
        axes.plot(0.0, 0.0, "k+", markersize=10)
        left_over = 0.5 * (places[-1] ** 2 * [1.0, 25.0]).sum()
        axes.set_title(f"{name.replace('_', ' ')}: {left_over:.4f} is left", fontsize=10)
    figure.tight_layout()


draw_paths(
    SGD=lambda ps: optim.SGD(ps, lr=0.078),
    with_momentum=lambda ps: optim.SGD(ps, lr=0.078, momentum=0.8),
    Adam=lambda ps: optim.Adam(ps, lr=0.5),
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# SGD jumps from wall to wall and creeps along the floor. Momentum adds up what all steps have in common, so it is
# fast along the floor, and swings past the end. Adam's steps have the same length in both directions at first,
# whatever the slopes are: it walks off along the diagonal, and swings past the end as well.
#
# </details>
#
# ### An experiment: Adam without its correction
#
# Adam's two running means begin at 0. Your code divides by 1 - beta^t, to make up for it. What if it did not? Both
# means would be too small at first, as anyone can see. The gradient is always 5. **Predict**: how long is the first
# step then, in units of the rate? (With the correction it is 1.)

# %%
prediction = None  # your guess: a number

# %% [markdown]
# The next cell needs no second Adam. It tells yours that a million steps are behind it: then the corrections are 1.


# %%
class Uncorrected(optim.Adam):
    def update(self, p, gradient, state, group):
        state["step"] = 10**6
        super().update(p, gradient, state, group)


def lengths(kind, steps=1000):
    """{step: how long it is, in units of the rate} while the gradient is always 5."""
    p = nn.Parameter(tt.tensor([0.0], dtype=tt.float64))
    optimizer, places = kind([p], lr=1.0), [0.0]
    for _ in range(steps):
        p.grad = tt.tensor([5.0], dtype=tt.float64)
        optimizer.step()
        places.append(p.item())
    return dict(enumerate((-np.diff(places)).tolist(), 1))


found = {kind.__name__: lengths(kind) for kind in (optim.Adam, Uncorrected)}
for name, steps in found.items():
    print(f"{name:12}", ", ".join(f"step {k}: {steps[k]:.2f}" for k in (1, 12, 100, 1000)))
reveal(prediction, found["Uncorrected"][1])
first = {name: {k: steps[k] for k in range(1, 201)} for name, steps in found.items()}
curves(first, title="How long a step is", x="step", y="in units of the rate")

# %% [markdown]
# <details><summary>Why too long, and not too short?</summary>
#
# Of the mean m, a tenth is there after the first step, of v a thousandth. Its root is 0.03, and 0.1 / 0.03 is 3.2. It
# becomes worse, for m fills up in ten steps and v in a thousand: six times too long at step 12, and still noticeable
# at step 1000. So whoever forgets the correction does not see a slow beginning, but one that leaps; and whoever lowers
# the rate until it does not leap has a slow rest.
#
# </details>
#
# ### Question 2 (2 points): an optimizer of your own
#
# Write `update` for an optimizer that looks at nothing but signs. In `state["mean"]` it keeps a running mean of the
# gradients, m = memory * m + (1 - memory) * gradient, which is 0 before the first step; then p -= lr * sign(m), in
# place. The gradient stays as it is. (`start` makes the first mean for each parameter. Tensors have a method `sign`.)


# %% nbgrader={"grade": false, "grade_id": "signs", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Signs(optim.Optimizer):
    def __init__(self, params, lr=0.1, memory=0.9):
        super().__init__(params, {"lr": lr, "memory": memory})

    def start(self, p, group):
        return {"mean": tt.zeros_like(p)}

    def update(self, p, gradient, state, group):
        ### BEGIN SOLUTION
        state["mean"] = group["memory"] * state["mean"] + (1.0 - group["memory"]) * gradient
        p -= group["lr"] * state["mean"].sign()
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "signs-test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
def walk(gradients, **settings):
    """Where a parameter is after each step, from 0 on."""
    p, places = nn.Parameter(tt.zeros(1)), []
    optimizer = Signs([p], **settings)
    for gradient in gradients:
        p.grad = tt.tensor([gradient])
        optimizer.step()
        assert p.grad.tolist() == [gradient]
        places.append(p.item())
    return places


assert walk([1000.0, 0.125, -1.0], lr=0.5, memory=0.0) == [-0.5, -1.0, -0.5]
### BEGIN HIDDEN TESTS
assert walk([8.0, -1.0, -1.0, -8.0], lr=0.5, memory=0.5) == [-0.5, -1.0, -1.5, -1.0]  # means 4, 1.5, 0.25, -3.875
assert walk([0.0, 2.0], lr=0.25) == [0.0, -0.25]
p, q = (nn.Parameter(tt.tensor([1.0, 2.0])) for _ in range(2))
memory = p.detach()
optimizer = Signs([{"params": [p]}, {"params": [q], "lr": 1.0}], lr=0.5)
p.grad, q.grad = tt.tensor([3.0, -3.0]), tt.tensor([-1.0, 0.0])
optimizer.step()
assert (memory.tolist(), q.tolist()) == ([0.5, 2.5], [2.0, 2.0])
assert np.allclose(optimizer.state[p]["mean"].numpy(), [0.3, -0.3])
assert np.allclose(optimizer.state[q]["mean"].numpy(), [-0.1, 0.0])
### END HIDDEN TESTS

# %% [markdown]
# How does yours walk? With a rate that stays it never arrives: a sign does not become smaller near the end. So lower
# the rate on the way, by your `warmup_cosine`.

# %%
from tinytorch.optim.schedules import warmup_cosine
from tinytorch.viz import schedule


def rate(step):
    """Up in three steps, down to 0 at step 40."""
    return 0.5 * warmup_cosine(step, warmup=3, total=40)


schedule({"with a schedule": rate, "the same all the time": lambda step: 0.25}, 41)


# %%
class SignsToTheEnd(Signs):
    """Signs with a rate that comes down to 0 in 40 steps."""

    def step(self, closure=None):
        self.steps = getattr(self, "steps", 0) + 1
        for group in self.param_groups:
            group["lr"] = rate(self.steps - 1)
        return super().step(closure)


draw_paths(
    Signs=lambda ps: Signs(ps, lr=0.25, memory=0.5),
    with_a_schedule=lambda ps: SignsToTheEnd(ps, memory=0.5),
)

# %% [markdown]
# ## 6. Batches
#
# An epoch is once through all the data, in batches of a few. In which order? Sorted by label they are 1,437 digits,
# first all zeros, then all ones. A sampler can shuffle their numbers, or draw one after the other *with* replacement,
# as one throws dice. **Predict**: how many percent of the digits are never drawn in an epoch of 1,437 draws?

# %%
prediction = None  # your guess: from 0 to 100

# %%
# %task 4.6

# %%
from tinytorch.data import DataLoader, RandomSampler, TensorDataset, index_batches

by_label = labels.argsort(stable=True)
sorted_digits = TensorDataset(images[by_label], labels[by_label])
count = len(sorted_digits)
drawn = list(RandomSampler(sorted_digits, replacement=True, generator=tt.Generator(0)))
reveal(prediction, 100.0 * (1 - len(set(drawn)) / count))


def mixture(order):
    """Row k, column j: how many of batch j are the digit k."""
    batches = index_batches(list(order), 32, drop_last=True)
    digits = [sorted_digits.tensors[1][tt.tensor(batch)].tolist() for batch in batches]
    return np.array([[batch.count(k) for batch in digits] for k in range(10)])


heatmap(mixture(range(count)), title="How many of each digit (row) are in each batch (column): in order")

# %%
shuffled = RandomSampler(sorted_digits, generator=tt.Generator(0))
heatmap(mixture(shuffled), title="The same, shuffled")

# %% [markdown]
# <details><summary>Why more than a third?</summary>
#
# Each draw misses a given digit with the chance 1 - 1/n, and n draws all miss it with (1 - 1/n)^n, which is nearly 1/e.
# In a picture you would not see it: batches drawn with replacement look like a fair mix, too.
#
# </details>
#
# ### Let your law judge
#
# One of four functions that cut an order into batches is right. Your `epoch_law` sees only what a function makes of one
# input. **Predict**: how many of the three wrong ones does it catch with 6 samples in batches of 2?

# %%
prediction = None  # your guess: 0, 1, 2 or 3

# %%
from tinytorch.data import epoch_law


def without_the_rest(order, size, drop_last):
    return [order[k * size : (k + 1) * size] for k in range(len(order) // size)]


def always_full(order, size, drop_last):
    return [[order[(k + j) % len(order)] for j in range(size)] for k in range(0, len(order), size)]


def its_own_order(order, size, drop_last):
    return index_batches(sorted(order), size, drop_last)


cuts = (index_batches, without_the_rest, always_full, its_own_order)
sizes = [(count, size) for count in range(1, 12) for size in (1, 2, 3, 5)]
cases = [(count, size, drop) for count, size in sizes for drop in (False, True)]
for cut in cuts:
    words = "right" if epoch_law(cut, 6, 2, False) else "wrong"
    caught = sum(not epoch_law(cut, *case) for case in cases)
    print(f"{cut.__name__:17} 6 in batches of 2: {words}; wrong in {caught} of {len(cases)} cases")
reveal(prediction, sum(not epoch_law(cut, 6, 2, False) for cut in cuts))

# %% [markdown]
# <details><summary>Why so few?</summary>
#
# Only the one that hands out samples in another order. The two others go wrong at the end of an epoch, where a batch
# is short; and 2 divides 6. A law is as good as the inputs it is asked with.
#
# </details>
#
# ## 7. The loop
#
# Everything is there; now call it in the right order, and train. First something to look at: points on two arms of a
# spiral, and a network of three layers *without* ReLU between them, 1185 parameters. **Predict**: how many percent of
# the points does it get right after training?

# %%
prediction = None  # your guess: guessing alone gives 50

# %%
# %task 4.7

# %%
from tinytorch.data import spiral
from tinytorch.training.fit import fit
from tinytorch.viz import boundary_steps, decision_boundary

points, arms = spiral(200, noise=0.02)
points, arms = tt.tensor(points), (tt.tensor(arms) > 0).float()


def wrong(scores, arms):
    """The loss of one score for each point."""
    return F.binary_cross_entropy_with_logits(scores.squeeze(1), arms)


def trained(model, log=None):
    loader = DataLoader(TensorDataset(points, arms), batch_size=50, shuffle=True, generator=tt.Generator(0))
    fit(model, loader, wrong, optim.Adam(model.parameters(), lr=0.01), epochs=150, log=log, progress=False)
    return model


tt.manual_seed(0)
straight = trained(nn.Sequential(nn.Linear(2, 32), nn.Linear(32, 32), nn.Linear(32, 1)))
with tt.no_grad():
    right = ((straight(points).squeeze(1) > 0).float() == arms).float().mean().item()
reveal(prediction, 100 * right)
decision_boundary(straight, points, arms, title="Three layers without a bend")

# %% [markdown]
# <details><summary>Why a straight line?</summary>
#
# (x A) B = x (A B): three layers without a bend are one. All that the other parameters do is to write one line in a
# complicated way.
#
# </details>

# %% [markdown]
# The same with a ReLU behind the first two, and a view of it every few epochs. Press play, or drag the slider.

# %%
tt.manual_seed(0)
bent = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
steps = boundary_steps(bent, points, arms, every=10, title="Two bends")
trained(bent, log=steps)
steps.animation()

# %% [markdown]
# ### Back to the first question
#
# The four networks of twenty layers. Each gets the same digits in the same order, and the same optimizer. **Predict**:
# how many of the four read more than half of the unseen digits after twelve epochs?

# %%
prediction = None  # your guess: from 0 to 4

# %%
from tinytorch.tensors import accuracy
from tinytorch.training import evaluate, train_epoch

digits = TensorDataset(images, labels)
test_loader = DataLoader(TensorDataset(unseen, answers), batch_size=len(answers))
found, right = {}, {}
for start, how in STARTS.items():
    model = deep(**how)
    optimizer = optim.SGD(model.parameters(), lr=0.002, momentum=0.9)
    loader = DataLoader(digits, batch_size=64, shuffle=True, generator=tt.Generator(0))
    with np.errstate(all="ignore"):
        found[start] = [train_epoch(model, loader, F.cross_entropy, optimizer) for _ in range(12)]
        right[start] = evaluate(model, test_loader, accuracy=accuracy)["accuracy"]
    print(f"{start:18} {right[start]:.0%} of the unseen digits are read right")
reveal(prediction, sum(share > 0.5 for share in right.values()))
curves(found, x="epoch", title="Four beginnings of one network")

# %% [markdown]
# <details><summary>What happened to each</summary>
#
# As `Linear` begins it stays at 2.30, however long you wait. With 0.3 the first steps make infinity of it, then nan,
# and there is no curve. Kaiming learns. With layer norm it learns, too, though its weights begin like those of the
# first.
#
# </details>
#
# ### An experiment: the digits in order
#
# Take a network that learns well, two layers, and give it the digits sorted: all zeros, then all ones, and so on. It
# is one epoch of 90 batches. After every second one `evaluate` asks, digit by digit, how many of the unseen ones it reads.
#
# Shuffled, the mean loss of this epoch is 1.34. **Predict**: what is it when they come sorted?

# %%
prediction = None  # your guess: a loss

# %%
of_each = {k: TensorDataset(unseen[answers == k], answers[answers == k]) for k in range(10)}
parts = {k: DataLoader(some, batch_size=99) for k, some in of_each.items()}


def watched_epoch(loader):
    """What share of each unseen digit is read right on the way, and the loss of each batch."""
    tt.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer, read, losses = optim.SGD(model.parameters(), lr=0.3), [], []
    for k, batch in enumerate(loader, 1):
        losses.append(train_epoch(model, [batch], F.cross_entropy, optimizer))
        if k % 2 == 0:
            shares = [evaluate(model, part, accuracy=accuracy)["accuracy"] for part in parts.values()]
            read.append(shares)
    return np.array(read).T, losses


read, losses = {}, {}
for name, data in {"shuffled": digits, "sorted": sorted_digits}.items():
    loader = DataLoader(data, 16, shuffle=name == "shuffled", generator=tt.Generator(0))
    read[name], losses[name] = watched_epoch(loader)
    end = read[name][:, -1].mean()
    print(f"{name:9} mean loss {np.mean(losses[name]):.2f}, {end:.0%} are read right at the end")
reveal(prediction, np.mean(losses["sorted"]))
curves(losses, title="The loss of each batch", x="batch")

# %% [markdown]
# The smaller loss, and the worse network! Now look at what it can read, digit by digit, while the batches come.

# %%
batches = [str(k) for k in range(2, 91, 2)]
heatmap(read["shuffled"], columns=batches, title="Shuffled: the share of each digit read right, batch by batch")

# %%
heatmap(read["sorted"], columns=batches, title="Sorted: the same")

# %% [markdown]
# <details><summary>What happened?</summary>
#
# Sorted, there is a staircase: at each time it reads the digit of the moment and no other one. It does not collect
# what it has learned. To say "three" to everything is the shortest way to a small loss while threes come, and it
# overwrites what was there before. And each batch pays a lot only where a new digit begins. A loss that is measured on
# the way says how well the network predicts the *next batch*, and here that is easy.
#
# </details>
#
# ### All of it together
#
# A schedule, dropout, AdamW, clipping, and `fit`, which calls your loop and keeps the books. The curve grows while it
# trains. **Predict**: in how many of the 15 epochs is the loss on the unseen digits *lower* than that on those it is
# trained on?

# %%
prediction = None  # your guess: from 0 to 15

# %%
from tinytorch.optim.lr_scheduler import WarmupCosineLR
from tinytorch.viz import LiveCurve

tt.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
optimizer = optim.AdamW(model.parameters(), lr=0.005)
with LiveCurve("The loss of each step", logarithmic=True) as live:
    history = fit(
        model,
        DataLoader(digits, batch_size=32, shuffle=True, generator=tt.Generator(0)),
        F.cross_entropy,
        optimizer,
        epochs=15,
        valid=test_loader,
        schedule=WarmupCosineLR(optimizer, warmup=1, total=15),
        clip=1.0,
        log=live,
        progress=False,
    )
share = evaluate(model, test_loader, accuracy=accuracy)["accuracy"]
print(f"{share:.1%} of the unseen digits are read right")

# %%
reveal(prediction, sum(row["valid_loss"] < row["loss"] for row in history.rows))
history.picture()

# %% [markdown]
# <details><summary>How can it do better on what it has never seen?</summary>
#
# It does not. The loss of an epoch is measured while dropout is on, and before each step; the other one afterwards, by
# the whole network. Never take the first for a measure of how well it does on its own data.
#
# </details>
#
# ## Question 3, in words (3 points)
#
# Back to the network that stayed at 2.30, the one whose weights begin as `Linear`'s do. Explain in five sentences or
# so: where does this number come from, and what does the network say to every digit? By which factor does the spread
# change from layer to layer, and what is left after twenty? And why would a learning rate that is a million times as
# large not help, though the gradients of the first layers are about that much too small?
#
# One point for each of the three questions. The picture of its gradients, in part 3, helps.

# %% [markdown] nbgrader={"grade": true, "grade_id": "stuck", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# All digits look alike when they arrive at the last layer, so it gives the same scores to each of them. The best that
# it can do is to give every class the chance that it has among the digits, about 1/10, by its last bias; and
# -ln(1/10) is 2.303. The weights have the variance 1 / (3 n), a sum of n products multiplies by n, and ReLU halves
# the square: the spread is multiplied by sqrt(1/6) = 0.41 in each layer, and 0.41^20 is about 2e-8. A larger rate is
# one for all layers. The gradients of the last layer, and of its bias above all, are not small, so with such a rate
# its parameters would be thrown far away by the first step; and the rate would suit at most one layer, for the
# gradient is another one in each.
#
# **Rubric**
#
# | points | for |
# |---|---|
# | 1 | the last layer sees the same for every digit, so the answer is the same: a chance of 1/10 for each class, and -ln(1/10) = 2.303 |
# | 1 | sqrt(n * 1/(3 n) * 1/2) = 0.41 for each layer, and about 2e-8 after twenty; the variance of Linear's weights must be in it |
# | 1 | the rate is the same for all layers, and the last ones (or the last bias) have gradients of usual size, so that they would explode; that the gradient points in no useful direction, since rounding is as large as what is left, is right, too |

# %% [markdown]
# ## What you have now
#
# A library in which a network is a few lines and any network is trained by the same loop; and an eye for what goes
# wrong without an error: a layer that nobody knows of, weights of the wrong size, a chance that was rounded, a step
# that is too long, samples in order.
#
# | here | in PyTorch |
# |---|---|
# | `Module.__setattr__`, `named_parameters` | `torch/nn/modules/module.py` |
# | `Affine` | `addmm`, and its line in `tools/autograd/derivatives.yaml` |
# | `dropout`, `layer_norm` | `native_dropout` and `native_layer_norm` in `aten/src/ATen/native/` |
# | `kaiming_normal_` | `torch/nn/init.py` |
# | `nll_loss` | `aten/src/ATen/native/LossNLL.cpp` |
# | `binary_cross_entropy_with_logits` | `aten/src/ATen/native/Loss.cpp` |
# | `SGD`, `Adam`, `AdamW` | `torch/optim/sgd.py`, `adam.py`, `adamw.py` |
# | `clip_grad_norm_` | `torch/nn/utils/clip_grad.py` |
# | `warmup_cosine` | `LinearLR`, `CosineAnnealingLR`, `SequentialLR` in `torch/optim/lr_scheduler.py` |
# | `RandomSampler`, `DataLoader` | `torch/utils/data/sampler.py`, `dataloader.py` |
# | `train_epoch` | you write it, there, too |
#
# In assignment 05 you build a layer that knows which pixels are neighbours: the convolution.
