import numpy as np

from mlnotes.networks.backpropagation import mlp_loss_backward

rng = np.random.default_rng(0)
X, y = rng.normal(size=(20, 5)), rng.integers(0, 3, 20)
for start in (0.0, 0.5):
    weights = [np.full((4, 5), start), np.zeros(4), np.full((3, 4), start), np.zeros(3)]
    for _ in range(100):
        _, *gradients = mlp_loss_backward(1.0, X, y, *weights)
        weights = [w - 0.5 * dw for w, dw in zip(weights, gradients, strict=True)]
    W1, _, W2, _ = weights
    equal = np.allclose(W1, W1[0]) and np.allclose(W2.T, W2[:, 0])
    changed = not np.allclose(W1, start)
    print(f"start {start}: changed {changed}, units equal {equal}")
