"""Two classes apart, with the sigmoid inside the loss, and the threshold moved by pos_weight."""

import numpy as np
import torch
from torch import nn, optim

rng = np.random.default_rng(1)
labels = (np.arange(60) % 3 == 0).astype(np.float32)
points = rng.normal(size=(60, 2)).astype(np.float32) + 2 * labels[:, None]
x, y = torch.from_numpy(points), torch.from_numpy(labels).unsqueeze(1)

model = copied(nn.Linear(2, 1))
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0]))
optimizer = optim.SGD(model.parameters(), lr=0.5, momentum=0.9)

losses = []
for epoch in range(30):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

with torch.no_grad():
    probability = torch.sigmoid(model(x))
    accuracy = ((probability > 0.5).float() == y).float().mean()

result = {"losses": losses, "probability": probability, "accuracy": accuracy.item()}
