"""Programs written for PyTorch run as they stand on tinytorch, and give the same numbers.

Each file in snippets/ is such a program. It hands models that begin with random numbers to `copied`, which gives them
the numbers that the other library drew, and leaves in `result` what is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinytorch

PROGRAMS = {path.stem: path for path in sorted((Path(__file__).parent / "snippets").glob("*.py"))}
IMPORTS = ((r"^import torch$", "import tinytorch as torch"), (r"^(import|from) torch\b", r"\1 tinytorch"))
CLOSE = 1e-4  # of the largest number in a result: float32, after up to a hundred steps
States = list[dict[str, np.ndarray]]


def here(text: str) -> str:
    """A program with its imports of torch turned into such of tinytorch, and nothing else."""
    for pattern, ours in IMPORTS:
        text = re.sub(pattern, ours, text, flags=re.MULTILINE)
    return text


def run(name: str, text: str, copied: Callable[[Any], Any]) -> Any:
    """What a program leaves in `result`, as plain data and arrays."""
    names: dict[str, Any] = {"__name__": "__main__", "copied": copied}
    exec(compile(text, str(PROGRAMS[name]), "exec"), names)
    return plain(names["result"])


def plain(x: Any) -> Any:
    """Tensors as arrays, wherever they stand."""
    if hasattr(x, "detach"):
        return x.detach().numpy().copy()
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    return [plain(item) for item in x] if isinstance(x, tuple | list) else x


@cache
def ours(name: str) -> tuple[Any, States]:
    """The result on tinytorch, and the numbers that its models began with."""
    begun: States = []

    def copied(model: Any) -> Any:
        begun.append({key: value.numpy().copy() for key, value in model.state_dict().items()})
        return model

    tinytorch.manual_seed(0)
    return run(name, here(PROGRAMS[name].read_text(encoding="utf-8")), copied), begun


def theirs(name: str, begun: States) -> Any:
    """The result on PyTorch, with models that begin with these numbers."""
    torch = pytest.importorskip("torch", reason="PyTorch is what the programs were written for")
    states = iter(begun)

    def copied(model: Any) -> Any:
        model.load_state_dict({key: torch.from_numpy(value.copy()) for key, value in next(states).items()})
        return model

    torch.manual_seed(0)
    return run(name, PROGRAMS[name].read_text(encoding="utf-8"), copied)


def pairs(a: Any, b: Any, path: str = "result") -> Iterator[tuple[str, Any, Any]]:
    """(where, ours, theirs) for each number, text or array in two results of the same form."""
    if isinstance(b, dict):
        assert list(a) == list(b), path
        for key in b:
            yield from pairs(a[key], b[key], f"{path}[{key!r}]")
    elif isinstance(b, list):
        assert len(a) == len(b), path
        for k, (x, y) in enumerate(zip(a, b, strict=True)):
            yield from pairs(x, y, f"{path}[{k}]")
    else:
        yield path, a, b


def agree(a: Any, b: Any) -> bool:
    """Whether floats are close to each other, and everything else equal."""
    x, y = np.asarray(a), np.asarray(b)
    if x.shape != y.shape or x.dtype != y.dtype:
        return False
    if y.dtype.kind != "f":
        return bool((x == y).all())
    return bool(np.isfinite(y).all()) and np.allclose(x, y, rtol=0.0, atol=CLOSE * np.abs(y).max(initial=0.0))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_for_pytorch_runs_and_gives_finite_numbers(name: str) -> None:
    result, _ = ours(name)
    assert result
    for path, x, _ in pairs(result, result):
        assert np.asarray(x).dtype.kind != "f" or np.isfinite(x).all(), path


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_gives_the_numbers_that_it_gives_on_pytorch(name: str) -> None:
    result, begun = ours(name)
    wrong = [(path, a, b) for path, a, b in pairs(result, theirs(name, begun)) if not agree(a, b)]
    assert not wrong


def test_a_program_is_changed_in_its_imports_alone() -> None:
    text = (
        "import torch\nimport torch.nn as nn\nfrom torch.utils.data import Dataset\nx = torch.rand(1)  # from torch\n"
    )
    assert here(text).splitlines() == [
        "import tinytorch as torch",
        "import tinytorch.nn as nn",
        "from tinytorch.utils.data import Dataset",
        "x = torch.rand(1)  # from torch",
    ]
    assert all(re.search(r"^(import|from) torch\b", path.read_text(), re.MULTILINE) for path in PROGRAMS.values())
    assert len(PROGRAMS) >= 20
