"""First numbers by apply(), and what can be said of them without knowing the random numbers."""

import math

import torch
import torch.nn as nn


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain("relu"))
        if m.bias is not None:
            nn.init.constant_(m.bias, 0.01)
    elif isinstance(m, (nn.LayerNorm, nn.RMSNorm)):
        nn.init.ones_(m.weight)


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(300, 200), nn.LayerNorm(200), nn.ReLU(), nn.Linear(200, 10), nn.RMSNorm(10))
model.apply(init_weights)
reach = math.sqrt(2) * math.sqrt(6 / (300 + 200))
normal = nn.init.kaiming_normal_(torch.empty(200, 300), mode="fan_out", nonlinearity="relu")
cut = nn.init.trunc_normal_(torch.empty(1000), std=0.02, a=-0.04, b=0.04)
with torch.no_grad():
    nn.init.normal_(model[3].weight, mean=0.0, std=0.02)
    model[3].bias.fill_(1.0)

result = {
    "inside": bool((model[0].weight.abs() <= reach).all()),
    "fills": model[0].weight.abs().max().item() > 0.99 * reach,
    "bias": model[0].bias,
    "std": round(normal.std().item() / math.sqrt(2 / 200), 1),
    "cut": bool((cut.abs() <= 0.04).all()),
    "still leaves": all(p.is_leaf and p.requires_grad for p in model.parameters()),
    "small": 0.018 < model[3].weight.std().item() < 0.022,
    "filled": model[3].bias,
}
