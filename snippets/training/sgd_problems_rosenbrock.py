import torch

from mlnotes.training.sgd_problems_torch import SGD, rosenbrock

steps = {}
for optimizer_class in (SGD, torch.optim.SGD):
    theta = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = optimizer_class([theta], lr=0.001)
    for t in range(501):
        optimizer.zero_grad()
        loss = rosenbrock(theta)
        loss.backward()
        if optimizer_class is SGD and t in (0, 10, 100, 500):
            print(f"step {t}: loss {loss.item():.3f}")
        optimizer.step()
    steps[optimizer_class] = theta.detach()
print("as torch.optim.SGD:", torch.allclose(*steps.values()))
H = torch.autograd.functional.hessian(rosenbrock, torch.ones(2, dtype=torch.float64))
low, high = torch.linalg.eigvalsh(H)
print(f"condition number at the minimum: {high / low:.0f}")
print(f"largest rate there: {2 / high:.4f}")
