"""The quick starts of the three documents that this course began with: word for word, but for the package's name."""

from __future__ import annotations

import contextlib
import io
import math
import re
from typing import Any

import numpy as np
import pytest

import tinytorch

FIRST_STEP = """
import tinytorch as tp
import tinytorch.nn as nn


# 1. Define your model architecture
class SimpleNet(nn.Module):
    def __init__(self, in_features, out_features):
        self.fc1 = nn.Linear(in_features, 64)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(64, out_features)

    def forward(self, x):
        x = self.fc1(x)
        x = self.relu(x)
        return self.fc2(x)


# 2. Initialize the model, optimizer, and loss function
model = SimpleNet(in_features=10, out_features=1)
optimizer = tp.optim.Adam(model.parameters(), lr=0.001)
loss_fn = nn.MSELoss()

# 3. Create some dummy data
x_train = tp.randn(32, 10, requires_grad=True)
y_true = tp.randn(32, 1)
"""

ONE_STEP = """
# 4. Run a single training step
optimizer.zero_grad()  # Clear old gradients
y_pred = model(x_train)  # Forward pass: get predictions
loss = loss_fn(y_pred, y_true)  # Calculate the loss
loss.backward()  # Backward pass: compute gradients
optimizer.step()  # Update model weights

print(f"Loss: {loss.item():.4f}")
"""

ARCHITECTURE_FLOW = """
x = Tensor(...)
y = model(x)
loss = y.sum()
loss.backward()
"""

TENSORS = """
from tinytorch import Tensor
import numpy as np

a = Tensor([1, 2, 3])
b = Tensor([4, 5, 6])
c = a + b
print(c.numpy()) # Output: [5. 7. 9.]

d = Tensor([[1,2],[3,4]])
e = Tensor([10])
f = d * e # Broadcasting
print(f.numpy())
# Output:
# [[10. 20.]
#  [30. 40.]]

# Division by zero (true division)
t_arr = Tensor([1.0, 2.0, 3.0])
t_zero = Tensor([0.0])
# result = t_arr / t_zero # This would typically result in [inf, inf, inf] or similar
# print(result.numpy())
"""


def printed(program: str, names: dict[str, Any]) -> str:
    """What a program prints that finds, and leaves, these names."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(program, names)
    return output.getvalue()


def test_the_first_training_step_prints_a_loss_and_changes_every_parameter() -> None:
    tinytorch.manual_seed(0)
    names: dict[str, Any] = {"__name__": "quick_start"}
    printed(FIRST_STEP, names)
    model = names["model"]
    before = {name: p.detach().numpy().copy() for name, p in model.named_parameters()}
    (loss,) = re.fullmatch(r"Loss: (\d+\.\d{4})\n", printed(ONE_STEP, names)).groups()  # type: ignore[union-attr]
    assert math.isfinite(float(loss))
    assert list(before) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
    assert all(np.any(p.numpy() != before[name]) for name, p in model.state_dict().items())
    assert names["y_pred"].shape == names["y_true"].shape == (32, 1)
    assert names["x_train"].grad.shape == (32, 10)


def test_the_loss_of_the_first_training_step_falls_when_the_step_is_repeated() -> None:
    tinytorch.manual_seed(1)
    names: dict[str, Any] = {"__name__": "quick_start"}
    printed(FIRST_STEP, names)
    losses = [float(printed(ONE_STEP, names).split()[-1]) for _ in range(60)]
    assert losses[-1] < 0.6 * losses[0]
    assert losses[9] < losses[0]


def test_gradients_flow_through_the_model_of_the_architecture_s_four_lines() -> None:
    names: dict[str, Any] = {"Tensor": tinytorch.Tensor, "model": tinytorch.nn.Linear(3, 2)}
    printed(ARCHITECTURE_FLOW.replace("...", "[[1.0, 2.0, 3.0]]"), names)
    assert names["y"].shape == (1, 2)
    assert names["model"].weight.grad.tolist() == [[1.0, 2.0, 3.0]] * 2
    assert names["model"].bias.grad.tolist() == [1.0, 1.0]


def test_tensors_of_whole_numbers_print_what_the_comments_say() -> None:
    said = [line.split("# Output:")[1].strip() for line in TENSORS.splitlines() if "# Output: " in line]
    said += [line.removeprefix("# ") for line in TENSORS.splitlines() if line.startswith(("# [", "#  ["))]
    assert printed(TENSORS, {}) == "\n".join(said) + "\n" == "[5. 7. 9.]\n[[10. 20.]\n [30. 40.]]\n"


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_the_division_by_zero_that_is_commented_out_gives_infinities() -> None:
    program = TENSORS.replace("# result", "result").replace("# print", "print")
    assert printed(program, {}).endswith("[inf inf inf]\n")
