import torch

from mlnotes.training.momentum_torch import Momentum, Nesterov
from mlnotes.training.sgd_problems_torch import rosenbrock


def train(optimizer_class, **settings):
    theta = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = optimizer_class([theta], lr=0.0005, momentum=0.9, **settings)
    for _ in range(500):
        optimizer.zero_grad()
        loss = rosenbrock(theta)
        loss.backward()
        optimizer.step()
    (state,) = optimizer.state_dict()["state"].values()
    return torch.stack([theta.detach(), state["momentum_buffer"]]), loss.item()


for ours, settings in ((Momentum, {}), (Nesterov, {"nesterov": True})):
    (mine, loss), (its, _) = train(ours), train(torch.optim.SGD, **settings)
    equal = torch.allclose(mine, its)
    print(f"{ours.__name__}: loss {loss:.4f}, as torch.optim.SGD: {equal}")
