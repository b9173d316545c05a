"""Memory goes when the last name goes: by counting references, without the garbage collector."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from tinytorch.autograd.engine import Node
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import Buffer
from tinytorch.tensors.tensor import Tensor

import tinytorch

from .libraries import Ours
from .oracle import run_once
from .tables import OPS


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """What only the garbage collector would find stays where it is."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def leaf(*shape: int) -> Tensor:
    return Tensor(np.linspace(0.5, 1.5, int(np.prod(shape))).reshape(shape), requires_grad=True)


def alive(kind: type) -> int:
    """How many Tensors, Nodes, ... there are; an Array and a Buffer hold numbers."""
    return sum(type(thing) is kind for thing in gc.get_objects())


def chain(x: Tensor, length: int = 10) -> list[Tensor]:
    made = [x]
    for _ in range(length):
        made.append(made[-1] * 1.5 + x)
    return made


def test_a_chain_goes_with_its_last_name() -> None:
    x = leaf(3)
    made = chain(x)
    watch = [weakref.ref(t) for t in made[1:]]
    last = made[-1]
    del made
    assert all(w() is not None for w in watch)  # the record holds them
    del last
    assert all(w() is None for w in watch)


def test_so_do_the_numbers() -> None:
    x = leaf(3)
    before = Counter({kind: alive(kind) for kind in (Tensor, Node, Array, Buffer)})
    last = chain(x)[-1]
    assert alive(Node) == before[Node] + 20
    del last
    assert Counter({kind: alive(kind) for kind in (Tensor, Node, Array, Buffer)}) == before


def test_backward_lets_go_of_what_was_saved() -> None:
    x = leaf(3)
    y = x * x
    watch = weakref.ref((y * 2.0).exp())  # nobody's name
    assert watch() is None
    z = (y * y).sum()
    saved = [weakref.ref(v) for v in z.node.inputs]
    z.backward()
    assert z.node.saved_values is None
    assert saved[0]() is not None  # the vertices stay, for z.node leads to them; their saved numbers went
    assert z.node.inputs[0].node.saved_values is None


def forward(x: Tensor) -> Tensor:
    """A little of everything."""
    y = (x @ x.T).tanh() + x[0] * 2.0
    y = (y.reshape(9) - y.sum() / 3.0).exp().sigmoid()
    return (y * y.log_softmax(0)).sum()


PASSES: dict[str, Callable[[Tensor], Any]] = {
    "forward": forward,
    "backward": lambda x: forward(x).backward(),
    "backward that keeps the graph": lambda x: forward(x).backward(retain_graph=True),
    "grad": lambda x: tinytorch.grad(forward(x), x),
    "grad twice": lambda x: tinytorch.grad(tinytorch.grad(forward(x), x, create_graph=True)[0].sum(), x),
    "hooks": lambda x: with_hooks(x).backward(),
    "an error on the way": lambda x: refused(forward(x)),
    "in place": lambda x: (x * 1.0).__iadd__(x).sum().backward(),
    "a view of a view": lambda x: x.T[1:][:, ::2].sum().backward(),
}


def with_hooks(x: Tensor) -> Tensor:
    inner = x * 2.0
    inner.register_hook(lambda d: d * 2.0)
    inner.retain_grad()
    return forward(inner)


def refused(y: Tensor) -> None:
    y.backward()
    with pytest.raises(tinytorch.GradientError):
        y.backward()


@pytest.mark.parametrize("name", PASSES)
def test_no_operation_leaves_a_reference_cycle(name: str) -> None:
    x = leaf(3, 3)
    PASSES[name](x)  # whatever is made once for all
    x.grad = None
    gc.collect()
    result = PASSES[name](x)
    del result
    x.grad = None
    found = gc.collect()
    assert found == 0, f"the collector found {found} objects in cycles"


def test_no_entry_of_the_tables_leaves_a_reference_cycle() -> None:
    """Forward and backward, the first case of each, and again: what is made once for all is made in the first round."""
    ours, found = Ours(tinytorch), {}
    for op in OPS:
        if not op.raises:
            for _ in range(2):
                gc.freeze()  # whatever was there before is not looked at again
                with np.errstate(all="ignore"):
                    run_once(ours, op, op.drawn[0], op.dtypes[0], 0)
                found[op.name] = gc.collect()
    assert {name: count for name, count in found.items() if count} == {}


def test_a_training_loop_of_10000_steps_does_not_grow() -> None:
    w, b = leaf(3, 2), leaf(2)
    data = Tensor([[0.1, 0.2, 0.3], [0.3, 0.1, 0.0]])

    def steps(count: int) -> None:
        for _ in range(count):
            w.grad = b.grad = None
            loss = ((data @ w + b) * (data @ w + b)).sum()
            loss.backward()
            for p in (w, b):
                p.data -= 0.01 * p.grad

    steps(10)
    before = len(gc.get_objects())
    steps(10_000)
    assert len(gc.get_objects()) <= before + 10


def test_a_view_keeps_the_memory_and_nothing_else() -> None:
    x = Tensor(np.zeros((1000, 10)))
    buffer = x.value.buffer
    view = x[3]
    watch = weakref.ref(x)
    del x
    assert watch() is None
    assert view.value.buffer is buffer


def test_a_gradient_that_was_answered_does_not_hold_the_graph() -> None:
    x = leaf(3)
    y = x * x
    watch = weakref.ref(y)
    (d,) = tinytorch.grad(y.sum(), x)
    del y
    assert watch() is None
    assert d.tolist() == [1.0, 2.0, 3.0]


def test_nothing_is_kept_for_backward_under_no_grad() -> None:
    x = leaf(3)
    with tinytorch.no_grad():
        y = x * x
    assert y.node is None
