import numpy as np

from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp

rng = np.random.default_rng(0)
X = rng.normal(size=(61, 5))
y = (X[:, 0] * X[:, 1] > 0).astype(int)  # XOR of two signs
W1, b1, W2, b2 = init_mlp(5, 8, 2, rng)
starts = {
    "random": (W1, b1, W2, b2),
    "equal": (W1[[0] * 8], b1, W2[:, [0] * 8], b2),
    "zero": (0 * W1, b1, 0 * W2, b2),
}
order = np.tile(np.arange(61), (200, 1))  # 200 steps, each on all samples
for name, start in starts.items():
    *trained, _ = train_mlp(X, y, *start, order, batch_size=61, learning_rate=0.1)
    kinds = len(np.unique(trained[0].round(4), axis=0))
    pairs = zip(("W1", "b1", "W2", "b2"), start, trained, strict=True)
    moved = [part for part, old, new in pairs if not np.array_equal(old, new)]
    print(f"{name}: {kinds} kinds, moved", *moved)
