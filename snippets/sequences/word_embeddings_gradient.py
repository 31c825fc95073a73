import numpy as np
import torch

from mlnotes.sequences import word_embeddings as by_hand
from mlnotes.sequences import word_embeddings_torch as with_torch

rng = np.random.default_rng(0)
V, U = rng.normal(size=(2, 1000, 8))
pair, negatives = np.array([[3, 7]]), np.array([[4, 0, 4]])

for name, ids in (
    ("skipgram_loss", [pair]),
    ("negative_sampling_loss", [pair, negatives]),
):
    dV, dU = getattr(by_hand, f"{name}_backward")(1.0, *ids, V, U)
    tables = [torch.tensor(table, requires_grad=True) for table in (V, U)]
    loss = getattr(with_torch, name)(*map(torch.tensor, ids), *tables)
    loss.backward()
    equal = [
        np.allclose(ours, table.grad.numpy())
        for ours, table in zip((dV, dU), tables, strict=True)
    ]
    rows = [int(gradient.any(axis=1).sum()) for gradient in (dV, dU)]
    print(f"{name}: equal to autograd {equal}, rows that move {rows}")
