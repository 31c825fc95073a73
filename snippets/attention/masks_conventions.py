import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from mlnotes.attention.masks_torch import causal_mask, combine_masks
from mlnotes.sequences.batching_torch import padding_mask

torch.manual_seed(0)
n, t, d = 2, 5, 4
X = torch.randn(n, t, d)
keys = padding_mask(torch.tensor([5, 3]), t)  # True: real
pairs = causal_mask(t)  # True: may look
mask = combine_masks(keys, pairs)  # True: may look

layer = nn.MultiheadAttention(d, 1, batch_first=True)
with torch.no_grad():  # Q = K = V = X, and nothing behind the attention
    layer.in_proj_weight.copy_(torch.eye(d).repeat(3, 1))
    layer.out_proj.weight.copy_(torch.eye(d))
    Y = scaled_dot_product_attention(X, X, X, attn_mask=mask)
    as_numbers = torch.zeros(n, t, t).masked_fill(~mask, -torch.inf)
    for name, other in {
        "sdpa, 0 and -inf": scaled_dot_product_attention(X, X, X, as_numbers),
        "layer, ~pairs and ~keys": layer(
            X, X, X, attn_mask=~pairs, key_padding_mask=~keys
        )[0],
        "layer, ~mask": layer(X, X, X, attn_mask=~mask)[0],
        "layer, 0 and -inf": layer(X, X, X, attn_mask=as_numbers)[0],
        "layer, mask (wrong)": layer(X, X, X, attn_mask=mask)[0],
    }.items():
        print(f"{name:24}", torch.allclose(other, Y, atol=1e-5))
