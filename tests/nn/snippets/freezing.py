"""Fine-tuning: the body is frozen, a new head is trained."""

import numpy as np
import torch
from torch import nn

backbone = copied(nn.Sequential(nn.Linear(6, 10), nn.ReLU(), nn.Linear(10, 10), nn.ReLU(), nn.Linear(10, 4)))
for param in backbone.parameters():
    param.requires_grad = False
before = backbone[0].weight.clone()

backbone[4] = copied(nn.Linear(10, 3))
trainable = [p for p in backbone.parameters() if p.requires_grad]
optimizer = torch.optim.RMSprop(filter(lambda p: p.requires_grad, backbone.parameters()), lr=1e-2)

rng = np.random.default_rng(4)
x, y = torch.tensor(rng.normal(size=(12, 6))).float(), torch.tensor(rng.integers(0, 3, 12))
for _ in range(15):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(backbone(x), y, label_smoothing=0.1)
    loss.backward()
    optimizer.step()

result = {
    "loss": loss.item(),
    "same": torch.equal(before, backbone[0].weight),
    "no gradient": backbone[0].weight.grad is None,
    "trainable": sum(p.numel() for p in trainable),
    "all": sum(p.numel() for p in backbone.parameters()),
    "head": backbone[-1].bias,
}
