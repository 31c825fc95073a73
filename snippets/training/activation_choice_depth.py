import numpy as np

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.activations import relu, relu_backward, tanh, tanh_backward


def gradient_norms(activation, backward, needs_output, rng):
    """Length of the gradient below 0, 1, … 10 layers, as a share of the first."""
    H, layers = rng.normal(size=(100, 64)), []
    for _ in range(10):
        W = np.linalg.qr(rng.normal(size=(64, 64)))[0]  # keeps every length
        U = H @ W.T
        H = activation(U)
        layers.append((W, H if needs_output else U))
    dH = rng.normal(size=H.shape)
    norms = [np.linalg.norm(dH)]
    for W, cache in reversed(layers):
        dH = backward(dH, cache) @ W
        norms.append(np.linalg.norm(dH))
    return np.divide(norms, norms[0])


print("layers at most sigmoid    tanh    ReLU")
columns = [
    0.25 ** np.arange(11),
    gradient_norms(sigmoid, sigmoid_backward, True, np.random.default_rng(0)),
    gradient_norms(tanh, tanh_backward, True, np.random.default_rng(0)),
    gradient_norms(relu, relu_backward, False, np.random.default_rng(0)),
]
for layers in (1, 2, 5, 10):
    print(f"{layers:6}", *[f"{column[layers]:7.0e}" for column in columns])
