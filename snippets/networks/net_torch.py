import torch

from mlnotes.networks.net_torch import Net, parameter_count

torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"
network = Net().to(device)
for name, parameter in network.named_parameters():
    print(f"{name:18} {tuple(parameter.shape)!s:11} {parameter.numel():7}")
print("parameters:", sum(parameter.numel() for parameter in network.parameters()))
print("counted without memory:", parameter_count([784, 128, 64, 10]))

X = torch.rand(5, 784, device=device)
print("scores of 5 pictures:", tuple(network(X).shape))
