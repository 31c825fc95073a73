import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.functional import cross_entropy

from mlnotes.training.early_stopping import EarlyStopping

X, y = load_digits(return_X_y=True)
rng = np.random.default_rng(0)
changed = rng.random(len(y)) < 0.3
y[changed] = rng.integers(0, 10, changed.sum())
device = "cuda" if torch.cuda.is_available() else "cpu"
X = torch.tensor(X / 16, dtype=torch.float32, device=device)
y = torch.tensor(y, device=device)

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).to(device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
stopping = EarlyStopping(patience=10)
for _ in range(100):
    net.train()
    for batch in torch.randperm(200).split(20):
        optimizer.zero_grad()
        cross_entropy(net(X[batch]), y[batch]).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        loss = cross_entropy(net(X[200:400]), y[200:400])
    if stopping.update(loss, net.state_dict()):
        break

print("stopped before epoch 100:", stopping.epoch < 100)
net.load_state_dict(stopping.best_weights())
with torch.no_grad():
    loss = cross_entropy(net(X[200:400]), y[200:400]).item()
print("restored loss is the best:", abs(loss - stopping.best_loss) < 1e-6)
