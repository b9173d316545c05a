"""Penalties on weights, by hand: L1, L2, and the length of the input's gradient."""

import numpy as np
import torch
from torch import nn

model = copied(nn.Sequential(nn.Linear(3, 8), nn.Softplus(), nn.Linear(8, 1)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, weight_decay=1e-3)
x = torch.from_numpy(np.random.default_rng(13).normal(size=(12, 3)).astype(np.float32)).requires_grad_()
target = torch.sin(x.detach().sum(dim=1, keepdim=True))

terms = []
for _ in range(10):
    optimizer.zero_grad()
    output = model(x)
    mse = nn.functional.mse_loss(output, target)
    l1 = sum(p.abs().sum() for p in model.parameters())
    l2 = sum(torch.norm(p) ** 2 for name, p in model.named_parameters() if "weight" in name)
    (slope,) = torch.autograd.grad(output.sum(), x, create_graph=True)
    penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean()
    (mse + 1e-4 * l1 + 1e-3 * l2 + 0.1 * penalty).backward()
    optimizer.step()
    terms.append([mse.item(), l1.item(), l2.item(), penalty.item()])

result = {"terms": terms, "weight": model[0].weight}
