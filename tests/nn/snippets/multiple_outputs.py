"""Modules in a list and a dict, several heads, several losses, a dict as output."""

import numpy as np
import torch
import torch.nn as nn


class MultiTask(nn.Module):
    def __init__(self, width=8, depth=3):
        super().__init__()
        self.inp = nn.Linear(4, width)
        self.blocks = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        self.acts = nn.ModuleDict({"relu": nn.ReLU(), "gelu": nn.GELU(approximate="tanh")})
        self.heads = nn.ModuleDict()
        self.heads["class"] = nn.Linear(width, 3)
        self.heads["value"] = nn.Linear(width, 1)
        self.scales = nn.Parameter(torch.ones(depth))

    def forward(self, x, act="relu"):
        x = self.inp(x)
        for i, block in enumerate(self.blocks):
            x = x + self.scales[i] * self.acts[act](block(x))
        return {name: head(x) for name, head in self.heads.items()}


rng = np.random.default_rng(14)
x = torch.from_numpy(rng.normal(size=(9, 4)).astype(np.float32))
labels, values = torch.from_numpy(rng.integers(0, 3, 9)), x.sum(dim=1)
model = copied(MultiTask())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
weights = torch.tensor([1.0, 2.0, 0.5])
for step in range(10):
    out = model(x, act="gelu" if step % 2 else "relu")
    loss = nn.CrossEntropyLoss(weight=weights)(out["class"], labels) + nn.MSELoss()(out["value"].squeeze(-1), values)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

result = {
    "loss": loss.item(),
    "scales": model.scales,
    "names": [name for name, _ in model.named_parameters()],
    "repr": str(model),
    "top": torch.topk(torch.softmax(model(x)["class"], dim=-1), k=2, dim=-1),
}
