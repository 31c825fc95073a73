import torch
from torch.nn.functional import scaled_dot_product_attention

from mlnotes.attention.attention_function_torch import attend
from mlnotes.attention.masks_torch import causal_mask, combine_masks
from mlnotes.sequences.batching_torch import padding_mask

device = "cuda" if torch.cuda.is_available() else "cpu"
generator = torch.Generator().manual_seed(0)
X = torch.randn(2, 5, 4, generator=generator).to(device)
keys = padding_mask(torch.tensor([5, 3], device=device), 5)
mask = combine_masks(keys, causal_mask(5, device))
Y = attend(X @ X.mT / 2, X, mask)
theirs = scaled_dot_product_attention(X, X, X, attn_mask=mask)
print("as in PyTorch:", torch.allclose(Y, theirs, atol=1e-5))

X_new = X.clone()
X_new[0, 3:] = 9.0  # later places of sentence 0
X_new[1, 3:] = 9.0  # padding of sentence 1
Y_new = attend(X_new @ X_new.mT / 2, X_new, mask)
print("first three values unchanged:", torch.equal(Y_new[:, :3], Y[:, :3]))
