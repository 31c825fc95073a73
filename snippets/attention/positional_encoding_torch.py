import math

import torch
from torch import nn

from mlnotes.attention.positional_encoding_torch import (
    add_positions,
    sinusoidal_encoding,
)

torch.manual_seed(0)
tokens, d = torch.tensor([[4, 1, 3, 2], [2, 3, 1, 0]]), 512
E = nn.Embedding(5, d)
nn.init.normal_(E.weight, std=1 / math.sqrt(d))
P = sinusoidal_encoding(100, d)
X = E(tokens) * math.sqrt(d)
print(P.dtype, add_positions(X, P).dtype, tuple(add_positions(X, P).shape))
print("lengths of P:", P.norm(dim=1).round(decimals=6).unique().tolist())
print("of E, rounded:", E.weight.norm(dim=1).round(decimals=1).unique().tolist())

table = nn.Embedding(6, d)  # learned: six places, no more
same = add_positions(X, table.weight) - (X + table(torch.arange(4)))
print("a table is an embedding of 0, 1, …:", not same.any().item())
try:
    add_positions(torch.zeros(1, 7, d), table.weight)
except ValueError as error:
    print(error)
