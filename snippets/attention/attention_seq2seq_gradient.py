import numpy as np
import torch

from mlnotes.attention import attention_seq2seq, attention_seq2seq_torch

n, s, t, d, h, c = 2, 7, 5, 3, 4, 6
rng = np.random.default_rng(0)
Y, mask = rng.integers(0, c, (n, t)), np.ones((n, s), bool)
mask[1, 5:] = False
shapes = [(n, s, h), (n, h), (c, d), (3 * h, d), (3 * h, h), (3 * h,), (c, 2 * h)]
H_source, *arrays, a = (rng.normal(size=shape) for shape in [*shapes, (c,)])
ds = rng.normal(size=(n, t, c))
backward = attention_seq2seq.attention_decode_backward
by_hand = backward(ds, Y, H_source, mask, *arrays)

leaves = [torch.tensor(w, requires_grad=True) for w in (H_source, *arrays, a)]
scores = attention_seq2seq_torch.attention_decode(
    torch.tensor(Y), leaves[0], torch.tensor(mask), *leaves[1:]
)
wanted = torch.autograd.grad(scores, leaves, torch.tensor(ds))
names = ["dH_source", "dh0", "dE", "dW", "dU", "db", "dV", "da"]
for name, ours, autograd in zip(names, by_hand, wanted, strict=True):
    print(f"{name:9}", np.allclose(ours, autograd.numpy()))
reached = (np.abs(by_hand[0]).max(axis=2) > 0).sum(axis=1)
print("states that hear of the loss:", reached)
