import torch
from torch.nn.functional import scaled_dot_product_attention as sdpa

from mlnotes.attention.masks_torch import causal_mask

generator = torch.Generator().manual_seed(0)
X = torch.randn(1, 5, 4, generator=generator)  # s = 5 places, the first 3 are cached
whole = sdpa(X, X, X, is_causal=True)
new = X[:, -2:]  # t = 2 new queries
mask = causal_mask(5)[-2:]
print(mask.int())
print("mask:", torch.allclose(sdpa(new, X, X, attn_mask=mask), whole[:, -2:]))
print("is_causal:", torch.allclose(sdpa(new, X, X, is_causal=True), whole[:, -2:]))

last = X[:, -1:]  # t = 1, one word at a time
print("t = 1, no mask:", torch.allclose(sdpa(last, X, X), whole[:, -1:]))
first = torch.allclose(sdpa(last, X, X, is_causal=True), X[:, :1])
print("t = 1, is_causal gives the first value:", first)
