import numpy as np
import torch
import torch.nn.functional as F

from mlnotes.linear.cross_entropy import cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(7, 5)), rng.normal(size=(3, 5)), rng.normal(size=3)
y = rng.integers(0, 3, 7)

s = linear_scores(X, W, b)
ds = cross_entropy_backward(1.0, s, y)
_, dW, db = linear_scores_backward(ds, X, W)

W_torch = torch.tensor(W, requires_grad=True)
b_torch = torch.tensor(b, requires_grad=True)
scores = F.linear(torch.tensor(X), W_torch, b_torch)
F.cross_entropy(scores, torch.tensor(y)).backward()
print("weights equal to autograd:", np.allclose(dW, W_torch.grad.numpy()))
print("bias equal to autograd:", np.allclose(db, b_torch.grad.numpy()))
print("rows of ds sum to zero:", np.allclose(ds.sum(axis=1), 0))
