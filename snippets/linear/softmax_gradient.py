import numpy as np
import torch

from mlnotes.linear.softmax import softmax, softmax_backward

rng = np.random.default_rng(0)
s = rng.normal(size=(2, 3))
dp = rng.normal(size=(2, 3))
by_hand = softmax_backward(dp, softmax(s))

s_torch = torch.tensor(s, requires_grad=True)
torch.softmax(s_torch, dim=1).backward(torch.tensor(dp))
print("equal to autograd:", np.allclose(by_hand, s_torch.grad.numpy()))
print("rows sum to zero:", np.allclose(by_hand.sum(axis=1), 0))
