import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.networks.activations import relu, tanh
from mlnotes.training.activation_choice import sample_gradients

rng = np.random.default_rng(0)
U = rng.normal(size=(10_000, 3))  # pre-activations of three units below
du = rng.normal(size=10_000)  # upstream gradient of the neuron, one per sample
for activation in (sigmoid, relu, tanh):
    G = sample_gradients(du, activation(U))
    one_sign = (G >= 0).all(axis=1) | (G <= 0).all(axis=1)
    print(f"{activation.__name__:8}samples with one sign: {one_sign.mean():.2f}")
