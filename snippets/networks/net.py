from itertools import pairwise

import numpy as np

from mlnotes.networks.net import net, parameter_count

widths = [784, 128, 64, 10]
print("parameters:", parameter_count(widths))

rng = np.random.default_rng(0)
parameters = []
for inputs, outputs in pairwise(widths):
    parameters += [rng.normal(scale=0.05, size=(outputs, inputs)), np.zeros(outputs)]
print("sizes add up to:", sum(parameter.size for parameter in parameters))

X = rng.uniform(size=(5, 784))
print("scores of 5 pictures:", net(X, *parameters).shape)
