import torch

from mlnotes.networks.net_torch import Net

network = Net()
pictures = torch.zeros(4, 28, 14)  # four pictures, the right half is missing
print("reshape:", tuple(network(pictures.reshape(-1, 784)).shape))
try:
    network(pictures.flatten(start_dim=1))
except ValueError as error:
    print("flatten:", type(error).__name__)
whole = torch.zeros(4, 28, 28)
print("whole pictures:", tuple(network(whole.flatten(start_dim=1)).shape))
