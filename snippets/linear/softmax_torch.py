import torch

from mlnotes.linear.softmax_torch import softmax

device = "cuda" if torch.cuda.is_available() else "cpu"
s = torch.tensor([[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0]], device=device)
p = softmax(s)
print([[round(value, 3) for value in row] for row in p.tolist()])
print("rows sum to one:", torch.allclose(p.sum(dim=1), torch.ones(2, device=device)))
