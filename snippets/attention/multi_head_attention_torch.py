import torch
from torch import nn

from mlnotes.attention.masks_torch import causal_mask, combine_masks
from mlnotes.attention.multi_head_attention_torch import (
    MultiHeadAttention,
    multi_head_attention,
)

torch.manual_seed(0)
ours = MultiHeadAttention(24, 3)
torch.manual_seed(0)
theirs = nn.MultiheadAttention(24, 3, batch_first=True)
same = zip(ours.state_dict().values(), theirs.state_dict().values(), strict=True)
print("same first values:", all(torch.equal(*pair) for pair in same))
ours.load_state_dict(theirs.state_dict())

X = torch.randn(2, 5, 24)
real = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])  # (n, s)
mask = combine_masks(real, causal_mask(5))
wanted, weights = theirs(
    X,
    X,
    X,
    key_padding_mask=~real,  # theirs: True is left out
    attn_mask=~causal_mask(5),
    average_attn_weights=False,
)
print("output:", torch.allclose(ours(X, X, mask), wanted, atol=1e-6))
two = ours(X, X, real[:, None].expand(-1, 5, -1), causal=True)
print("causal=True:", torch.allclose(two, wanted, atol=1e-6))
formula = multi_head_attention(X, X, mask, *ours.parameters(), 3)
print("formula:", torch.allclose(formula, wanted, atol=1e-6))
print("weights", *weights.shape, torch.allclose(ours.weights(X, X, mask), weights))
