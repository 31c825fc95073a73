import numpy as np
import torch

from mlnotes.linear.divergence import kl_divergence_scores_backward
from mlnotes.linear.divergence_torch import kl_divergence_scores
from mlnotes.linear.softmax import softmax

rng = np.random.default_rng(0)
p, s = rng.dirichlet(np.ones(5), size=7), rng.normal(size=(7, 5))
ds = kl_divergence_scores_backward(np.ones(7), p, s)

s_torch = torch.tensor(s, requires_grad=True)
kl_divergence_scores(torch.tensor(p), s_torch).sum().backward()
print("equal to q − p:", np.allclose(ds, softmax(s) - p))
print("equal to autograd:", np.allclose(ds, s_torch.grad.numpy()))
