import numpy as np
import torch

from mlnotes.networks.multilayer_perceptron_torch import init_mlp, mlp

generator = torch.Generator().manual_seed(0)
X = torch.randn(64, 5, generator=generator, dtype=torch.float64)
y = (X[:, 0] * X[:, 1] > 0).long()  # XOR of two signs


def train(W1, b1, W2, b2):
    parameters = [part.clone().requires_grad_() for part in (W1, b1, W2, b2)]
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(mlp(X, *parameters), y).backward()
        optimizer.step()
    return [part.detach().numpy() for part in parameters]


W1, b1, W2, b2 = (part.double() for part in init_mlp(5, 8, 2, generator))
equal = W1[:1].repeat(8, 1), b1, W2[:, :1].repeat(1, 8), b2
zero = [torch.zeros_like(part) for part in equal]
for name, start in (("random", (W1, b1, W2, b2)), ("equal", equal), ("zero", zero)):
    trained = train(*start)[0]
    different = len(np.unique(trained.round(4), axis=0))
    print(f"{name:6} start: {different} different units")
