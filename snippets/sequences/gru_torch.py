import numpy as np
import torch

from mlnotes.sequences import gru as by_hand
from mlnotes.sequences.gru_torch import gru

n, t, d, h = 2, 7, 3, 5
rng = np.random.default_rng(0)
shapes = [(3 * h, d), (3 * h, h), (3 * h,)]
weights = [rng.normal(size=shape) for shape in shapes]
X, h0 = rng.normal(size=(n, t, d)), np.zeros((n, h))
H = gru(*(torch.tensor(array) for array in (X, h0, *weights)))
print("H", tuple(H.shape), np.allclose(H, by_hand.gru(X, h0, *weights)))
print("parameters:", sum(array.size for array in weights))
