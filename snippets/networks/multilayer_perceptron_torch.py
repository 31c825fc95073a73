import torch

from mlnotes.networks.multilayer_perceptron_torch import init_mlp, mlp

n, d, h, c = 7, 5, 4, 3
device = "cuda" if torch.cuda.is_available() else "cpu"
generator = torch.Generator(device).manual_seed(0)
X = torch.randn(n, d, generator=generator, device=device)
parameters = init_mlp(d, h, c, generator)
s = mlp(X, *parameters)
print("s", tuple(s.shape))

network = torch.nn.Sequential(
    torch.nn.Linear(d, h), torch.nn.ReLU(), torch.nn.Linear(h, c)
).to(device)
with torch.no_grad():
    for own, ours in zip(network.parameters(), parameters, strict=True):
        own.copy_(ours)
    print("as torch.nn.Sequential:", torch.allclose(network(X), s, atol=1e-6))
