import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.networks.activations import gelu, leaky_relu, relu, tanh

u = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
print("u         ", *(f"{value:5.2f}" for value in u))
for activation in (sigmoid, tanh, relu, leaky_relu, gelu):
    h = activation(u)
    print(f"{activation.__name__:10}", *(f"{value:5.2f}" for value in h))
