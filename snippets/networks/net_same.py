import numpy as np
import torch

from mlnotes.networks.net import net
from mlnotes.networks.net_torch import Net

torch.manual_seed(0)
network = Net().double()
X = torch.rand(7, 784, dtype=torch.float64)
arrays = [parameter.detach().numpy() for parameter in network.parameters()]

by_hand = net(X.numpy(), *arrays)
by_module = network(X).detach().numpy()
print("scores:", by_hand.shape, by_module.shape)
print("equal:", np.allclose(by_hand, by_module, rtol=1e-7))
