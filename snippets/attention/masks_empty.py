import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention as sdpa

from mlnotes.attention.attention_function_torch import attend

torch.manual_seed(0)
X = torch.randn(1, 3, 2)
mask = torch.tensor([[[True, True, True], [False, False, False], [True, True, True]]])
print("ours:", attend(X @ X.mT, X, mask)[0, 1].tolist())
Y = sdpa(X, X, X, attn_mask=mask)
print("sdpa:", Y[0, 1].tolist())

layer = nn.MultiheadAttention(2, 1, batch_first=True)  # its bias starts at 0
for need_weights in (False, True):
    Y, _ = layer(X, X, X, attn_mask=~mask, need_weights=need_weights)
    print(f"layer, need_weights={need_weights}:", Y[0, 1].tolist())
