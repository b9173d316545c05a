"""Running statistics in buffers: saved with the model, moved with it, never trained."""

import numpy as np
import torch
from torch import nn


class RunningNorm(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("var", torch.ones(features))
        self.register_buffer("cache", None, persistent=False)
        self.momentum = momentum

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean.mul_(1 - self.momentum).add_(self.momentum * x.mean(0))
                self.var = (1 - self.momentum) * self.var + self.momentum * x.var(0, unbiased=False)
        return (x - self.mean) / torch.sqrt(self.var + 1e-5)


model = nn.Sequential(RunningNorm(3), nn.Linear(3, 2))
copied(model)
x = torch.from_numpy(np.random.default_rng(15).normal(2, 3, size=(20, 3)).astype(np.float32))
for part in x.split(5):
    model(part)
model.eval()
kept = model[0].mean.clone()
output = model(x)
model.double()

result = {
    "output": output,
    "same": torch.equal(kept, model[0].mean.float()),
    "keys": list(model.state_dict().keys()),
    "buffers": {name: b for name, b in model.named_buffers()},
    "parameters": len(list(model.parameters())),
    "dtype": str(model[0].var.dtype).split(".")[-1],
}
