"""Exclusive or, with a Sequential under names."""

from collections import OrderedDict

import torch

model = torch.nn.Sequential(
    OrderedDict([("hidden", torch.nn.Linear(2, 8)), ("tanh", torch.nn.Tanh()), ("out", torch.nn.Linear(8, 1))])
)
copied(model)
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
loss_fn = torch.nn.MSELoss(reduction="sum")

for step in range(100):
    loss = loss_fn(model(x), y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()

with torch.no_grad():
    answers = model(x).round().long().flatten().tolist()
result = {"loss": loss.item(), "answers": answers, "hidden": model.hidden.weight, "names": list(model.state_dict())}
