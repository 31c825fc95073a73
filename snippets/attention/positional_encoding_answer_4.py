import torch

from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention

torch.manual_seed(0)
first, second = (MultiHeadAttention(6, 2).double() for _ in range(2))
X = torch.randn(1, 5, 6, dtype=torch.float64)
swapped = X[:, [2, 0, 3, 1, 4]]  # the last word stays last
one = [first(A, A, causal=True) for A in (X, swapped)]
two = [second(A, A, causal=True) for A in one]
print("one layer, same last output:", torch.allclose(one[0][:, -1], one[1][:, -1]))
print("two layers:", torch.allclose(two[0][:, -1], two[1][:, -1]))
