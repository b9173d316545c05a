"""An error names the layer that it comes from, and stays what it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tinytorch.nn.containers import ModuleDict, ModuleList, Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.layout import LayoutError

import tinytorch as tt


class Dense(Module):
    """x W^T."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.weight = Parameter(tt.ones(outputs, inputs))

    def forward(self, x: Any) -> Any:
        return x @ self.weight.T

    def extra_repr(self) -> str:
        return f"inputs={self.weight.shape[1]}"


class Raising(Module):
    """forward raises what it was made with."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def forward(self, *args: Any) -> Any:
        raise self.error


def message(model: Any, x: Any, kind: type[Exception] = LayoutError) -> str:
    """The text of the error that model(x) raises."""
    with pytest.raises(kind) as caught:
        model(x)
    assert type(caught.value) is kind
    return str(caught.value)


WRONG = tt.ones(1, 3)
SHAPES = "matmul wants shapes (..., n, k) and (..., k, m), got (1, 3) and (2, 4)"


def test_a_layer_by_itself_names_itself() -> None:
    assert message(Dense(2, 4), WRONG) == f"in Dense(inputs=2): {SHAPES}"


def test_a_layer_inside_is_named_with_its_path_through_containers() -> None:
    class Net(Module):
        def __init__(self) -> None:
            self.blocks = ModuleList([Sequential(Dense(3, 3), ModuleDict({"a": Dense(2, 4)})["a"])])

        def forward(self, x: Any) -> Any:
            return self.blocks[0](x)

    assert message(Net(), WRONG) == f"in model.blocks.0.1 (Dense(inputs=2)): {SHAPES}"


def test_a_module_with_parts_is_named_without_them() -> None:
    class Net(Module):
        def __init__(self) -> None:
            self.inner = Dense(3, 2)

        def forward(self, x: Any) -> Any:
            return self.inner(x) + tt.ones(3)

    assert message(Net(), WRONG).startswith("in Net: ")
    assert message(Sequential(Net()), WRONG).startswith("in model.0 (Net): ")


def test_a_layer_in_a_plain_list_is_named_without_a_path() -> None:
    class Net(Module):
        def __init__(self) -> None:
            self.layers = [Dense(2, 4)]

        def forward(self, x: Any) -> Any:
            return self.layers[0](x)

    assert message(Sequential(Net()), WRONG) == f"in Dense(inputs=2): {SHAPES}"


def test_a_path_ends_at_the_plain_list_that_hides_its_beginning() -> None:
    class Net(Module):
        def __init__(self) -> None:
            self.layers = [Sequential(Dense(2, 4))]

        def forward(self, x: Any) -> Any:
            return self.layers[0](x)

    assert message(Net(), WRONG) == f"in model.0 (Dense(inputs=2)): {SHAPES}"


def test_a_hooked_module_names_itself_too() -> None:
    net = Sequential(Dense(2, 4))
    net[0].register_forward_hook(lambda *given: None)
    assert message(net, WRONG) == f"in model.0 (Dense(inputs=2)): {SHAPES}"


@pytest.mark.parametrize("error", [ValueError("odd"), TypeError("odd"), IndexError("odd"), tt.DTypeError("odd")])
def test_the_class_of_the_error_stays(error: Exception) -> None:
    assert message(Sequential(Raising(error)), WRONG, type(error)) == "in model.0 (Raising()): odd"


@pytest.mark.parametrize("error", [ValueError(), ValueError("two", "parts"), ValueError(3), KeyError("key")])
def test_an_error_that_is_not_one_text_is_left_alone(error: Exception) -> None:
    before = error.args
    message(Sequential(Raising(error)), WRONG, type(error))
    assert error.args == before


def test_an_error_that_is_raised_again_is_named_once() -> None:
    net = Sequential(Raising(ValueError("odd")))
    assert [message(net, WRONG, ValueError) for _ in range(3)] == ["in model.0 (Raising()): odd"] * 3


def test_missing_arguments_name_the_layer() -> None:
    with pytest.raises(
        TypeError, match=re.escape("in Dense(inputs=2): ") + r".*missing 1 required positional argument"
    ):
        Dense(2, 4)()
