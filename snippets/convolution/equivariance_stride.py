import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import pad_cyclic, relative_difference, roll
from mlnotes.convolution.pooling import avg_pool2d, max_pool2d

rng = np.random.default_rng(0)
X, W = rng.normal(size=(5, 1, 12, 12)), rng.normal(size=(4, 1, 3, 3))
for name, f in (
    ("max pooling", lambda X: max_pool2d(X, 2, 2)),
    ("average pooling", lambda X: avg_pool2d(X, 2, 2)),
    ("convolution", lambda X: conv2d(pad_cyclic(X, 1), W, np.zeros(4), stride=2)),
):
    print(f"{name}, stride 2")
    for right in (1, 2, 3, 4):
        of_moved = f(roll(X, 0, right))
        errors = [relative_difference(of_moved, roll(f(X), 0, v)) for v in range(6)]
        print(f"  moved by {right}: {min(errors):.1f}")
