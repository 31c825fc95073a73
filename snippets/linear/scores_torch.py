import torch

from mlnotes.linear.scores_torch import linear_scores

device = "cuda" if torch.cuda.is_available() else "cpu"
X = torch.tensor([[0.2, 0.5, 0.1], [0.9, 0.0, 0.3]], device=device)
W = torch.tensor([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]], device=device)
b = torch.tensor([0.1, -0.2], device=device)
s = linear_scores(X, W, b)
print([[round(value, 2) for value in row] for row in s.tolist()])
print("class of each sample:", s.argmax(dim=1).tolist())
