import torch

from mlnotes.attention.bottleneck_torch import linear_memory, probe_accuracy

generator = torch.Generator().manual_seed(0)
X = torch.randint(2, (400, 3), generator=generator)
signs = 2.0 * X - 1
H = signs[:, 1:] @ torch.randn(2, 2, generator=generator)  # knows the last two
read = probe_accuracy(H[:300], X[:300], H[300:], X[300:], 2, 1e-3)
print("read:", (read > 0.9).tolist())
print("R²:  ", (linear_memory(H, signs) > 0.9).tolist())
