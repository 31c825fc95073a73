import numpy as np

from mlnotes.attention.attention_function import attend

rng = np.random.default_rng(0)
e, V = rng.normal(scale=3, size=(1000, 5)), rng.normal(size=(5, 2))
Y = attend(e, V, None)
print("largest coordinates, values:", V.max(axis=0).round(2))
print("never above them:", (Y.max(axis=0) < V.max(axis=0) + 1e-12).all())
print("never below the smallest:", (Y.min(axis=0) > V.min(axis=0) - 1e-12).all())

order = [3, 0, 4, 1, 2]
same = attend(e[:, order], V[order], None)
print("keys in another order, equal:", np.allclose(same, Y))
print("values alone, equal:", np.allclose(attend(e, V[order], None), Y))
