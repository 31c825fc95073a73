import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

from mlnotes.training.dropout_torch import Dropout

digits, labels = map(torch.tensor, load_digits(return_X_y=True))


def train(seed, p, wrong):
    """Fit 200 digits, some with a wrong label; return the network and its data."""
    torch.manual_seed(seed)
    order = torch.randperm(len(digits))
    X, y = digits[order].float() / 16, labels[order]
    y[:wrong] = (y[:wrong] + torch.randint(1, 10, (wrong,))) % 10
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), Dropout(p), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(200):
        optimizer.zero_grad()
        F.cross_entropy(network(X[:200]), y[:200]).backward()
        optimizer.step()
    return network.eval(), X, y


for wrong in (0, 40):
    print(f"{wrong} of 200 labels wrong")
    for p in (0.0, 0.5):
        shares = []
        for seed in range(2):
            network, X, y = train(seed, p, wrong)
            right = (network(X).argmax(dim=1) == y).float()
            shares.append([right[:200].mean(), right[200:].mean()])
        fitted, test = torch.tensor(shares).mean(dim=0).tolist()
        print(f"  p = {p}: training {fitted:.1f}, test {test:.1f}")
