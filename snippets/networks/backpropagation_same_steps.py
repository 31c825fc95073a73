import numpy as np
import torch

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp

rng = np.random.default_rng(0)
X, y = rng.normal(size=(11, 5)), rng.integers(0, 3, 11)
start, order = init_mlp(5, 7, 3, rng), shuffled_order(11, 30, rng)
*trained, losses = train_mlp(X, y, *start, order, batch_size=4, learning_rate=0.3)

net = torch.nn.Sequential(
    torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3)
).double()
for p, value in zip(net.parameters(), start, strict=True):
    p.data = torch.tensor(value)
optimizer = torch.optim.SGD(net.parameters(), lr=0.3)
X_torch, y_torch = torch.tensor(X), torch.tensor(y)
for epoch in torch.tensor(order):
    for batch in epoch.split(4):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(X_torch[batch]), y_torch[batch])
        loss.backward()
        optimizer.step()
print("last loss equal:", np.isclose(losses[-1, -1], loss.item()))
for mine, p in zip(trained, net.parameters(), strict=True):
    print(mine.shape, "equal:", np.allclose(mine, p.detach().numpy()))
