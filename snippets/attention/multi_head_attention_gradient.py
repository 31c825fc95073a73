import numpy as np
import torch

from mlnotes.attention.multi_head_attention import multi_head_attention_backward
from mlnotes.attention.multi_head_attention_torch import multi_head_attention

rng = np.random.default_rng(0)
n, t, s, h, d = 2, 3, 5, 4, 28
shapes = (n, t, d), (n, s, d), (3 * d, d), (3 * d,), (d, d), (d,)
X, Z, W_in, b_in, W_out, b_out = (rng.normal(size=shape) / 3 for shape in shapes)
mask, dY = rng.random((n, t, s)) < 0.7, rng.normal(size=(n, t, d))

tensors = [
    torch.tensor(a, requires_grad=True) for a in (X, Z, W_in, b_in, W_out, b_out)
]
x, z, *weights = tensors
multi_head_attention(x, z, torch.tensor(mask), *weights, h).backward(torch.tensor(dY))
by_hand = multi_head_attention_backward(dY, X, Z, mask, W_in, b_in, W_out, h)
names = ("dX", "dZ", "dW_in", "db_in", "dW_out", "db_out")
for name, gradient, tensor in zip(names, by_hand, tensors, strict=True):
    print(name, gradient.shape, np.allclose(gradient, tensor.grad.numpy()))
print("bias of the keys:", np.abs(by_hand[3][d : 2 * d]).max().round(12))
