import torch

from mlnotes.attention.transformer_decoder_torch import DecoderLayer

t, d = 5, 8
torch.manual_seed(0)
layer = DecoderLayer(d, h=2, d_ff=16)
Y, Z = torch.randn(1, t, d), torch.randn(1, 3, d)


def changes(layer):
    """Row i, column j: 1 if a new input at place j changes the output of place i."""
    before, columns = layer(Y, Z), []
    for j in range(t):
        changed = Y.clone()
        changed[:, j] = torch.randn(d)
        columns.append((layer(changed, Z) != before)[0].any(dim=1))
    return torch.stack(columns, dim=1).int()


print("causal:")
print(changes(layer).numpy())

attend = layer.self_attn.forward
layer.self_attn.forward = lambda X, Z, mask=None, causal=False: attend(X, Z)
print("mask forgotten:")
print(changes(layer).numpy())
