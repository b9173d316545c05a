"""The pictures of Tasks 4.4 to 4.6."""

from __future__ import annotations

import math

import runs
from drawing import Picture, Plot, mean, short, smooth
from tinytorch.optim.schedules import warmup_cosine

from tinytorch import optim


def bce() -> Picture:
    scores = [k / 2 for k in range(81)]
    naive, stable = runs.bce(scores)
    end = next(x for x, loss in zip(scores, naive, strict=True) if math.isinf(loss))
    picture = Picture(
        "bce",
        340,
        "The loss of a yes that should be a no, computed in two ways",
        "Measured in float32: -ln(1 - sigmoid(x)) for scores x from 0 to 40. It goes in steps from x = 14 on and is "
        f"infinite from x = {end:g} on. The stable form is a straight line there and ends at {stable[-1]:g}.",
    )
    picture.text(40, 42, "measured in float32: the loss of a score x whose label is 0", "head")
    plot = Plot(picture, (80, 62, 420, 220), (0, 40), (0, 40))
    plot.axes((0, 10, end, 20, 30, 40), (0, 10, 20, 30, 40), "score x")
    plot.line(zip(scores, stable, strict=True), "blue dash")
    finite = [(x, loss) for x, loss in zip(scores, naive, strict=True) if math.isfinite(loss)]
    plot.line(finite, "red")
    picture.path(f"M{short(plot.across(end))} {short(plot.up(finite[-1][1]))}V{short(plot.up(39))}", "red", arrow=True)
    left, right = ("-ln(1 - sigmoid(x))", f"infinite from {end:g} on"), ("max(x, 0) - x y", "+ ln(1 + e^-|x|)")
    picture.notes(plot.across(16.4), plot.up(34), left, "small red-text end")
    picture.notes(512, 70, (*right, "exact everywhere"), "small blue-text")
    picture.notes(
        512, 200, (f"1 - sigmoid({end:g}) is less", "than half a step of float32", "below 1: it rounds to 0.")
    )
    return picture


def valley() -> Picture:
    ways = (
        ("plain: p -= rate * gradient", "red", runs.valley(0.0)),
        ("momentum 0.9: p -= rate * velocity", "blue", runs.valley(0.9)),
    )
    ends = [way[-1][0] for _, _, way in ways]
    picture = Picture(
        "valley",
        448,
        "A narrow valley, with and without momentum",
        "Measured: 60 steps down the valley (x² + 100 y²) / 2 from (-9, 1.5), with the rate 0.018. Without momentum "
        f"the path jumps from side to side and then creeps along the floor to x = {ends[0]:.1f}. With momentum 0.9 it "
        f"swings, overshoots, and is at x = {ends[1]:.1f}.",
    )
    for k, (words, look, way) in enumerate(ways):
        y = 62 + 206 * k
        picture.text(40, y - 20, words, "head")
        picture.text(680, y - 20, f"after 60 steps x = {ends[k]:.1f}", f"small end {look}-text")
        picture.frame(f"frame{k}", 40, y, 640, 160)
        plot = Plot(picture, (40, y, 640, 160), (-10, 4), (-1.75, 1.75))
        middle = plot.across(0), plot.up(0)
        for reach in (2, 5, 9, 13, 17.5):
            wide, high = plot.across(reach) - middle[0], 16 * reach / 3.5
            start = f"M{short(middle[0] - wide)} {short(middle[1])}"
            arc = f"a{short(wide)} {short(high)} 0 1 0 "
            picture.path(f"{start}{arc}{short(2 * wide)} 0{arc}{short(-2 * wide)} 0", "axis", clip=f"frame{k}")
        plot.line(way, look, dots=True)
        picture.box(40, y, 640, 160, "axis")
        picture.dot(*middle, "ink", 5)
        picture.text(plot.across(-9) + 10, plot.up(1.5) + 4, "start", "small")
    picture.text(plot.across(0) + 12, 62 + 80 + 22, "the lowest point", "small")
    return picture


def adam() -> Picture:
    kinds = {"with": optim.Adam, "without": runs.Uncorrected}
    lengths = {name: runs.lengths(kind) for name, kind in kinds.items()}
    found = {name: runs.adam(kind, 0.05) for name, kind in kinds.items()}
    slow = {name: mean(runs.adam(kind, 0.01)[0][-23:]) for name, kind in kinds.items()}
    worst, same = max(found["without"][0]), found["without"][1]
    picture = Picture(
        "adam",
        350,
        "Adam with and without bias correction",
        "Left, measured: the length of the first 20 steps, in units of the rate, where the gradient is always the "
        f"same. With bias correction 1; without {lengths['without'][0]:.1f} at first and {max(lengths['without']):.1f} "
        "at the most. Right, measured: the loss on the digits with the rate 0.05. With correction it falls; without it "
        f"jumps to {worst:.0f}, and after {same} steps the scores are the same for all digits. With the rate 0.01 both "
        f"fall: the mean of the fourth epoch is {slow['with']:.2f} with and {slow['without']:.2f} without correction.",
    )
    picture.text(40, 42, "measured: length of a step / rate", "head")
    plot = Plot(picture, (76, 66, 244, 220), (1, 20), (0, 8))
    plot.axes((1, 5, 10, 15, 20), (0, 2, 4, 6, 8), "step, the gradient is always the same")
    for name, look in (("without", "red"), ("with", "blue")):
        plot.line(enumerate(lengths[name], 1), look, dots=True)
    picture.text(plot.across(8), plot.up(7.1), "without", "small red-text")
    picture.text(plot.across(8), plot.up(1.4), "with correction", "small blue-text")
    picture.text(390, 42, "measured: loss on the digits", "head")
    plot = Plot(picture, (430, 66, 250, 220), (0, 92), (0.1, 50), log=True)
    plot.axes((0, 23, 46, 69, 92), (0.1, ("ln 10", math.log(10)), 10), "step, with the rate 0.05")
    plot.line(smooth(found["without"][0], 1), "red")
    plot.line(smooth(found["with"][0], 3), "blue")
    picture.text(plot.across(14), plot.up(15), "without: it never recovers", "small red-text")
    picture.text(plot.across(4), plot.up(0.22), "with correction", "small blue-text")
    return picture


def decay() -> Picture:
    coupled, own = runs.decay(optim.Adam), runs.decay(optim.AdamW)
    picture = Picture(
        "decay",
        330,
        "Weight decay in Adam and in AdamW",
        "Measured: two parameters that begin at 1, with random gradients of mean 0, small for one and a hundred times "
        f"as large for the other. After {len(own) - 1} steps of Adam with weight decay in the gradient they are "
        f"{coupled[-1][0]:.2f} and {coupled[-1][1]:.2f}, after as many of AdamW {own[-1][0]:.2f} and {own[-1][1]:.2f}.",
    )
    for x, words, way in ((76, "Adam, decay in gradient", coupled), (406, "AdamW, decay of its own", own)):
        picture.text(x - 36, 42, words, "head")
        plot = Plot(picture, (x, 66, 250, 200), (0, 1000), (0, 1.2))
        plot.axes((0, 250, 500, 750, 1000), (0, 0.5, 1), "steps; measured: the parameter")
        for place, look in ((0, "blue"), (1, "red dash")):
            plot.line([(step, p[place]) for step, p in enumerate(way)][::10], look)
        if way is coupled:
            picture.text(plot.across(460), plot.up(1.08), "large gradients", "small red-text")
            picture.text(plot.across(120), plot.up(0.3), "small gradients", "small blue-text")
        else:
            picture.text(plot.across(350), plot.up(0.9), "both alike", "small")
    return picture


def clip() -> Picture:
    (free, norms), (clipped, _) = runs.clip(math.inf), runs.clip(1.0)
    bad = runs.BATCH_THAT_IS_BAD
    before = mean(free[bad - 10 : bad])
    lost = next(k for k, loss in smooth(free) if k > bad + 5 and loss < before) - bad
    picture = Picture(
        "clip",
        330,
        "One bad batch, with and without clipping",
        "Measured: the loss of each batch of digits, around a batch whose pixels were not scaled (0 to 16 for 0 to 1). "
        f"Its gradient has norm {norms[bad]:.1f}, where {sorted(norms)[len(norms) // 2]:.1f} is usual. Without "
        f"clipping the next loss is {free[bad + 1]:.1f}, and it takes {lost} batches until the loss is what it was "
        f"before. With clipping to norm 1 the next loss is {clipped[bad + 1]:.1f}.",
    )
    picture.text(40, 42, f"measured: the loss of each batch; batch {bad} came in pixels from 0 to 16", "head")
    first, last = bad - 25, bad + 60
    plot = Plot(picture, (80, 66, 460, 210), (first, last), (0.1, 50), log=True)
    plot.axes(range(40, last + 1, 20), (0.1, 1, 10), "batch")
    picture.path(f"M{short(plot.across(bad))} 66V276", "ink dash")
    for losses, look in ((free, "red"), (clipped, "blue")):
        plot.line([(k, losses[k]) for k in range(first, last + 1)], look)
    picture.text(plot.across(bad) - 8, 84, "the bad batch", "small end")
    picture.text(plot.across(bad) + 40, 100, f"not clipped: a gradient of norm {norms[bad]:.1f}", "small red-text")
    picture.text(552, plot.up(clipped[last]) + 5, "clipped to norm 1", "small blue-text")
    return picture


def schedule() -> Picture:
    found = {each: [runs.schedule(each, seed) for seed in range(3)] for each in (False, True)}
    tested = {each: ", ".join(f"{loss:.2f}" for _, loss in found[each]) for each in found}
    picture = Picture(
        "schedule",
        350,
        "Warm-up and a cosine",
        "Left: the factor of the learning rate over 100 steps, up in a line in 10 and down along half a cosine. Right, "
        "measured: the training loss of each of ten epochs on the digits, with Adam at a rate of 0.03, on a "
        f"logarithmic scale. Test losses of three seeds: constant {tested[False]}; with the schedule {tested[True]}.",
    )
    picture.text(40, 42, "warmup_cosine(step, 10, 100)", "head")
    plot = Plot(picture, (76, 66, 244, 220), (0, 100), (0, 1))
    plot.axes((0, 10, 55, 100), (0, 0.5, 1), "step")
    plot.line([(step, warmup_cosine(step, 10, 100)) for step in range(101)], "blue")
    picture.path(f"M{short(plot.across(55))} {short(plot.up(0.5))}V286", "axis dash")
    picture.text(plot.across(57), plot.up(0.53), "half way: 1/2", "small")
    picture.text(390, 42, "measured: training loss, rate 0.03", "head")
    plot = Plot(picture, (440, 66, 240, 220), (1, 10), (0.002, 2), log=True)
    plot.axes((1, 4, 7, 10), (0.01, 0.1, 1), "epoch")
    for each, look in ((False, "red dash"), (True, "blue")):
        losses = found[each][0][0]
        batches = len(losses) // 10
        plot.line([(k + 1, mean(losses[k * batches : (k + 1) * batches])) for k in range(10)], look)
    picture.text(plot.across(5.6), plot.up(0.3), "constant rate", "small red-text")
    picture.text(plot.across(2.2), plot.up(0.012), "with schedule", "small blue-text")
    return picture


def shuffle() -> Picture:
    losses, right = runs.shuffle(runs.digits().sorted_batches(32))
    fair, well = runs.shuffle(runs.digits().batches(32))
    every = "after each epoch" if len(set(right)) == 1 else "after the last"
    picture = Picture(
        "shuffle",
        340,
        "The same digits, sorted and shuffled",
        f"Measured: the loss of each of {len(fair)} batches, five epochs. Shuffled it falls below "
        f"{max(fair[-45:]):.1f}. Sorted by label it falls within each digit and jumps at each new one, in every epoch "
        f"again. Sorted, {right[-1]:.0%} of the test digits are read correctly {every}; shuffled, {well[-1]:.0%} after "
        "the last.",
    )
    picture.text(40, 42, "measured: the loss of each batch, 5 epochs of 45", "head")
    plot = Plot(picture, (80, 62, 460, 220), (0, 225), (0, 6))
    plot.axes((0, 45, 90, 135, 180, 225), (0, 2, 4, 6), "batch")
    plot.line(enumerate(losses), "red")
    plot.line(enumerate(fair), "blue")
    picture.notes(552, plot.up(4.1), ("sorted by label:", f"{right[-1]:.0%} right", "in the test"), "small red-text")
    picture.notes(552, plot.up(0.9), ("shuffled:", f"{well[-1]:.0%} right", "in the test"), "small blue-text")
    picture.text(552, 74, f"(cut off: up to {max(losses):.0f})", "small")
    return picture
