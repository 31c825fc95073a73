import numpy as np

from mlnotes.networks.activations import relu

u = np.array([-1.0, np.nan, 2.0])
print("np.maximum:", relu(u))
print("np.where:  ", np.where(u > 0, u, 0))
