"""One network for two inputs, a contrastive loss of one's own as a module, and tied weights."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, a, b, same):
        distance = (a - b).pow(2).sum(dim=1).add(1e-9).sqrt()
        apart = torch.clamp(self.margin - distance, min=0.0)
        return torch.mean(same * distance.pow(2) + (1 - same) * apart.pow(2))


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(5, 3)
        self.restore = nn.Linear(5, 3)
        self.restore.weight = self.embed.weight

    def once(self, x):
        return F.normalize(self.embed(x), dim=1)

    def forward(self, a, b):
        return self.once(a), self.once(b)


rng = np.random.default_rng(11)
a, b = (torch.from_numpy(rng.normal(size=(8, 5)).astype(np.float32)) for _ in range(2))
same = torch.tensor([1.0, 0.0] * 4)
model, criterion = copied(Siamese()), ContrastiveLoss(margin=1.5)
optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
for _ in range(10):
    optimizer.zero_grad()
    loss = criterion(*model(a, b), same)
    loss.backward()
    optimizer.step()

result = {
    "loss": loss.item(),
    "count": len(list(model.parameters())),
    "tied": model.restore.weight is model.embed.weight,
    "similar": F.cosine_similarity(*model(a, b), dim=1),
}
