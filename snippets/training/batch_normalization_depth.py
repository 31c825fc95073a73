import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

from mlnotes.training.batch_normalization_torch import BatchNorm

digits, labels = map(torch.tensor, load_digits(return_X_y=True))


def share_right(seed, scale, normalise):
    """Train six hidden layers; He's initial weights times a scale."""
    torch.manual_seed(seed)
    order = torch.randperm(len(digits))
    X, y = digits[order].float() / 16, labels[order]
    network, width = nn.Sequential(), 64
    for _ in range(6):
        linear = nn.Linear(width, 32, bias=False)
        nn.init.kaiming_normal_(linear.weight).data.mul_(scale)
        norm = BatchNorm(32) if normalise else nn.Identity()
        network, width = network.extend([linear, norm, nn.ReLU()]), 32
    network.append(nn.Linear(width, 10))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    for _ in range(100):
        batch = torch.randint(0, 1000, (100,))
        optimizer.zero_grad()
        F.cross_entropy(network(X[batch]), y[batch]).backward()
        optimizer.step()
    right = network.eval()(X[1000:]).argmax(dim=1) == y[1000:]
    return right.float().mean().item()


print("more than half of the test digits right:")
for scale in (0.1, 1.0, 3.0):
    without, with_norm = (share_right(0, scale, choice) for choice in (False, True))
    print(f"times {scale}: {without > 0.5}, with batch norm {with_norm > 0.5}")
