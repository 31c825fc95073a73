import numpy as np

from mlnotes.training.batch_normalization import batch_norm
from mlnotes.training.layer_normalization import layer_norm

one, zero = np.ones(3), np.zeros(3)
x = np.array([[1.0, 2.0, 6.0]])
rng = np.random.default_rng(0)
for shift in (0, 10):
    batch = np.concatenate([x, rng.normal(shift, 1, (4, 3))])
    print("batch norm:", batch_norm(batch, one, zero)[0].round(1))
    print("layer norm:", layer_norm(batch, one, zero)[0].round(1))
