import torch
import torch.nn.functional as F

from mlnotes.networks.net_torch import Net

torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"
network = Net().to(device)
X = torch.rand(16, 784, device=device)
y = torch.arange(16, device=device) % 10
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)

network.train()
before = F.cross_entropy(network(X), y)
optimizer.zero_grad()  # 1. gradients of the last step: away
before.backward()  # 2. gradients of this batch
optimizer.step()  # 3. every parameter: θ ← θ − α ∂L/∂θ

network.eval()
with torch.no_grad():
    after = F.cross_entropy(network(X), y)
print(f"loss before the step: {before.item():.1f}, about log 10")
print("smaller after it:", bool(after < before))
