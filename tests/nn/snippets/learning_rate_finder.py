"""Raise the rate step by step until the loss gets out of hand, then put the model back."""

import copy
import math

import numpy as np
import torch

rng = np.random.default_rng(16)
x = torch.from_numpy(rng.normal(size=(32, 6)).astype(np.float32))
y = (x[:, 0] > 0).long()
model = copied(torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Linear(16, 2)))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
saved = copy.deepcopy((model.state_dict(), optimizer.state_dict()))

start, end, steps = 1e-4, 10.0, 40
gamma = math.exp(math.log(end / start) / (steps - 1))
scheduler = torch.optim.lr_scheduler.MultiplicativeLR(optimizer, lr_lambda=lambda _: gamma)
smooth, best, curve = None, float("inf"), []
for _ in range(steps):
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    smooth = loss.item() if smooth is None else 0.9 * smooth + 0.1 * loss.item()
    curve.append((scheduler.get_last_lr()[0], smooth))
    best = min(best, smooth)
    if smooth > 1.5 * best:
        break
    scheduler.step()

model.load_state_dict(saved[0])
optimizer.load_state_dict(saved[1])
result = {"curve": curve, "lr": optimizer.param_groups[0]["lr"], "weight": model[0].weight}
