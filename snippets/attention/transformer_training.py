import numpy as np
import torch
import torch.nn.functional as F

from mlnotes.attention.transformer_training import (
    best_gap,
    label_smoothing_loss,
    label_smoothing_loss_backward,
    smallest_loss,
)

c, smoothing = 5, 0.1
y = np.array([[0, 0, 0, 0, 0]])
mask = np.array([[True, True, True, True, False]])
gaps = np.array([1.0, 2.0, best_gap(c, smoothing), 8.0, np.nan])  # NaN: padding
s = np.zeros((1, 5, c))
s[0, :, 0] = gaps  # right score minus each wrong one
for place, gap in enumerate(gaps[:4]):
    alone = np.arange(5)[np.newaxis] == place
    losses = [label_smoothing_loss(s, y, alone, e) for e in (smoothing, 0)]
    print(f"gap {gap:.2f}: smoothed {losses[0]:.3f}, not smoothed {losses[1]:.3f}")
print(f"smallest possible: {smallest_loss(c, smoothing):.3f}")

ds = label_smoothing_loss_backward(1.0, s, y, mask, smoothing)
print("gradient by the right score:", ds[0, :, 0].round(3) + 0.0)

real = [torch.tensor(array[mask]) for array in (s, y)]
theirs = F.cross_entropy(*real, label_smoothing=smoothing).item()
ours = label_smoothing_loss(s, y, mask, smoothing)
print(f"all four: {ours:.3f}, PyTorch's {theirs:.3f}")
