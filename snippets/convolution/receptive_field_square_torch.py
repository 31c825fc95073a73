import torch

from mlnotes.convolution.receptive_field_torch import nested_features

X = torch.zeros(15, 15)
X[4:11, 4:11] = 1
for name, maps in zip(("edges", "corners", "squares"), nested_features(X), strict=True):
    print(name, tuple(maps.shape), "largest answer", maps.max().item())
