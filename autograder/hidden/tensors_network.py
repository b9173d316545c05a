"""Hidden checks of Task 2.5: a layer, the loss, the network and a step of training, on numbers that are drawn.

The parameters of a network are set before it is called, so that no bias is 0 and nothing depends on random numbers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, close
from autograder.hidden.tensors_calls import Dice, Drawn, Rng, drawn_calls, seeds
from autograder.hidden.tensors_functions import FAR, near

SUMS = close(atol=1e-9, rtol=1e-9)  # sums of products, in any order
rates = st.sampled_from([0.5, 0.1, 2.0, 0.03])


# --- What is drawn


def numbers(rng: Rng, *shape: int, dtype: str = "float64") -> np.ndarray:
    """Numbers in [-2, 2]."""
    return rng.uniform(-2.0, 2.0, shape).round(3).astype(dtype)


def layer(dice: Dice, rows: int) -> Drawn:
    """So many rows for one layer, and a gradient by its result."""
    inputs, outputs, *_ = dice.rng.permutation([1, 2, 3, 4]).tolist()
    shapes = {"x": (rows, inputs), "weight": (inputs, outputs), "bias": (outputs,), "d_output": (rows, outputs)}
    return {name: numbers(dice.rng, *shape, dtype=dice.dtype) for name, shape in shapes.items()}


def marks(rng: Rng, rows: int, classes: int) -> np.ndarray:
    """Labels: the first class and the last one, and any others."""
    ends = [classes - 1, 0][:rows]
    return np.array([*ends, *rng.integers(0, classes, rows - len(ends))], np.int64)


def scored(dice: Dice, rows: int, largest: float = 3.0) -> Drawn:
    """Rows of scores and their labels."""
    classes = dice.one((2, 3, 4, 5))
    scores = dice.rng.uniform(-largest, largest, (rows, classes)).round(3).astype(dice.dtype)
    return {"scores": scores, "labels": marks(dice.rng, rows, classes)}


def example(sizes: list[int], seed: int) -> Drawn:
    """A network's parameters, pictures with labels, and a gradient by the scores."""
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(1, 5))
    return {
        "weights": [numbers(rng, *pair) for pair in pairwise(sizes)],
        "biases": [numbers(rng, outputs) for outputs in sizes[1:]],
        "images": numbers(rng, rows, sizes[0]),
        "labels": marks(rng, rows, sizes[-1]),
        "d_output": numbers(rng, rows, sizes[-1]),
    }


layers = drawn_calls(layer, (1, 2, 3))
scores = drawn_calls(scored, (1, 2, 3, 4))
large_scores = drawn_calls(scored, (1, 2, 4), largest=1e4)
examples = st.builds(example, st.sampled_from([[2, 3], [2, 3, 2], [3, 2, 4, 2]]), seeds)


# --- What is made of it


def leaf(tt: Any, drawn: np.ndarray, requires_grad: bool = True) -> Any:
    """A Tensor of one's own, with a copy of these numbers."""
    return tt.tensors.tensor.Tensor(drawn, requires_grad, dtype=str(drawn.dtype))


def network_of(tt: Any, drawn: Drawn) -> tuple[Any, list[Any]]:
    """A network with the drawn parameters, and these."""
    tt.autograd.engine.Mode.recording = True
    weights, biases = ([leaf(tt, each) for each in drawn[name]] for name in ("weights", "biases"))
    sizes = [len(drawn["weights"][0]), *map(len, drawn["biases"])]
    network = tt.tensors.classifier.Network(sizes)
    network.weights, network.biases = weights, biases
    return network, [*weights, *biases]


def step(tt: Any, network: Any, drawn: Drawn, rate: float) -> Any:
    """What train_batch gives on the drawn pictures."""
    images, labels = leaf(tt, drawn["images"], False), leaf(tt, drawn["labels"], False)
    return tt.tensors.classifier.train_batch(network, images, labels, rate)


def values(tensors: list[Any]) -> list[Any]:
    """The numbers in each of them."""
    return [x.value.numpy() for x in tensors]


# --- linear


@check("linear", compare=near, examples=20, drawn=layers)
def linear_is_a_weighted_sum(tt: Any, drawn: Drawn) -> Any:
    """linear(x, weight, bias) is x @ weight + bias, in every row."""
    return tt.tensors.classifier.linear(*(leaf(tt, drawn[name]) for name in ("x", "weight", "bias"))).value.numpy()


@check("linear", compare=near, examples=10, drawn=layers)
def linear_passes_gradients_on(tt: Any, drawn: Drawn) -> Any:
    """Gradients flow through linear to x, to the weight and to the bias."""
    tt.autograd.engine.Mode.recording = True
    leaves = [leaf(tt, drawn[name]) for name in ("x", "weight", "bias")]
    tt.tensors.classifier.linear(*leaves).backward(leaf(tt, drawn["d_output"], False))
    return values([x.grad for x in leaves])


# --- cross_entropy


def loss_of(tt: Any, drawn: Drawn) -> tuple[Any, Any]:
    """The scores as a leaf, and their loss."""
    tt.autograd.engine.Mode.recording = True
    scores = leaf(tt, drawn["scores"])
    return scores, tt.tensors.classifier.cross_entropy(scores, leaf(tt, drawn["labels"], False))


@check("cross_entropy", compare=near, examples=20, drawn=scores)
def cross_entropy_is_its_formula(tt: Any, drawn: Drawn) -> Any:
    """The loss is the mean over the rows of -log p[label], with p the softmax of the row."""
    return loss_of(tt, drawn)[1].value.numpy()


@check("cross_entropy", compare=FAR, examples=10, drawn=large_scores)
def cross_entropy_of_large_scores(tt: Any, drawn: Drawn) -> Any:
    """Scores of thousands give a finite loss, and finite gradients."""
    scores, loss = loss_of(tt, drawn)
    loss.backward()
    return values([loss, scores.grad])


@check("cross_entropy", compare=near, examples=10, drawn=scores)
def cross_entropy_has_a_gradient(tt: Any, drawn: Drawn) -> Any:
    """The gradient of the loss by the scores is (p - 1 at the label) / the number of rows."""
    scores, loss = loss_of(tt, drawn)
    loss.backward()
    return scores.grad.value.numpy()


# --- Network.__call__


@check("Network.__call__", compare=SUMS, examples=20, drawn=examples)
def network_gives_scores(tt: Any, drawn: Drawn) -> Any:
    """The scores are linear and relu by turns, for networks of one, two and three layers."""
    network, _ = network_of(tt, drawn)
    return network(leaf(tt, drawn["images"], False)).value.numpy()


@check("Network.__call__", compare=SUMS, examples=10, drawn=examples)
def network_passes_gradients_on(tt: Any, drawn: Drawn) -> Any:
    """Gradients flow back to every weight and bias, and to the pictures."""
    network, own = network_of(tt, drawn)
    images = leaf(tt, drawn["images"])
    network(images).backward(leaf(tt, drawn["d_output"], False))
    return values([x.grad for x in (*own, images)])


# --- train_batch


@check("train_batch", compare=SUMS, examples=10, drawn=examples, rate=rates)
def a_step_goes_downhill(tt: Any, drawn: Drawn, rate: float) -> Any:
    """A step moves every weight and every bias by -learning_rate times its gradient of the loss."""
    network, _ = network_of(tt, drawn)
    step(tt, network, drawn, rate)
    return values([tensors[k] for tensors in (network.weights, network.biases) for k in range(len(drawn["biases"]))])


@check("train_batch", compare=SUMS, examples=10, drawn=examples, rate=rates)
def a_step_returns_the_loss_before(tt: Any, drawn: Drawn, rate: float) -> Any:
    """A step returns the loss as it was before the step, as a float."""
    network, _ = network_of(tt, drawn)
    loss = step(tt, network, drawn, rate)
    return [tt.builtin.isinstance(loss, tt.builtin.float), loss]


@check("train_batch", compare=SUMS, examples=10, drawn=examples, rate=rates)
def steps_forget_old_gradients(tt: Any, drawn: Drawn, rate: float) -> Any:
    """Gradients that were there before a step do not count: neither strange ones nor those of the last step."""
    network, own = network_of(tt, drawn)
    own[0].grad = leaf(tt, drawn["weights"][0] + 1000.0, False)
    losses = [step(tt, network, drawn, rate) for _ in range(3)]
    return [losses, values(own)]


@check("train_batch", compare=SUMS, examples=5, drawn=examples, rate=rates)
def a_step_is_in_place(tt: Any, drawn: Drawn, rate: float) -> Any:
    """The parameters stay the same Tensors, with other numbers: who holds one sees it move."""
    network, own = network_of(tt, drawn)
    step(tt, network, drawn, rate)
    held = network.parameters()
    return [[tt.builtin.id(held[k]) == tt.builtin.id(p) for k, p in enumerate(own)], values(own)]


@check("train_batch", compare=SUMS, structure=True, examples=5, drawn=examples, rate=rates)
def a_step_leaves_no_record(tt: Any, drawn: Drawn, rate: float) -> Any:
    """After a step the parameters are leaves that require a gradient, and operations are recorded as before."""
    network, own = network_of(tt, drawn)
    step(tt, network, drawn, rate)
    mode, node = tt.autograd.engine.Mode, tt.autograd.engine.Node
    states = [[p.requires_grad, tt.builtin.isinstance(p.node, node)] for p in own]
    on = tt.builtin.bool(mode.recording)
    mode.recording = True
    return [states, on]
