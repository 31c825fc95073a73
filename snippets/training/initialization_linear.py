import torch

from mlnotes.networks.activations_torch import relu
from mlnotes.training.initialization_torch import activations_by_depth, he_init

generator = torch.Generator().manual_seed(0)
torch.manual_seed(0)  # nn.Linear draws from the global generator
X = torch.randn(200, 100, generator=generator)
layers = [torch.nn.Linear(100, 100) for _ in range(10)]
default = torch.stack([layer.weight.detach() for layer in layers])
he = torch.stack([he_init(100, 100, generator) for _ in range(10)])
print(f"default: variance {default.var():.4f}, 1/300 = {1 / 300:.4f}")
print("size of layers 1, 5, 10:")
for name, W in (("default", default), ("He", he)):
    H = activations_by_depth(X, W, relu)
    sizes = [f"{H[k].square().mean().sqrt():.0e}" for k in (0, 4, 9)]
    print(f"{name:8}{', '.join(sizes)}")

H = X
with torch.no_grad():
    for layer in layers:
        H = relu(layer(H))
print(f"with biases, layer 10: {H.square().mean().sqrt():.0e}")
print(f"  std over the samples {H.std(dim=0).square().mean().sqrt():.0e}")
