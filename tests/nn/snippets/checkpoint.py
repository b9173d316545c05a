"""Save everything in the middle of training, load it into new objects, go on, and arrive at the same numbers."""

import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim

x = torch.from_numpy(np.random.default_rng(8).normal(size=(10, 3)).astype("float32"))


def build():
    model = nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.1), nn.Linear(4, 1))
    optimizer = optim.Adam(model.parameters(), lr=0.05, amsgrad=True)
    return model, optimizer, optim.lr_scheduler.ExponentialLR(optimizer, 0.9)


def train(model, optimizer, scheduler, epochs):
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = (model(x) - 1).square().mean()
        loss.backward()
        optimizer.step()
        scheduler.step()
    return loss


model, optimizer, scheduler = build()
copied(model)
train(model, optimizer, scheduler, 5)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "checkpoint.pt")
    torch.save(
        {
            "epoch": 5,
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
            "scheduler_state_dict": scheduler.state_dict(),
        },
        path,
    )
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)

model2, optimizer2, scheduler2 = build()
keys = model2.load_state_dict(checkpoint["model_state_dict"])
optimizer2.load_state_dict(checkpoint["optimizer_state_dict"])
scheduler2.load_state_dict(checkpoint["scheduler_state_dict"])
first = train(model, optimizer, scheduler, 5).item()
second = train(model2, optimizer2, scheduler2, 5).item()

result = {"losses": [first, second], "same": first == second, "epoch": checkpoint["epoch"], "keys": str(keys)}
