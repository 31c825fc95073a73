import torch

from mlnotes.neighbors.dimensionality_torch import relative_contrast

device = "cuda" if torch.cuda.is_available() else "cpu"
generator = torch.Generator().manual_seed(0)
for d in (2, 10, 100, 1000):
    X = torch.rand(1000, d, generator=generator, dtype=torch.float64).to(device)
    Z = torch.rand(20, d, generator=generator, dtype=torch.float64).to(device)
    contrast = relative_contrast(Z, X).median().item()
    print(f"d = {d:4d}: contrast above 1:", contrast > 1)
