import numpy as np
import torch

from mlnotes.sequences.gru import gru_backward
from mlnotes.sequences.gru_torch import gru

n, t, d, h = 2, 7, 3, 5
rng = np.random.default_rng(0)
shapes = [(n, t, d), (n, h), (3 * h, d), (3 * h, h), (3 * h,)]
arguments = [rng.normal(size=shape) for shape in shapes]
dH = rng.normal(size=(n, t, h))
ours = gru_backward(dH, *arguments)
inputs = [torch.tensor(array, requires_grad=True) for array in arguments]
gru(*inputs).backward(torch.tensor(dH))
names = ["X", "h0", "W", "U", "b"]
for name, gradient, tensor in zip(names, ours, inputs, strict=True):
    print(f"d{name} {gradient.shape}", np.allclose(gradient, tensor.grad))
