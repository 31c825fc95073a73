import numpy as np

from mlnotes.networks.multilayer_perceptron import init_mlp

for d, h, c in ((3, 4, 2), (64, 32, 10), (784, 128, 10)):
    parameters = init_mlp(d, h, c, np.random.default_rng(0))
    count = sum(part.size for part in parameters)
    print(f"{d}-{h}-{c}: {count}, formula {h * (d + 1) + c * (h + 1)}")
