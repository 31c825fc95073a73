import torch

from mlnotes.networks.autograd_torch import Graph

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
L = (a * b + a) ** 2
print("value:", L.item())
print("operations:", *Graph(L).operations)

L.backward()
print("db =", b.grad.item(), "da =", a.grad.item())
