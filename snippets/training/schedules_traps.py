import warnings

import torch
from torch.optim import lr_scheduler

from mlnotes.training.schedules import cosine_schedule


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


sgd = optimizer()
scheduler = lr_scheduler.CosineAnnealingLR(sgd, T_max=10)
for _ in range(20):  # twice as many steps as T_max
    sgd.step()
    scheduler.step()
print(f"beyond T_max: PyTorch {scheduler.get_last_lr()[0]:.1f}, ", end="")
print(f"ours {cosine_schedule(20, 1.0, 10):.1f}")

sgd = optimizer()
scheduler = lr_scheduler.LambdaLR(sgd, lambda t: t / 5)  # instead of (t + 1) / 5
print("rate of the first step:", scheduler.get_last_lr()[0])

sgd = optimizer()
scheduler = lr_scheduler.StepLR(sgd, step_size=1, gamma=0.5)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    scheduler.step()  # the wrong way round
    sgd.step()
print(str(caught[0].message).split(". ")[0])
