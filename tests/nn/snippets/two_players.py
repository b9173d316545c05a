"""A generator against a discriminator: two optimizers, detach, and a noise that is given."""

import numpy as np
import torch
import torch.nn as nn

rng = np.random.default_rng(21)
G = copied(nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 2)))
D = copied(nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Dropout(p=0.0), nn.Linear(8, 1), nn.Sigmoid()))
criterion = nn.BCELoss()
opt_g = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.999))
history = []

for _ in range(8):
    real = torch.as_tensor(rng.normal(1.0, 0.5, (16, 2)), dtype=torch.float32)
    noise = torch.as_tensor(rng.normal(size=(16, 2)), dtype=torch.float32)
    ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)

    opt_d.zero_grad()
    fake = G(noise)
    loss_d = criterion(D(real), ones) + criterion(D(fake.detach()), zeros)
    loss_d.backward()
    untouched = all(p.grad is None or not p.grad.any() for p in G.parameters())
    opt_d.step()

    opt_g.zero_grad()
    loss_g = criterion(D(fake), ones)
    loss_g.backward()
    opt_g.step()
    history.append((loss_d.item(), loss_g.item(), untouched))

result = {"history": history, "made": G(noise), "mean": fake.mean(dim=0)}
