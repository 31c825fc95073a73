import torch

from mlnotes.networks.activations_torch import relu

names, values = ("x", "w1", "w2", "v1", "v2"), (2.0, 1.5, -0.5, 1.0, -2.0)
leaves = [torch.tensor(value, requires_grad=True) for value in values]
x, w1, w2, v1, v2 = leaves
y_hat = v1 * relu(w1 * x) + v2 * relu(w2 * x)
L = (y_hat - 5) ** 2 / 2
L.backward()
print("L =", L.item())
gradients = [int(leaf.grad) for leaf in leaves]
print(*(f"d{name} {g}" for name, g in zip(names, gradients, strict=True)))
