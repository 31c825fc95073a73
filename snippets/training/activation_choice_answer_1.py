import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.networks.activations import tanh
from mlnotes.training.activation_choice import saturated_fraction

u = np.linspace(-5, 5, 100_001)[:, np.newaxis]
for name, H, lower in (("sigmoid", sigmoid(u), 0), ("tanh", tanh(u), -1)):
    saturated = saturated_fraction(H.T, lower, 1) == 1  # one sample, many units
    first = u[~saturated].max()
    print(f"{name:8}saturated beyond |u| = {first:.2f}")
