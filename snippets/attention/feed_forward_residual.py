import numpy as np

from mlnotes.attention.feed_forward import feed_forward, feed_forward_backward

d, d_ff, depth = 8, 32, 50
rng = np.random.default_rng(0)
layers = [
    (
        0.05 * rng.normal(size=(d_ff, d)),
        np.zeros(d_ff),
        0.05 * rng.normal(size=(d, d_ff)),
    )
    for _ in range(depth)
]
start = rng.normal(size=(5, d))
for residual in (False, True):
    X, inputs = start, []
    for W1, b1, W2 in layers:
        inputs.append(X)
        X = feed_forward(X, W1, b1, W2, np.zeros(d)) + residual * X
    dX = np.ones_like(X)  # gradient of the sum of all outputs
    for x, (W1, b1, W2) in zip(inputs[::-1], layers[::-1], strict=True):
        dX = feed_forward_backward(dX, x, W1, b1, W2)[0] + residual * dX
    size = np.sqrt((dX**2).mean())
    name = "with residuals:   " if residual else "without residuals:"
    print(name, f"gradient of size {size:.1g}")
