"""An optimizer of one's own, written as PyTorch's documentation of the base class asks for it."""

import numpy as np
import torch
from torch.optim import Optimizer


class SignSGD(Optimizer):
    def __init__(self, params, lr=1e-2, beta=0.9):
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        super().__init__(params, dict(lr=lr, beta=beta))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                    state["momentum"] = torch.zeros_like(p)
                state["step"] += 1
                state["momentum"].mul_(group["beta"]).add_(p.grad, alpha=1 - group["beta"])
                p.add_(state["momentum"].sign(), alpha=-group["lr"])
        return loss


model = copied(torch.nn.Linear(4, 1))
optimizer = SignSGD(model.parameters(), lr=0.05)
x = torch.from_numpy(np.random.default_rng(12).normal(size=(10, 4)).astype(np.float32))


def closure():
    optimizer.zero_grad()
    loss = torch.nn.functional.huber_loss(model(x), torch.ones(10, 1))
    loss.backward()
    return loss


losses = [optimizer.step(closure).item() for _ in range(15)]
result = {"losses": losses, "weight": model.weight, "steps": optimizer.state[model.weight]["step"]}
