import torch
from torch.utils.flop_counter import FlopCounterMode

from mlnotes.attention.multi_head_attention_torch import (
    MultiHeadAttention,
    multi_head_attention,
)

d = 96
for h in (1, 4, 12):
    parameters = list(MultiHeadAttention(d, h).parameters())
    counts = []
    for t in (48, 96, 192):
        X = torch.ones(1, t, d)
        with FlopCounterMode(display=False) as counter:
            multi_head_attention(X, X, None, *parameters, h)
        counts.append(counter.get_total_flops() // 2)
    print(h, "heads:", sum(p.numel() for p in parameters), "parameters,", counts)
print("4d² + 4d =", 4 * d**2 + 4 * d)
print("4td² + 2t²d =", [4 * t * d**2 + 2 * t**2 * d for t in (48, 96, 192)])
