import math

import torch
from torch.optim import lr_scheduler

from mlnotes.training.schedules import (
    cosine_schedule,
    exponential_schedule,
    step_schedule,
    warmup_cosine_schedule,
)


def warmup_cosine(optimizer):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / 20, total_iters=19)
    fall = lr_scheduler.CosineAnnealingLR(optimizer, T_max=80)
    return lr_scheduler.SequentialLR(optimizer, [rise, fall], milestones=[20])


for name, make, ours in (
    ("StepLR", lambda o: lr_scheduler.StepLR(o, 40, 0.1),
     lambda t: step_schedule(t, 0.8, 40, 0.1)),
    ("ExponentialLR", lambda o: lr_scheduler.ExponentialLR(o, 0.95),
     lambda t: exponential_schedule(t, 0.8, 0.95)),
    ("CosineAnnealingLR", lambda o: lr_scheduler.CosineAnnealingLR(o, 100),
     lambda t: cosine_schedule(t, 0.8, 100)),
    ("SequentialLR", warmup_cosine, lambda t: warmup_cosine_schedule(t, 0.8, 20, 100)),
):  # fmt: skip
    optimizer = torch.optim.SGD([torch.zeros(3, requires_grad=True)], lr=0.8)
    scheduler, equal = make(optimizer), []
    for t in range(100):
        equal.append(
            math.isclose(optimizer.param_groups[0]["lr"], ours(t), abs_tol=1e-12)
        )
        optimizer.step()
        scheduler.step()
    print(f"{name:17} {sum(equal)} of 100 steps equal")
