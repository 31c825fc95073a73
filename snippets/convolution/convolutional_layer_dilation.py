import numpy as np

from mlnotes.convolution.convolutional_layer import conv2d

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(2, 4, 9, 9)), rng.normal(size=(6, 4, 3, 3)), np.zeros(6)

spread = np.zeros((6, 4, 5, 5))
spread[:, :, ::2, ::2] = W  # zeros between the weights
print("dilation 2:", np.allclose(conv2d(X, W, b, dilation=2), conv2d(X, spread, b)))

halves = W[:, :2]  # each filter sees two of four channels
left = conv2d(X[:, :2], halves[:3], b[:3])
right = conv2d(X[:, 2:], halves[3:], b[3:])
side_by_side = np.concatenate([left, right], axis=1)
print("two groups:", np.allclose(conv2d(X, halves, b, groups=2), side_by_side))

for groups in (1, 2):
    print(f"groups = {groups}: {6 * (4 // groups) * 9} weights")
