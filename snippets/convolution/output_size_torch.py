import torch

from mlnotes.convolution.output_size_torch import conv_output_shape, conv_parameters

print(conv_output_shape(1, 32, 32, 6, 5), conv_parameters(1, 6, 5, 5))
print(conv_output_shape(6, 14, 14, 16, 5), conv_parameters(6, 16, 5, 5))
print(conv_output_shape(16, 5, 5, 120, 5), conv_parameters(16, 120, 5, 5))

layers = torch.nn.Sequential(
    torch.nn.Conv2d(1, 6, 5),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(6, 16, 5),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(16, 120, 5),
)
print("the whole stack:", tuple(layers(torch.zeros(1, 1, 32, 32)).shape))
print("its parameters:", sum(p.numel() for p in layers.parameters()))
