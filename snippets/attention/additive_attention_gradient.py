import numpy as np
import torch

from mlnotes.attention import additive_attention, additive_attention_torch

rng = np.random.default_rng(0)
shapes = {"Q": (2, 3, 5), "K": (2, 7, 4), "V": (2, 7, 6)}
shapes |= {"W_q": (8, 5), "W_k": (8, 4), "v": (8,)}
arrays = [rng.normal(size=shape) for shape in shapes.values()]
mask = np.array([[True] * 7, [True] * 5 + [False] * 2])[:, None].repeat(3, axis=1)
dY = rng.normal(size=(2, 3, 6))
by_hand = additive_attention.additive_attention_backward(dY, *arrays, mask)

leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
Y = additive_attention_torch.additive_attention(*leaves, torch.tensor(mask))
wanted = torch.autograd.grad(Y, leaves, torch.tensor(dY))
for name, ours, autograd in zip(shapes, by_hand, wanted, strict=True):
    print(f"d{name:3} {ours.shape!s:9} as autograd:", np.allclose(ours, autograd))
