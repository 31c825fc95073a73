import numpy as np
import torch

from mlnotes.attention.masks import masked_softmax

e, mask = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[False, False, False]])
print("-1e9:", torch.softmax(e.masked_fill(~mask, -1e9), dim=-1).numpy().round(2))
print("ours:", masked_softmax(e.numpy(), mask.numpy()))
try:
    e.half().masked_fill(~mask, -1e9)
except RuntimeError:
    print("float16: -1e9 does not fit")

e, mask = np.array([[-9000.0, 9000.0]]), np.array([[True, False]])
added = e + np.where(mask, 0, -1e4)
print("-1e4:", masked_softmax(added, None), "ours:", masked_softmax(e, mask))
