import torch

from mlnotes.convolution.convolutional_layer_torch import conv2d

device = "cuda" if torch.cuda.is_available() else "cpu"
generator = torch.Generator().manual_seed(0)
X = torch.randn(8, 3, 32, 30, generator=generator).to(device)
layer = torch.nn.Conv2d(3, 5, kernel_size=3, padding=1).to(device)

A = conv2d(X, layer.weight, layer.bias, padding=1)
print(tuple(A.shape), "as torch.nn.Conv2d:", torch.allclose(A, layer(X)))
print("W", tuple(layer.weight.shape), "b", tuple(layer.bias.shape))
