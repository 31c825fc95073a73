import numpy as np
from sklearn.datasets import load_digits

from mlnotes.networks.activations import relu, tanh
from mlnotes.training.initialization import (
    activations_by_depth,
    gaussian_init,
    gradients_by_depth,
    he_init,
    xavier_init,
)

X = load_digits().data[:200]
X = (X - X.mean()) / X.std()
starts = {
    "std 0.01": lambda rng: gaussian_init(64, 64, 0.01, rng),
    "std 1": lambda rng: gaussian_init(64, 64, 1, rng),
    "Xavier": lambda rng: xavier_init(64, 64, rng),
    "He": lambda rng: he_init(64, 64, rng),
}


def size(layers):
    """Root mean square of the first and of the tenth layer."""
    return " ".join(f"{np.sqrt((layers[k] ** 2).mean()):.0e}" for k in (0, 9))


for activation in (tanh, relu):
    share = "±1" if activation is tanh else "zero"
    print(f"{activation.__name__:9}activations gradients   {share}")
    for name, start in starts.items():
        rng = np.random.default_rng(0)
        W = np.stack([start(rng) for _ in range(10)])
        H = activations_by_depth(X, W, activation)
        dU = gradients_by_depth(rng.normal(size=X.shape), X, W, activation)
        at_end = np.abs(H[9]) > 0.99 if activation is tanh else H[9] == 0
        print(f"{name:8} {size(H)} {size(dU)} {at_end.mean():.1f}")
