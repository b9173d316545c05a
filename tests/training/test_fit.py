"""fit() is the student's loop with a memory: resumed it goes on to the same bits, and it says why it stops."""

from __future__ import annotations

import io
import math
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.nn.containers import Sequential
from tinytorch.nn.layers import Linear
from tinytorch.nn.module import Module
from tinytorch.optim.plateau import ReduceLROnPlateau
from tinytorch.optim.schedules import LambdaLR
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.checkpoints import load_checkpoint, save_checkpoint
from tinytorch.training.fit import fit
from tinytorch.training.loop import evaluate, train_epoch
from tinytorch.training.progress import Progress
from tinytorch.training.run import History, TrainingError
from tinytorch.training.tensorfile import CheckpointError, load
from trainees import Training, batches, bits, loss, network, samples

from tinytorch.logfile import read_log

Measured = Callable[[Tensor, Tensor], Tensor]


@pytest.fixture(autouse=True)
def ctrl_c_as_ever() -> Iterator[None]:
    """A test runner may have taken Ctrl-C for itself."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "fit() gives Ctrl-C back"
    signal.signal(signal.SIGINT, before)


def fitted(run: Training, epochs: int, measured: Measured = loss, **how: Any) -> History:
    how = {"schedule": run.schedule, "progress": False, **how}
    return fit(run.model, run.loader, measured, run.optimizer, epochs, **how)


def at_call(number: int, act: Callable[[], Any]) -> Measured:
    """The loss, which does something at one of its calls."""
    calls = iter(range(1, 10_000))

    def measured(output: Tensor, targets: Tensor) -> Tensor:
        if next(calls) == number:
            act()
        return loss(output, targets)

    return measured


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


# --- Training


def test_fit_is_the_loop_written_by_hand() -> None:
    by_hand = Training.of("adam")
    inputs, targets = samples(9, seed=1)
    losses, valid = [], []
    for _ in range(3):
        losses.append(train_epoch(by_hand.model, by_hand.loader, loss, by_hand.optimizer, clip=1.0))
        valid.append(evaluate(by_hand.model, [(inputs, targets)], loss=loss)["loss"])
        by_hand.schedule.step()
    run = Training.of("adam")
    history = fitted(run, 3, clip=1.0, valid=[(inputs, targets)])
    assert run.weights() == by_hand.weights()
    assert (history.column("loss"), history.column("valid_loss")) == (losses, valid)
    assert history.column("epoch") == [1, 2, 3] and history.stopped == "finished"


def test_batches_are_moved_to_where_the_model_is() -> None:
    model = network(device="cpu")
    history = fit(
        model, batches(), loss, SGD(model.parameters(), lr=0.01), 2, valid=batches(shuffle=False), progress=False
    )
    assert all(math.isfinite(number) for number in history.column("valid_loss"))


def test_a_stream_of_batches_without_a_length_will_do() -> None:
    class Stream:
        def __iter__(self) -> Iterator[Any]:
            return iter(batches(shuffle=False))

    one = Training.of("momentum")
    one.loader = Stream()  # type: ignore[assignment]
    fitted(one, 2)
    other = Training.of("momentum")
    other.loader = batches(shuffle=False)
    fitted(other, 2)
    assert one.weights() == other.weights()


def test_a_schedule_steps_after_each_epoch_or_after_each_step() -> None:
    for every_step, expected in ((False, [1.0, 0.5]), (True, [1 / 7, 1 / 13])):  # 6 batches an epoch
        model = network()
        optimizer = SGD(model.parameters(), lr=1e-3)
        schedule = LambdaLR(optimizer, lambda step: 1 / (step + 1))
        history = fit(model, batches(), loss, optimizer, 2, schedule=schedule, every_step=every_step, progress=False)
        assert history.column("lr") == pytest.approx([1e-3 * factor for factor in expected])


def test_a_plateau_is_told_the_loss_of_the_validation() -> None:
    model = network()
    optimizer = SGD(model.parameters(), lr=0.0)
    schedule = ReduceLROnPlateau(optimizer, patience=0)
    fit(model, batches(), loss, optimizer, 3, valid=[samples()], schedule=schedule, progress=False)
    assert schedule.best == pytest.approx(evaluate(model, [samples()], loss=loss)["loss"])
    assert schedule.num_bad_epochs == 0 and schedule.last_epoch == 3


# --- Checkpoints


@pytest.mark.parametrize("own_generator", [False, True], ids=["default generator", "own generator"])
@pytest.mark.parametrize("call", [1, 6, 9, 12], ids=["first batch", "end of an epoch", "midst", "end of the second"])
def test_interrupted_and_resumed_is_never_interrupted(call: int, own_generator: bool, tmp_path: Path) -> None:
    """Six batches make an epoch."""
    path = tmp_path / "run.safetensors"
    whole = Training.of("adam", own_generator)
    expected = fitted(whole, 3)
    first = Training.of("adam", own_generator)
    history = fitted(first, 3, at_call(call, press_ctrl_c), checkpoint=path)
    assert history.stopped == "interrupted" and len(history.rows) == call // 6
    second = Training.of("adam", own_generator, seed=99)
    if second.loader.generator:
        second.loader.generator.manual_seed(98)
    resumed = fitted(second, 3, checkpoint=path, resume=True)
    assert second.weights() == whole.weights()
    assert resumed.rows == expected.rows and (resumed.stopped, resumed.best) == ("finished", expected.best)


def test_interrupted_twice_in_one_epoch_is_never_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    whole = Training.of("momentum")
    expected = fitted(whole, 2)
    for call in (2, 2, 100):
        run = Training.of("momentum", seed=99 if path.exists() else 0)
        history = fitted(run, 2, at_call(call, press_ctrl_c), checkpoint=path, resume=True)
    assert run.weights() == whole.weights() and history.rows == expected.rows


def test_the_step_in_which_ctrl_c_comes_is_finished() -> None:
    run = Training.of("adam")
    fitted(run, 3, at_call(1, press_ctrl_c))
    one_step = Training.of("adam")
    train_epoch(one_step.model, [next(iter(one_step.loader))], loss, one_step.optimizer)
    assert run.weights() == one_step.weights()


def test_a_second_ctrl_c_stops_at_once_and_the_last_checkpoint_stays(tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    run = Training.of("adam")

    def twice() -> None:
        press_ctrl_c()
        press_ctrl_c()

    with pytest.raises(KeyboardInterrupt):
        fitted(run, 3, at_call(8, twice), checkpoint=path)
    assert load_checkpoint(path, network(3))["epoch"] == 1


def test_a_handler_of_the_programs_own_is_left_alone() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        history = fitted(Training.of("adam"), 1, at_call(1, press_ctrl_c))
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT] and history.stopped == "finished"


def test_the_best_epoch_has_a_checkpoint_of_its_own(tmp_path: Path) -> None:
    run = Training.of("momentum")
    run.optimizer.param_groups[0]["lr"] = 0.3  # too much: the loss grows sooner or later
    history = fitted(run, 6, checkpoint=tmp_path / "run.safetensors", valid=[samples()], schedule=None, clip=1.0)
    assert 0 < history.best < 6 and history.column("valid_loss")[history.best - 1] == min(history.column("valid_loss"))
    best = network()
    assert load_checkpoint(tmp_path / "run.best.safetensors", best)["epoch"] == history.best
    assert evaluate(best, [samples()], loss=loss)["loss"] == min(history.column("valid_loss"))
    assert load(tmp_path / "run.safetensors")["more"]["epoch"] == 6


def test_training_stops_when_it_makes_no_progress_and_resumed_stops_again(tmp_path: Path) -> None:
    run = Training.of("momentum")
    run.optimizer.param_groups[0]["lr"] = 0.0
    how = {"valid": [samples()], "schedule": None, "patience": 3, "checkpoint": tmp_path / "a"}
    for resume in (False, True):
        history = fitted(run, 50, resume=resume, **how)
        assert (history.best, len(history.rows), history.stopped) == (1, 4, "no progress")


def test_a_run_that_is_done_is_not_trained_any_more(tmp_path: Path) -> None:
    run = Training.of("adam")
    expected = fitted(run, 2, checkpoint=tmp_path / "runs" / "a").rows
    before = run.weights()
    assert fitted(run, 2, checkpoint=tmp_path / "runs" / "a", resume=True).rows == expected
    assert run.weights() == before


# --- Bad numbers


def test_a_loss_that_is_nan_stops_with_the_step_and_the_layer_that_was_first(tmp_path: Path) -> None:
    class Root(Module):
        def forward(self, x: Tensor) -> Tensor:
            return (x - 100.0 if len(x) < 4 else x + 1e4).sqrt()

    model = Sequential(Linear(3, 4), Root(), Linear(4, 1))
    run = Training(model, SGD(model.parameters(), lr=1e-9), None, batches(shuffle=False))  # its last batch is short
    with np.errstate(invalid="ignore"), pytest.raises(TrainingError) as error:
        fitted(run, 2, log=tmp_path / "log", checkpoint=tmp_path / "a")
    assert str(error.value) == (
        "the loss is nan in epoch 1, step 6: model.1 (Root()) gives nan, and what comes before it is finite"
    )
    (noted,) = read_log(tmp_path / "log", "error")
    assert noted["what"] == str(error.value) and noted["step"] == 6
    assert not (tmp_path / "a").exists()


def test_weights_that_a_step_made_infinite_are_named() -> None:
    run = Training.of("momentum")
    run.optimizer.param_groups[0]["lr"] = 1e38
    with np.errstate(all="ignore"), pytest.raises(TrainingError, match=r"epoch 1, step \d+: .*earlier step|model\.\d"):
        fitted(run, 2, schedule=None)


def test_a_dropout_that_cannot_repeat_is_repeated_with_the_same_mask() -> None:
    """The search runs with the random numbers that the step had."""
    model = network()
    dropped: list[list[float]] = []
    model[2].register_forward_hook(lambda module, inputs, output: dropped.append(output.tolist()))
    run = Training(model, SGD(model.parameters(), lr=0.01), None, batches())
    with pytest.raises(TrainingError):
        fitted(run, 1, lambda output, targets: loss(output, targets) * (math.inf if len(dropped) > 2 else 1.0))
    assert dropped[-1] == dropped[-2] != dropped[-3]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"epochs": 0}, "wants epochs and patience of at least 1, got 0 and None"),
        ({"patience": 0}, "wants epochs and patience of at least 1, got 2 and 0"),
        ({"resume": True}, "wants to know from which checkpoint"),
    ],
)
def test_wrong_arguments_are_one_sentence(how: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fitted(Training.of("adam"), **{"epochs": 2, **how})


def test_a_run_cannot_be_resumed_in_an_epoch_that_has_become_shorter(tmp_path: Path) -> None:
    fitted(Training.of("adam"), 2, at_call(5, press_ctrl_c), checkpoint=tmp_path / "a")
    run = Training.of("adam")
    run.loader = batches(size=8)
    with pytest.raises(ValueError, match="interrupted after batch 5 of an epoch, and the loader has fewer"):
        fitted(run, 2, checkpoint=tmp_path / "a", resume=True)


def test_a_plateau_cannot_look_at_single_steps() -> None:
    run = Training.of("adam")
    with pytest.raises(ValueError, match="looks at the loss of whole epochs"):
        fitted(run, 1, schedule=ReduceLROnPlateau(run.optimizer), every_step=True)


def test_a_checkpoint_of_another_origin_is_not_resumed(tmp_path: Path) -> None:
    run = Training.of("adam")
    save_checkpoint(tmp_path / "a", network(9), run.optimizer, run.schedule)
    before = run.weights()
    with pytest.raises(CheckpointError, match=r"is no checkpoint of fit\(\)"):
        fitted(run, 1, checkpoint=tmp_path / "a", resume=True)
    assert run.weights() == before


# --- What is seen of it


def test_a_log_has_a_line_for_each_step_and_epoch(tmp_path: Path) -> None:
    class Listener:
        def __init__(self) -> None:
            self.events: list[str] = []

        def write(self, event: str, **values: Any) -> None:
            self.events.append(event)

        def close(self) -> None:
            self.events.append("closed")

    listener = Listener()
    measures = {"largest": lambda output, targets: targets.max()}
    history = fitted(Training.of("adam"), 2, log=[tmp_path / "log", listener], valid=[samples()], measures=measures)
    steps, epochs = read_log(tmp_path / "log", "step"), read_log(tmp_path / "log", "epoch")
    assert [row["step"] for row in steps] == [*range(1, 13)] and steps[0]["epoch"] == 1 and steps[-1]["epoch"] == 2
    assert [{name: row[name] for name in history.rows[0]} for row in epochs] == history.rows
    assert history.column("valid_largest") == [pytest.approx(samples()[1].max().item())] * 2
    assert listener.events == [*(["step"] * 6 + ["epoch"]) * 2], "what is not fit()'s own stays open"


def test_a_picture_has_a_curve_for_training_and_one_for_validation() -> None:
    history = fitted(Training.of("adam"), 3, valid=[samples()])
    svg = history.picture().svg
    assert svg.count("<polyline") == 2 and ">training<" in svg and ">validation<" in svg


def test_where_nobody_watches_there_is_a_plain_line_per_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    fitted(Training.of("adam"), 2, progress=True, valid=[samples()])
    out, lines = capsys.readouterr()
    assert out == "" and "\r" not in lines
    assert [line.split("  ")[0] for line in lines.splitlines()] == ["epoch 1/2", "epoch 2/2"]
    assert "loss " in lines and "valid_loss " in lines


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_is_written_over_and_the_line_of_the_epoch_takes_its_place() -> None:
    terminal = Terminal()
    with Progress(10, 40, out=terminal) as bar:
        bar.start(0)
        bar.drawn_at = -math.inf
        bar.step(3, 10, 0.5)
        bar.step(3, 40, 0.25)
        bar.line("epoch 3 is done")
    first, second, third = terminal.getvalue().split("\r")[1:]
    assert first.startswith("epoch  3/10 [#####...............] 10/40  loss 0.5  ")
    assert second.startswith("epoch  3/10 [####################] 40/40  loss 0.25  0 s left")
    assert third.startswith("epoch 3 is done ") and third.endswith(" \n") and len(third) > len(second)


def test_a_bar_that_an_error_ends_leaves_the_next_line_free() -> None:
    terminal = Terminal()
    with pytest.raises(RuntimeError), Progress(1, None, out=terminal) as bar:
        bar.drawn_at = -math.inf
        bar.step(1, 7, 0.5)
        raise RuntimeError
    assert terminal.getvalue() == "\repoch 1/1 batch 7  loss 0.5\n"


def test_the_weights_of_an_interrupted_run_can_be_used(tmp_path: Path) -> None:
    run, other = Training.of("adam"), network(7)
    fitted(run, 2, at_call(3, press_ctrl_c), checkpoint=tmp_path / "a")
    load_checkpoint(tmp_path / "a", other)
    assert bits(other) == bits(run.model)
