"""Another rate for the head, and no weight decay for biases and norms."""

import numpy as np
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 6), nn.LayerNorm(6), nn.GELU())
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        return self.head(self.body(x))


model = copied(Net())
decay, no_decay = [], []
for name, param in model.body.named_parameters():
    (no_decay if param.ndim <= 1 or name.endswith("bias") else decay).append(param)
optimizer = torch.optim.AdamW(
    [
        {"params": decay, "weight_decay": 0.1},
        {"params": no_decay, "weight_decay": 0.0},
        {"params": model.head.parameters(), "lr": 1e-2},
    ],
    lr=1e-3,
)
x = torch.from_numpy(np.random.default_rng(6).normal(size=(16, 4)).astype(np.float32))
for _ in range(10):
    optimizer.zero_grad()
    model(x).logsumexp(dim=-1).mean().backward()
    optimizer.step()
for group in optimizer.param_groups:
    group["lr"] *= 0.5

result = {
    "rates": [group["lr"] for group in optimizer.param_groups],
    "decays": [group["weight_decay"] for group in optimizer.param_groups],
    "counts": [len(group["params"]) for group in optimizer.param_groups],
    "state": model.state_dict(),
}
