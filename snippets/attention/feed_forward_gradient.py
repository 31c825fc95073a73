import numpy as np
import torch

from mlnotes.attention.feed_forward import feed_forward_backward
from mlnotes.attention.feed_forward_torch import feed_forward

n, t, d, d_ff = 2, 7, 3, 12
rng = np.random.default_rng(0)
shapes = {"X": (n, t, d), "W1": (d_ff, d), "b1": (d_ff,), "W2": (d, d_ff), "b2": (d,)}
arrays = [rng.normal(size=shape) for shape in shapes.values()]
dY = rng.normal(size=(n, t, d))
by_hand = feed_forward_backward(dY, *arrays[:4])

tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
feed_forward(*tensors).backward(torch.tensor(dY))
for name, ours, tensor in zip(shapes, by_hand, tensors, strict=True):
    print(f"d{name}", ours.shape, np.allclose(ours, tensor.grad))
