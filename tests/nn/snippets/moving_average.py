"""An exponential moving average of the weights, in a deep copy that is never trained."""

from copy import deepcopy

import numpy as np
import torch


class EMA:
    def __init__(self, model, decay=0.9):
        self.module = deepcopy(model).eval()
        self.decay = decay
        for p in self.module.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for ema_p, p in zip(self.module.parameters(), model.parameters()):
            ema_p.mul_(self.decay).add_(p, alpha=1 - self.decay)
        for ema_b, b in zip(self.module.buffers(), model.buffers()):
            ema_b.copy_(b)


model = copied(torch.nn.Linear(4, 2))
model.register_buffer("steps", torch.tensor(0))
ema = EMA(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.from_numpy(np.random.default_rng(10).normal(size=(6, 4)).astype(np.float32))
for _ in range(10):
    optimizer.zero_grad()
    model(x).pow(2).mean().backward()
    optimizer.step()
    model.steps += 1
    ema.update(model)

result = {
    "average": ema.module.weight,
    "trained": model.weight,
    "steps": int(ema.module.steps),
    "frozen": not any(p.requires_grad for p in ema.module.parameters()),
    "apart": (model.weight - ema.module.weight).norm(),
}
