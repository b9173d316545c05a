"""The second half of the table of deliberate differences from PyTorch, about networks: each is true on both sides."""

from __future__ import annotations

import contextlib
import io
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinytorch

TABLE = Path(__file__).parents[2] / "assignments" / "differences.toml"
DIFFERENCES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["network_difference"]


def raises(kind: type[BaseException], act: Callable[[], Any]) -> bool:
    """Whether `act` raises this kind of error."""
    try:
        act()
    except kind:
        return True
    return False


def half_loaded(lib: Any) -> bool:
    """Whether a weight that fits was copied, though the bias does not fit."""
    net = lib.nn.Linear(2, 2)
    with contextlib.suppress(RuntimeError):
        net.load_state_dict({"weight": lib.full((2, 2), 7.0), "bias": lib.ones(3)})
    return bool((net.weight == 7.0).all())


def without_super(lib: Any) -> Any:
    """A module whose __init__ does not call that of Module."""

    class Net(lib.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            self.layer = lib.nn.Linear(1, 1)

    return Net()


def written_past_setattr(lib: Any) -> bool:
    """Whether an attribute is what was written into the table of parameters."""
    net = lib.nn.Linear(1, 1)
    net._parameters["weight"] = other = lib.nn.Parameter(lib.ones(1, 1))
    return net.weight is other


def inside_itself(lib: Any) -> Any:
    """A module that is a part of itself."""
    net = lib.nn.Sequential()
    net.own = net
    return net


def longer_by_a_list(lib: Any) -> Any:
    """A Sequential and a list, added in place."""
    net = lib.nn.Sequential(lib.nn.ReLU())
    net += [lib.nn.ReLU()]
    return net


def overwritten_by_relu(lib: Any) -> bool:
    """Whether the input of relu(x, inplace=True) is another one afterwards."""
    x = lib.tensor([-1.0])
    lib.nn.functional.relu(x, inplace=True)
    return x.tolist() == [0.0]


def slope_of_kl_at_zero(lib: Any) -> float:
    """The gradient by a target of 0."""
    chances = lib.tensor([0.0, 1.0], requires_grad=True)
    lib.nn.functional.kl_div(lib.tensor([-1.0, -1.0]), chances, reduction="sum").backward()
    return float(chances.grad[0])


def twice_in_a_group(lib: Any) -> None:
    """One parameter, twice."""
    p = lib.nn.Parameter(lib.zeros(2))
    lib.optim.SGD([p, p], lr=0.1)


def stream_with_a_worker(lib: Any) -> None:
    """A loader of a stream of samples, with a worker; nothing is asked of it."""

    class Stream(lib.utils.data.IterableDataset):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[int]:
            return iter([1])

    lib.utils.data.DataLoader(Stream(), num_workers=1)


def taken_for_a_batch_of_two(lib: Any) -> int:
    """How many of ten numbers have left a sampler when the first batch is there."""
    taken: list[int] = []

    class Counting(lib.utils.data.Sampler):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[int]:
            for number in range(10):
                taken.append(number)
                yield number

    next(iter(lib.utils.data.BatchSampler(Counting(), 2, False)))
    return len(taken)


ACTS = (
    *(raises, half_loaded, without_super, written_past_setattr, longer_by_a_list, overwritten_by_relu, inside_itself),
    *(slope_of_kl_at_zero, twice_in_a_group, stream_with_a_worker, taken_for_a_batch_of_two),
)
WORDS: dict[str, Any] = {act.__name__: act for act in ACTS} | {"np": np, "io": io}
each = pytest.mark.parametrize("entry", DIFFERENCES, ids=[entry["here"][:40] for entry in DIFFERENCES])


@each
def test_of_networks_it_is_so_here(entry: dict[str, str]) -> None:
    """What the table says of tinytorch is true."""
    assert eval(entry["shows"], {**WORDS, "tt": tinytorch})


@each
def test_of_networks_it_is_otherwise_in_pytorch(entry: dict[str, str]) -> None:
    """What the table says of PyTorch is true, so that each entry is a difference."""
    torch = pytest.importorskip("torch", reason="PyTorch is the other side of this table")
    assert eval(entry["shows_in_pytorch"], {**WORDS, "torch": torch})
