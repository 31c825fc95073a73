import numpy as np
import torch

from mlnotes.networks.activations import relu, relu_backward

u = np.array([-1.0, 0.0, 1.0])
print("ours:   ", relu_backward(np.ones(3), u))
u_torch = torch.tensor(u, requires_grad=True)
torch.relu(u_torch).sum().backward()
print("PyTorch:", u_torch.grad.numpy())

grid = np.linspace(-2, 2, 401)
for g in (-0.1, 0.5, 1.1):
    below = np.all(g * grid <= relu(grid))
    print(f"slope {g:4}: nowhere above ReLU: {below}")
