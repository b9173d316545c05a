"""Numbers through a narrow place and out again, in two Sequentials."""

import numpy as np
import torch
from torch import nn


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 5), nn.ELU(), nn.Linear(5, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 5), nn.SiLU(), nn.Linear(5, 8), nn.Sigmoid())

    def forward(self, x):
        code = self.encoder(x)
        return self.decoder(code), code


x = torch.from_numpy(np.random.default_rng(3).random((20, 8), dtype=np.float32))
model = copied(AutoEncoder())
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-4)
loss_fn = nn.BCELoss()
losses = []
for _ in range(20):
    restored, code = model(x)
    loss = loss_fn(restored, x) + 1e-3 * code.abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.detach())

result = {"losses": torch.stack(losses), "code": model(x)[1], "shape": tuple(code.shape), "repr": repr(model)}
