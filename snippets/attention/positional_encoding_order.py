import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.positional_encoding_torch import add_positions as add
from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding


def draw(n, t):  # one A (0) and one B (1) among other words: does A come first?
    X = torch.randint(2, 6, (n, t))
    places = torch.rand(n, t).argsort(dim=1)[:, :2]
    X.scatter_(1, places, torch.tensor([[0, 1]]).expand(n, 2))
    return X, (places[:, 0] < places[:, 1]).float()


def train(P, steps):
    E, layer, last = nn.Embedding(6, 16), MultiHeadAttention(16, 2), nn.Linear(16, 1)
    parts = nn.ModuleList([E, layer, last])
    optimizer = torch.optim.Adam(parts.parameters(), lr=0.01)
    for _ in range(steps):
        X, y = draw(64, 8)
        H = add(E(X), P)
        score = last(layer(H, H).mean(dim=1))[:, 0]
        optimizer.zero_grad()
        binary_cross_entropy_with_logits(score, y).backward()
        optimizer.step()
    return lambda X: last(layer(H := add(E(X), P), H).mean(dim=1))[:, 0]


torch.manual_seed(0)
P = sinusoidal_encoding(32, 16)
for name, scores in (("no places", train(0 * P, 50)), ("sinusoids", train(P, 200))):
    for t in (8, 32):
        X, y = draw(1000, t)
        X, y = torch.cat([X, X.flip(1)]), torch.cat([y, 1 - y])
        right = ((scores(X) > 0) == y.bool()).float().mean()
        half = abs(right - 0.5) < 0.01
        print(f"{name}, {t} words: one half {half}, above 0.9 {right > 0.9}")
