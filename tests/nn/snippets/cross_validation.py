"""Folds by samplers, the model put back before each one, and the mean of what the folds say."""

import copy

import numpy as np
import torch
from torch import nn
from torch.utils.data import BatchSampler, ConcatDataset, DataLoader, SequentialSampler, Subset, TensorDataset

rng = np.random.default_rng(23)
features = torch.tensor(rng.normal(size=(30, 4)), dtype=torch.float)
targets = (features[:, 0] * features[:, 1]).unsqueeze(-1)
dataset = ConcatDataset([TensorDataset(features[:20], targets[:20]), TensorDataset(features[20:], targets[20:])])
folds = np.array_split(np.arange(len(dataset)), 3)
model = copied(nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1)))
start = copy.deepcopy(model.state_dict())
scores = []

for k, fold in enumerate(folds):
    model.load_state_dict(start)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, weight_decay=1e-4)
    train = Subset(dataset, [i for i in range(len(dataset)) if i not in set(fold.tolist())])
    batches = BatchSampler(SequentialSampler(train), batch_size=8, drop_last=True)
    for inputs, labels in DataLoader(train, batch_sampler=batches):
        optimizer.zero_grad()
        nn.functional.l1_loss(model(inputs), labels).backward()
        optimizer.step()
    with torch.no_grad():
        held = DataLoader(Subset(dataset, fold.tolist()), batch_size=len(fold))
        inputs, labels = next(iter(held))
        scores.append((model(inputs) - labels).abs().mean())

scores = torch.stack(scores)
result = {"scores": scores, "mean": scores.mean().item(), "std": scores.std().item(), "sizes": [len(f) for f in folds]}
