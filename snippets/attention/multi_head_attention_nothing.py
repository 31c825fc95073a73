import torch
from torch import nn

from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention

torch.manual_seed(0)
ours = MultiHeadAttention(6, 2)
nn.init.constant_(ours.out_proj.bias, 0.5)
theirs = nn.MultiheadAttention(6, 2, batch_first=True)
theirs.load_state_dict(ours.state_dict())
X = torch.randn(1, 3, 6)
nothing = torch.zeros(1, 3, 3, dtype=torch.bool)
print("ours, the output bias:", ours(X, X, nothing)[0, 0].tolist())
Y, _ = theirs(X, X, X, key_padding_mask=~nothing[:, 0])
print("torch.nn with weights, NaN:", Y.isnan().all().item())
Y, _ = theirs(X, X, X, key_padding_mask=~nothing[:, 0], need_weights=False)
print("without weights, as ours:", torch.equal(Y, ours(X, X, nothing)))
