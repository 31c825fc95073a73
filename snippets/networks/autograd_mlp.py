import numpy as np
import torch
import torch.nn.functional as F

from mlnotes.networks.autograd import Variable
from mlnotes.networks.backpropagation import mlp_loss_backward

rng = np.random.default_rng(0)
X, y = rng.normal(size=(7, 5)), np.array([0, 2, 1, 1, 0, 2, 2])
arrays = [rng.normal(size=shape) for shape in [(11, 5), (11,), (3, 11), (3,)]]

W1, b1, W2, b2 = leaves = [Variable(array) for array in arrays]
s = (X @ W1.T + b1).relu() @ W2.T + b2
shifted = s - s.data.max(axis=1, keepdims=True)
log_p = shifted - shifted.exp().sum(axis=1, keepdims=True).log()
loss = -log_p[np.arange(7), y].mean()
loss.backward()

_, *by_hand = mlp_loss_backward(1.0, X, y, *arrays)
V1, c1, V2, c2 = tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
scores = (torch.tensor(X) @ V1.T + c1).relu() @ V2.T + c2
F.cross_entropy(scores, torch.tensor(y)).backward()

names = ("W1", "b1", "W2", "b2")
for name, leaf, hand, tensor in zip(names, leaves, by_hand, tensors, strict=True):
    print(
        f"{name} {leaf.grad.shape}:",
        f"hand {np.allclose(leaf.grad, hand)},",
        f"PyTorch {np.allclose(leaf.grad, tensor.grad)}",
    )
