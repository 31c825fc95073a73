import numpy as np

from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.networks.activations import relu, relu_backward

x, y = 2.0, 3.0
w1, w2, v1, v2 = 1.5, 0.5, 1.0, -2.0

u1, u2 = w1 * x, w2 * x  # forward, node by node
h1, h2 = max(0.0, u1), max(0.0, u2)
e = v1 * h1 + v2 * h2 - y
L = e**2 / 2

de = e  # backward: local derivative times upstream gradient
dv1, dh1 = h1 * de, v1 * de
dv2, dh2 = h2 * de, v2 * de
du1, du2 = (u1 > 0) * dh1, (u2 > 0) * dh2
dw1, dw2 = x * du1, x * du2
dx = w1 * du1 + w2 * du2  # two paths meet in x
print("L =", L, "dx =", dx)
print("dv =", [dv1, dv2], "dw =", [dw1, dw2])

X, W1, W2 = np.array([[x]]), np.array([[w1], [w2]]), np.array([[v1, v2]])
U = linear_scores(X, W1, np.zeros(2))
ds = linear_scores(relu(U), W2, np.zeros(1)) - y
dH, dW2, _ = linear_scores_backward(ds, relu(U), W2)
dX, dW1, _ = linear_scores_backward(relu_backward(dH, U), X, W1)
same = dX == dx, dW1[:, 0] == [dw1, dw2], dW2[0] == [dv1, dv2]
print("with matrices equal:", all(part.all() for part in same))
