"""Gradients against differences along random directions, in double precision, and a Hessian by two passes."""

import torch
from torch import nn

model = copied(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.LayerNorm(4), nn.Linear(4, 2))).double()
x = torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5]], dtype=torch.double, requires_grad=True)
labels = torch.tensor([0, 1])


def loss_of(x):
    return nn.functional.cross_entropy(model(x), labels)


def numeric_slope(x, direction, eps=1e-6):
    with torch.no_grad():
        return (loss_of(x + eps * direction) - loss_of(x - eps * direction)) / (2 * eps)


directions = [torch.ones(2, 3, dtype=torch.double), torch.eye(3, dtype=torch.double)[:2]]
loss_of(x).backward()
pairs = [((x.grad * d).sum().item(), numeric_slope(x, d).item()) for d in directions]
assert all(abs(a - b) < 1e-7 for a, b in pairs)

w = torch.tensor([0.3, -0.2], dtype=torch.float64, requires_grad=True)
(first,) = torch.autograd.grad((w.exp().sum() * w[0] * w[1]).log1p(), w, create_graph=True)
hessian = torch.stack([torch.autograd.grad(g, w, retain_graph=True)[0] for g in first])

result = {"pairs": pairs, "first": first, "hessian": hessian, "dtype": str(x.grad.dtype).split(".")[-1]}
