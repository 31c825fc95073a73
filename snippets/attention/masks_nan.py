import numpy as np
import torch
from torch.nn.functional import scaled_dot_product_attention

from mlnotes.attention.attention_function import attend
from mlnotes.attention.masks import spread_key_mask

Q, K = np.ones((1, 2, 1)), np.ones((1, 3, 1))
V = np.array([[[1.0, 2.0], [3.0, 4.0], [np.nan, 0.0]]])  # the last row is padding
keys = np.array([[True, True, False]])
mask = spread_key_mask(keys, 2)
print("weight 0, value NaN: ", attend(Q @ K.mT, V, mask)[0, 0])
tensors = (torch.tensor(array) for array in (Q, K, V, mask))
print("in PyTorch:          ", scaled_dot_product_attention(*tensors)[0, 0].numpy())
multiplied, selected = V * keys[..., None], np.where(keys[..., None], V, 0)
print("padding times 0:     ", attend(Q @ K.mT, multiplied, mask)[0, 0])
print("padding set to 0:    ", attend(Q @ K.mT, selected, mask)[0, 0])
