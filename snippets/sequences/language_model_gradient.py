import numpy as np
import torch

from mlnotes.sequences import language_model, language_model_torch

rng = np.random.default_rng(0)
n, t, c, d, h = 3, 7, 11, 2, 5
ids, y = rng.integers(0, c, (2, n, t))
mask = np.arange(t) < np.array([[7], [4], [1]])
shapes = [(n, h), (c, d), (h, d), (h, h), (h,), (c, h), (c,)]
weights = [rng.normal(size=shape) / 2 for shape in shapes]

s, h_last = language_model.language_model(ids, *weights)
ds = language_model.masked_cross_entropy_backward(1.0, s, y, mask)
by_hand = language_model.language_model_backward(
    ds, np.zeros_like(h_last), ids, *weights[:-1]
)

tensors = [torch.tensor(w, requires_grad=True) for w in weights]
s_torch, _ = language_model_torch.language_model(torch.tensor(ids), *tensors)
loss = language_model_torch.masked_cross_entropy(
    s_torch, torch.tensor(y), torch.tensor(mask)
)
loss.backward()
names = ["h0", "E", "W_xh", "W_hh", "b", "V", "a"]
equal = [
    name
    for name, gradient, tensor in zip(names, by_hand, tensors, strict=True)
    if np.allclose(gradient, tensor.grad.numpy())
]
print("equal to autograd:", *equal)
print("gradient of the scores at padding:", np.abs(ds[~mask]).max())
