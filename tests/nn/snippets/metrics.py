"""A confusion matrix, precision, recall and the best classes, from scores."""

import numpy as np
import torch

rng = np.random.default_rng(20)
logits = torch.from_numpy(rng.normal(size=(50, 4)).astype(np.float32))
target = torch.from_numpy(rng.integers(0, 4, 50))


@torch.no_grad()
def accuracy(output, target, topk=(1,)):
    maxk = max(topk)
    _, pred = output.topk(maxk, 1, True, True)
    correct = pred.t().eq(target.view(1, -1).expand_as(pred.t()))
    return [correct[:k].reshape(-1).float().sum(0).mul_(100.0 / target.size(0)).item() for k in topk]


pred = logits.argmax(1)
confusion = torch.zeros(4, 4, dtype=torch.int64)
for t, p in zip(target, pred):
    confusion[t, p] += 1
counts = torch.stack([((target == t) & (pred == p)).sum() for t in range(4) for p in range(4)]).reshape(4, 4)
precision = confusion.diag().float() / confusion.sum(0).clamp(min=1)
recall = confusion.diag().float() / confusion.sum(1)
values, indices = torch.max(logits, 1)

result = {
    "accuracy": accuracy(logits, target, topk=(1, 3)),
    "confusion": confusion,
    "same": torch.equal(confusion, counts),
    "scores": [precision, recall],
    "best": [values, indices],
}
