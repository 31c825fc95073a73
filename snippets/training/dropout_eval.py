import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

from mlnotes.training.dropout_torch import Dropout

torch.manual_seed(0)
digits, labels = map(torch.tensor, load_digits(return_X_y=True))
order = torch.randperm(len(digits))
X, y = digits[order].float() / 16, labels[order]
network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), Dropout(0.8), nn.Linear(64, 10))
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
for _ in range(200):
    optimizer.zero_grad()
    F.cross_entropy(network(X[:200]), y[:200]).backward()
    optimizer.step()


def right(prediction):
    return (prediction == y[200:]).float().mean().item()


with torch.no_grad():  # switches off gradients, not dropout
    first, second = (network(X[200:]).argmax(dim=1) for _ in range(2))
    changed = (first != second).float().mean().item()
    network.eval()
    last = network(X[200:]).argmax(dim=1)
print(f"eval() forgotten: share right {right(first):.1f}")
print("  more than a quarter change from call to call:", changed > 0.25)
print(f"after eval(): share right {right(last):.1f}")
