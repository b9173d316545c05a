"""Stop when the validation loss no longer falls, and go back to the best weights."""

import copy

import numpy as np
import torch
from torch import nn

rng = np.random.default_rng(7)
x, noise = rng.normal(size=(24, 3)), rng.normal(size=(24, 1))
x, y = torch.tensor(x, dtype=torch.float32), torch.tensor(x[:, :1] + 2 * noise, dtype=torch.float32)
x_train, y_train, x_val, y_val = x[:12], y[:12], x[12:], y[12:]

model = copied(nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 1)))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=2)
criterion = nn.SmoothL1Loss()

best_loss, best_state, patience, bad_epochs = float("inf"), None, 8, 0
for epoch in range(200):
    model.train()
    optimizer.zero_grad()
    criterion(model(x_train), y_train).backward()
    optimizer.step()

    model.eval()
    with torch.no_grad():
        val_loss = criterion(model(x_val), y_val).item()
    scheduler.step(val_loss)
    if val_loss < best_loss - 1e-4:
        best_loss, bad_epochs = val_loss, 0
        best_state = copy.deepcopy(model.state_dict())
    else:
        bad_epochs += 1
        if bad_epochs >= patience:
            break

model.load_state_dict(best_state)
with torch.inference_mode():
    again = criterion(model(x_val), y_val).item()
result = {"epoch": epoch, "best": best_loss, "again": again, "lr": optimizer.param_groups[0]["lr"]}
