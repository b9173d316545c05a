"""A line through points, by hand: no module, no optimizer."""

import numpy as np
import torch

rng = np.random.default_rng(0)
x = torch.tensor(rng.uniform(-1, 1, (40, 1)), dtype=torch.float32)
y = 3 * x - 0.5 + 0.1 * torch.tensor(rng.normal(size=(40, 1)), dtype=torch.float32)

w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)

for _ in range(100):
    loss = ((x * w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.3 * w.grad
        b -= 0.3 * b.grad
        w.grad.zero_()
        b.grad.zero_()

result = {"w": w, "b": b, "loss": loss.item()}
