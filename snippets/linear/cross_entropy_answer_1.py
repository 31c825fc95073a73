import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy_labels

y = np.array([0, 0])
for p in ([[0.5, 0.5], [0.5, 0.5]], [[0.99, 0.01], [0.01, 0.99]]):
    loss = cross_entropy_labels(np.array(p), y)
    print(p, f"loss {loss:.2f}")
