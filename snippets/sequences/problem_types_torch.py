import torch

from mlnotes.sequences.problem_types_torch import many_to_many, many_to_one, one_to_many

device = "cuda" if torch.cuda.is_available() else "cpu"
n, t, d, h, c = 2, 7, 5, 4, 3
torch.manual_seed(0)
X, h0 = torch.randn(n, t, d, device=device), torch.zeros(n, h, device=device)
shapes = (h, d), (h, h), (h,), (c, h), (c,)
weights = [torch.randn(shape, device=device) for shape in shapes]
s = many_to_many(X, h0, *weights)
last = many_to_one(X, h0, *weights)
print("its last step = many to one:", torch.allclose(s[:, -1], last, atol=1e-5))

weights[0] = torch.randn(h, c, device=device)  # inputs are now tokens
y, s = one_to_many(h0, *weights, start=0, steps=6)
start = torch.zeros(n, 1, dtype=torch.long, device=device)
shifted = torch.eye(c, device=device)[torch.cat([start, y[:, :-1]], dim=1)]
again = many_to_many(shifted, h0, *weights)
print("reading what was written:", torch.allclose(again, s, atol=1e-5))
