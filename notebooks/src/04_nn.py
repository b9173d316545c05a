# %% [markdown]
# # 04 Networks
#
# **A question first.** A network of two layers reads the digits of 02. More layers can do more, so here is one with
# twenty. The engine is yours and tested, each gradient is right to the last digit, the data are the same. You train
# it, and after the first epoch the loss is 2.31. After the second it is 2.31. After the twelfth it is 2.30.
#
# There is no error to read. In this notebook you build what all networks share, and with it you find out what is
# wrong with that one. Not a line of it is.

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
# ![One step of training, and the four parts of it](../assignments/04_nn/pictures/parts.svg)
#
# Four parts that know little of each other. The one that holds the numbers is a **Module**: a tree of parts, with
# **Parameters** at its leaves. An optimizer is handed a list of them, and changes what is in that list, nothing else.
#
# **Predict**: the `Net` below has four pieces that compute. Which of their parameters will be in the list?
#
# <details><summary>Answer</summary>
#
# All but those of `middle`. A plain list is an ordinary attribute: what is in it has never been assigned to a module,
# so nobody has noted it. It is computed with, gradients even arrive there, and it is never trained.
#
# </details>
#
# ## Task 4.1, in `tinytorch/nn/module.py` and `containers.py`
#
# Write the four; `tt check 4.1` says how far you are. Then go on here. The next cell is a pencil, and a layer of our
# own for as long as you have no other. The one after it draws the tree that your code has made of `Net`: modules in
# blue, parameters in orange.

# %%
import matplotlib.pyplot as plt
import numpy as np

import tinytorch as tt
from tinytorch import nn


def draw_tree(model):
    """The modules of a model and the parameters in them, each below the module that it belongs to."""
    places, shapes, free = {}, {}, [0.0]

    def put(path, module, depth):
        below = [f"{path}.{name}" for name in module._parameters] + [f"{path}.{name}" for name in module._modules]
        for (name, p), place in zip(module._parameters.items(), below, strict=False):
            places[place], shapes[place] = (free[0], depth + 1), (name, tuple(p.shape), "#fdd49e")
            free[0] += 1.0
        for name, child in module.named_children():
            put(f"{path}.{name}", child, depth + 1)
        free[0] += 0.0 if below else 1.0
        middle = np.mean([places[one][0] for one in below]) if below else free[0] - 1.0
        places[path], shapes[path] = (middle, depth), (path.split(".")[-1], type(module).__name__, "#c6dbef")

    put("net", model, 0)
    figure, axes = plt.subplots(figsize=(11, 1.1 * (1 + max(depth for _, depth in places.values()))))
    for path, (x, depth) in places.items():
        above = places.get(path.rpartition(".")[0])
        if above:
            axes.plot([above[0], x], [-above[1], -depth], color="gray", zorder=0)
        name, what, colour = shapes[path]
        axes.text(x, -depth, f"{name}\n{what}", ha="center", va="center", fontsize=7, bbox={"facecolor": colour})
    axes.margins(0.06, 0.15)
    axes.axis("off")


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
        self.factor = nn.Parameter(tt.ones(1))

    def forward(self, x):
        x = self.first(x)
        for layer in self.middle:
            x = layer(x).relu()
        return self.last(x) * self.factor


# %%
net = Net()
draw_tree(net)
print("parameters:", sum(p.numel() for p in net.parameters()))

# %% [markdown]
# One assignment mends it. **Predict** the two counts that the next cell prints. In its second line one weight takes
# the place of another one.
#
# <details><summary>Answer</summary>
#
# Two layers of 32 * 32 + 32 = 1056 come in: 2411 + 2112 = 4523. Then both have the same weight. It is drawn twice,
# for it is at two places of the tree, and counted once, for it is one: 4523 - 1024 = 3499.
#
# </details>

# %%
net.middle = nn.ModuleList(net.middle)
print("parameters:", sum(p.numel() for p in net.parameters()))
net.middle[1].weight = net.middle[0].weight
print("parameters:", sum(p.numel() for p in net.parameters()))
draw_tree(net)
print([path for path, _ in net.named_parameters()])

# %% [markdown]
# ## Task 4.2, in `tinytorch/nn/functional/` and `layers.py`
#
# **Predict** first, from the shapes alone: 100 rows of 64 numbers go through a layer with 32 outputs. Its weight is
# (32, 64), and D, (100, 32), comes back. Which products of D, x and W can be the gradient of the weight, and which
# that of x?
#
# <details><summary>Answer</summary>
#
# The gradient of the weight is (32, 64), as the weight is: D^T x, (32, 100) times (100, 64). That of x is (100, 64):
# D W. No other product of two of them has these shapes.
#
# </details>
#
# Write the five. Then look at dropout, on a picture instead of a layer. **Predict**: what will be left of a digit if
# half of its pixels are dropped? What will the mean of 500 such pictures be? And are all pixels within the range that
# they had?
#
# <details><summary>Answer</summary>
#
# You can still read most of it. The mean of many is the picture itself, for what stays is twice as bright; and so
# single pixels are brighter than any was before. Outside training nothing happens.
#
# </details>

# %%
import tinytorch.nn.functional as F
from tinytorch.data import load_digits

images, labels, unseen, answers = (tt.tensor(part) for part in load_digits())
tt.manual_seed(0)
digit, drop = images[3], nn.Dropout(0.5)
many = drop(digit.unsqueeze(0).expand(500, 8, 8)).mean(0)
pictures = {"the digit": digit, "dropped": drop(digit), "dropped again": drop(digit), "mean of 500": many}
pictures["after eval()"] = drop.eval()(digit)
figure, row = plt.subplots(1, 5, figsize=(11, 2.5))
for axes, (name, picture) in zip(row, pictures.items(), strict=True):
    axes.imshow(picture.numpy(), cmap="gray_r", vmin=0, vmax=2)
    axes.set_title(f"{name}\nbrightest {picture.max().item():.2f}", fontsize=10)
    axes.axis("off")

# %% [markdown]
# Now layer norm. **Predict**: a row x, the row 1000 x, the row x + 7 and the row -x go through it. Which results are
# equal?
#
# <details><summary>Answer</summary>
#
# The first three: size and mean of a row are what it takes away. (Nearly: `eps` weighs a little more where the
# numbers are small.) -x becomes the mirror image. So whatever a layer does to the size of its numbers, the next one
# does not hear of it. Keep that in mind for the network of the first question.
#
# </details>

# %%
x = tt.tensor([1.0, 2.0, 4.0, 8.0])
for name, given in (("x", x), ("1000 x", 1000.0 * x), ("x + 7", x + 7.0), ("-x", -x)):
    print(f"{name:7}", [f"{number:6.3f}" for number in F.layer_norm(given, (4,)).tolist()])

# %% [markdown]
# ## Question 1 (2 points): one weight, used twice
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
weight, bias, back = np.array([[1.0, -1.0, 2.0], [0.0, 3.0, 1.0]]), np.array([0.5, -4.0]), np.array([10.0, 20.0, 30.0])
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
# ## Task 4.3, in `tinytorch/nn/init.py`
#
# Write the three. Then build the network of the first question, in four ways. They differ in how their weights begin;
# the last one has a layer norm before each ReLU. `spread` sends 200 digits through, and asks at each ReLU: how much
# do its numbers differ from one digit to the next? It listens with forward hooks. On the way back, `gradient_report`
# notes how large the gradient is that arrives at each layer.
#
# **Predict** both pictures. `nn.Linear` begins with numbers even over [-1/sqrt(n), 1/sqrt(n)), with n = 64: what does
# that make of 20 layers?
#
# <details><summary>Answer</summary>
#
# That is a variance of 1 / (3 n). A layer multiplies it by n, and ReLU halves what is left: 1/6. So the spread falls
# to sqrt(1/6) = 0.41 in each layer, and 0.41 to the power of 20 is 2e-8. At the end all digits look alike, up to the
# last digits of a float. The usual beginning, PyTorch's and yours, is not made for this network! Kaiming's variance
# is 2 / n: a factor of 1. With 0.3 it is 1.7, to the power of 20. And layer norm does not care how weights begin.
#
# </details>

# %%
from tinytorch.nn.init import kaiming_normal_, normal_, zeros_
from tinytorch.training import gradient_report

DEPTH, WIDTH = 20, 64
STARTS = {
    "as Linear begins": None,
    "normal, 0.3": lambda weight: normal_(weight, 0.0, 0.3),
    "Kaiming": lambda weight: kaiming_normal_(weight, nonlinearity="relu"),
    "as Linear begins, with LayerNorm": None,
}


def deep(start):
    """Twenty layers of 64 neurons, and one of 10."""
    tt.manual_seed(0)
    layers = [nn.Flatten()]
    for _ in range(DEPTH):
        layers += [nn.Linear(WIDTH, WIDTH), *([nn.LayerNorm(WIDTH)] if "LayerNorm" in start else []), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(WIDTH, 10))
    for module in model:
        if isinstance(module, nn.Linear) and STARTS[start]:
            STARTS[start](module.weight)
            zeros_(module.bias)
    return model


def spread(model, x):
    """For each ReLU: the deviation of a number among the digits, in the mean over the neurons."""
    found = []
    hooks = [
        module.register_forward_hook(lambda module, inputs, output: found.append(output.std(0).mean().item()))
        for module in model
        if isinstance(module, nn.ReLU)
    ]
    model(x)
    for hook in hooks:
        hook.remove()
    return found


figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
for start in STARTS:
    model = deep(start)
    left.semilogy(range(1, DEPTH + 1), spread(model, images[:200]), label=start)
    with gradient_report(model) as report:
        (model(images[:200]) * tt.randn(200, 10)).mean().backward()
    sizes = [report.outputs[str(k)].size for k, module in enumerate(model) if isinstance(module, nn.ReLU)]
    right.semilogy(range(1, DEPTH + 1), sizes)
    print(f"{start:33} {report.verdict()}")
left.set(title="forward: the spread behind each ReLU", xlabel="layer", xticks=range(2, DEPTH + 1, 3))
right.set(title="backward: the size of the gradient there", xlabel="layer", xticks=range(2, DEPTH + 1, 3))
left.legend(fontsize=8)
figure.tight_layout()

# %% [markdown]
# ## Task 4.4, in `tinytorch/nn/functional/losses.py`
#
# Write the two. Your `nll_loss` can then say what the four networks lose before any training. **Predict** the four
# numbers, or at least which of them are ln 10 = 2.303, the loss of one who gives all ten digits the same chance.
#
# <details><summary>Answer</summary>
#
# Where hardly anything arrives at the end, all scores are nearly equal: 2.30. Where the numbers explode, the network
# is certain of some digit, and nine times out of ten it is the wrong one: tens of thousands. With Kaiming and with
# layer norm it is a little above 2.3, as it should be at the beginning. Print the first loss of every network that
# you train; this one number tells the too large from the rest. The too small it does not tell.
#
# </details>

# %%
for start in STARTS:
    model = deep(start)
    with tt.no_grad():
        loss = F.nll_loss(model(images).log_softmax(1), labels)
    print(f"{start:33} {loss.item():12.3f}")

# %% [markdown]
# The other loss is for yes and no. The next cell draws it for a score x whose right answer is no, in float32, in two
# ways: as the textbook writes it, -ln(1 - s(x)), and yours. **Predict**: both should be very nearly x. From which x
# on is the textbook wrong, and how does it go wrong?
#
# <details><summary>Answer</summary>
#
# s(x) = 1 / (1 + e^-x) comes so near to 1 that float32 has few numbers left: near 1 they lie about 1e-7 apart. So 1 -
# s(x) can only be one, two, three of these, and the curve becomes a staircase from x = 13 on or so, with slopes that
# are wrong by half. From 16.6 on e^-x is lost beside 1, s(x) is 1, and the loss infinite. Yours never computes 1 -
# s(x).
#
# </details>

# %%
scores = np.linspace(12.0, 20.0, 400, dtype=np.float32)
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.2))
for name, loss in (
    ("textbook", lambda x: -(1.0 - x.sigmoid()).log()),
    ("yours", lambda x: F.binary_cross_entropy_with_logits(x, tt.zeros_like(x), reduction="none")),
):
    x = tt.tensor(scores, requires_grad=True)
    with np.errstate(all="ignore"):
        losses = loss(x)
        losses.sum().backward()
    left.plot(scores, losses.detach().numpy(), label=name)
    right.plot(scores, x.grad.numpy())
    print(f"{name:9} {np.isfinite(losses.detach().numpy()).mean():.0%} of the losses are finite")
left.set(title="loss", xlabel="score x", ylim=(11.0, 21.0))
right.set(title="its slope", xlabel="score x", ylim=(0.0, 2.0))
left.legend()
figure.tight_layout()

# %% [markdown]
# ## Task 4.5, in `tinytorch/optim/`
#
# Write the five. Then let three of them walk through a valley: f(x, y) = (x^2 + 25 y^2) / 2, which is 25 times as
# steep across as along. All start at the same place, and take 40 steps.
#
# **Predict** three paths: SGD with a rate just below that at which y would grow; the same with momentum; Adam.
#
# <details><summary>Answer</summary>
#
# SGD jumps from wall to wall and creeps along the floor. Momentum adds up what all steps have in common, so it is
# fast along the floor, and swings past the end. Adam's steps have the same length in both directions at first,
# whatever the slopes are: it walks off along the diagonal, and swings past the end as well.
#
# </details>

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


def draw_paths(**makers):
    figure, row = plt.subplots(1, len(makers), figsize=(11, 2.6), sharey=True, squeeze=False)
    x, y = np.meshgrid(np.linspace(-10.0, 4.0, 120), np.linspace(-3.0, 3.0, 80))
    for axes, (name, make) in zip(row[0], makers.items(), strict=True):
        axes.contour(x, y, np.sqrt(x * x + 25.0 * y * y), 12, colors="lightgray", linewidths=0.8)
        places = path(make)
        axes.plot(*places.T, ".-", linewidth=1, markersize=4)
        axes.plot(0.0, 0.0, "k+")
        left_over = 0.5 * (places[-1] ** 2 * [1.0, 25.0]).sum()
        axes.set_title(f"{name.replace('_', ' ')}: {left_over:.4f} is left", fontsize=10)
    figure.tight_layout()


draw_paths(
    SGD=lambda ps: optim.SGD(ps, lr=0.078),
    with_momentum=lambda ps: optim.SGD(ps, lr=0.078, momentum=0.8),
    Adam=lambda ps: optim.Adam(ps, lr=0.5),
)

# %% [markdown]
# ## An experiment: Adam without its correction
#
# Adam's two running means begin at 0. Your code divides by 1 - beta^t, to make up for it. What if it did not? The
# means would be too small at first, as anyone can see. **Predict**: are the first steps then too short, too long, or,
# since one mean is divided by the root of the other, right after all? And for how many steps does it matter?
#
# The next cell needs no second Adam. It tells yours that a million steps are behind it: then the corrections are 1.
#
# <details><summary>Answer</summary>
#
# Too long! Of the mean m, a tenth is there after the first step, of v a thousandth. Its root is 0.03, and 0.1 / 0.03
# is 3.2. It becomes worse, for m fills up in ten steps and v in a thousand: six times too long at step 12, and still
# noticeable at step 1000. So whoever forgets the correction does not see a slow beginning, but one that leaps; and
# whoever lowers the rate until it does not leap has a slow rest.
#
# </details>


# %%
class Uncorrected(optim.Adam):
    def update(self, p, gradient, state, group):
        state["step"] = 10**6
        super().update(p, gradient, state, group)


def lengths(kind, steps=3000):
    """How long each step is, in units of the rate, while the gradient is always 5."""
    p = nn.Parameter(tt.tensor([0.0], dtype=tt.float64))
    optimizer, places = kind([p], lr=1.0), [0.0]
    for _ in range(steps):
        p.grad = tt.tensor([5.0], dtype=tt.float64)
        optimizer.step()
        places.append(p.item())
    return -np.diff(places)


figure, axes = plt.subplots(figsize=(7, 3.2))
for kind in (optim.Adam, Uncorrected):
    found = lengths(kind)
    axes.semilogx(range(1, len(found) + 1), found, label=kind.__name__)
    steps = (0, 11, 99, 999)
    print(f"{kind.__name__:12}", ", ".join(f"step {k + 1}: {found[k]:.2f}" for k in steps))
axes.set_xlabel("step")
axes.set_ylabel("its length, in units of the rate")
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## Question 2 (2 points): an optimizer of your own
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


class SignsToTheEnd(Signs):
    """Signs with a rate that comes down to 0 in 40 steps."""

    def step(self, closure=None):
        self.steps = getattr(self, "steps", 0) + 1
        for group in self.param_groups:
            group["lr"] = 0.5 * warmup_cosine(self.steps - 1, warmup=3, total=40)
        return super().step(closure)


draw_paths(
    Signs=lambda ps: Signs(ps, lr=0.25, memory=0.5),
    with_a_schedule=lambda ps: SignsToTheEnd(ps, memory=0.5),
)

# %% [markdown]
# ## Task 4.6, in `tinytorch/data/`
#
# Write the four. The next cell sorts the digits by their label and draws three epochs of batches, a row for each
# sample in the batch and a colour for each digit.
#
# **Predict** how the three look: in order, shuffled, and with replacement. And how many of the 1,437 digits are never
# seen in an epoch with replacement: none, 1 %, or a third?
#
# <details><summary>Answer</summary>
#
# More than a third. Each draw misses a given digit with the chance 1 - 1/n, and n draws all miss it with (1 - 1/n)^n,
# which is nearly 1/e = 37 %. In the picture you do not see it: both look like a fair mix.
#
# </details>

# %%
from tinytorch.data import DataLoader, RandomSampler, TensorDataset, index_batches

by_label = labels.argsort(stable=True)
sorted_digits = TensorDataset(images[by_label], labels[by_label])
count = len(sorted_digits)
orders = {
    "in order": range(count),
    "shuffled": RandomSampler(sorted_digits, generator=tt.Generator(0)),
    "with replacement": RandomSampler(sorted_digits, replacement=True, generator=tt.Generator(0)),
}
figure, column = plt.subplots(3, 1, figsize=(11, 5), sharex=True)
for axes, (name, order) in zip(column, orders.items(), strict=True):
    epoch = list(order)
    batches = index_batches(epoch, 32, drop_last=True)
    axes.imshow(sorted_digits.tensors[1][tt.tensor(batches)].numpy().T, cmap="tab10", aspect="auto")
    axes.set_title(f"{name}: {1 - len(set(epoch)) / count:.0%} of the digits are not seen", fontsize=10)
axes.set_xlabel("batch")
figure.tight_layout()

# %% [markdown]
# And let your law judge. One of these four is right. The law sees only what a function makes of one input, so it is
# asked often. **Predict** which of the wrong ones are caught with 6 samples in batches of 2 alone.
#
# <details><summary>Answer</summary>
#
# Only the one that hands out samples in another order. The two others go wrong at the end of an epoch, where a batch
# is short; and 2 divides 6.
#
# </details>

# %%
from tinytorch.data import epoch_law


def without_the_rest(order, size, drop_last):
    return [order[k * size : (k + 1) * size] for k in range(len(order) // size)]


def always_full(order, size, drop_last):
    return [[order[(k + j) % len(order)] for j in range(size)] for k in range(0, len(order), size)]


def its_own_order(order, size, drop_last):
    return index_batches(sorted(order), size, drop_last)


for cut in (index_batches, without_the_rest, always_full, its_own_order):
    cases = [(count, size, drop) for count in range(1, 12) for size in (1, 2, 3, 5) for drop in (False, True)]
    caught = sum(not epoch_law(cut, *case) for case in cases)
    words = "it is right" if epoch_law(cut, 6, 2, False) else "it is wrong"
    print(f"{cut.__name__:17} 6 in batches of 2: {words}; wrong in {caught} of {len(cases)} cases")

# %% [markdown]
# ## Task 4.7, in `tinytorch/training/loop.py`: back to the first question
#
# Write `train_epoch` and `evaluate`. Now train the four networks of twenty layers. Each gets the same digits in the
# same order, and the same optimizer. **Predict** the four curves.
#
# <details><summary>Answer</summary>
#
# As `Linear` begins it stays at 2.30, however long you wait. With 0.3 the first steps make infinity of it, then nan,
# and there is no curve. Kaiming learns. With layer norm it learns, too, though its weights begin like those of the
# first.
#
# </details>

# %%
from tinytorch.training import evaluate, loss_curves, train_epoch

digits = TensorDataset(images, labels)
test_loader = DataLoader(TensorDataset(unseen, answers), batch_size=len(answers))


def accuracy(scores, labels):
    return (scores.argmax(1) == labels).float().mean()


curves = {}
for start in STARTS:
    model = deep(start)
    optimizer = optim.SGD(model.parameters(), lr=0.002, momentum=0.9)
    loader = DataLoader(digits, batch_size=64, shuffle=True, generator=tt.Generator(0))
    with np.errstate(all="ignore"):
        curves[start] = [train_epoch(model, loader, F.cross_entropy, optimizer) for _ in range(12)]
        right = evaluate(model, test_loader, accuracy=accuracy)["accuracy"]
    print(f"{start:33} {right:.0%} of the unseen digits are read right")
loss_curves(curves, x="epoch", title="Four beginnings of one network")

# %% [markdown]
# ## An experiment: the digits in order
#
# Take a network that learns well, two layers, and give it the digits sorted: all zeros, then all ones, and so on. It
# is one epoch of 90 batches. After each batch `evaluate` asks, digit by digit, how many of the unseen ones it reads.
#
# **Predict** two pictures, a column for each batch and a row for each digit, shuffled and sorted. And in which epoch
# of the two is the mean loss smaller, the number that `train_epoch` gives you?
#
# <details><summary>Answer</summary>
#
# Sorted, there is a staircase: at each time it reads the digit of the moment and no other one. It does not collect
# what it has learned. To say "three" to everything is the shortest way to a small loss while threes come, and it
# overwrites what was there before. And the mean loss of that epoch is the smaller one! Each batch pays a lot only
# where a new digit begins. A loss that is measured on the way says how well the network predicts the *next batch*,
# and here that is easy.
#
# </details>

# %%
parts = {k: DataLoader(TensorDataset(unseen[answers == k], answers[answers == k]), batch_size=99) for k in range(10)}


def watched_epoch(loader):
    """What share of each unseen digit is read right after each batch, and the loss of each batch."""
    tt.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer, read, losses = optim.SGD(model.parameters(), lr=0.3), [], []
    for batch in loader:
        losses.append(train_epoch(model, [batch], F.cross_entropy, optimizer))
        read.append([evaluate(model, part, accuracy=accuracy)["accuracy"] for part in parts.values()])
    return np.array(read).T, losses


figure, boxes = plt.subplots(2, 2, figsize=(11, 4.6), height_ratios=(2, 1), sharex=True)
for (top, bottom), (name, data) in zip(boxes.T, {"shuffled": digits, "sorted": sorted_digits}.items(), strict=True):
    read, losses = watched_epoch(DataLoader(data, 16, shuffle=name == "shuffled", generator=tt.Generator(0)))
    top.imshow(read, cmap="viridis", aspect="auto", vmin=0, vmax=1)
    top.set(title=f"{name}: {read[:, -1].mean():.0%} read right at the end", ylabel="unseen digit")
    bottom.plot(losses)
    bottom.set(xlabel="batch", ylabel="loss", ylim=(0, 7))
    print(f"{name:9} mean loss of the epoch: {np.mean(losses):.2f}")
figure.tight_layout()

# %% [markdown]
# ## All of it together
#
# A schedule, dropout, AdamW, clipping, and `fit`, which calls your loop and keeps the books. **Predict**: in the
# picture of the losses, which curve is lower, that of the digits it is trained on or that of the unseen ones?
#
# <details><summary>Answer</summary>
#
# That of the unseen ones, nearly to the end! The loss of an epoch is measured while dropout is on, and before each
# step; the other one afterwards, by the whole network. Never take the first for a measure of how well it does on its
# own data.
#
# </details>

# %%
from tinytorch.optim.lr_scheduler import WarmupCosineLR
from tinytorch.training.fit import fit

tt.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
optimizer = optim.AdamW(model.parameters(), lr=0.005)
history = fit(
    model,
    DataLoader(digits, batch_size=32, shuffle=True, generator=tt.Generator(0)),
    F.cross_entropy,
    optimizer,
    epochs=15,
    valid=test_loader,
    schedule=WarmupCosineLR(optimizer, warmup=1, total=15),
    clip=1.0,
    progress=False,
)
print(f"{evaluate(model, test_loader, accuracy=accuracy)['accuracy']:.1%} of the unseen digits are read right")
history.picture()

# %% [markdown]
# ## Question 3, in words (3 points)
#
# Back to the network that stayed at 2.30, the one whose weights begin as `Linear`'s do. Explain in five sentences or
# so: where does this number come from, and what does the network say to every digit? By which factor does the spread
# change from layer to layer, and what is left after twenty? And why would a learning rate that is a million times as
# large not help, though the gradients of the first layers are about that much too small?
#
# One point for each of the three questions.

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
# | `SGD`, `Adam`, `AdamW` | `torch/optim/sgd.py`, `adam.py`, `adamw.py` |
# | `clip_grad_norm_` | `torch/nn/utils/clip_grad.py` |
# | `RandomSampler`, `DataLoader` | `torch/utils/data/sampler.py`, `dataloader.py` |
# | `train_epoch` | you write it, there, too |
#
# In assignment 05 you build a layer that knows which pixels are neighbours: the convolution.
