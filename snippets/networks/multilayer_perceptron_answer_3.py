import math

import numpy as np

from mlnotes.networks.multilayer_perceptron import init_mlp

rng = np.random.default_rng(0)
axis = np.linspace(-50, 50, 501)
grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
for h in (1, 2, 3):
    counts = []
    for _ in range(20):
        W1 = init_mlp(2, h, 1, rng)[0]
        pattern = (grid @ W1.T + rng.normal(scale=10, size=h) > 0) @ (1 << np.arange(h))
        counts.append(len(np.unique(pattern)))
    print(f"h = {h}: most found {max(counts)}, bound {1 + h + math.comb(h, 2)}")
