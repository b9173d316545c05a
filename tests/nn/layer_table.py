"""Every layer, bend and loss with inputs to try it on: what an entry is, and how it runs in either library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import numpy as np
from tinytorch.nn import activations, layers, losses
from tinytorch.tensors.tensor import Tensor

from tests.tensors.entries import Spec, between, fixed, floats, mask, whole
from tests.tensors.oracle import TOLERANCE

OURS = SimpleNamespace(**{**vars(layers), **vars(activations), **vars(losses)})


@dataclass(frozen=True)
class Entry:
    """A module and inputs for it. A Spec among the arguments is a tensor that is drawn."""

    name: str
    args: Sequence[Any]
    inputs: Sequence[Spec]
    options: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 1.0

    def __str__(self) -> str:
        given = [str(x) for x in self.args] + [f"{key}={'...' if isinstance(x, Spec) else x}" for key, x in self.given]
        return f"{self.name}({', '.join(given)})-{'-'.join(str(self.drawn(k).shape) for k in range(len(self.inputs)))}"

    @property
    def given(self) -> list[tuple[str, Any]]:
        return sorted(self.options.items())

    def drawn(self, k: int, name: str = "") -> np.ndarray:
        """The numbers of input k, or of an argument: the same in every run."""
        spec = self.options[name] if name else self.inputs[k]
        return spec.draw(np.random.default_rng(crc32(f"{self.name} {k} {name}".encode())))


def entry(name: str, *args: Any, to: Spec | tuple[Spec, ...], tolerance: float = 1.0, **options: Any) -> Entry:
    """nn.name(*args, **options)(*to)."""
    return Entry(name, args, to if isinstance(to, tuple) else (to,), options, tolerance)


PROBABILITIES = fixed(np.random.default_rng(1).dirichlet(np.ones(4), 3))
LOGARITHMS = fixed(np.log(np.random.default_rng(2).dirichlet(np.ones(4), 3)))
SCORES, LABELS = floats(5, 4), whole(0, 4, 5)
IMAGES, PIXELS = floats(2, 4, 3, 2), whole(0, 4, 2, 3, 2)  # a class for every pixel
WITH_GAPS = fixed([1, -100, 3, 0, -100])
WEIGHT = between(0.5, 2.0, 4)
PAIR = (floats(3, 4), floats(3, 4))
CHANCES = (between(0.05, 0.95, 3, 4), between(0.0, 1.0, 3, 4))
YES_OR_NO = (floats(3, 4), mask(3, 4))

TABLE = [
    entry("Linear", 4, 3, to=floats(5, 4)),
    entry("Linear", 4, 3, to=floats(2, 5, 4)),
    entry("Linear", 4, 3, to=floats(4)),
    entry("Linear", 4, 3, to=floats(0, 4)),
    entry("Linear", 4, 1, to=floats(2, 0, 3, 4)),
    entry("Linear", 4, 3, to=floats(2, 5, 4), bias=False),
    entry("Linear", 4, 3, to=floats(4), bias=False),
    entry("Identity", "anything", to=floats(3, 2)),
    entry("Flatten", to=floats(2, 3, 4)),
    entry("Flatten", 0, 1, to=floats(2, 3, 4)),
    entry("Unflatten", 1, (2, 3), to=floats(2, 6)),
    entry("Unflatten", -1, (2, -1), to=floats(2, 3, 4)),
    entry("Dropout", 0.0, to=floats(3, 4)),
    entry("Dropout", 1.0, to=floats(3, 4)),
    entry("LayerNorm", 6, to=floats(4, 6)),
    entry("LayerNorm", (6,), to=floats(2, 3, 6), eps=0.1),
    entry("LayerNorm", (2, 3), to=floats(4, 2, 3)),
    entry("LayerNorm", 6, to=floats(6)),
    entry("LayerNorm", 6, to=floats(0, 6)),
    entry("LayerNorm", 6, to=floats(4, 6), bias=False),
    entry("LayerNorm", (2, 3), to=floats(4, 2, 3), elementwise_affine=False),
    entry("LayerNorm", 300, to=between(99.0, 101.0, 40, 300), tolerance=5.0),  # digits are lost to the mean
    entry("RMSNorm", 6, to=floats(4, 6)),
    entry("RMSNorm", (2, 3), to=floats(4, 2, 3), eps=0.1),
    entry("RMSNorm", 6, to=floats(6)),
    entry("RMSNorm", 6, to=floats(0, 6)),
    entry("RMSNorm", 6, to=floats(2, 3, 6), elementwise_affine=False),
    entry("ReLU", to=floats(3, 4)),
    entry("LeakyReLU", 0.2, to=floats(3, 4)),
    entry("ELU", 0.7, to=floats(3, 4)),
    entry("GELU", to=floats(3, 4)),
    entry("GELU", to=floats(3, 4), approximate="tanh"),
    entry("SiLU", to=floats(3, 4)),
    entry("Sigmoid", to=floats(3, 4)),
    entry("Tanh", to=floats(3, 4)),
    entry("Softplus", to=floats(3, 4), beta=2.0, threshold=1.5),
    entry("Softmax", 1, to=floats(3, 4)),
    entry("Softmax", dim=0, to=floats(3, 4)),
    entry("LogSoftmax", -1, to=floats(2, 3, 4)),
    *(
        entry(name, to=to, reduction=reduction, **options)
        for reduction in ("none", "mean", "sum")
        for name, to, options in (
            ("MSELoss", PAIR, {}),
            ("L1Loss", PAIR, {}),
            ("SmoothL1Loss", PAIR, {"beta": 0.7}),
            ("SmoothL1Loss", PAIR, {"beta": 0.0}),
            ("HuberLoss", PAIR, {"delta": 0.7}),
            ("KLDivLoss", (LOGARITHMS, PROBABILITIES), {}),
            ("KLDivLoss", (LOGARITHMS, LOGARITHMS), {"log_target": True}),
            ("NLLLoss", (SCORES, LABELS), {}),
            ("NLLLoss", (SCORES, WITH_GAPS), {"weight": WEIGHT}),
            ("NLLLoss", (IMAGES, PIXELS), {"ignore_index": 2, "weight": WEIGHT}),
            ("NLLLoss", (floats(4), fixed(2)), {}),
            ("CrossEntropyLoss", (SCORES, LABELS), {}),
            ("CrossEntropyLoss", (IMAGES, PIXELS), {}),
            ("CrossEntropyLoss", (floats(4), fixed(2)), {}),
            ("CrossEntropyLoss", (SCORES, WITH_GAPS), {}),
            ("CrossEntropyLoss", (SCORES, WITH_GAPS), {"weight": WEIGHT, "label_smoothing": 0.3}),
            ("CrossEntropyLoss", (IMAGES, PIXELS), {"label_smoothing": 0.3, "ignore_index": 1}),
            ("CrossEntropyLoss", (floats(3, 4), PROBABILITIES), {}),
            ("CrossEntropyLoss", (IMAGES, between(0.0, 1.0, 2, 4, 3, 2)), {"weight": WEIGHT, "label_smoothing": 0.3}),
            ("CrossEntropyLoss", (floats(4), between(0.0, 1.0, 4)), {"weight": WEIGHT}),
            ("BCELoss", CHANCES, {}),
            ("BCELoss", CHANCES, {"weight": between(0.5, 2.0, 4)}),
            ("BCEWithLogitsLoss", CHANCES, {}),
            ("BCEWithLogitsLoss", CHANCES, {"weight": between(0.5, 2.0, 4), "pos_weight": between(0.5, 2.0, 4)}),
        )
    ),
    entry("KLDivLoss", to=(LOGARITHMS, PROBABILITIES), reduction="batchmean"),
]


@dataclass
class Run:
    """What came out, and the gradients by name: those of inputs are called input 0, input 1."""

    output: np.ndarray
    gradients: dict[str, np.ndarray | None]


def run(nn: Any, tensor: Any, one: Entry, dtype: str) -> Run:
    """The entry in one library: `tensor(numbers, requires_grad)` makes a tensor of it. Weights are drawn."""

    def kind(numbers: np.ndarray) -> np.ndarray:
        return numbers.astype(dtype) if numbers.dtype.kind == "f" else numbers

    options = {
        key: tensor(kind(one.drawn(0, key)), False) if isinstance(value, Spec) else value for key, value in one.given
    }
    module = getattr(nn, one.name)(*one.args, **options)
    rng = np.random.default_rng(3)
    for p in module.parameters():
        p.data = tensor(rng.uniform(-1.0, 1.0, tuple(p.shape)).astype(dtype), False)
    inputs = [tensor(kind(numbers), numbers.dtype.kind == "f") for numbers in map(one.drawn, range(len(one.inputs)))]
    output = module(*inputs)
    output.backward(tensor(rng.uniform(0.5, 1.5, tuple(output.shape)).astype(dtype), False))
    leaves = {f"input {k}": x for k, x in enumerate(inputs)} | dict(module.named_parameters())
    return Run(as_numpy(output), {key: as_numpy(x.grad) for key, x in leaves.items()})


def as_numpy(x: Any) -> Any:
    """The numbers of a tensor of either library; None stays."""
    return None if x is None else np.array(x.detach().numpy())


def compare(ours: Run, theirs: Run, what: str, tolerance: float = 1.0) -> None:
    """Raise AssertionError unless results and all gradients are nearly the same, in shape and kind, too."""
    pairs: dict[str, tuple[Any, Any]] = {"result": (ours.output, theirs.output)}
    assert list(ours.gradients) == list(theirs.gradients), what
    pairs |= {f"gradient of {key}": (ours.gradients[key], theirs.gradients[key]) for key in ours.gradients}
    for part, (mine, other) in pairs.items():
        if other is None or mine is None:
            assert mine is other, f"{what}: {part}"
            continue
        assert (mine.shape, mine.dtype) == (other.shape, other.dtype), f"{what}: {part}"
        near = TOLERANCE.get(mine.dtype.name, 0.0) * tolerance
        size = float(np.abs(other[np.isfinite(other)]).max(initial=1.0))
        np.testing.assert_allclose(mine, other, rtol=near, atol=near * size, err_msg=f"{what}: {part}")


def maker(device: str) -> Any:
    """`tensor(numbers, requires_grad)` of ours, on this device."""
    return lambda numbers, gradient: Tensor(numbers, gradient, numbers.dtype, device)
