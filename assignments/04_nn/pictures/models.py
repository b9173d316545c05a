"""The pictures of Tasks 4.1 to 4.3, and the two that are drawn without a measurement."""

from __future__ import annotations

import runs
from drawing import Picture, Plot, mean, smooth

from tinytorch import nn

# --- Drawn by hand


FLOORS = (
    ("attention", "a GPT that writes text", "plain"),
    ("recurrence", "embeddings, RNN, LSTM", "plain"),
    ("convolution", "images, a small ResNet", "plain"),
    ("nn", "modules, losses, optimizers", "here"),
    ("kernels", "parallel CPU and CUDA loops", "soft"),
    ("tensors", "strides, views, broadcasting", "soft"),
    ("autograd", "gradients of any computation", "soft"),
    ("scalars", "float functions and laws", "soft"),
)
REMARKS = (  # from which floor to which, counted from the top
    (0, 2, ("three families of networks", "built from the floors below, no new engine")),
    (3, 3, ("you are here",)),
    (4, 5, ("what a layer computes with,", "on every device")),
    (6, 7, ("written for one number,", "used here on arrays, unchanged")),
)


def stages() -> Picture:
    names = ", ".join(f"{7 - k:02d} {name}" for k, (name, _, _) in enumerate(FLOORS))
    about = f"Eight assignments, one on top of the other: {names}. You are at 04. Each stands on those below it."
    picture = Picture("stages", 436, "The stages of the course", about, width=900)
    picture.text(40, 44, "One tower, eight assignments: each stands on the files of those below it", "head")
    for k, (name, what, look) in enumerate(FLOORS):
        y = 66 + 44 * k
        picture.box(40, y, 470, 36, look, 6)
        picture.text(58, y + 24, f"{7 - k:02d}", "mono")
        picture.text(98, y + 24, name, "head")
        picture.text(238, y + 24, what, "small")
    for first, last, words in REMARKS:
        top, bottom = 68 + 44 * first, 100 + 44 * last
        picture.path(f"M524 {top}h10V{bottom}h-10", "ink")
        picture.notes(548, (top + bottom) / 2 + 6 - 9 * (len(words) - 1), words, "")
    return picture


def parts() -> Picture:
    picture = Picture(
        "parts",
        350,
        "One step of training, and the four parts of it",
        "A DataLoader hands inputs to a module and targets to a loss. The module gives scores to the loss, which is "
        "one number. backward goes from the loss back through the module and leaves a gradient beside each parameter. "
        "The optimizer reads the gradients and changes the parameters.",
    )
    boxes = (
        (40, 76, "DataLoader", "which samples", "4.6"),
        (280, 76, "Module", "what is computed", "4.1 to 4.3"),
        (520, 76, "loss", "how wrong it is", "4.4"),
        (40, 226, "Optimizer", "how far to go", "4.5"),
    )
    for x, y, name, what, task in boxes:
        picture.box(x, y, 160, 78, "soft", 6)
        picture.text(x + 80, y + 26, name, "head mid")
        picture.text(x + 80, y + 48, what, "small mid")
        picture.text(x + 80, y + 68, task, "small mid")
    picture.box(280, 226, 160, 84, "here", 6)
    for y, words, look in ((250, "parameters", "head"), (276, "p", "mono blue-text"), (298, "p.grad", "mono red-text")):
        picture.text(360, y, words, f"{look} mid")
    for steps, look in (
        ("M200 115H276", "ink"),
        ("M440 115H516", "ink"),
        ("M120 76V48H600V72", "ink"),
        ("M340 226V158", "ink"),
        ("M600 154V294H444", "red"),
        ("M276 294H204", "red"),
        ("M200 258H276", "blue"),
    ):
        picture.path(steps, look, arrow=True)
    for x, y, words in ((238, 106, "inputs"), (478, 106, "scores"), (360, 40, "targets"), (240, 286, "reads")):
        picture.text(x, y, words, "small mid")
    picture.text(238, 249, "p -= ...", "small mid")
    picture.text(330, 196, "used by", "small end")
    picture.text(612, 214, "backward()", "small red-text")
    picture.notes(612, 232, ("leaves a", "gradient", "beside each"))
    picture.text(40, 336, "None of the four knows the others. The loop, 4.7, calls them in turn.", "small")
    return picture


# --- 4.1 to 4.3


ROWS = (  # depth, name, the parameters in it
    (0, "Net", ""),
    (1, "first", "first.weight, first.bias"),
    (1, "middle", ""),
    (2, "0", "middle.0.weight, ..."),
    (2, "1", "middle.1.weight, ..."),
    (2, "2", "middle.2.weight, ..."),
    (1, "last", "last.weight, last.bias"),
)


def tree() -> Picture:
    hidden, seen = runs.tree(list), runs.tree(nn.ModuleList)
    picture = Picture(
        "tree",
        400,
        "A tree of modules, and what happens to one that is hidden in a list",
        "Left: a network with the modules first, middle and last. In middle there are three Linear layers; their "
        "parameters are called middle.0.weight and so on. If middle is a plain list they are not found. Right, "
        f"measured on the spiral: the loss after 100 and 300 steps is {seen[0][99]:.4f} and {seen[0][-1]:.5f} with a "
        f"ModuleList, {hidden[0][99]:.2f} and {hidden[0][-1]:.2f} with a plain list.",
    )
    picture.text(40, 42, "the tree, and the paths of its parameters", "head")
    for k, (depth, name, path) in enumerate(ROWS):
        x, y, width = 40 + 34 * depth, 66 + 42 * k, 84 if depth < 2 else 40
        if depth:
            picture.path(f"M{x - 18} {y + 15}h18", "axis")
        picture.box(x, y, width, 30, "warm" if depth == 2 or name == "middle" else "soft", 5)
        picture.text(x + width / 2, y + 20, name, "mono mid")
        picture.text(170, y + 20, path, "small")
    picture.path("M56 96V333M90 180V291", "axis")
    picture.text(170, 170, "a ModuleList, or a plain list?", "small red-text")
    picture.text(40, 382, "In a plain list the red ones are called, but no optimizer sees them.", "small")
    picture.text(400, 42, "measured: the loss on the spiral", "head")
    plot = Plot(picture, (440, 70, 240, 250), (0, 300), (0, 0.8))
    plot.axes((0, 100, 200, 300), (0, 0.2, 0.4, 0.6, 0.8), "steps of Adam")
    plot.line(list(enumerate(hidden[0]))[::3], "red")
    plot.line(list(enumerate(seen[0]))[::2], "blue")
    picture.text(680, 92, f"plain list: {hidden[1]} of {seen[1]} tensors learn", "small red-text end")
    picture.text(500, 296, f"ModuleList: all {seen[1]} learn", "small blue-text")
    return picture


def spread() -> Picture:
    sizes = {name: runs.spread(fill) for name, fill in runs.SPREADS.items()}
    last = {name: each[-1] for name, each in sizes.items()}
    named = (
        ("large", "red", "too large: std 0.2", f"{last['large']:,.0f}", 0),
        ("kaiming", "blue", "Kaiming: variance 2/n", f"{last['kaiming']:.2f}", 0),
        ("xavier", "teal", "Xavier: variance 1/n", f"{last['xavier']:.4f}", 0),
        ("small", "amber", "too small: std 0.05", f"{last['small']:.8f}", -14),
    )
    picture = Picture(
        "spread",
        400,
        "The size of the numbers, layer by layer",
        "Measured: 20 layers of 128 numbers with ReLU. Root mean square after the last layer: "
        + "; ".join(f"{words}, {number}" for _, _, words, number, _ in named),
    )
    picture.text(40, 42, "measured: the root mean square after each of 20 layers (128 wide, with ReLU)", "head")
    plot = Plot(picture, (80, 66, 400, 278), (0, 20), (1e-8, 1e5), log=True)
    marks: list[float | tuple[str, float]] = [
        ("10,000", 1e4),
        100.0,
        1.0,
        0.01,
        ("1e-4", 1e-4),
        ("1e-6", 1e-6),
        ("1e-8", 1e-8),
    ]
    plot.axes((0, 5, 10, 15, 20), marks, "layer")
    for name, look, words, number, shift in named:
        plot.line(list(enumerate(sizes[name])), look + (" dash" if name == "xavier" else ""))
        picture.notes(492, plot.up(last[name]) + shift - 2, (words, f"after layer 20: {number}"), f"small {look}-text")
    return picture


def dropout() -> Picture:
    divided, undivided = (runs.dropout(kind) for kind in (nn.Dropout, runs.Undivided))
    bars = (
        ("divided by 1 - p, eval()", divided[False][0], "good"),
        ("the same, eval() forgotten", divided[True][0], "fair"),
        ("not divided, eval()", undivided[False][0], "bad"),
    )
    picture = Picture(
        "dropout",
        380,
        "Dropout, and why it divides by 1 - p",
        "Above: a row of eight numbers, four of them set to 0, the others doubled; the mean stays about the same. "
        "Below, measured: the test loss of a network with three dropouts of 0.5: "
        + "; ".join(f"{words} {loss:.2f}" for words, loss, _ in bars)
        + f". Not divided, the last sums are {undivided[False][1] / undivided[True][1]:.1f} times as large in use as "
        "in training.",
    )
    picture.text(40, 42, "training, p = 1/2", "head")
    x, mask = [1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 0, 1, 0, 0, 1, 1]
    made = [2 * a * kept for a, kept in zip(x, mask, strict=True)]
    for k, (words, row) in enumerate((("x", x), ("mask", mask), ("x · mask / (1 - p)", made))):
        y = 58 + 36 * k
        picture.text(196, y + 20, words, "small end")
        for i, number in enumerate(row):
            look = "gone" if k and not mask[i] else "empty" if k == 1 else "number"
            picture.box(210 + 48 * i, y, 48, 30, look)
            picture.text(234 + 48 * i, y + 21, str(number), "mono mid")
        if k != 1:
            picture.text(606, y + 20, f"mean {mean(row):g}", "small")
    picture.text(40, 204, "measured: the loss on the test digits after 15 epochs", "head")
    for k, (words, loss, look) in enumerate(bars):
        y, width = 224 + 46 * k, 450 * loss
        picture.text(236, y + 22, words, "small end")
        picture.box(250, y, width, 32, look)
        picture.text(260 + width, y + 22, f"{loss:.2f}", "small")
    return picture


def norm() -> Picture:
    without, with_norm = (runs.norm(each) for each in (False, True))
    picture = Picture(
        "norm",
        370,
        "Layer norm of a row, and a deep network with and without it",
        "Left: the row 2, 4, 4, 6 has mean 4 and variance 2. Less 4 and divided by the root of 2 it is -1.41, 0, 0, "
        f"1.41. Right, measured: a network of 20 layers on the digits. After {len(without[0])} steps the loss is "
        f"{mean(without[0][-5:]):.2f} without layer norm and {mean(with_norm[0][-5:]):.2f} with it.",
    )
    picture.text(40, 42, "one row", "head")
    for base, row, below, words in (
        (190, (2, 4, 4, 6), 20, "mean 4, variance 2"),
        (270, (-1.41, 0, 0, 1.41), 52, "mean 0, variance 1"),
    ):
        picture.path(f"M50 {base}H250", "ink")
        for i, number in enumerate(row):
            height = 18 * abs(number)
            if height:
                picture.box(62 + 48 * i, base - height if number > 0 else base, 36, height, "number")
            picture.text(80 + 48 * i, base - 18 * max(number, 0) - 6, f"{number:g}", "small mid")
        picture.text(150, base + below, words, "small mid")
    picture.text(40, 350, "(x - mean) / sqrt(variance + eps)", "small")
    picture.text(300, 42, "measured: 20 layers on the digits", "head")
    plot = Plot(picture, (340, 66, 340, 240), (0, 184), (0, 3))
    plot.axes((0, 50, 100, 150), (0, 1, 2, 3), "steps of Adam, the loss of each")
    plot.line(smooth(without[0]), "red")
    plot.line(smooth(with_norm[0]), "blue")
    picture.text(450, 114, f"without: {without[1]:.0%} right, as by chance", "small red-text")
    picture.text(360, 282, f"with LayerNorm: {with_norm[1]:.0%} right", "small blue-text")
    return picture
