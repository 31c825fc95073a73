import torch

from mlnotes.networks.net_torch import Net

torch.manual_seed(0)
network, X = Net().double(), torch.rand(3, 784).double()
s = network(X).detach()
with torch.no_grad():
    order = torch.randperm(128)
    network.fc1.weight.copy_(network.fc1.weight[order])
    network.fc1.bias.copy_(network.fc1.bias[order])
    print("rows of fc1 alone:", torch.allclose(network(X), s))
    network.fc2.weight.copy_(network.fc2.weight[:, order])
    print("and columns of fc2:", torch.allclose(network(X), s))
