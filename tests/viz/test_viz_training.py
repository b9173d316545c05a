"""Pictures of training say what NumPy says of the same numbers, and leave the model and the schedule as they were."""

from __future__ import annotations

import io
import math
import re
import sys
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.data import DataLoader, TensorDataset
from tinytorch.optim import SGD, Adam
from tinytorch.optim.lr_scheduler import (
    CosineAnnealingLR,
    LRScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
    WarmupCosineLR,
)
from tinytorch.training import fit, gradient_report
from tinytorch.viz.boundaries import (
    BOTTOM,
    CELLS,
    FRAMES,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    boundary_steps,
    decision_boundary,
)  # fmt: skip
from tinytorch.viz.live import MOST, Kept, LiveCurve
from tinytorch.viz.networks import gradient_flow, schedule
from tinytorch.viz.regions import layers
from tinytorch.viz.spreads import activations, histograms

import tinytorch as tt
from tinytorch import nn
from tinytorch.viz.charts import curves

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def rows_of(words: str) -> dict[str, list[str]]:
    """{first word: the other words} of each line."""
    return {line.split()[0]: line.split()[1:] for line in words.splitlines() if line.split()}


# --- The plane


def halves(slope: float = 1.0, at: float = 0.0) -> nn.Sequential:
    """Class 1 where slope * x > at; the dropout would show that the model is not asked in evaluation mode."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.9))
    with tt.no_grad():
        model[0].weight.copy_(tt.tensor([[0.0, 0.0], [slope, 0.0]]))
        model[0].bias.copy_(tt.tensor([at, 0.0]))
    return model


POINTS, LABELS = tt.tensor([[-1.0, -1.0], [1.0, 1.0], [0.5, -1.0]]), tt.tensor([0, 1, 0])


X, Y = (np.linspace(start, end, 2 * CELLS + 1)[1::2] for start, end in ((LEFT, WIDTH - RIGHT), (HEIGHT - BOTTOM, TOP)))


def areas(svg: str) -> list[tuple[int, list[np.ndarray]]]:
    """(class, its loops of corners), in the order in which they are painted."""
    return [
        (int(path.attrib["class"][-1]), [pairs(loop) for loop in path.attrib["d"].split("M")[1:]])
        for path in ElementTree.fromstring(svg).iter(f"{SVG}path")
        if path.attrib["class"].startswith("area")
    ]


def pairs(loop: str) -> np.ndarray:
    return np.array([pair.split() for pair in loop.rstrip("Z").split("L")], float)


def cells(svg: str) -> np.ndarray:
    """The class painted last at the middle of each cell, the lowest row first; -1 where there is none."""
    found = np.full((CELLS, CELLS), -1)
    for k, ways in areas(svg):
        found[sum(inside(loop) for loop in ways) % 2 == 1] = k
    return found


def inside(loop: np.ndarray) -> np.ndarray:
    """How often the loop is crossed on the way to the right, from the middle of each cell."""
    (x1, y1), (x2, y2) = loop.T[..., None, None], np.roll(loop, -1, axis=0).T[..., None, None]
    crosses = (y1 > Y[:, None]) != (y2 > Y[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x1 + (Y[:, None] - y1) / (y2 - y1) * (x2 - x1)
    return (crosses & (at > X)).sum(0)


def test_the_border_is_where_the_model_says() -> None:
    """Class 1 begins at 0, which is the middle of the columns; every cell has a class."""
    model = halves()
    picture = decision_boundary(model, POINTS, LABELS)
    expected = np.zeros((CELLS, CELLS), int)
    expected[:, CELLS // 2 :] = 1
    assert (cells(picture.svg) == expected).all()
    assert model.training and model[1].training
    assert "2 of 3 points of 2 classes get the right answer (66.7%)" in texts(picture.svg)
    assert picture.words.splitlines()[2] == "0" * 23 + "1" * 22


def test_a_straight_border_is_one_straight_line() -> None:
    """x + 0.7 y = 0.1 where two scores are equal: four corners, and those two on the border lie where algebra says."""
    model = nn.Linear(2, 2)
    with tt.no_grad():
        model.weight.copy_(tt.tensor([[0.0, 0.0], [1.0, 0.7]]))
        model.bias.copy_(tt.tensor([0.0, -0.1]))
    _, (_, (loop,)) = areas(decision_boundary(model, POINTS, LABELS).svg)
    corners = {(round(float(x)), round(float(y))) for x, y in loop}
    per_x = (WIDTH - RIGHT - LEFT) / 2.4  # the points span 2, with a tenth of it at each end
    at = {y: (0.1 - 0.7 * y + 1.2) * per_x + LEFT for y in (-1.2, 1.2)}
    ends = {(round(at[-1.2]), HEIGHT - BOTTOM), (round(at[1.2]), TOP)}
    assert corners == {*ends, (WIDTH - RIGHT, TOP), (WIDTH - RIGHT, HEIGHT - BOTTOM)}


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
@settings(max_examples=10, deadline=None)
def test_where_many_classes_meet_every_cell_has_the_class_of_its_corners(seed: int, classes: int) -> None:
    """Random scores on a grid: a cell whose corners agree has their class, and no place is left without one."""
    random = np.random.default_rng(seed)
    coarse = random.normal(size=(7, 7, classes))
    scores = coarse.repeat(13, 0).repeat(13, 1)
    xs, ys = np.linspace(LEFT, WIDTH - RIGHT, CELLS + 1), np.linspace(HEIGHT - BOTTOM, TOP, CELLS + 1)
    svg = "".join(f'<path class="area t{k}" d="{way}"/>' for k, way in layers(scores, xs, ys))
    found, winners = cells(f'<svg xmlns="{SVG[1:-1]}">{svg}</svg>'), scores.argmax(-1)
    same = (winners[1:, 1:] == winners[:-1, 1:]) & (winners[1:, :-1] == winners[:-1, :-1])
    same &= winners[1:, 1:] == winners[1:, :-1]
    assert (found >= 0).all() and (found[same] == winners[:-1, :-1][same]).all()


def test_places_without_a_number_are_counted_and_none_of_them_is_right() -> None:
    model = halves()
    with tt.no_grad():
        model[0].bias.copy_(tt.tensor([math.nan, math.nan]))
    said = decision_boundary(model, POINTS, LABELS).words.splitlines()[1]
    assert said.startswith("0 of 3 points") and said.endswith(
        f"at {(CELLS + 1) ** 2 + 3:,} places the model gives no number"
    )


@pytest.mark.parametrize("scores", [1, 3])
def test_one_score_counts_by_its_sign_and_several_by_the_largest(scores: int) -> None:
    tt.manual_seed(0)
    model = nn.Linear(2, scores)
    found = cells(decision_boundary(model, POINTS, LABELS).svg)
    across = np.linspace(-1.2, 1.2, 2 * CELLS + 1)[1::2]
    grid = np.stack(np.meshgrid(across, across), -1).reshape(-1, 2).astype(np.float32)
    out = grid @ model.weight.detach().numpy().T + model.bias.detach().numpy()
    expected = out.argmax(1) if scores > 1 else (out[:, 0] > 0).astype(int)
    assert (found.reshape(-1) == expected).mean() > 0.998


def test_a_point_has_the_shape_of_its_class() -> None:
    marks = [
        path.attrib
        for path in ElementTree.fromstring(decision_boundary(halves(), POINTS, LABELS).svg).iter(f"{SVG}path")
        if path.attrib["class"] == "mark"
    ]
    kinds = [("a3.4" in mark["d"], re.search(r"--c\d", mark["style"])[0]) for mark in marks]  # type: ignore[index]
    assert kinds[:3] == [(True, "--c0"), (False, "--c1"), (True, "--c0")]


@pytest.mark.parametrize(
    ("points", "labels", "said"),
    [
        (tt.zeros(1, 3), tt.tensor([0]), r"points of shape (m, 2), at least one, got (1, 3)"),
        (tt.zeros(0, 2), tt.zeros(0), r"at least one, got (0, 2)"),
        (POINTS, tt.tensor([0, 1]), "wants 3 labels, one per point, whole numbers from 0 on; got shape (2,)"),
        (POINTS, tt.tensor([-1, 1, 1]), "whole numbers from 0 on; got shape (3,) with -1, 1"),
        (tt.tensor([[0.0, math.nan]]), tt.tensor([0]), "wants finite points"),
    ],
)
def test_data_that_cannot_be_drawn_are_refused(points: tt.Tensor, labels: tt.Tensor, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        decision_boundary(halves(), points, labels)


def test_a_model_that_is_none_or_makes_other_scores_is_refused() -> None:
    with pytest.raises(TypeError, match="wants a model, a Module, got an int"):
        decision_boundary(3, POINTS, LABELS)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="boundary_steps wants a model, a Module, got None"):
        boundary_steps(None, POINTS, LABELS)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=re.escape("wants a model that makes scores (n, classes) or (n, 1)")):
        decision_boundary(nn.Flatten(0), POINTS, LABELS)


def test_what_a_student_has_not_written_passes_through() -> None:
    class Unwritten(nn.Module):
        def forward(self, x: tt.Tensor) -> tt.Tensor:
            raise NotImplementedError("Need to implement for Task 4.2")

    with pytest.raises(NotImplementedError, match=r"^Need to implement for Task 4\.2$"):
        decision_boundary(Unwritten(), POINTS, LABELS)


def test_fit_gives_a_frame_for_every_epoch_that_is_asked_for() -> None:
    tt.manual_seed(0)
    model = nn.Linear(2, 2)
    steps = boundary_steps(model, POINTS, LABELS, every=2)
    loader = DataLoader(TensorDataset(POINTS, LABELS), batch_size=3)
    fit(model, loader, nn.CrossEntropyLoss(), SGD(model.parameters(), lr=5.0), epochs=5, log=steps, progress=False)
    animation = steps.animation()
    assert [label.split(",")[0] for label in animation.labels] == ["epoch 1", "epoch 3", "epoch 5"]
    assert (cells(animation.frames[-1]) == cells(decision_boundary(model, POINTS, LABELS).svg)).all()
    assert (cells(animation.frames[0]) != cells(animation.frames[-1])).any()


def test_the_last_frame_is_the_model_as_it_is_now_even_if_its_turn_had_not_come() -> None:
    model = halves()
    steps = boundary_steps(model, POINTS, LABELS, every=4)
    for call in range(6):
        with tt.no_grad():
            model[0].bias.copy_(tt.tensor([0.1 * call, 0.0]))
        steps.record(f"step {call}")
    animation = steps.animation()
    assert [label.split(":")[0] for label in animation.labels] == ["step 0", "step 4", "step 5"]
    assert animation.still == decision_boundary(model, POINTS, LABELS).svg
    assert len(steps.views) == 2 and len(steps.animation().frames) == 3, "asked twice, it is there once"


def test_however_long_training_takes_the_animation_stays_short_and_even() -> None:
    steps = boundary_steps(halves(), POINTS[:1], LABELS[:1])
    view = steps.plane.view()
    steps.plane.view = lambda: view  # type: ignore[method-assign]
    for call in range(200):
        steps.record(f"step {call}")
    shown = [int(label.split(":")[0].split()[1]) for label, _ in steps.views]
    assert shown == list(range(0, 200, shown[1])) and FRAMES / 2 <= len(shown) <= FRAMES
    with pytest.raises(ValueError, match="wants at least one view: call record"):
        boundary_steps(halves(), POINTS, LABELS).animation()


def test_of_very_many_points_some_are_drawn_and_all_are_counted() -> None:
    points = tt.tensor([[float(k), 0.0] for k in range(1, 2501)])
    picture = decision_boundary(halves(), points, tt.ones(2500, dtype=tt.int64))
    assert "2,500 of 2,500 points of 1 class get the right answer (100.0%); 834 of them are drawn" in texts(picture.svg)
    assert picture.svg.count('class="mark"') == 835, "one more for the legend"


# --- Gradients


def test_a_row_says_what_numpy_says_of_the_gradient() -> None:
    tt.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    model[2].bias.requires_grad = False
    nn.CrossEntropyLoss()(model(tt.randn(5, 3)), tt.tensor([0, 1, 0, 1, 1])).backward()
    rows = rows_of(gradient_flow(model).words)
    for name, p in model.named_parameters():
        if p.grad is not None:
            g = p.grad.numpy()
            zeros = f"{(g == 0).mean():.1%}"
            assert rows[name] == [f"{np.abs(g).mean():.2e}", f"{np.linalg.norm(g):.2e}", zeros]
    assert "2.bias" not in rows


def test_a_longer_bar_is_a_larger_gradient_and_equal_factors_are_equal_ways() -> None:
    model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    for k, p in enumerate(model.parameters()):
        p.grad = tt.tensor([[0.2 * 10.0**-k]])
    bars = [
        rect
        for rect in ElementTree.fromstring(gradient_flow(model).svg).iter(f"{SVG}rect")
        if "t0" in rect.get("class", "")
    ]
    first, second, third = (float(bar.attrib["width"]) for bar in bars)
    assert first - second == pytest.approx(second - third, abs=0.2) and third > 0


def test_what_is_wrong_with_a_gradient_is_said_in_words() -> None:
    model = nn.Sequential(*(nn.Linear(1, 1, bias=False) for _ in range(3)))
    model[0].weight.grad, model[1].weight.grad = tt.tensor([[0.0]]), tt.tensor([[math.nan]])
    shown = texts(gradient_flow(model).svg)
    assert {"all are 0", "not finite", "no gradient", "100%"} <= {*shown}


def test_a_report_has_the_gradients_at_the_layers_too_and_many_rows_are_cut() -> None:
    model = nn.Sequential(*(nn.Linear(2, 2) for _ in range(30)))
    with gradient_report(model) as report:
        model(tt.ones(1, 2)).sum().backward()
    picture = gradient_flow(report)
    assert "What arrives at the layers' outputs" in texts(picture.svg)
    assert picture.words.splitlines()[-1] == "48 of 90 rows are shown, the first and the last ones"
    assert "29.bias" in picture.words and len(picture.words.splitlines()) == 51


def test_gradients_of_what_has_none_are_refused() -> None:
    with pytest.raises(TypeError, match="wants a model, after backward, or a gradient report; got a list"):
        gradient_flow([1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="with parameters that require a gradient"):
        gradient_flow(nn.ReLU())


# --- Histograms


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=80), st.integers(2, 20))
@settings(max_examples=30)
def test_the_bars_are_numpys_histogram(numbers: list[float], bins: int) -> None:
    svg = histograms({"a": np.array(numbers)}, bins=bins).svg
    bars = [rect for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect") if rect.get("class") == "f0"]
    counts = np.histogram(numbers, bins, (min(numbers), max(numbers)))[0]
    highs = [float(bar.attrib["height"]) for bar in bars]
    assert highs == pytest.approx([max(84 * count / counts.max(), 1) for count in counts if count], abs=0.1)


def test_mean_deviation_zeros_and_what_is_not_finite_are_said() -> None:
    picture = histograms({"w": tt.tensor([0.0, 0.0, 2.0, 2.0, math.nan])})
    assert {"w", "mean 1, std 1, 50% zeros", "1 not finite"} <= {*texts(picture.svg)}
    assert rows_of(picture.words)["w"][:4] == ["5", "1", "1", "50.0%"]


def test_a_shared_axis_has_the_ends_of_all() -> None:
    both = {"a": np.array([0.0, 1.0]), "b": np.array([-5.0, 3.0])}
    ends = {"\N{MINUS SIGN}5", "3"}
    assert sum(text in ends for text in texts(histograms(both, shared=True).svg)) == 4
    assert sum(text in ends for text in texts(histograms(both).svg)) == 2


def test_a_models_parameters_and_activations_can_be_drawn() -> None:
    tt.manual_seed(0)
    relu = nn.ReLU()
    model = nn.Sequential(nn.Linear(3, 4), relu, nn.Linear(4, 4), relu)
    x = tt.randn(6, 3)
    seen = activations(model, x)
    assert list(seen) == ["0", "1", "2", "1 (2)"]
    assert (seen["1 (2)"].numpy() == model(x).detach().numpy()).all() and not seen["0"].requires_grad
    assert rows_of(histograms(model).words).keys() >= {"0.weight", "0.bias", "2.weight", "2.bias"}
    assert len(seen) == 4, "the hooks are gone: what is computed afterwards is not kept"
    many = histograms({str(k): np.array([1.0]) for k in range(30)})
    assert many.words.endswith("24 of 30 tensors are shown, the first ones")


@pytest.mark.parametrize(
    ("numbers", "kind", "said"),
    [
        ({"a": "text"}, TypeError, "'a' is a str"),
        ({}, ValueError, "at least one finite number"),
        ([math.nan], ValueError, "at least one finite number"),
    ],
)
def test_what_holds_no_numbers_is_refused(numbers: Any, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        histograms(numbers)


# --- Learning rates


def optimizer() -> SGD:
    return SGD(
        [{"params": [tt.zeros(1, requires_grad=True)]}, {"params": [tt.zeros(1, requires_grad=True)], "lr": 0.01}],
        lr=0.1,
        momentum=0.9,
    )


SCHEDULES = {
    "step": lambda o: StepLR(o, 3),
    "cosine": lambda o: CosineAnnealingLR(o, 7),
    "warmup": lambda o: WarmupCosineLR(o, 2, 12),
    "one cycle": lambda o: OneCycleLR(o, max_lr=0.1, total_steps=20),
    "one after the other": lambda o: SequentialLR(o, [StepLR(o, 2), CosineAnnealingLR(o, 5)], [4]),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_rates_foreseen_are_those_that_come_and_nothing_is_disturbed(name: str) -> None:
    used, other = optimizer(), optimizer()
    drawn, plain = SCHEDULES[name](used), SCHEDULES[name](other)
    for each in (drawn, plain):
        each.step()
    words = schedule(drawn, 8).words
    first, last = [], []
    for k in range(8):
        assert [group["lr"] for group in used.param_groups] == [group["lr"] for group in other.param_groups]
        assert [group["momentum"] for group in used.param_groups] == [group["momentum"] for group in other.param_groups]
        rate = f"{other.param_groups[0]['lr']:.4g}"
        (first if k == 0 else last).append(rate)
        drawn.step()
        plain.step()
    row = next(line for line in words.splitlines()[2:]).split()
    assert first[0] in row and last[-1] in row


def test_a_function_is_drawn_over_its_steps_beside_others() -> None:
    picture = schedule({"half": lambda step: 0.5**step, "flat": lambda step: 0.25}, 3)
    assert rows_of(picture.words)["half"][:4] == ["1", "0.25", "2", "0.25"]
    assert rows_of(picture.words)["flat"][0] == "0.25"


def test_what_is_no_schedule_or_waits_for_losses_is_one_sentence() -> None:
    with pytest.raises(TypeError, match=r"one of optim\.lr_scheduler or a function of the step, got a float"):
        schedule(0.1, 10)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="got the class ReduceLROnPlateau: make one of it first"):
        schedule(ReduceLROnPlateau, 10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r'waits for losses.*curves\(log, y="lr"\)'):
        schedule(ReduceLROnPlateau(optimizer()), 10)
    with pytest.raises(ValueError, match="a number of steps from 1 to 1,000,000, got 0"):
        schedule(lambda step: 1.0, 0)


def test_a_schedule_that_fails_on_the_way_is_put_back_too() -> None:
    class Failing(LRScheduler):
        def get_lr(self) -> list[float]:
            if self.last_epoch == 3:
                raise ArithmeticError("three")
            return [self.last_epoch + 1.0 for _ in self.base_lrs]

    used = optimizer()
    failing = Failing(used)
    with pytest.raises(ArithmeticError, match="three"):
        schedule(failing, 8)
    assert failing.last_epoch == 0 and [group["lr"] for group in used.param_groups] == [1.0, 1.0]


# --- Live


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A time that goes on by `tick` whenever it is asked for, and by what is added."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now, self.tick = 0.0, tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


@pytest.mark.parametrize("dear", [0.0001, 0.01, 0.4])
def test_however_dear_a_drawing_is_the_curve_takes_less_than_its_share(dear: float) -> None:
    clock = Clock(1e-6)
    live = LiveCurve(out=Terminal(), clock=clock)
    drawn = []

    def draw() -> None:
        clock.now += dear
        drawn.append(clock.now)

    live.draw = draw  # type: ignore[method-assign]
    shares = []
    for step in range(20_000):
        clock.now += 0.002
        live.add(loss=1.0 / (step + 1))
        shares.append(live.cost if clock.now > 10 else 0)
    assert drawn and max(shares) < 0.05
    assert len(drawn) >= min(300, int(0.04 * clock.now / dear)), "it does draw as often as it may"


def test_a_terminal_shows_one_line_that_is_written_over() -> None:
    clock, terminal = Clock(0.05), Terminal()
    with LiveCurve(out=terminal, clock=clock, share=0.9) as live:
        for step in range(100):
            live.add(loss=100.0 - step)
    text = terminal.getvalue()
    assert text.count("\n") == 1 and text.endswith("\n") and text.count("\r") > 2
    assert re.search(r"\rstep 100  loss 1 █[▁-█]+▁\s*\n$", text)


@pytest.mark.parametrize("columns", [20, 60, 200])
def test_a_line_is_never_longer_than_the_terminal_is_wide(columns: int) -> None:
    live = LiveCurve(out=io.StringIO())
    for step in range(300):
        live.add(loss=1.0 / (step + 1), accuracy=step / 300, size=1e-12)
    line = live.in_a_line(columns)
    assert line.startswith("step 300  loss") and len(line) <= columns
    assert ("█" in line) == (columns == 200)


def test_without_anybody_to_see_it_nothing_is_written_and_the_picture_is_there() -> None:
    out = io.StringIO()
    with LiveCurve(out=out) as live:
        for step in range(5):
            live.add(loss=tt.tensor(float(step)), accuracy=0.5)
    assert out.getvalue() == ""
    assert {"loss", "accuracy"} <= {*rows_of(live.picture().words)}
    with pytest.raises(ValueError, match="expected at least one finite number"):
        LiveCurve(out=out).picture()


def test_a_notebook_gets_one_picture_that_is_put_in_the_place_of_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    class Shell:
        kernel = object()
        shown: list[Any] = []  # noqa: RUF012

        def get_ipython(self) -> Shell:
            return self

        def display(self, picture: Any, display_id: bool) -> Shell:
            self.shown.append(("new", display_id, picture.words.split()[-2]))
            return self

        def update(self, picture: Any) -> None:
            self.shown.append(("again", True, picture.words.split()[-2]))

    shell = Shell()
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", shell)
    with LiveCurve(clock=Clock(0.3), share=0.9) as nothing:
        nothing.add(loss=math.nan)
    assert shell.shown == [], "what is nan from the beginning does not stop the training"
    live = LiveCurve(clock=Clock(0.3), share=0.9)
    for step in range(1, 13):
        live.add(loss=float(step))
    assert shell.shown[0][:2] == ("new", True) and len(shell.shown) > 1
    assert all(kind == "again" for kind, *_ in shell.shown[1:])
    assert [float(last) for *_, last in shell.shown] == sorted({float(last) for *_, last in shell.shown})


def test_fit_tells_it_the_loss_of_each_step_and_the_validation_loss_of_each_epoch() -> None:
    tt.manual_seed(0)
    model, live = nn.Linear(2, 2), LiveCurve(out=io.StringIO())
    data = [(POINTS, LABELS)]
    fit(model, data, nn.CrossEntropyLoss(), Adam(model.parameters()), 3, valid=data, log=live, progress=False)
    assert [x for x, _ in live.kept["training"].points] == [1, 2, 3]
    assert [x for x, _ in live.kept["validation"].points] == [1, 2, 3]


def test_a_long_curve_is_kept_as_means_and_takes_no_more_room() -> None:
    kept = Kept()
    numbers = np.random.default_rng(0).normal(size=10 * MOST)
    for k, number in enumerate(numbers.tolist()):
        kept.add(k, number)
    assert len(kept.points) < MOST
    first = kept.points[0]
    assert first == (kept.size - 1, pytest.approx(numbers[: kept.size].mean()))
    assert kept.last == numbers[-1]


def test_a_live_curve_is_smoothed_as_curves_are() -> None:
    live = LiveCurve(out=io.StringIO(), smooth=3)
    numbers = [3.0, 1.0, 2.0, 6.0]
    for number in numbers:
        live.add(loss=number)
    assert live.picture().svg == curves({"loss": numbers}, "Loss", "step", smooth=3).svg
    with pytest.raises(ValueError, match="LiveCurve wants to smooth over a whole number of points"):
        LiveCurve(smooth=0)
    with pytest.raises(ValueError, match="LiveCurve wants logarithmic to be True"):
        LiveCurve(logarithmic="z")


def test_numbers_without_a_place_on_the_axis_do_not_stop_a_training() -> None:
    live = LiveCurve(out=io.StringIO(), logarithmic=True)
    live.add(loss=-1.0)
    assert not live.has_points()
    live.add(loss=1.0)
    assert live.has_points()
