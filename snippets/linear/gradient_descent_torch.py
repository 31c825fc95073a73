import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits

from mlnotes.linear.gradient_descent_torch import gradient_descent

device = "cuda" if torch.cuda.is_available() else "cpu"
digits = load_digits()
chosen = (digits.target == 4) | (digits.target == 9)
X = torch.tensor(digits.images[chosen][:, [1, 5], [2, 3]], device=device)
X = (X - X.mean(dim=0)) / X.std(dim=0, correction=0)
y = torch.tensor(digits.target[chosen] == 9, device=device) * 2.0 - 1.0


def cost(theta):
    return F.softplus(-y * (X @ theta)).mean()


def gradient(theta):
    theta = theta.detach().requires_grad_()
    return torch.autograd.grad(cost(theta), theta)[0]


start = torch.tensor([-3.0, -8.0], dtype=X.dtype, device=device)
for learning_rate in (1, 20, 60):
    path = gradient_descent(gradient, start, learning_rate, steps=40)
    print(f"rate {learning_rate}: cost {cost(path[0]):.3f} to {cost(path[-1]):.3f}")
