import warnings

import torch
from torch import nn

from mlnotes.sequences.batching_torch import padding_mask

torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(16, 2, 64, batch_first=True)
real = padding_mask(torch.tensor([7, 4]), 7)
X = torch.randn(2, 7, 16)
outputs = []
for nested in (True, False):
    model = nn.TransformerEncoder(layer, 2, enable_nested_tensor=nested).eval()
    with torch.no_grad(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Z = model(X, src_key_padding_mask=~real)  # True: leave out
    warned = any("nested tensors" in str(w.message) for w in caught)
    zeros = bool((Z[~real] == 0).all())
    print(f"nested {nested}: warns: {warned}, zeros at padding: {zeros}")
    outputs.append(Z[real])
print("equal at real places:", torch.allclose(*outputs, atol=1e-5))
