"""The rates that several schedules give, one after the other."""

import torch
from torch.optim import SGD, lr_scheduler
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, LinearLR, SequentialLR, StepLR


def rates(make, epochs=12):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = make(optimizer)
    seen = []
    for _ in range(epochs):
        optimizer.step()
        seen.append(optimizer.param_groups[0]["lr"])
        scheduler.step()
    return seen + scheduler.get_last_lr()


def warmup_then_cosine(optimizer):
    warmup = LinearLR(optimizer, start_factor=0.1, total_iters=3)
    return SequentialLR(optimizer, schedulers=[warmup, CosineAnnealingLR(optimizer, T_max=9)], milestones=[3])


result = {
    "step": rates(lambda o: StepLR(o, step_size=4, gamma=0.5)),
    "lambda": rates(lambda o: LambdaLR(o, lr_lambda=lambda epoch: 0.95**epoch)),
    "multistep": rates(lambda o: lr_scheduler.MultiStepLR(o, milestones=[3, 8])),
    "exponential": rates(lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9)),
    "warm-up": rates(warmup_then_cosine),
    "restarts": rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2)),
    "chained": rates(lambda o: lr_scheduler.ChainedScheduler([StepLR(o, 3), LinearLR(o)])),
}
