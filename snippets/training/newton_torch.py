import torch

from mlnotes.training.newton_torch import newton_step, rosenbrock_hessian
from mlnotes.training.sgd_problems_torch import rosenbrock

theta = torch.tensor([-1.2, 1.0], dtype=torch.float64)
for _ in range(7):
    g = torch.func.grad(rosenbrock)(theta)
    H = torch.autograd.functional.hessian(rosenbrock, theta)
    assert torch.allclose(H, rosenbrock_hessian(theta))
    theta = newton_step(theta, g, H)
print(
    "after 7 steps:",
    theta.numpy().round(6),
    f"loss below 1e-18: {rosenbrock(theta) < 1e-18}",
)
