"""Hidden checks of Task 4.7: an epoch of training, and how well a model does.

Models are of Sequential and Linear with drawn parameters; loaders are lists of batches of different sizes. What a loop
does to a model between batches is written down by hooks, in the order in which it happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from autograder.checks import check
from autograder.hidden.nn_tools import (
    SUMS,
    Drawn,
    Rng,
    affine_layer,
    constant,
    drawn,
    kind_of,
    leaf,
    listed,
    module_of,
    numbers,
    recording,
    values,
)

rates = st.sampled_from([0.1, 0.5, 0.03])


def lesson(rng: Rng, sizes: list[int]) -> Drawn:
    """The parameters of a network with two layers, and batches of inputs with targets."""
    layers = [(numbers(rng, *shape), numbers(rng, shape[0])) for shape in ((3, 2), (2, 3))]
    batches = [[numbers(rng, size, 2), numbers(rng, size, 2)] for size in sizes]
    return {"layers": [list(pair) for pair in layers], "batches": batches}


unequal = st.sampled_from([[3, 1], [2, 3, 1], [1, 4], [2, 5, 2]])
lessons = drawn(lesson, sizes=unequal)


def network(tt: Any, case: Drawn) -> Any:
    """Linear, Tanh, Linear with the drawn parameters."""
    first, second = (affine_layer(tt, *pair) for pair in case["layers"])
    return tt.nn.containers.Sequential(first, tt.nn.activations.Tanh(), second)


def batches(tt: Any, case: Drawn) -> list[Any]:
    """A loader: (inputs, targets) for each batch."""
    return [(constant(tt, x), constant(tt, y)) for x, y in case["batches"]]


def parameters(model: Any) -> list[Any]:
    """Weight and bias of each layer."""
    return [x for k in (0, 2) for x in (model[k].weight, model[k].bias)]


def trained(tt: Any, case: Drawn, lr: float, clip: float | None = None, epochs: int = 1) -> tuple[Any, list[Any]]:
    """The network, and what train_epoch gives for each epoch with plain SGD."""
    recording(tt)
    model = network(tt, case)
    optimizer = tt.optim.sgd.SGD(parameters(model), lr=lr)
    loss, loader = tt.nn.functional.distances.mse_loss, batches(tt, case)
    options = {} if clip is None else {"clip": clip}
    return model, [tt.training.loop.train_epoch(model, loader, loss, optimizer, **options) for _ in range(epochs)]


def watched(tt: Any, model: Any, story: Any) -> None:
    """Write down at each call of the model whether it is being trained, and in which mode operations are."""
    mode = tt.autograd.engine.Mode

    def note(module: Any, args: Any, output: Any) -> None:
        story.append([module.training, mode.recording, output.requires_grad])

    model.register_forward_hook(note)


# --- train_epoch


@check("train_epoch", compare=SUMS, examples=8, case=lessons, lr=rates)
def each_batch_moves_the_model(tt: Any, case: Drawn, lr: float) -> Any:
    """After an epoch the parameters are where one step for each batch in turn has brought them."""
    return values(parameters(trained(tt, case, lr)[0]))


@check("train_epoch", compare=SUMS, examples=8, case=lessons, lr=rates, epochs=st.integers(1, 3))
def the_answer_is_the_mean_of_a_sample(tt: Any, case: Drawn, lr: float, epochs: int) -> Any:
    """The answer is a float: the mean loss over all samples, each as it was before its own step."""
    _, means = trained(tt, case, lr, epochs=epochs)
    return [means, [tt.builtin.isinstance(each, tt.builtin.float) for each in means]]


@check("train_epoch", compare=SUMS, examples=6, case=lessons, lr=rates)
def old_gradients_are_forgotten(tt: Any, case: Drawn, lr: float) -> Any:
    """Gradients from before the epoch do not count, nor those of the batch before."""
    recording(tt)
    model = network(tt, case)
    model[0].weight.grad = leaf(tt, case["layers"][0][0] + 100.0, False)
    optimizer = tt.optim.sgd.SGD(parameters(model), lr=lr, momentum=0.5)
    loss, loader = tt.nn.functional.distances.mse_loss, batches(tt, case)
    means = [tt.training.loop.train_epoch(model, loader, loss, optimizer) for _ in range(2)]
    return [means, values(parameters(model))]


@check("train_epoch", compare=SUMS, examples=8, case=lessons, clip=st.sampled_from([0.1, 1.0, 1000.0]))
def gradients_are_clipped_before_the_step(tt: Any, case: Drawn, clip: float) -> Any:
    """With `clip` no step is longer than lr * clip: gradients are clipped after backward and before the step."""
    model, means = trained(tt, case, 0.5, clip)
    return [means, values(parameters(model))]


@check("train_epoch", examples=6, case=lessons, mode=st.booleans())
def the_model_is_being_trained(tt: Any, case: Drawn, mode: bool) -> Any:
    """All layers are in training mode while they train, whatever mode the model was in, and operations are recorded."""
    recording(tt)
    model, story = network(tt, case), tt.builtin.list([])
    model.train(mode)
    for watch in (model, model[0]):
        watched(tt, watch, story)
    optimizer = tt.optim.sgd.SGD(parameters(model), lr=0.1)
    tt.training.loop.train_epoch(model, batches(tt, case), tt.nn.functional.distances.mse_loss, optimizer)
    return story


@check("train_epoch", examples=6, case=lessons, clip=st.sampled_from([None, 1.0]))
def once_for_each_batch(tt: Any, case: Drawn, clip: float | None) -> Any:
    """For each batch the model, the loss and the step are called once, in this order."""
    recording(tt)
    model, story = network(tt, case), tt.builtin.list([])
    optimizer = tt.optim.sgd.SGD(parameters(model), lr=0.1)
    mse, step = tt.nn.functional.distances.mse_loss, optimizer.step

    def loss(output: Any, targets: Any) -> Any:
        story.append(["loss", output.requires_grad, targets.value.numpy()])
        return mse(output, targets)

    def take_step() -> Any:
        story.append("step")
        return step()

    def note(module: Any, args: Any, output: Any) -> None:
        story.append(["model", args[0].value.numpy()])

    model.register_forward_hook(note)
    optimizer.step = take_step
    tt.training.loop.train_epoch(model, batches(tt, case), loss, optimizer, clip)
    return story


@check("train_epoch", examples=4, case=lessons, compare=SUMS)
def an_epoch_wants_samples(tt: Any, case: Drawn) -> Any:
    """Without samples there is no mean, and a ValueError; a loader may be any iterable, walked through once."""
    recording(tt)
    model = network(tt, case)
    optimizer = tt.optim.sgd.SGD(parameters(model), lr=0.1)
    loss, loader = tt.nn.functional.distances.mse_loss, tt.builtin.iter(batches(tt, case))
    mean = tt.training.loop.train_epoch(model, loader, loss, optimizer)
    return [mean, kind_of(tt, tt.catch(lambda: tt.training.loop.train_epoch(model, loader, loss, optimizer)))]


# --- evaluate


def mean_error(output: Any, targets: Any) -> Any:
    """The mean over the batch of |output - target|, a tensor."""
    return (output - targets).abs().mean()


def share_above(output: Any, targets: Any) -> Any:
    """The share of outputs above their target, a float."""
    return (output > targets).double().mean().item()


MEASURES: dict[str, Callable[..., Any]] = {"error": mean_error, "above": share_above}


@check("evaluate", compare=SUMS, examples=8, case=lessons)
def measures_are_means_of_samples(tt: Any, case: Drawn) -> Any:
    """Each measure is the mean over all samples, under its name, whether it gives tensors or floats."""
    recording(tt)
    scores = tt.training.loop.evaluate(network(tt, case), batches(tt, case), **MEASURES)
    return [scores, [tt.builtin.isinstance(scores[name], tt.builtin.float) for name in MEASURES]]


@check("evaluate", examples=8, case=lessons, mode=st.booleans(), inner=st.booleans())
def a_model_is_not_trained_meanwhile(tt: Any, case: Drawn, mode: bool, inner: bool) -> Any:
    """Meanwhile all parts are in evaluation mode, and nothing is recorded; then each is in the mode of before."""
    recording(tt)
    model, story = network(tt, case), tt.builtin.list([])
    model.train(mode)
    model[0].train(inner)
    for watch in (model, model[0]):
        watched(tt, watch, story)
    tt.training.loop.evaluate(model, batches(tt, case), error=mean_error)
    return [story, listed(tt, lambda module: module.training, model.modules()), tt.autograd.engine.Mode.recording]


@check("evaluate", compare=SUMS, examples=6, case=lessons, mode=st.booleans())
def an_error_leaves_the_mode(tt: Any, case: Drawn, mode: bool) -> Any:
    """Where a measure fails the error comes out, and each part of the model is in the mode that it was in before."""
    recording(tt)
    model, calls, seen = network(tt, case), tt.builtin.list([]), tt.builtin.list([])
    model.train(mode)
    model[0].train(not mode)

    def fails(output: Any, targets: Any) -> Any:
        seen.append(model.training)
        calls.append(1)
        return [0.5][0] + 0.0 * tt.builtin.list([0.0])[tt.builtin.len(calls) - 1]

    error = kind_of(tt, tt.catch(lambda: tt.training.loop.evaluate(model, batches(tt, case), fails=fails)))
    after = [model.training, model[0].training, tt.autograd.engine.Mode.recording]
    return [error, seen, after, tt.training.loop.evaluate(model, batches(tt, case), error=mean_error)]


@check("evaluate", compare=SUMS, examples=6, case=lessons)
def one_output_serves_all_measures(tt: Any, case: Drawn) -> Any:
    """The output of a batch is computed once, and serves all measures; no parameter is changed."""
    recording(tt)
    model, count = network(tt, case), tt.builtin.list([])
    watched(tt, model, count)
    before = values(parameters(model))
    scores = tt.training.loop.evaluate(model, batches(tt, case), **MEASURES, again=mean_error)
    grads = listed(tt, lambda p: p.grad, model.parameters())
    return [scores, tt.builtin.len(count), before, values(parameters(model)), grads]


@check("evaluate", compare=SUMS, examples=5, case=lessons, p=st.sampled_from([0.5, 0.9]))
def dropout_rests_in_evaluation(tt: Any, case: Drawn, p: float) -> Any:
    """Layers that drop numbers in training leave them alone, so that the scores are not random."""
    recording(tt)
    model = tt.nn.containers.Sequential(tt.nn.layers.Dropout(p), network(tt, case), module_of(tt, lambda x: x * 2.0))
    model.train()
    return [tt.training.loop.evaluate(model, batches(tt, case), error=mean_error), model[0].training]


@check("evaluate", compare=SUMS, examples=4, case=lessons)
def a_score_wants_samples(tt: Any, case: Drawn) -> Any:
    """Without samples there is no mean, and a ValueError; a loader may be any iterable, walked through once."""
    recording(tt)
    model, loader = network(tt, case), tt.builtin.iter(batches(tt, case))
    scores = tt.training.loop.evaluate(model, loader, error=mean_error)
    return [scores, kind_of(tt, tt.catch(lambda: tt.training.loop.evaluate(model, loader, error=mean_error)))]
