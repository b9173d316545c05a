"""What flows through each layer, forwards and backwards, without touching the model."""

import numpy as np
import torch
from torch import nn

model = copied(nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2)))
activations, gradients, order = {}, {}, []


def get_activation(name):
    def hook(module, inputs, output):
        activations[name] = output.detach()
        order.append(name)

    return hook


handles = [layer.register_forward_hook(get_activation(name)) for name, layer in model.named_children()]
handles.append(
    model[2].register_full_backward_hook(
        lambda module, grad_input, grad_output: gradients.update(into=grad_input[0], out=grad_output[0])
    )
)
double = model[0].register_forward_pre_hook(lambda module, args: (args[0] * 2,))
model[0].weight.register_hook(lambda grad: grad.clamp(-0.5, 0.5))

x = torch.from_numpy(np.random.default_rng(9).normal(size=(4, 3)).astype(np.float32))
model(x).sum().backward()
for handle in handles:
    handle.remove()
double.remove()
model(x)

dead = {name: (a <= 0).float().mean().item() for name, a in activations.items()}
result = {"activations": activations, "gradients": gradients, "order": order, "dead": dead, "w": model[0].weight.grad}
