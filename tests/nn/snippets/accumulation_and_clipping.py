"""Gradients of several small batches added up, clipped, then one step."""

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

rng = np.random.default_rng(5)
batches = [torch.from_numpy(rng.normal(size=(4, 5)).astype(np.float32)) * 10 for _ in range(8)]
model = copied(torch.nn.Linear(5, 2, bias=False))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5, nesterov=True)
accumulation_steps = 4

norms = []
optimizer.zero_grad()
for i, batch in enumerate(batches):
    loss = model(batch).pow(2).mean() / accumulation_steps
    loss.backward()
    if (i + 1) % accumulation_steps == 0:
        norms.append(clip_grad_norm_(model.parameters(), max_norm=1.0).item())
        clip_grad_value_(model.parameters(), 0.4)
        norms.append(torch.nn.utils.clip_grad_norm_(model.weight, float("inf")))
        optimizer.step()
        optimizer.zero_grad()

result = {"norms": norms, "weight": model.weight}
