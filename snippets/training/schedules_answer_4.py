import torch

from mlnotes.training.schedules import warmup_cosine_schedule

for scale in (1e-3, 1.0, 1e3):
    theta = torch.zeros(3, requires_grad=True)
    adam = torch.optim.Adam([theta], lr=warmup_cosine_schedule(0, 0.1, 10, 100))
    theta.grad = scale * torch.tensor([1.0, -2.0, 3.0])
    adam.step()
    print(f"times {scale:6}: {[round(v, 3) for v in theta.tolist()]}")
