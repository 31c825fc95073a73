import torch
from torch import nn

from mlnotes.training.batch_normalization_torch import BatchNorm

torch.manual_seed(0)
ours, theirs = BatchNorm(5).double(), nn.BatchNorm1d(5).double()
theirs.load_state_dict(ours.state_dict())
print(list(ours.state_dict()))

optimizers = [torch.optim.SGD(m.parameters(), lr=0.1) for m in (ours, theirs)]
for _ in range(20):
    X = 3 * torch.randn(7, 5, dtype=torch.float64) + 2
    outputs = [module(X) for module in (ours, theirs)]
    for output, optimizer in zip(outputs, optimizers, strict=True):
        optimizer.zero_grad()
        (output**3).mean().backward()
        optimizer.step()
print("outputs equal:", torch.allclose(*outputs))
states = [module.state_dict().values() for module in (ours, theirs)]
print("states equal:", all(map(torch.allclose, *states)))
print("eval equal:", torch.allclose(ours.eval()(X), theirs.eval()(X)))
