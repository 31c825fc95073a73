import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.positional_encoding_torch import (
    add_positions,
    sinusoidal_encoding,
)


def draw(n, t):  # one A (0) and one B (1) among other words: does A come first?
    X = torch.randint(2, 6, (n, t))
    places = torch.rand(n, t).argsort(dim=1)[:, :2]
    X.scatter_(1, places, torch.tensor([[0, 1]]).expand(n, 2))
    return X, (places[:, 0] < places[:, 1]).float()


for name, factor, steps in (("no places", 0, 50), ("sinusoids", 1, 200)):
    torch.manual_seed(0)
    E, layer, last = nn.Embedding(6, 16), MultiHeadAttention(16, 2), nn.Linear(16, 1)
    P = factor * sinusoidal_encoding(32, 16)

    def scores(X):
        H = add_positions(E(X), P)
        return last(layer(H, H).mean(dim=1))[:, 0]

    parameters = [*E.parameters(), *layer.parameters(), *last.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    for _ in range(steps):
        X, y = draw(64, 8)
        optimizer.zero_grad()
        binary_cross_entropy_with_logits(scores(X), y).backward()
        optimizer.step()
    for t in (8, 32):
        X, y = draw(1000, t)
        right = torch.cat([scores(X), -scores(X.flip(1))]).gt(0) == y.bool().repeat(2)
        print(f"{name}, {t} words: {right.float().mean():.2f}")
