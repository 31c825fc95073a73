import torch
from sklearn.datasets import load_digits

from mlnotes.training.momentum_torch import Momentum, Nesterov
from mlnotes.training.sgd_problems_torch import SGD

torch.set_num_threads(1)  # small arrays: more threads only wait for each other
digits = load_digits()
X = torch.tensor(digits.data[:400] / 16)
y = torch.tensor(digits.target[:400])


def train(optimizer_class, lr):
    layer = torch.nn.Linear(64, 10, dtype=torch.float64)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimizer, losses = optimizer_class(layer.parameters(), lr=lr), []
    for _ in range(101):  # every step sees all 400 digits: no noise
        loss = torch.nn.functional.cross_entropy(layer(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


for optimizer_class, lr in ((SGD, 0.2), (Momentum, 0.2), (Nesterov, 0.2), (SGD, 2)):
    losses = train(optimizer_class, lr)
    shown = ", ".join(f"{losses[t]:.2f}" for t in (0, 10, 50, 100))
    print(f"{optimizer_class.__name__}, rate {lr}: {shown}")
