import torch
from torch.nn.functional import scaled_dot_product_attention as sdpa

from mlnotes.attention.attention_function_torch import attend
from mlnotes.attention.masks_torch import spread_key_mask

Q, K, V = torch.zeros(2, 2, 4), torch.zeros(2, 3, 4), torch.eye(3).repeat(2, 1, 1)
keys = torch.tensor([[True, True, True], [True, False, False]])  # n = 2, s = 3
print("(n, s), weights of sentence 0:")
print(sdpa(Q, K, V, attn_mask=keys)[0])
print("(n, t, s), weights of sentence 0:")
print(sdpa(Q, K, V, attn_mask=spread_key_mask(keys, 2))[0])
try:
    attend(Q @ K.mT, V, keys)
except ValueError as error:
    print(error)
