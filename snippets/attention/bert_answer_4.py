from itertools import pairwise

import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining

torch.manual_seed(0)
model = BertForPreTraining(Bert(30, 12, 3, 48, 2, max_len=16)).eval()
written, places, k = torch.tensor([[2]]), 0, 6
kept = []
for _ in range(k):
    X = torch.cat([written, torch.tensor([[4, 3]])], dim=1)  # [MASK] [SEP]
    with torch.no_grad():
        s, _ = model(X, torch.zeros_like(X), torch.ones_like(X, dtype=torch.bool))
    kept.append(s[0, 0])  # scores at [CLS], computed anew in each step
    written = torch.cat([written, s[:, -2].argmax(dim=1, keepdim=True)], dim=1)
    places += X.shape[1]
print("places computed:", places, "=", k * (k + 1) // 2 + 2 * k)
same = [torch.allclose(a, b) for a, b in pairwise(kept)]
print("scores at [CLS] ever the same:", any(same))
