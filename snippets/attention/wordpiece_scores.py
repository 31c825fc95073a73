import numpy as np
import torch

from mlnotes.attention.wordpiece import log_likelihood, merge_gains, merge_ratios
from mlnotes.attention.wordpiece_torch import merge_gains as merge_gains_torch

counts = np.array([60.0, 50.0, 4.0, 4.0])  # of the pieces t, ##h, q, ##z
pairs = np.array([[0, 1], [2, 3]])  # t ##h, and q ##z
times = np.array([40.0, 2.0])
print("frequency:", *times.round(4))
print("ratio:    ", *merge_ratios(pairs, times, counts).round(4))
gains = merge_gains(pairs, times, counts)
print("gain:     ", *gains.round(4))

merged = np.array([60.0 - 40, 50 - 40, 4, 4, 40])
print(
    "log-likelihood grows by",
    (log_likelihood(merged) - log_likelihood(counts)).round(4),
)
same = merge_gains_torch(*map(torch.tensor, (pairs, times, counts)))
print("PyTorch agrees:", np.allclose(same, gains))
