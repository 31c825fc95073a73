import math

import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.networks.activations import gelu, leaky_relu, relu, tanh

u = np.linspace(-8, 8, 16_001)
weight = np.exp(-(u**2) / 2)
weight /= weight.sum()
for activation in (sigmoid, tanh, relu, leaky_relu, gelu):
    print(f"{activation.__name__:10} {abs(weight @ activation(u)):.4f}")
print("1/sqrt(2 pi)  ", round(1 / math.sqrt(2 * math.pi), 4))
print("1/(2 sqrt(pi))", round(1 / (2 * math.sqrt(math.pi)), 4))
