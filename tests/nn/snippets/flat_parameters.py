"""All parameters as one long vector: its length, a random direction, and back."""

import numpy as np
import torch
from torch.nn.utils import parameters_to_vector, vector_to_parameters

model = copied(torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)))
rng = np.random.default_rng(18)
x = torch.from_numpy(rng.normal(size=(7, 3)).astype(np.float32))
center = parameters_to_vector(model.parameters()).detach().clone()
direction = torch.from_numpy(rng.normal(size=center.shape[0]).astype(np.float32))
direction /= direction.norm()

curve = []
with torch.no_grad():
    for t in torch.linspace(-1, 1, 5):
        vector_to_parameters(center + t * direction, model.parameters())
        curve.append(model(x).square().mean().item())
    vector_to_parameters(center, model.parameters())

gradient = torch.autograd.grad(model(x).square().mean(), model.parameters())
flat = torch.cat([g.reshape(-1) for g in gradient])
result = {"curve": curve, "size": len(center), "slope": torch.dot(flat, direction), "norm": center.norm()}
