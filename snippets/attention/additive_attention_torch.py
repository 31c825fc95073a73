import torch
from torch import nn

from mlnotes.attention.additive_attention_torch import additive_scores

torch.manual_seed(0)
queries, keys = nn.Linear(5, 8, bias=False), nn.Linear(4, 8, bias=False)
score = nn.Linear(8, 1, bias=False)
Q, K = torch.randn(2, 3, 5), torch.randn(2, 7, 4)
hidden = torch.tanh(queries(Q)[:, :, None] + keys(K)[:, None])
e = additive_scores(Q, K, queries.weight, keys.weight, score.weight[0])
print("hidden layer:", tuple(hidden.shape))
print("as three linear layers:", torch.allclose(e, score(hidden)[..., 0], atol=1e-6))
