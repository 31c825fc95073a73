import torch

from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention

torch.manual_seed(0)
layer = MultiHeadAttention(6, 2).double()
with torch.no_grad():
    W = layer.in_proj_weight.view(3, 2, 3, 6)  # query, key, value; head; rows
    W[:, 1] = W[:, 0]
    layer.out_proj.weight[:, 3:] = layer.out_proj.weight[:, :3]
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
for _ in range(50):
    X = torch.randn(8, 4, 6, dtype=torch.float64)
    loss = (layer(X, X) - X.flip(1)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
A = layer.weights(X, X)
print("both heads look at the same places:", torch.allclose(A[:, 0], A[:, 1]))
