"""A small network learns from a large one: soft targets at a temperature, mixed inputs, a teacher in eval mode."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

rng = np.random.default_rng(22)
teacher = copied(nn.Sequential(nn.Linear(5, 20), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(20, 4))).eval()
student = copied(nn.Linear(5, 4))
for p in teacher.parameters():
    p.requires_grad_(False)
x = torch.from_numpy(rng.normal(size=(24, 5)).astype(np.float32))
y = teacher(x).argmax(dim=-1)
optimizer = torch.optim.SGD(student.parameters(), lr=0.1, momentum=0.9, dampening=0.1)
temperature, alpha, losses = 3.0, 0.7, []

for step in range(12):
    index = torch.from_numpy(rng.permutation(24))
    lam = float(rng.beta(0.4, 0.4))
    mixed = lam * x + (1 - lam) * x[index]
    logits = student(mixed)
    hard = lam * F.cross_entropy(logits, y) + (1 - lam) * F.cross_entropy(logits, y[index])
    soft = F.kl_div(
        F.log_softmax(logits / temperature, dim=1),
        F.softmax(teacher(mixed) / temperature, dim=1),
        reduction="batchmean",
    )
    loss = alpha * temperature**2 * soft + (1 - alpha) * hard
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

agreement = (student(x).argmax(1) == y).float().mean()
result = {"losses": losses, "agreement": agreement.item(), "student": student.state_dict()}
