import torch

from mlnotes.convolution.equivariance_torch import relative_difference, roll

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(0)
torus = torch.nn.Conv2d(1, 4, 3, padding=1, padding_mode="circular")
zeros = torch.nn.Conv2d(1, 4, 3, padding=1)
dense = torch.nn.Sequential(
    torch.nn.Flatten(), torch.nn.Linear(256, 256), torch.nn.Unflatten(1, (1, 16, 16))
)
X = torch.randn(5, 1, 16, 16).to(device)
for name, layer in (("cyclic", torus), ("zeros", zeros), ("dense", dense)):
    f = layer.to(device)
    error = relative_difference(f(roll(X, 2, 3)), roll(f(X), 2, 3)).item()
    print(f"{name}: only rounding differs: {error < 1e-5}")
